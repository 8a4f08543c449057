"""Products taken over in one step: all or nothing, and orders do not wait for the reading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from catalog.errors import BadInput
from catalog.money import Money
from catalog.order import IdempotencyKey, Line, Placed, Quote
from catalog.product import Product, Sku
from catalog.stores.embedded import EmbeddedStore

TEA = Product(sku=Sku("tea"), names={"en": ("tea",)}, price=Money(450, "USD"), stock=5)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    store = EmbeddedStore(tmp_path / "shop.db")
    store.load_products([TEA])
    yield store
    store.close()


def order_tea(store: EmbeddedStore) -> None:
    quote = store.quote([Line(sku=TEA.sku, quantity=1)], language="en")
    assert isinstance(quote, Quote)
    assert isinstance(store.place(quote, IdempotencyKey("k")), Placed)


def test_a_sku_that_comes_twice_far_apart_changes_nothing(store: EmbeddedStore):
    many = [replace(TEA, sku=Sku(f"sku-{n}")) for n in range(1200)]
    with pytest.raises(BadInput, match="sku-3"):
        store.load_products([*many, many[3]])
    assert list(store.products()) == [TEA]


def test_loading_alone_takes_the_rest_off_sale(store: EmbeddedStore):
    assert store.load_products(iter([replace(TEA, sku=Sku("new"))]), alone=True) == 1
    assert [p.sku for p in store.products()] == ["new"]


def test_orders_go_on_while_a_long_load_is_being_read(store: EmbeddedStore):
    def slow() -> Iterator[Product]:
        yield replace(TEA, sku=Sku("first"))
        yield from (replace(TEA, sku=Sku(f"sku-{n}")) for n in range(1000))
        order_tea(store)
        assert store.product(Sku("first")) is None

    assert store.load_products(slow()) == 1001
    assert store.product(Sku("first")) is not None
    assert store.count_orders() == 1
