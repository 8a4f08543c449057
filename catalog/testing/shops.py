"""Shops that the crash test can open by name. Another store joins by one line in `SHOPS`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from catalog.money import Money
from catalog.product import Product, Sku
from catalog.stores.embedded import EmbeddedStore
from catalog.stores.pricing import ShopTerms
from catalog.testing.crash import CrashShop, MadeOrder, OnStep

PIECES = 1_000_000
TERMS = ShopTerms(delivery_fee=Money(299, "USD"), free_delivery_from=Money(2000, "USD"))


class EmbeddedShop:
    """The embedded store in `folder`, filled with a few products."""

    steps = ("begun", "decided", "committed")

    def __init__(self, folder: Path) -> None:
        self._path = folder / "shop.db"
        store = self.open(lambda _: None)
        store.load_products(
            Product(
                sku=Sku(f"sku-{n}"), names={"en": (f"thing {n}",)}, price=Money(99 * n, "USD"), stock=PIECES
            )
            for n in range(1, 13)
        )
        store.close()

    def skus(self) -> tuple[Sku, ...]:
        """The twelve products."""
        return tuple(Sku(f"sku-{n}") for n in range(1, 13))

    def open(self, on_step: OnStep) -> EmbeddedStore:
        """The store, in this process."""
        return EmbeddedStore(self._path, TERMS, on_step=on_step)

    def made(self) -> tuple[MadeOrder, ...]:
        """The orders, read from the file without any code of ours; stock must agree with them."""
        with sqlite3.connect(self._path) as file:
            orders = file.execute("SELECT number, quote_id, total_minor FROM orders").fetchall()
            lines = file.execute("SELECT order_number, sku, quantity FROM order_lines").fetchall()
            left = dict(file.execute("SELECT sku, stock FROM products").fetchall())
        file.close()
        for sku, pieces in left.items():
            sold = sum(quantity for _, each, quantity in lines if each == sku)
            if pieces != PIECES - sold:
                raise RuntimeError(f"{sku}: {sold} sold, but {pieces} of {PIECES} left")
        return tuple(
            MadeOrder(
                order_id=str(number),
                store_ref=quote_id,
                total_minor=total,
                pieces=tuple(sorted((sku, quantity) for of, sku, quantity in lines if of == number)),
            )
            for number, quote_id, total in orders
        )


def _oscar(folder: Path) -> CrashShop:
    shop: CrashShop = import_module("catalog.testing.oscar_shop").OscarShop(folder)
    return shop


SHOPS: Mapping[str, Callable[[Path], CrashShop]] = MappingProxyType(
    {"embedded": EmbeddedShop, "oscar": _oscar}
)
"""Name → a function that makes the shop ready; its data may lie in the given empty folder."""
