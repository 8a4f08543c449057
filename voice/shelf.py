"""The products of a store that is far away, kept on this machine for a while.

Only names and a first idea of prices come from here: every price that is agreed to is asked of the store.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

from catalog.codec import product_from_json, product_to_json
from catalog.errors import DamagedData
from catalog.money import Money
from catalog.ports import Store
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
