"""django-oscar behind a line that loses, delays, doubles and cuts. Truth is read from its own database."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from oscar_fixtures import KEY, OscarStoreClosed, orders_of, quote_of

from catalog.order import (
    NotPlaced,
    Placed,
    RefusalCode,
    Rejected,
    StillUnknown,
    Unknown,
)
from catalog.stores.oscar import OscarStore
from catalog.testing.oscar_shop import OscarServer
from catalog.testing.proxy import FaultProxy, Mishap

pytestmark = pytest.mark.oscar


@pytest.mark.parametrize("mishap", [Mishap.LOSE_ANSWER, Mishap.CUT_ANSWER, Mishap.ERROR_AFTER, Mishap.GARBLE])
def test_an_order_whose_answer_is_lost_is_unknown_then_found(
    store: OscarStore, shop: OscarServer, proxy: FaultProxy, mishap: Mishap
):
    quote = quote_of(store, shop)
    proxy.expect(mishap, "POST", "/checkout/")
    assert isinstance(store.place(quote, KEY), Unknown)
    assert orders_of(shop, quote) == 1
    found = store.reconcile(KEY, quote)
    assert isinstance(found, Placed)
    assert found.total == quote.total
    assert orders_of(shop, quote) == 1
    assert sum(1 for e in proxy.exchanges if e.path.endswith("/checkout/")) == 1, "sent once, never again"


@pytest.mark.parametrize("mishap", [Mishap.LOSE_REQUEST, Mishap.ERROR])
def test_an_order_that_never_arrived_is_unknown_then_surely_not_placed(
    store: OscarStore, shop: OscarServer, proxy: FaultProxy, mishap: Mishap
):
    quote = quote_of(store, shop)
    proxy.expect(mishap, "POST", "/checkout/")
    assert isinstance(store.place(quote, KEY), Unknown)
    assert store.reconcile(KEY, quote) == NotPlaced()
    assert orders_of(shop, quote) == 0


def test_a_delayed_checkout_that_arrives_after_reconcile_orders_nothing(
    store: OscarStore, shop: OscarServer, proxy: FaultProxy
):
    quote = quote_of(store, shop)
    before = shop.count_orders()
    proxy.expect(Mishap.DELAY, "POST", "/checkout/")
    assert isinstance(store.place(quote, KEY), Unknown)
    assert store.reconcile(KEY, quote) == NotPlaced()
    (late,) = proxy.release()
    assert late.status == 400, "refused because its basket is gone, not for want of a session"
    assert shop.count_orders() == before
    assert store.reconcile(KEY, quote) == NotPlaced()


def test_a_delayed_checkout_is_a_good_one_until_reconcile(
    store: OscarStore, shop: OscarServer, proxy: FaultProxy
):
    """The twin of the test above: without reconcile the very same late request does order."""
    quote = quote_of(store, shop)
    proxy.expect(Mishap.DELAY, "POST", "/checkout/")
    assert isinstance(store.place(quote, KEY), Unknown)
    (late,) = proxy.release()
    assert late.status == 200
    assert isinstance(store.reconcile(KEY, quote), Placed)
    assert orders_of(shop, quote) == 1


def race(shop: OscarServer, wait_seconds: float) -> tuple[object, object, int]:
    """What a checkout says, what a reconcile beside it says, and how many orders there are."""
    with OscarStoreClosed(shop) as one, OscarStoreClosed(shop) as two:
        quote = quote_of(one, shop)
        two.verify(quote)  # logged in and warm
        ready = threading.Barrier(2)

        def placing() -> object:
            ready.wait()
            return one.place(quote, KEY)

        def reconciling() -> object:
            ready.wait()
            threading.Event().wait(wait_seconds)
            return two.reconcile(KEY, quote)

        with ThreadPoolExecutor(2) as pool:
            placed, found = pool.submit(placing), pool.submit(reconciling)
        return placed.result(), found.result(), orders_of(shop, quote)


def check_race(shop: OscarServer, rounds: int) -> None:
    for turn in range(rounds):
        placed, found, made = race(shop, wait_seconds=turn * 0.3 / rounds)
        assert made <= 1
        assert not isinstance(found, NotPlaced) or made == 0, (placed, found)
        assert not isinstance(found, Placed) or made == 1, (placed, found)
        assert not isinstance(placed, Placed) or made == 1, (placed, found)
        assert not isinstance(placed, Rejected) or made == 0, (placed, found)


def test_a_checkout_that_races_with_reconcile_never_contradicts_it(shop: OscarServer):
    check_race(shop, rounds=10)


@pytest.mark.slow
def test_nor_in_a_shop_whose_requests_are_no_transactions(plain_oscar: OscarServer):
    plain_oscar.restock(1000)
    check_race(plain_oscar, rounds=60)


def test_a_doubled_checkout_makes_one_order(store: OscarStore, shop: OscarServer, proxy: FaultProxy):
    quote = quote_of(store, shop)
    proxy.expect(Mishap.DUPLICATE, "POST", "/checkout/")
    assert isinstance(store.place(quote, KEY), Placed)
    assert orders_of(shop, quote) == 1
    statuses = sorted(e.status for e in proxy.exchanges if e.path.endswith("/checkout/"))
    assert statuses[0] == 200
    assert statuses[1] in (401, 406)


def test_a_hanging_checkout_is_unknown_within_its_deadline(
    store: OscarStore, shop: OscarServer, proxy: FaultProxy
):
    quote = quote_of(store, shop)
    proxy.expect(Mishap.HANG, "POST", "/checkout/")
    answer = store.place(quote, KEY)
    assert isinstance(answer, Unknown)
    assert "ReadTimeout" in answer.reason


def test_six_parallel_checkouts_of_one_basket_make_one_order(store: OscarStore, shop: OscarServer):
    quote = quote_of(store, shop)
    clients = [OscarStore(shop.settings()) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda client: client.place(quote, KEY), clients))
    assert orders_of(shop, quote) == 1
    assert all(isinstance(answer, Placed) for answer in answers), answers
    assert len({answer.order_id for answer in answers}) == 1
    for client in clients:
        client.close()


def test_a_session_that_ends_just_before_the_checkout_orders_nothing_and_is_not_sent_again(
    shop: OscarServer, proxy: FaultProxy
):
    def step(now: str) -> None:
        if now == "checked":
            store._shop.session._http.forget_cookies()

    store = OscarStore(shop.settings(f"http://127.0.0.1:{proxy.port}/api/"), on_step=step)
    quote = quote_of(store, shop)
    answer = store.place(quote, KEY)
    assert isinstance(answer, Rejected)
    assert answer.code in (RefusalCode.AUTH_EXPIRED, RefusalCode.QUOTE_EXPIRED)
    assert sum(1 for e in proxy.exchanges if e.path.endswith("/checkout/")) == 1
    assert orders_of(shop, quote) == 0
    store.close()


def test_a_store_that_cannot_be_read_leaves_the_order_unknown(
    store: OscarStore, shop: OscarServer, proxy: FaultProxy
):
    quote = quote_of(store, shop)
    proxy.expect(Mishap.LOSE_ANSWER, "POST", "/checkout/")
    assert isinstance(store.place(quote, KEY), Unknown)
    for _ in range(3):
        proxy.expect(Mishap.ERROR, "GET", "/orders/")
    assert isinstance(store.reconcile(KEY, quote), StillUnknown)
    assert isinstance(store.reconcile(KEY, quote), Placed)


def test_a_basket_that_cannot_be_deleted_is_never_called_not_placed(
    store: OscarStore, shop: OscarServer, proxy: FaultProxy
):
    quote = quote_of(store, shop)
    proxy.expect(Mishap.DELAY, "POST", "/checkout/")
    assert isinstance(store.place(quote, KEY), Unknown)
    proxy.expect(Mishap.ERROR, "DELETE", f"/baskets/{quote.store_ref}/")
    assert isinstance(store.reconcile(KEY, quote), StillUnknown)
    proxy.expect(Mishap.LOSE_ANSWER, "DELETE", f"/baskets/{quote.store_ref}/")
    assert isinstance(store.reconcile(KEY, quote), StillUnknown)
    assert store.reconcile(KEY, quote) == NotPlaced()
    assert proxy.release()[0].status == 400


def test_too_many_requests_are_said(store: OscarStore, shop: OscarServer, proxy: FaultProxy):
    quote = quote_of(store, shop)
    proxy.expect(Mishap.TOO_MANY, "POST", "/checkout/")
    answer = store.place(quote, KEY)
    assert isinstance(answer, Rejected)
    assert answer.code is RefusalCode.RATE_LIMITED
    assert orders_of(shop, quote) == 0


def test_an_order_of_a_replaced_database_is_not_taken_for_ours(store: OscarStore, shop: OscarServer):
    quote = quote_of(store, shop)
    assert isinstance(store.place(quote, KEY), Placed)
    with shop.rows() as rows:
        rows.execute("UPDATE order_order SET total_incl_tax = 1 WHERE basket_id = ?", (quote.store_ref,))
    found = store.reconcile(KEY, quote)
    assert isinstance(found, StillUnknown)
    assert "not the one agreed on" in found.reason
