"""The contract of all stores, as tests.

Subclass `StoreContract` in a test module and supply two pytest fixtures:

- `store`: the `Store` to be judged, fresh for each test, with no orders needed in it;
- `backroom`: a `Backroom`, the way behind the counter of the same shop.

Expectations follow the store's `capabilities()`. Truth is taken from the store's own database, through
the backroom, never from the adapter alone.
"""

# ruff: noqa: S101 - these are tests, and tests assert

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Protocol
from uuid import uuid4

from catalog.order import (
    Cancelled,
    Drift,
    IdempotencyKey,
    Line,
    NotCancelled,
    NotPlaced,
    OrderId,
    OrderStatus,
    Placed,
    Quote,
    RefusalCode,
    Refused,
    Rejected,
    Unknown,
)
from catalog.ports import Store
from catalog.product import Sku

NO_SUCH_SKU = Sku("no-such-thing-is-sold-here")
NO_SUCH_ORDER = OrderId("987654321")
PARALLEL = 6


class Backroom(Protocol):
    """Behind the counter: what the tests need to move and to count in the shop itself.

    `sku` and `other` are two products that can be ordered without options, at a price above zero.
    """

    sku: Sku
    other: Sku

    def set_price(self, sku: Sku, minor: int) -> None:
        """Change a price (minor units)."""
        ...

    def set_stock(self, sku: Sku, pieces: int) -> None:
        """Set the pieces on hand."""
        ...

    def count_orders(self) -> int:
        """Orders in the store's own database."""
        ...

    def another(self) -> Store:
        """A second client of the same shop, as another thread would open it."""
        ...


def fresh_key() -> IdempotencyKey:
    """A key that was never used."""
    return IdempotencyKey(uuid4().hex + uuid4().hex)


def quoted(store: Store, *lines: Line) -> Quote:
    """The quote of these lines, which must be possible."""
    quote = store.quote(lines, language="en")
    assert isinstance(quote, Quote), quote
    return quote


def placed(store: Store, quote: Quote, key: IdempotencyKey | None = None) -> Placed:
    """The order of this quote, which must be possible."""
    outcome = store.place(quote, key or fresh_key())
    assert isinstance(outcome, Placed), outcome
    return outcome


class _Reading:
    """What is read before an order."""

    def test_a_quote_names_its_store(self, store: Store, backroom: Backroom) -> None:
        assert quoted(store, Line(sku=backroom.sku, quantity=1)).store == store.capabilities().name

    def test_products_are_listed_and_found(self, store: Store, backroom: Backroom) -> None:
        listed = {product.sku: product for product in store.products()}
        for sku in (backroom.sku, backroom.other):
            found = store.product(sku)
            assert found is not None
            assert found.price == listed[sku].price

    def test_an_unknown_product_is_none(self, store: Store) -> None:
        assert store.product(NO_SUCH_SKU) is None

    def test_a_quote_says_what_was_asked(self, store: Store, backroom: Backroom) -> None:
        lines = (Line(sku=backroom.sku, quantity=2), Line(sku=backroom.other, quantity=1))
        quote = quoted(store, *lines)
        assert tuple(q.line for q in quote.lines) == lines
        assert all(q.name and q.total == q.unit_price * q.line.quantity for q in quote.lines)
        assert quote.expires_at > datetime.now(UTC)

    def test_a_new_price_is_quoted(self, store: Store, backroom: Backroom) -> None:
        backroom.set_price(backroom.sku, 1234)
        assert quoted(store, Line(sku=backroom.sku, quantity=1)).lines[0].unit_price.minor == 1234

    def test_each_quote_is_a_basket_of_its_own(self, store: Store, backroom: Backroom) -> None:
        one, two = (quoted(store, Line(sku=backroom.sku, quantity=1)) for _ in range(2))
        assert one.fingerprint != two.fingerprint

    def test_an_unknown_product_is_refused(self, store: Store) -> None:
        refused = store.quote([Line(sku=NO_SUCH_SKU, quantity=1)], language="en")
        assert isinstance(refused, Refused)
        assert refused.code is RefusalCode.UNKNOWN_PRODUCT
        assert refused.sku == NO_SUCH_SKU

    def test_more_than_there_is_is_refused(self, store: Store, backroom: Backroom) -> None:
        if store.capabilities().stock == "none":
            return
        backroom.set_stock(backroom.sku, 2)
        refused = store.quote([Line(sku=backroom.sku, quantity=3)], language="en")
        assert isinstance(refused, Refused)
        assert refused.code is RefusalCode.OUT_OF_STOCK
        if store.capabilities().stock == "exact":
            assert refused.available == 2

    def test_quoting_and_verifying_order_nothing(self, store: Store, backroom: Backroom) -> None:
        before = backroom.count_orders()
        quote = quoted(store, Line(sku=backroom.sku, quantity=1))
        assert store.verify(quote) == quote
        assert backroom.count_orders() == before

    def test_verify_sees_a_new_price(self, store: Store, backroom: Backroom) -> None:
        quote = quoted(store, Line(sku=backroom.sku, quantity=2))
        backroom.set_price(backroom.sku, quote.lines[0].unit_price.minor + 50)
        drift = store.verify(quote)
        assert isinstance(drift, Drift)
        assert RefusalCode.PRICE_CHANGED in drift.reasons
        assert drift.fresh is not None
        assert drift.fresh.total.minor == quote.total.minor + 100

    def test_verify_sees_an_empty_shelf(self, store: Store, backroom: Backroom) -> None:
        if store.capabilities().stock == "none":
            return
        quote = quoted(store, Line(sku=backroom.sku, quantity=2))
        backroom.set_stock(backroom.sku, 0)
        drift = store.verify(quote)
        assert isinstance(drift, Drift)
        assert drift.reasons == (RefusalCode.OUT_OF_STOCK,)
        assert drift.refused is not None


class _Placing:
    """What makes an order, once."""

    def test_an_order_is_what_was_quoted(self, store: Store, backroom: Backroom) -> None:
        before = backroom.count_orders()
        quote = quoted(store, Line(sku=backroom.sku, quantity=2), Line(sku=backroom.other, quantity=1))
        answer = placed(store, quote)
        assert answer.total == quote.total
        assert not answer.replayed
        assert backroom.count_orders() == before + 1
        order = store.order(answer.order_id)
        assert order is not None
        assert order.total == quote.total
        assert {(s.line.sku, s.line.quantity) for s in order.lines} == {
            (backroom.sku, 2),
            (backroom.other, 1),
        }

    def test_the_same_request_again_makes_no_second_order(self, store: Store, backroom: Backroom) -> None:
        before = backroom.count_orders()
        quote, key = quoted(store, Line(sku=backroom.sku, quantity=1)), fresh_key()
        first = placed(store, quote, key)
        again = store.place(quote, key)
        assert backroom.count_orders() == before + 1
        if store.capabilities().idempotency == "native":
            assert again == Placed(order_id=first.order_id, total=first.total, replayed=True)
        else:  # it must at least not be denied
            assert isinstance(again, Unknown) or again == first or _is_replay(again, first)

    def test_a_quote_makes_one_order_whatever_the_key(self, store: Store, backroom: Backroom) -> None:
        before = backroom.count_orders()
        quote = quoted(store, Line(sku=backroom.sku, quantity=1))
        placed(store, quote)
        store.place(quote, fresh_key())
        assert backroom.count_orders() == before + 1

    def test_a_key_belongs_to_one_quote(self, store: Store, backroom: Backroom) -> None:
        if store.capabilities().idempotency != "native":
            return
        before = backroom.count_orders()
        key = fresh_key()
        placed(store, quoted(store, Line(sku=backroom.sku, quantity=1)), key)
        other = store.place(quoted(store, Line(sku=backroom.sku, quantity=2)), key)
        assert isinstance(other, Rejected)
        assert other.code is RefusalCode.KEY_REUSED
        assert backroom.count_orders() == before + 1

    def test_parallel_requests_make_one_order(self, store: Store, backroom: Backroom) -> None:
        before = backroom.count_orders()
        quote, key = quoted(store, Line(sku=backroom.sku, quantity=1)), fresh_key()
        clients = [backroom.another() for _ in range(PARALLEL)]
        with ThreadPoolExecutor(PARALLEL) as pool:
            answers = list(pool.map(lambda client: client.place(quote, key), clients))
        assert backroom.count_orders() == before + 1
        made = {answer.order_id for answer in answers if isinstance(answer, Placed)}
        assert len(made) == 1 or (not made and any(isinstance(answer, Unknown) for answer in answers))
        assert isinstance(store.reconcile(key, quote), Placed)
        for client in clients:
            client.close()

    def test_an_old_price_is_refused(self, store: Store, backroom: Backroom) -> None:
        if not store.capabilities().total_guard:
            return
        before = backroom.count_orders()
        quote = quoted(store, Line(sku=backroom.sku, quantity=1))
        backroom.set_price(backroom.sku, quote.lines[0].unit_price.minor + 1)
        answer = store.place(quote, fresh_key())
        assert isinstance(answer, Rejected), answer
        assert answer.code is RefusalCode.PRICE_CHANGED
        assert backroom.count_orders() == before

    def test_nothing_is_sold_that_is_not_there(self, store: Store, backroom: Backroom) -> None:
        if store.capabilities().stock == "none":
            return
        backroom.set_stock(backroom.sku, 3)
        before = backroom.count_orders()
        one, two = (quoted(store, Line(sku=backroom.sku, quantity=2)) for _ in range(2))
        placed(store, one)
        answer = store.place(two, fresh_key())
        assert isinstance(answer, Rejected), answer
        assert answer.code is RefusalCode.OUT_OF_STOCK
        assert backroom.count_orders() == before + 1


def _is_replay(answer: object, first: Placed) -> bool:
    return isinstance(answer, Placed) and answer.order_id == first.order_id


class _Afterwards:
    """Finding out, looking back, and cancelling."""

    def test_reconcile_finds_the_order(self, store: Store, backroom: Backroom) -> None:
        quote, key = quoted(store, Line(sku=backroom.sku, quantity=1)), fresh_key()
        first = placed(store, quote, key)
        for _ in range(2):
            found = store.reconcile(key, quote)
            assert isinstance(found, Placed)
            assert (found.order_id, found.total) == (first.order_id, first.total)

    def test_not_placed_is_final(self, store: Store, backroom: Backroom) -> None:
        before = backroom.count_orders()
        quote, key = quoted(store, Line(sku=backroom.sku, quantity=1)), fresh_key()
        assert store.reconcile(key, quote) == NotPlaced()
        late = store.place(quote, key)
        assert not isinstance(late, Placed), late
        assert store.reconcile(key, quote) == NotPlaced()
        assert backroom.count_orders() == before

    def test_a_rejected_order_is_not_placed(self, store: Store, backroom: Backroom) -> None:
        if store.capabilities().stock == "none":
            return
        before = backroom.count_orders()
        quote, key = quoted(store, Line(sku=backroom.sku, quantity=1)), fresh_key()
        backroom.set_stock(backroom.sku, 0)
        assert isinstance(store.place(quote, key), Rejected)
        assert store.reconcile(key, quote) == NotPlaced()
        assert backroom.count_orders() == before

    def test_orders_come_newest_first(self, store: Store, backroom: Backroom) -> None:
        if not store.capabilities().history:
            return
        made = [placed(store, quoted(store, Line(sku=backroom.sku, quantity=n))).order_id for n in (1, 2)]
        assert [order.id for order in store.orders(limit=2)] == made[::-1]
        assert [order.id for order in store.orders(limit=1)] == made[1:]

    def test_an_unknown_order_is_none(self, store: Store) -> None:
        assert store.order(NO_SUCH_ORDER) is None

    def test_cancelling(self, store: Store, backroom: Backroom) -> None:
        backroom.set_stock(backroom.sku, 5)
        order_id = placed(store, quoted(store, Line(sku=backroom.sku, quantity=2))).order_id
        answer = store.cancel(order_id)
        if not store.capabilities().cancel:
            assert answer == NotCancelled(order_id=order_id, reason="not_offered")
            return
        assert answer == Cancelled(order_id=order_id) == store.cancel(order_id)
        order = store.order(order_id)
        assert order is not None
        assert order.status is OrderStatus.CANCELLED
        product = store.product(backroom.sku)
        assert product is not None
        assert product.stock in (5, None)  # put back once, not twice

    def test_an_unknown_order_cannot_be_cancelled(self, store: Store) -> None:
        answer = store.cancel(NO_SUCH_ORDER)
        assert isinstance(answer, NotCancelled)
        assert answer.reason == ("unknown_order" if store.capabilities().cancel else "not_offered")


class StoreContract(_Reading, _Placing, _Afterwards):
    """Every promise of the `Store` port. Subclass it as `Test...` where its two fixtures are."""
