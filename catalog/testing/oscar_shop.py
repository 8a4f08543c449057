"""A real django-oscar shop on this machine, for tests, with a database of its own (`scripts/stores`).

`OscarServer` is the running shop and the way behind its counter (SQL, around the adapter and around
Oscar); `OscarShop` offers it to the crash test.
"""

from __future__ import annotations

import atexit
import json
import os
import random
import socket
import sqlite3
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from catalog.errors import StoreDown
from catalog.product import Sku
from catalog.stores.oscar import Account, OscarSettings, OscarStore
from catalog.testing.crash import MadeOrder, OnStep

CHECKOUTS = (Path(__file__).resolve().parents[2], Path.cwd())
"""Where `scripts/stores` may be: an installed package has none beside it, the tests' own folder has."""
PIECES = 1_000_000
IN_FLIGHT = "in flight"
"""A moment while the checkout is under way, another one each time."""
LONGEST_FLIGHT_SECONDS = 0.12


class OscarServer:
    """A freshly filled shop named `instance` on `port`; `stop` removes it. Raises StoreDown."""

    def __init__(self, instance: str, port: int) -> None:
        self._instance = instance
        told = _script("up", "--instance", instance, "--port", str(port), "--fresh")
        self.url: str = told["url"]
        self.port: int = told["port"]
        self._database = Path(told["database"])
        self._account = Account(username=told["username"], password=told["password"])
        self._parent = os.getpid()
        atexit.register(self.stop)

    def stop(self) -> None:
        """Stop the shop and delete its data; a forked child leaves it alone."""
        if os.getpid() == self._parent:
            atexit.unregister(self.stop)
            _script("down", "--instance", self._instance, "--remove")

    def settings(self, url: str = "", **more: Any) -> OscarSettings:
        """How to reach it, by another address (a proxy's) if one is given."""
        return OscarSettings(url=url or self.url, account=self._account, **more)

    def restock(self, pieces: int = PIECES) -> None:
        """Every shelf full, nothing allocated."""
        with self.rows() as shop:
            shop.execute("UPDATE partner_stockrecord SET num_in_stock = ?, num_allocated = 0", (pieces,))

    def set_stock(self, sku: Sku, pieces: int) -> None:
        """The pieces on hand."""
        with self.rows() as shop:
            statement = (
                "UPDATE partner_stockrecord SET num_in_stock = ?, num_allocated = 0 WHERE partner_sku = ?"
            )
            shop.execute(statement, (pieces, sku))

    def left(self, sku: Sku) -> int:
        """Pieces that are not sold yet; below zero if too many were."""
        query = (
            "SELECT num_in_stock - COALESCE(num_allocated, 0) FROM partner_stockrecord WHERE partner_sku = ?"
        )
        with self.rows() as shop:
            return int(shop.execute(query, (sku,)).fetchone()[0])

    def set_price(self, sku: Sku, minor: int) -> None:
        """The price in cents."""
        with self.rows() as shop:
            statement = "UPDATE partner_stockrecord SET price = ? WHERE partner_sku = ?"
            shop.execute(statement, (f"{minor // 100}.{minor % 100:02}", sku))

    def count_orders(self) -> int:
        """Orders in the shop's own table."""
        with self.rows() as shop:
            return int(shop.execute("SELECT count(*) FROM order_order").fetchone()[0])

    def skus(self, limit: int = 12) -> tuple[Sku, ...]:
        """The first products' SKUs."""
        with self.rows() as shop:
            found = shop.execute("SELECT partner_sku FROM partner_stockrecord ORDER BY id LIMIT ?", (limit,))
            return tuple(Sku(row[0]) for row in found)

    def made(self) -> tuple[MadeOrder, ...]:
        """All orders as they stand in the shop's own tables."""
        with self.rows() as shop:
            orders = shop.execute("SELECT id, number, basket_id, total_incl_tax FROM order_order").fetchall()
            lines = shop.execute("SELECT order_id, partner_sku, quantity FROM order_line").fetchall()
        return tuple(
            MadeOrder(
                order_id=number,
                store_ref="" if basket is None else str(basket),
                total_minor=round(float(total) * 100),
                pieces=tuple(sorted((sku, quantity) for of, sku, quantity in lines if of == order)),
            )
            for order, number, basket, total in orders
        )

    @contextmanager
    def rows(self) -> Iterator[sqlite3.Connection]:
        """The shop's database; what is written is kept at the end."""
        with closing(sqlite3.connect(self._database, timeout=20)) as connection, connection:
            yield connection


class OscarShop:
    """The crash test's shop: full shelves, and stock that must agree with the orders."""

    steps = ("begun", "checked", "answered", *[IN_FLIGHT] * 8)

    def __init__(self, folder: Path) -> None:
        self._server = OscarServer(folder.name, _free_port())
        self._server.restock()

    def skus(self) -> tuple[Sku, ...]:
        """A dozen products."""
        return self._server.skus()

    def open(self, on_step: OnStep) -> OscarStore:
        """A client in this process. It tells of IN_FLIGHT while the shop works on its checkout."""

        def told(step: str) -> None:
            on_step(step)
            if step == "checked":
                after = random.SystemRandom().uniform(0.0, LONGEST_FLIGHT_SECONDS)
                timer = threading.Timer(after, on_step, [IN_FLIGHT])
                timer.daemon = True
                timer.start()

        return OscarStore(self._server.settings(), on_step=told)

    def made(self) -> tuple[MadeOrder, ...]:
        """All orders; what they sold must be what the shelves lack."""
        made = self._server.made()
        for sku in self.skus():
            sold = sum(quantity for order in made for each, quantity in order.pieces if each == sku)
            if self._server.left(sku) != PIECES - sold:
                raise RuntimeError(f"{sku}: {sold} sold, but {self._server.left(sku)} of {PIECES} left")
        return made


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _script(command: str, *arguments: str) -> Mapping[str, Any]:
    """What `scripts/stores` answers. Raises StoreDown with its words."""
    scripts = [each for checkout in CHECKOUTS if (each := checkout / "scripts" / "stores").exists()]
    if not scripts:
        raise StoreDown("A live django-oscar needs scripts/stores of voicecart's repository.")
    done = subprocess.run(  # noqa: S603 - our own script
        [str(scripts[0]), command, "oscar", *arguments, "--json"], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise StoreDown(f"scripts/stores {command} oscar: {done.stderr.strip()}")
    answer: Mapping[str, Any] = json.loads(done.stdout)
    return answer
