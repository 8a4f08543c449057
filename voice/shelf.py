"""The products of a store that is far away, kept on this machine for a while.

Only names and a first idea of prices come from here: every price that is agreed to is asked of the store.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from catalog.codec import product_from_json, product_to_json
from catalog.errors import DamagedData
from catalog.money import Money
from catalog.ports import News, Store
from catalog.product import Product, Sku

FRESH_S = 3_600.0
"""A shelf older than this is read anew."""


def shelf_of(store: Store, file: Path, *, now: Callable[[], float] = time.time) -> tuple[Product, ...]:
    """The store's products: from `file` while that is fresh, else from the store, which fills it.

    Raises StoreDown or StoreProtocol when there is neither.
    """
    kept = _kept(file, now() - FRESH_S)
    if kept:
        return kept
    products = tuple(store.products())
    _keep(file, products)
    return products


class FarShelf:
    """A far store's products as a shelf that tells its news: all at once, when they were read anew.

    Implements `catalog.ports.NewsOfShelf`; the revision is the moment of the last reading, in nanoseconds.
    """

    def __init__(self, store: Store, file: Path, *, now: Callable[[], float] = time.time) -> None:
        self._store = store
        self._file = file
        self._now = now

    def products(self) -> Iterator[Product]:
        """Every product, from the file while that is fresh."""
        return iter(shelf_of(self._store, self._file, now=self._now))

    def mark(self) -> int:
        """When the products were read; they are read now if that is long ago."""
        if self._is_old():
            self.products()
        return self._read_at()

    def news(self, since: int, most: int) -> News | None:  # noqa: ARG002 - it knows all or nothing
        """Nothing while the reading of `since` is fresh and the last one."""
        return None if self._is_old() or self._read_at() != since else News(mark=since)

    def _is_old(self) -> bool:
        return self._read_at() < (self._now() - FRESH_S) * 1e9

    def _read_at(self) -> int:
        try:
            return self._file.stat().st_mtime_ns
        except OSError:
            return 0


def _kept(file: Path, since: float) -> tuple[Product, ...]:
    try:
        if file.stat().st_mtime < since:
            return ()
        return tuple(_product(line) for line in file.read_text(encoding="utf-8").splitlines())
    except (OSError, ValueError, KeyError, DamagedData):
        return ()  # not there, or not what we wrote: the store knows better


def _product(line: str) -> Product:
    row = json.loads(line)
    price = Money(int(row["minor"]), str(row["currency"]))
    return product_from_json(row["product"], sku=Sku(row["sku"]), price=price, stock=row["stock"])


def _keep(file: Path, products: tuple[Product, ...]) -> None:
    rows = (
        {
            "sku": p.sku,
            "minor": p.price.minor,
            "currency": p.price.currency,
            "stock": p.stock,
            "product": product_to_json(p),
        }
        for p in products
    )
    draft = file.with_suffix(".new")
    draft.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    draft.replace(file)
