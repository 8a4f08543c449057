"""The contract of all stores, on the fake and on the embedded one."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.money import Money
from catalog.product import Product, Sku
from catalog.stores.embedded import EmbeddedStore
from catalog.stores.pricing import ShopTerms
from catalog.testing import FakeStore, NewsContract, StoreContract

TERMS = ShopTerms(delivery_fee=Money(299, "USD"), free_delivery_from=Money(100_000, "USD"))


def shelf() -> list[Product]:
    return [
        Product(sku=Sku("tea"), names={"en": ("green tea",)}, price=Money(450, "USD"), stock=20),
        Product(sku=Sku("jam"), names={"en": ("jam",)}, price=Money(320, "USD"), stock=20),
    ]


class OwnBackroom:
    sku, other = Sku("tea"), Sku("jam")

    def __init__(self, store: EmbeddedStore | FakeStore, path: Path | None = None) -> None:
        self._store, self._path = store, path

    def set_price(self, sku: Sku, minor: int) -> None:
        self._store.set_price(sku, Money(minor, "USD"))

    def set_stock(self, sku: Sku, pieces: int) -> None:
        self._store.set_stock(sku, pieces)

    def count_orders(self) -> int:
        return len(self._store.made) if isinstance(self._store, FakeStore) else self._store.count_orders()

    def another(self) -> EmbeddedStore | FakeStore:
        return self._store if self._path is None else EmbeddedStore(self._path, TERMS)


class TestFake(StoreContract, NewsContract):
    @pytest.fixture
    def store(self):
        return FakeStore(shelf(), TERMS)

    @pytest.fixture
    def backroom(self, store: FakeStore):
        return OwnBackroom(store)


class TestEmbedded(StoreContract, NewsContract):
    @pytest.fixture
    def store(self, tmp_path: Path):
        store = EmbeddedStore(tmp_path / "shop.db", TERMS)
        store.load_products(shelf())
        yield store
        store.close()

    @pytest.fixture
    def backroom(self, store: EmbeddedStore, tmp_path: Path):
        return OwnBackroom(store, tmp_path / "shop.db")
