"""The live django-oscar server of a test session, and a line to it that can break."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator

import pytest

from catalog.errors import CatalogError
from catalog.order import (
    IdempotencyKey,
    Line,
    Quote,
)
from catalog.stores.http import Deadlines
from catalog.stores.oscar import OscarStore
from catalog.testing.oscar_shop import OscarServer
from catalog.testing.proxy import FaultProxy


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def oscar():
    """The shop, once per session. Where it cannot be had its tests are skipped; in CI they fail."""
    yield from _running(f"test-{os.getpid()}")


@pytest.fixture(scope="session")
def plain_oscar():
    """The same shop on Django's default database settings: a request is not one transaction."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VOICECART_SHOP_DATABASE", "plain")
        yield from _running(f"test-plain-{os.getpid()}")


def _running(instance: str) -> Iterator[OscarServer]:
    try:
        server = OscarServer(instance, free_port())
    except CatalogError as fault:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no django-oscar here: {fault}")
    yield server
    server.stop()


KEY = IdempotencyKey("oscar-knows-no-keys")
PRICE = 450
QUICK = Deadlines(connect=1.0, answer=10.0, checkout=1.0)


@pytest.fixture
def shop(oscar: OscarServer):
    oscar.restock(20)
    for sku in oscar.skus(limit=2):
        oscar.set_price(sku, PRICE)
    return oscar


@pytest.fixture
def proxy(shop: OscarServer):
    with FaultProxy(shop.port) as proxy:
        yield proxy


@pytest.fixture
def store(shop: OscarServer, proxy: FaultProxy):
    store = OscarStore(shop.settings(f"http://127.0.0.1:{proxy.port}/api/", deadlines=QUICK))
    yield store
    store.close()


def quote_of(store: OscarStore, shop: OscarServer, pieces: int = 1) -> Quote:
    quote = store.quote([Line(sku=shop.skus(limit=1)[0], quantity=pieces)], language="en")
    assert isinstance(quote, Quote), quote
    return quote


def orders_of(shop: OscarServer, quote: Quote) -> int:
    """Orders made of the quote's basket; by their number, which stays when the basket is deleted."""
    return sum(1 for order in shop.made() if order.order_id == str(100_000 + int(quote.store_ref)))


def last_checkout(proxy: FaultProxy) -> int:
    return [e.status for e in proxy.exchanges if e.path.endswith("/checkout/")][-1]


class OscarStoreClosed:
    """A second client, closed at the end."""

    def __init__(self, shop: OscarServer) -> None:
        self._store = OscarStore(shop.settings())

    def __enter__(self) -> OscarStore:
        return self._store

    def __exit__(self, *_: object) -> None:
        self._store.close()
