"""What only the embedded store promises: options, fees, expiry, the cancel window, its own side."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest

from catalog.errors import BadInput
from catalog.money import Money
from catalog.order import (
    Cancelled,
    Chosen,
    Drift,
    Fee,
    IdempotencyKey,
    Line,
    NotCancelled,
    OrderId,
    OrderStatus,
    Placed,
    Quote,
    RefusalCode,
    Refused,
    Rejected,
    StillUnknown,
)
from catalog.product import OptionGroup, OptionValue, Product, Sku
from catalog.stores.embedded import EmbeddedStore
from catalog.stores.pricing import ShopTerms

KEY = IdempotencyKey("k" * 32)
TERMS = ShopTerms(delivery_fee=Money(299, "USD"), free_delivery_from=Money(2000, "USD"), cancel_minutes=30)


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def value(name: str, surcharge: int | None = None) -> OptionValue:
    return OptionValue(
        id=name, names={"en": (name,)}, surcharge=None if surcharge is None else usd(surcharge)
    )


COFFEE = Product(
    sku=Sku("coffee"),
    names=MappingProxyType({"en": ("coffee", "java"), "ko": ("커피",)}),
    price=usd(300),
    options=(
        OptionGroup(
            id="size",
            names={"en": ("size",)},
            values=(value("small"), value("large", 100)),
            required=True,
            default="small",
        ),
        OptionGroup(
            id="milk", names={"en": ("milk",)}, values=(value("oat", 60), value("whole")), required=True
        ),
        OptionGroup(
            id="extra",
            names={"en": ("extra",)},
            values=(value("shot", 80), value("syrup", 50)),
            multiple=True,
        ),
    ),
    attributes=MappingProxyType({"roast": "dark"}),
    popularity=0.5,
)
TEA = Product(sku=Sku("tea"), names={"en": ("tea",)}, price=usd(450), stock=5)


class Clock:
    def __init__(self) -> None:
        self.time = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def advance(self, **by: float) -> None:
        self.time += timedelta(**by)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock):
    store = EmbeddedStore(tmp_path / "shop.db", TERMS, now=clock)
    store.load_products([COFFEE, TEA])
    yield store
    store.close()


def coffee(*options: tuple[str, ...], quantity: int = 1) -> Line:
    return Line(sku=COFFEE.sku, quantity=quantity, options=tuple(Chosen(*o) for o in options))


def test_products_come_back_whole(store: EmbeddedStore):
    assert list(store.products()) == [COFFEE, TEA]
    assert store.product(COFFEE.sku) == COFFEE


@pytest.mark.parametrize(
    ("options", "unit"),
    [
        ((("milk", "whole"),), 300),
        ((("milk", "oat"),), 360),
        ((("size", "large"), ("milk", "oat")), 460),
        ((("milk", "whole"), ("extra", "shot"), ("extra", "syrup")), 430),
        ((("milk", "whole"), ("extra", "shot", "0")), 300),  # what is left out costs nothing
        ((("milk", "oat"), ("extra", "shot", "0"), ("extra", "syrup", "extra")), 410),
        ((("milk", "oat"), ("milk", "whole", "0")), 360),
    ],
)
def test_options_cost_their_surcharge(store: EmbeddedStore, options, unit):
    quote = store.quote([coffee(*options, quantity=2)], language="ko")
    assert isinstance(quote, Quote)
    assert quote.lines[0].unit_price == usd(unit)
    assert quote.lines[0].name == "커피"
    assert quote.fees == (Fee(code="delivery", amount=usd(299)),)
    assert quote.total == usd(2 * unit + 299)


@pytest.mark.parametrize(
    "options",
    [
        (),  # milk is required and has no default
        (("milk", "soy"),),
        (("colour", "red"), ("milk", "oat")),
        (("milk", "oat"), ("milk", "whole")),
        (("milk", "oat"), ("extra", "shot"), ("extra", "shot")),
        (("milk", "oat", "0"),),  # and is no choice of milk
        (("milk", "oat"), ("extra", "shot"), ("extra", "shot", "0")),
        (("milk", "oat"), ("extra", "shot", "0"), ("extra", "shot", "0")),
        (("milk", "oat"), ("extra", "foam", "0")),
        (("milk", "oat"), ("size", "small", "0")),  # its default
    ],
)
def test_impossible_options_are_refused(store: EmbeddedStore, options):
    refused = store.quote([coffee(*options)], language="en")
    assert isinstance(refused, Refused)
    assert (refused.code, refused.sku) == (RefusalCode.BAD_OPTION, COFFEE.sku)


def test_delivery_is_free_from_the_limit_on(store: EmbeddedStore):
    quote = store.quote([Line(sku=TEA.sku, quantity=5)], language="en")
    assert isinstance(quote, Quote)
    assert (quote.fees, quote.total) == ((), usd(2250))


def test_stock_counts_over_all_lines_of_a_product(store: EmbeddedStore):
    refused = store.quote([Line(sku=TEA.sku, quantity=3), Line(sku=TEA.sku, quantity=3)], language="en")
    assert refused == Refused(code=RefusalCode.OUT_OF_STOCK, sku=TEA.sku, available=5)


def test_a_line_has_a_limit(store: EmbeddedStore):
    refused = store.quote([coffee(("milk", "oat"), quantity=1000)], language="en")
    assert refused == Refused(code=RefusalCode.LIMIT, sku=COFFEE.sku, available=999)


def test_no_lines_are_no_quote(store: EmbeddedStore):
    with pytest.raises(BadInput):
        store.quote([], language="en")


def test_a_quote_expires(store: EmbeddedStore, clock: Clock):
    quote = store.quote([Line(sku=TEA.sku, quantity=1)], language="en")
    assert isinstance(quote, Quote)
    clock.advance(minutes=TERMS.quote_minutes)
    drift = store.verify(quote)
    assert isinstance(drift, Drift)
    assert drift.reasons == (RefusalCode.QUOTE_EXPIRED,)
    assert drift.fresh is not None
    assert store.place(quote, KEY) == Rejected(code=RefusalCode.QUOTE_EXPIRED)
    assert isinstance(store.place(drift.fresh, IdempotencyKey("other")), Placed)


def test_a_quote_that_was_tampered_with_is_refused(store: EmbeddedStore):
    quote = store.quote([Line(sku=TEA.sku, quantity=2)], language="en")
    assert isinstance(quote, Quote)
    line = replace(quote.lines[0], unit_price=usd(1), total=usd(2))
    cheap = replace(quote, lines=(line,), total=usd(301))
    answer = store.place(cheap, KEY)
    assert isinstance(answer, Rejected)
    assert answer.code is RefusalCode.PRICE_CHANGED
    assert store.count_orders() == 0


def test_a_rejection_is_final_for_its_key(store: EmbeddedStore):
    quote = store.quote([Line(sku=TEA.sku, quantity=2)], language="en")
    assert isinstance(quote, Quote)
    store.set_stock(TEA.sku, 1)
    assert isinstance(store.place(quote, KEY), Rejected)
    store.set_stock(TEA.sku, 9)
    assert isinstance(store.place(quote, KEY), Rejected)
    assert store.count_orders() == 0


def order_tea(store: EmbeddedStore, quantity: int = 2) -> OrderId:
    quote = store.quote([Line(sku=TEA.sku, quantity=quantity)], language="en")
    assert isinstance(quote, Quote)
    answer = store.place(quote, IdempotencyKey(quote.store_ref))
    assert isinstance(answer, Placed)
    return answer.order_id


def stock(store: EmbeddedStore) -> int | None:
    product = store.product(TEA.sku)
    assert product is not None
    return product.stock


def test_cancelling_has_a_window(store: EmbeddedStore, clock: Clock):
    order_id = order_tea(store)
    assert stock(store) == 3
    clock.advance(minutes=30, seconds=1)
    assert store.cancel(order_id) == NotCancelled(order_id=order_id, reason="too_late")
    clock.advance(seconds=-1)
    assert store.cancel(order_id) == Cancelled(order_id=order_id)
    assert stock(store) == 5
    clock.advance(days=1)
    assert store.cancel(order_id) == Cancelled(order_id=order_id)  # it stays so


@pytest.mark.parametrize("status", [OrderStatus.SHIPPED, OrderStatus.DELIVERED])
def test_what_is_on_its_way_is_not_cancelled(store: EmbeddedStore, status: OrderStatus):
    order_id = order_tea(store)
    store.set_status(order_id, status)
    assert store.cancel(order_id) == NotCancelled(order_id=order_id, reason="shipped")
    assert stock(store) == 3


@pytest.mark.parametrize("order_id", ["", "x", "-1", "9" * 40, "\u0661"])
def test_a_strange_order_id_is_unknown(store: EmbeddedStore, order_id: str):
    assert store.order(OrderId(order_id)) is None
    assert store.cancel(OrderId(order_id)).reason == "unknown_order"
    with pytest.raises(BadInput):
        store.set_status(OrderId(order_id), OrderStatus.SHIPPED)


def test_loading_replaces_and_keeps_the_rest(store: EmbeddedStore):
    assert store.load_products([replace(TEA, price=usd(500), stock=1)]) == 1
    assert [p.price for p in store.products()] == [COFFEE.price, usd(500)]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (replace(TEA, sku=Sku("new"), price=Money(5, "EUR")), "EUR"),
        (replace(TEA, sku=Sku("new"), price=usd(-1)), "negative"),
        (TEA, "tea"),
    ],
)
def test_a_bad_load_changes_nothing(store: EmbeddedStore, wrong: Product, told: str):
    with pytest.raises(BadInput, match=told):
        store.load_products([replace(TEA, price=usd(1)), wrong])
    assert list(store.products()) == [COFFEE, TEA]


def test_a_load_that_fails_half_way_changes_nothing(store: EmbeddedStore, tmp_path: Path):
    with sqlite3.connect(tmp_path / "shop.db") as file:
        file.execute(
            "CREATE TRIGGER bomb BEFORE INSERT ON products WHEN new.sku = 'sku-700' "
            "BEGIN SELECT RAISE(ABORT, 'boom'); END"
        )
    file.close()
    many = [replace(TEA, sku=Sku(f"sku-{n}")) for n in range(800)]
    with pytest.raises(Exception, match="boom"):
        store.load_products([replace(TEA, price=usd(1)), *many])
    assert list(store.products()) == [COFFEE, TEA]


def test_history_from_elsewhere_is_kept(store: EmbeddedStore):
    order_id = order_tea(store)
    order = store.order(order_id)
    assert order is not None
    past = replace(order, placed_at=order.placed_at - timedelta(days=40), status=OrderStatus.DELIVERED)
    assert store.load_history([past]) == 1
    newest, oldest = store.orders()
    assert newest == order
    assert oldest == replace(past, id=oldest.id)
    assert stock(store) == 3


def test_wrong_prices_and_stocks_are_refused(store: EmbeddedStore):
    for call in (
        lambda: store.set_price(TEA.sku, Money(1, "EUR")),
        lambda: store.set_price(TEA.sku, usd(-1)),
        lambda: store.set_price(Sku("none"), usd(1)),
        lambda: store.set_stock(TEA.sku, -1),
        lambda: store.set_stock(Sku("none"), 1),
    ):
        with pytest.raises(BadInput):
            call()
    assert list(store.products()) == [COFFEE, TEA]


def test_a_quote_of_another_shop_is_not_known(store: EmbeddedStore, tmp_path: Path):
    other = EmbeddedStore(tmp_path / "other.db", TERMS)
    other.load_products([TEA])
    quote = other.quote([Line(sku=TEA.sku, quantity=1)], language="en")
    other.close()
    assert isinstance(quote, Quote)
    drift = store.verify(quote)
    assert isinstance(drift, Drift)
    assert RefusalCode.QUOTE_EXPIRED in drift.reasons
    answer = store.place(quote, KEY)
    assert isinstance(answer, Rejected)
    assert answer.code is RefusalCode.QUOTE_EXPIRED


def test_a_busy_shop_takes_no_order(store: EmbeddedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    order_id = order_tea(store)
    quote = store.quote([Line(sku=TEA.sku, quantity=1)], language="en")
    assert isinstance(quote, Quote)
    monkeypatch.setattr("catalog.database.BUSY_MS", 20)
    impatient = EmbeddedStore(tmp_path / "shop.db", TERMS)
    with store._database.writing():
        answer = impatient.place(quote, KEY)
        assert isinstance(answer, Rejected)
        assert answer.code is RefusalCode.STORE_DOWN
        assert isinstance(impatient.reconcile(KEY, quote), StillUnknown)
        assert impatient.cancel(order_id) == NotCancelled(order_id=order_id, reason="store_down")
    assert store.count_orders() == 1
    impatient.close()


@pytest.mark.parametrize(
    "wrong", [{"delivery_fee": usd(-1)}, {"delivery_fee": usd(1), "free_delivery_from": Money(1, "EUR")}]
)
def test_impossible_terms_are_refused(wrong: dict[str, Money]):
    with pytest.raises(BadInput):
        ShopTerms(**wrong)  # type: ignore[arg-type]
