"""What django-oscar's API may say, and what it may not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import BadInput, StoreDown, StoreProtocol
from catalog.money import Money
from catalog.order import OrderStatus
from catalog.stores.http import Answer
from catalog.stores.oscar import Account, OscarSettings
from catalog.stores.oscar.codec import (
    BasketRow,
    OrderRow,
    PriceRow,
    ProductRow,
    decimal,
    money,
    number_in,
    parse,
    status_of,
)

ORDER = {
    "number": "100007",
    "basket": "http://shop/api/baskets/7/",
    "url": "http://shop/api/orders/3/",
    "currency": "USD",
    "total_incl_tax": "12.30",
    "status": "new",
    "date_placed": "2026-11-22T00:39:59.932468Z",
}


def answer(body: object, status: int = 200) -> Answer:
    return Answer(status=status, body=body, what="GET things/")


@given(minor=st.integers(0, 10**11), currency=st.sampled_from(["USD", "EUR", "KRW", "KWD"]))
def test_money_survives_the_way_to_the_shop_and_back(minor: int, currency: str):
    amount = Money(minor, currency)
    assert money(decimal(amount), currency, "x") == amount


@pytest.mark.parametrize("amount", ["1.999", "-1.00", "NaN", "Infinity", "", "1,99", "1e2x"])
def test_a_strange_price_is_named(amount: str):
    with pytest.raises(StoreProtocol, match="price of tea"):
        money(amount, "USD", "tea")


def test_a_currency_without_cents_is_written_with_them_by_the_shop():
    assert money("12000.00", "KRW", "tea") == Money(12000, "KRW")


@pytest.mark.parametrize(
    ("body", "strange"),
    [
        ({"currency": "USD", "incl_tax": 1.99}, "incl_tax"),  # a float is never money
        ({"currency": "USD"}, "incl_tax"),
        ([], "the whole answer"),
        (None, "the whole answer"),
        ("<html>", "the whole answer"),
    ],
)
def test_a_strange_answer_says_what_was_strange(body: object, strange: str):
    with pytest.raises(StoreProtocol, match="GET things/") as raised:
        parse(PriceRow, answer(body))
    assert strange in str(raised.value)


def test_fields_that_nobody_reads_may_come_and_go():
    row = parse(list[ProductRow], answer([{"id": 1, "upc": None, "title": "Tea", "colour": "green"}]))
    assert (row[0].id, row[0].upc, row[0].title) == (1, None, "Tea")


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_passing_fault_may_be_tried_again(status: int):
    with pytest.raises(StoreDown):
        parse(BasketRow, answer({}, status))


def test_a_refusal_where_none_belongs_is_named():
    with pytest.raises(StoreProtocol, match="status 405"):
        parse(BasketRow, answer({"detail": "not allowed"}, 405))


def test_an_order_is_read():
    order = parse(OrderRow, answer(ORDER))
    assert order.total == Money(1230, "USD")
    assert order.placed_at.tzinfo is not None
    assert status_of(order) is OrderStatus.PLACED


@pytest.mark.parametrize("date", ["yesterday", "2026-11-22T00:39:59"])
def test_a_date_that_is_none_is_named(date: str):
    order = parse(OrderRow, answer(ORDER | {"date_placed": date}))
    with pytest.raises(StoreProtocol, match="100007"):
        _ = order.placed_at


@pytest.mark.parametrize(
    ("word", "status"),
    [("Shipped", OrderStatus.SHIPPED), ("Complete", OrderStatus.DELIVERED), ("odd", OrderStatus.PLACED)],
)
def test_the_shop_names_its_steps(word: str, status: OrderStatus):
    assert status_of(parse(OrderRow, answer(ORDER | {"status": word}))) is status


def test_numbers_are_found_in_links():
    assert number_in("http://h:1/shop/api/products/42/", "products") == 42
    with pytest.raises(StoreProtocol, match="strange link"):
        number_in("http://h:1/products/42/", "baskets")


@pytest.mark.parametrize(
    "url", ["", "shop.example/api/", "ftp://shop/api/", "http:///api/", "http://h/api/?x=1"]
)
def test_an_address_that_is_none_is_refused_at_once(url: str):
    with pytest.raises(BadInput, match="no address"):
        OscarSettings(url=url, account=Account(username="a", password="b"))  # noqa: S106


def test_a_password_is_never_shown():
    account = Account(username="a", password="hush-hush")  # noqa: S106
    assert "hush" not in repr(OscarSettings(url="http://h/api", account=account))
