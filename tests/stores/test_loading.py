"""Products taken over in one step: all or nothing, and orders do not wait for the reading."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from catalog.errors import BadInput
from catalog.money import Money
from catalog.order import IdempotencyKey, Line, Placed, Quote
from catalog.ports import News
from catalog.product import Product, Sku
from catalog.stores.embedded import EmbeddedStore

FIRST_VERSION = Path(__file__).with_name("store_v0001.sql")
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


def test_an_import_tells_only_of_what_it_changed(store: EmbeddedStore):
    jam = replace(TEA, sku=Sku("jam"))
    store.load_products([jam])
    mark = store.mark()
    store.load_products([TEA, replace(jam, stock=None), replace(TEA, sku=Sku("new"))])
    news = store.news(mark, 10)
    assert news is not None
    assert {p.sku: p.stock for p in news.changed} == {"jam": None, "new": 5}
    assert store.news(news.mark, 10) == News(mark=news.mark)


def test_what_goes_off_sale_is_told_until_it_comes_back(store: EmbeddedStore):
    mark = store.mark()
    store.load_products([replace(TEA, sku=Sku("new"))], alone=True)
    news = store.news(mark, 10)
    assert news is not None
    assert news.gone == ("tea",)
    store.load_products([TEA])
    back = store.news(mark, 10)
    assert back is not None
    assert (back.gone, {p.sku for p in back.changed}) == ((), {"tea", "new"})


def test_an_import_that_fails_is_no_news(store: EmbeddedStore):
    mark = store.mark()
    with pytest.raises(BadInput):
        store.load_products([replace(TEA, stock=1), TEA])
    assert store.news(mark, 10) == News(mark=mark)


def test_a_shop_of_the_first_version_is_taken_over(tmp_path: Path):
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as file:
        file.executescript(FIRST_VERSION.read_text(encoding="utf-8"))
    file.close()
    store = EmbeddedStore(path)
    assert list(store.products()) == [TEA]
    mark = store.mark()
    store.set_stock(TEA.sku, 1)
    news = store.news(mark, 10)
    assert news is not None
    assert news.changed == (replace(TEA, stock=1),)
    store.close()
