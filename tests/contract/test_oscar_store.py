"""The contract of all stores on a real django-oscar; truth is read from its own SQLite file."""

from __future__ import annotations

import pytest

from catalog.product import Sku
from catalog.stores.oscar import OscarStore
from catalog.testing import StoreContract
from catalog.testing.oscar_shop import OscarServer

pytestmark = pytest.mark.oscar
PRICE = 450


class OscarBackroom:
    def __init__(self, server: OscarServer) -> None:
        self.sku, self.other = server.skus(limit=2)
        self._server = server
        server.restock(20)
        for sku in (self.sku, self.other):
            server.set_price(sku, PRICE)

    def set_price(self, sku: Sku, minor: int) -> None:
        self._server.set_price(sku, minor)

    def set_stock(self, sku: Sku, pieces: int) -> None:
        self._server.set_stock(sku, pieces)

    def count_orders(self) -> int:
        return self._server.count_orders()

    def another(self) -> OscarStore:
        return OscarStore(self._server.settings())


class TestOscar(StoreContract):
    @pytest.fixture
    def store(self, oscar: OscarServer):
        store = OscarStore(oscar.settings())
        yield store
        store.close()

    @pytest.fixture
    def backroom(self, oscar: OscarServer):
        return OscarBackroom(oscar)
