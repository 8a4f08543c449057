"""The contract of stores that tell what changed on sale (`catalog.ports.NewsOfShelf`), as tests.

Subclass `NewsContract` where the fixtures of `catalog.testing.contract` are.
"""

# ruff: noqa: S101 - these are tests, and tests assert

from __future__ import annotations

from catalog.order import Line
from catalog.ports import News, NewsOfShelf, Store
from catalog.product import Sku
from catalog.testing.contract import Backroom, placed, quoted

MOST = 10


def news_of(store: Store, since: int, most: int = MOST) -> News | None:
    """What the store tells; it must be one that does."""
    assert isinstance(store, NewsOfShelf)
    return store.news(since, most)


def mark_of(store: Store) -> int:
    """The revision now."""
    assert isinstance(store, NewsOfShelf)
    return store.mark()


def told(store: Store, since: int) -> set[Sku]:
    """The SKUs of products that changed, each of which must be told as it is now."""
    news = news_of(store, since)
    assert news is not None
    assert all(store.product(product.sku) == product for product in news.changed)
    return {product.sku for product in news.changed}


class _News:
    """What is told, and when."""

    def test_nothing_is_new_where_nothing_changed(self, store: Store) -> None:
        mark = mark_of(store)
        assert news_of(store, mark) == News(mark=mark)

    def test_a_new_price_and_a_new_stock_are_told(self, store: Store, backroom: Backroom) -> None:
        mark = mark_of(store)
        backroom.set_price(backroom.sku, 4321)
        assert told(store, mark) == {backroom.sku}
        backroom.set_stock(backroom.other, 7)
        assert told(store, mark) == {backroom.sku, backroom.other}

    def test_what_was_told_is_not_told_again(self, store: Store, backroom: Backroom) -> None:
        mark = mark_of(store)
        backroom.set_price(backroom.sku, 4321)
        news = news_of(store, mark)
        assert news is not None
        assert not told(store, news.mark)
        backroom.set_price(backroom.other, 1234)
        assert told(store, news.mark) == {backroom.other}

    def test_what_an_order_takes_away_and_gives_back_is_told(self, store: Store, backroom: Backroom) -> None:
        backroom.set_stock(backroom.sku, 5)
        mark = mark_of(store)
        order = placed(store, quoted(store, Line(sku=backroom.sku, quantity=2)))
        assert told(store, mark) == {backroom.sku}
        mark = mark_of(store)
        store.cancel(order.order_id)
        assert told(store, mark) == {backroom.sku}

    def test_more_than_wanted_is_not_told_one_by_one(self, store: Store, backroom: Backroom) -> None:
        mark = mark_of(store)
        backroom.set_price(backroom.sku, 4321)
        backroom.set_price(backroom.other, 1234)
        assert news_of(store, mark, most=1) is None
        assert news_of(store, mark, most=2) is not None

    def test_another_client_is_told_too(self, store: Store, backroom: Backroom) -> None:
        other = backroom.another()
        mark = mark_of(other)
        assert mark == mark_of(store)
        backroom.set_price(backroom.sku, 4321)
        assert told(other, mark) == {backroom.sku}
        other.close()


class NewsContract(_News):
    """Every promise of the `NewsOfShelf` port. Subclass it as `Test...` where the two fixtures are."""
