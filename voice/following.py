"""Keeps a running assistant's catalog as the shop's shelf is: new prices, stock and products, as they come.

Prices and stock take effect at once and cost nothing. Where names changed, the words to listen for are
learnt anew; where a small catalog or many products changed, the search is opened anew, too. Both happen on
the follower's own thread, and what was known before serves until the new is whole.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from catalog.errors import CatalogError
from catalog.ports import News, NewsOfShelf
from catalog.product import Product
from catalog.search import CatalogSearch
from catalog.search.engine import SHELF
from catalog.search.files import BESIDE
from voice.live import LiveMeaning, LiveSearch

EVERY_S = 2.0
SELDOM_S = 300.0
"""A shelf that cannot be asked is asked less and less often, but at least so often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A shelf that tells its news, the revision of it that is known, and what knows it."""

    shelf: NewsOfShelf
    mark: int
    search: LiveSearch
    reopen: Callable[[Iterable[Product]], CatalogSearch]


class Follower:
    """Looks for news on a thread of its own, from `start` to `close`. `look` is one look, for tests too."""

    def __init__(
        self,
        followed: Followed,
        meaning: LiveMeaning,
        trouble: Callable[[Exception], None],
        every_s: float = EVERY_S,
    ) -> None:
        self._followed = followed
        self._meaning = meaning
        self._trouble = trouble
        self._every_s = every_s
        self._mark = followed.mark
        self._beside = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="voicecart-shelf", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def close(self) -> None:
        """Look no more; a look that goes on is given a moment to end."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5.0)

    def look(self) -> None:
        """Take over what is new. Raises CatalogError if the shelf cannot be asked; nothing changes then."""
        shelf = self._followed.shelf
        news = shelf.news(self._mark, BESIDE)
        if news is None:
            mark = shelf.mark()
            self._open(shelf.products())
        else:
            mark = news.mark
            self._take(news)
        self._mark = mark

    def _take(self, news: News) -> None:
        if not news.changed and not news.gone:
            return
        search, known = self._followed.search, self._followed.search.now
        renamed = sum(not _same_words(known.product(product.sku), product) for product in news.changed)
        after = known.with_changes(news.changed, news.gone)
        if not renamed and not news.gone:
            search.now = after
            return
        self._beside += renamed + len(news.gone)
        products = list(after.products())
        if len(products) <= SHELF or self._beside > BESIDE:
            self._open(products)
        else:
            search.now = after
            self._meaning.learn(products)

    def _open(self, products: Iterable[Product]) -> None:
        opened = self._followed.reopen(products)
        self._meaning.learn(opened.products())
        self._followed.search.now = opened
        self._beside = 0

    def _run(self) -> None:
        wait = self._every_s
        while not self._over.wait(wait):
            try:
                self.look()
            except CatalogError as fault:
                if wait == self._every_s:  # told once, not at every look until it is over
                    self._trouble(fault)
                wait = min(2 * wait, max(SELDOM_S, self._every_s))
            except Exception as fault:  # noqa: BLE001 - a store's own code failed: the talk goes on without news
                self._trouble(fault)
                return
            else:
                wait = self._every_s


def _same_words(old: Product | None, new: Product) -> bool:
    return old is not None and replace(old, price=new.price, stock=new.stock) == new
