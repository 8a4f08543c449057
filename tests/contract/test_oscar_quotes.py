"""Quotes, sessions and the checks before a checkout, on a real django-oscar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from oscar_fixtures import KEY, PRICE, OscarStoreClosed, last_checkout, orders_of, quote_of

from catalog.errors import StoreDown, StoreProtocol
from catalog.order import (
    Drift,
    Line,
    Placed,
    Quote,
    RefusalCode,
    Refused,
    Rejected,
)
from catalog.product import Product, Sku
from catalog.stores.oscar import Account, NotLoggedIn, OscarSettings, OscarStore
from catalog.testing.oscar_shop import OscarServer
from catalog.testing.proxy import FaultProxy, Mishap

pytestmark = pytest.mark.oscar


def test_a_price_that_moves_between_check_and_checkout_is_refused_by_the_total(
    shop: OscarServer, proxy: FaultProxy
):
    sku = shop.skus(limit=1)[0]

    def step(now: str) -> None:
        if now == "checked":
            shop.set_price(sku, PRICE - 100)

    store = OscarStore(shop.settings(f"http://127.0.0.1:{proxy.port}/api/"), on_step=step)
    quote = quote_of(store, shop)
    answer = store.place(quote, KEY)
    assert isinstance(answer, Rejected)
    assert answer.code is RefusalCode.PRICE_CHANGED
    assert last_checkout(proxy) == 406
    assert orders_of(shop, quote) == 0
    store.close()


def test_a_price_change_before_place_never_reaches_the_checkout(
    store: OscarStore, shop: OscarServer, proxy: FaultProxy
):
    quote = quote_of(store, shop, pieces=2)
    shop.set_price(shop.skus(limit=1)[0], PRICE + 1)
    answer = store.place(quote, KEY)
    assert isinstance(answer, Rejected)
    assert answer.code is RefusalCode.PRICE_CHANGED
    assert not [e for e in proxy.exchanges if e.path.endswith("/checkout/")]


def test_stock_that_is_gone_is_not_sold(store: OscarStore, shop: OscarServer):
    sku = shop.skus(limit=1)[0]
    quote = quote_of(store, shop, pieces=3)
    shop.set_stock(sku, 2)
    answer = store.place(quote, KEY)
    assert isinstance(answer, Rejected)
    assert answer.code is RefusalCode.OUT_OF_STOCK
    assert shop.left(sku) == 2


def test_a_basket_that_somebody_else_changed_is_not_ordered(store: OscarStore, shop: OscarServer):
    quote = quote_of(store, shop)
    with shop.rows() as rows:
        rows.execute("UPDATE basket_line SET quantity = 7 WHERE basket_id = ?", (quote.store_ref,))
    answer = store.place(quote, KEY)
    assert isinstance(answer, Rejected)
    assert answer.code is RefusalCode.QUOTE_EXPIRED
    assert orders_of(shop, quote) == 0


def test_what_the_shopper_has_in_the_website_basket_is_kept(store: OscarStore, shop: OscarServer):
    one = shop.skus(limit=1)[0]
    with shop.rows() as rows:
        rows.execute(
            "DELETE FROM basket_line WHERE basket_id IN (SELECT id FROM basket_basket WHERE status='Open')"
        )
    store.product(one)  # logs in
    store._shop.session.send("POST", "basket/add-product/", {"url": "/api/products/2/", "quantity": 4})
    own = store._shop.baskets._open()
    quote = store.quote([Line(sku=one, quantity=1)], language="en")
    assert isinstance(quote, Quote)
    assert store._shop.baskets._open() == own
    lines = store._shop.baskets.lines(own)
    assert lines is not None
    assert [line.quantity for line in lines.values()] == [4]
    store._shop.baskets.destroy(own)


def test_an_ended_session_is_renewed_for_reads_and_quotes(store: OscarStore, shop: OscarServer):
    quote_of(store, shop)
    store._shop.session._http.forget_cookies()
    quote = quote_of(store, shop)
    store._shop.session._http.forget_cookies()
    assert isinstance(store.place(quote, KEY), Placed)  # its checks are reads and come first


def test_a_wrong_password_is_said(shop: OscarServer):
    account = Account(username="shopper@example.com", password="wrong")  # noqa: S106
    store = OscarStore(OscarSettings(url=shop.url, account=account))
    sku = shop.skus(limit=1)[0]
    with pytest.raises(NotLoggedIn, match="shopper@example"):
        store.product(sku)
    refused = store.quote([Line(sku=sku, quantity=1)], language="en")
    assert isinstance(refused, Refused)
    assert refused.code is RefusalCode.AUTH_EXPIRED
    assert "wrong" not in repr(store._settings)
    store.close()


def test_reads_are_tried_again_and_give_up(store: OscarStore, shop: OscarServer, proxy: FaultProxy):
    sku = shop.skus(limit=1)[0]
    store.product(sku)
    proxy.expect(Mishap.ERROR, "GET", "/price/")
    proxy.expect(Mishap.LOSE_ANSWER, "GET", "/price/")
    assert store.product(sku) is not None
    for _ in range(3):
        proxy.expect(Mishap.ERROR, "GET", "/price/")
    with pytest.raises(StoreDown):
        store.product(sku)


def test_a_store_that_is_not_there_is_down(shop: OscarServer):
    with FaultProxy(shop.port) as gone:
        url = f"http://127.0.0.1:{gone.port}/api/"
    store = OscarStore(shop.settings(url))
    with pytest.raises(StoreDown, match="cannot be reached"):
        store.product(Sku("anything"))
    with OscarStoreClosed(shop) as other:
        quote = quote_of(other, shop)
    answer = store.place(quote, KEY)
    assert isinstance(answer, Rejected)
    assert answer.code is RefusalCode.STORE_DOWN
    store.close()


def test_a_page_where_json_should_be_is_named(store: OscarStore, shop: OscarServer, proxy: FaultProxy):
    sku = shop.skus(limit=1)[0]
    store.product(sku)
    proxy.expect(Mishap.GARBLE, "GET", "/price/")
    with pytest.raises(StoreProtocol, match="Welcome"):
        store.product(sku)


def test_a_quote_that_failed_half_way_leaves_no_basket_behind(
    store: OscarStore, shop: OscarServer, proxy: FaultProxy
):
    one, two = shop.skus(limit=2)
    quote_of(store, shop)
    proxy.expect(Mishap.GARBLE, "GET", "/basket/shipping-methods/")
    with pytest.raises(StoreProtocol):
        store.quote([Line(sku=one, quantity=1), Line(sku=two, quantity=1)], language="en")
    with shop.rows() as rows:
        held = (
            "SELECT count(*) FROM basket_line, basket_basket b WHERE b.id = basket_id AND b.status = 'Open'"
        )
        assert rows.execute(held).fetchone()[0] == 0


def test_an_expired_quote_is_neither_verified_nor_placed(shop: OscarServer):
    late = [datetime.now(UTC)]
    store = OscarStore(shop.settings(), now=lambda: late[0])
    quote = quote_of(store, shop)
    late[0] += timedelta(minutes=16)
    drift = store.verify(quote)
    assert isinstance(drift, Drift)
    assert drift.reasons == (RefusalCode.QUOTE_EXPIRED,)
    assert drift.fresh is not None
    answer = store.place(quote, KEY)
    assert isinstance(answer, Rejected)
    assert answer.code is RefusalCode.QUOTE_EXPIRED
    store.close()


def test_baskets_of_quotes_that_nobody_took_are_deleted_and_orders_are_not(shop: OscarServer):
    now = [datetime.now(UTC)]
    store = OscarStore(shop.settings(), now=lambda: now[0])
    untaken, taken = quote_of(store, shop), quote_of(store, shop)
    assert isinstance(store.place(taken, KEY), Placed)
    now[0] += timedelta(minutes=31)
    quote_of(store, shop)
    with shop.rows() as rows:
        found = "SELECT status FROM basket_basket WHERE id = ?"
        assert rows.execute(found, (untaken.store_ref,)).fetchone() is None
        assert rows.execute(found, (taken.store_ref,)).fetchone() == ("Frozen",)
    assert orders_of(shop, taken) == 1
    store.close()


def test_names_of_the_local_catalog_are_kept(shop: OscarServer):
    sku = shop.skus(limit=1)[0]
    with OscarStoreClosed(shop) as plain:
        listed = plain.product(sku)
    assert listed is not None
    known = Product(sku=sku, names={"ko": ("우유",), "en": ("my milk",)}, price=listed.price, size="1 l")
    store = OscarStore(shop.settings(), known={sku: known})
    product = store.product(sku)
    assert product is not None
    assert product.name("ko") == "우유"
    assert product.names["en"] == ("my milk", listed.name("en"))
    assert (product.size, product.stock) == ("1 l", 20)
    quote = store.quote([Line(sku=sku, quantity=1)], language="ko")
    assert isinstance(quote, Quote)
    assert quote.lines[0].name == "우유"
    assert quote.delivery == "12 Elm Street, Springfield"
    store.close()
