"""A shop of our own in one SQLite file: no server to run, and the yardstick for all other stores."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, select, update

from catalog.clock import Now, utc_now
from catalog.database import Database
from catalog.errors import BadInput, CatalogError
from catalog.money import Money
from catalog.order import (
    Cancellation,
    Drift,
    IdempotencyKey,
    Line,
    NotCancelled,
    Order,
    OrderId,
    OrderStatus,
    Outcome,
    Quote,
    Reconciled,
    RefusalCode,
    Refused,
    Rejected,
    StillUnknown,
    Unknown,
)
from catalog.ports import Capabilities, News
from catalog.product import Product, Sku
from catalog.schema import STORE
from catalog.stores import placing, records, revisions, staging
from catalog.stores.pricing import Prices, ShopTerms, check_products, price, same_prices
from catalog.tables import products, quotes

OnStep = Callable[[str], None]
"""Told of each step inside `place` ("begun", "decided", "committed"): a seam for crash tests."""

KEPT_AFTER_EXPIRY = timedelta(days=2)
DEFAULT_TERMS = ShopTerms()


class EmbeddedStore:
    """The `Store` port over a database of ours; what belongs to the shop's side is here as well.

    `where` is a file path or an SQLAlchemy URL. Opening raises BadInput, DamagedData, StorageFull or
    StoreDown, as `catalog.database` says; so do all methods but `place`, `reconcile` and `cancel`,
    which turn faults into answers. Threads may share one store; processes open their own.
    """

    def __init__(
        self,
        where: Path | str,
        terms: ShopTerms = DEFAULT_TERMS,
        *,
        now: Now = utc_now,
        on_step: OnStep = lambda _: None,
    ) -> None:
        self._terms = terms
        self._now = now
        self._on_step = on_step
        self._database = Database(where, STORE)

    def capabilities(self) -> Capabilities:
        """Exact stock, guarded totals, native idempotency, history and cancelling."""
        return Capabilities(
            name=self._terms.name,
            stock="exact",
            total_guard=True,
            idempotency="native",
            history=True,
            cancel=True,
        )

    def products(self) -> Iterator[Product]:
        """Every product, by SKU, in bounded memory."""
        with self._database.reading() as connection:
            query = select(products).order_by(products.c.sku).execution_options(yield_per=500)
            for row in connection.execute(query):
                yield records.product_of(row)

    def product(self, sku: Sku) -> Product | None:
        """The product as it is now."""
        with self._database.reading() as connection:
            return records.shelf(connection, [sku]).get(sku)

    def quote(self, lines: Sequence[Line], *, language: str) -> Quote | Refused:
        """A price that is kept for `quote_minutes`. Raises BadInput for no lines."""
        if not lines:
            raise BadInput("A quote needs at least one line.")
        prices = self._prices(lines, language)
        return prices if isinstance(prices, Refused) else self._keep(prices, language)

    def _prices(self, lines: Sequence[Line], language: str) -> Prices | Refused:
        with self._database.reading() as connection:
            shelf = records.shelf(connection, (line.sku for line in lines))
        return price(lines, shelf.get, self._terms, language)

    def _keep(self, prices: Prices, language: str) -> Quote:
        now = self._now()
        quote = Quote(
            store=self._terms.name,
            store_ref=secrets.token_hex(12),
            lines=prices.lines,
            fees=prices.fees,
            total=prices.total,
            delivery=self._terms.delivery,
            expires_at=now + timedelta(minutes=self._terms.quote_minutes),
        )
        with self._database.writing() as connection:
            connection.execute(delete(quotes).where(quotes.c.expires_at < now - KEPT_AFTER_EXPIRY))
            records.keep_quote(connection, quote, language)
        return quote

    def verify(self, quote: Quote) -> Quote | Drift:
        """The same quote if it could be ordered now; else why not, and a fresh one if there can be one."""
        with self._database.reading() as connection:
            known = select(quotes.c.fingerprint, quotes.c.language).where(quotes.c.id == quote.store_ref)
            kept = connection.execute(known).first()
        language = "" if kept is None else kept.language
        prices = self._prices([q.line for q in quote.lines], language)
        if isinstance(prices, Refused):
            return Drift(reasons=(prices.code,), refused=prices)
        reasons = []
        if kept is None or self._now() >= quote.expires_at:
            reasons.append(RefusalCode.QUOTE_EXPIRED)
        if not same_prices(prices, quote) or (kept and kept.fingerprint != quote.fingerprint):
            reasons.append(RefusalCode.PRICE_CHANGED)
        return Drift(reasons=tuple(reasons), fresh=self._keep(prices, language)) if reasons else quote

    def place(self, quote: Quote, key: IdempotencyKey) -> Outcome:
        """Make the order, at most once per key and per quote. Never raises."""
        answer: Outcome | None = None
        try:
            with self._database.writing() as connection:
                self._on_step("begun")
                answer = placing.place(connection, quote, key, at=self._now(), terms=self._terms)
                self._on_step("decided")
        except CatalogError as fault:
            if answer is None:  # it failed before the commit was asked for: nothing can have been kept
                return Rejected(code=RefusalCode.STORE_DOWN, detail=str(fault))
            return Unknown(reason=str(fault))
        self._on_step("committed")
        return answer

    def reconcile(self, key: IdempotencyKey, quote: Quote) -> Reconciled:
        """Whether the order was made; if not, the key is closed, so that it never will be. Never raises."""
        try:
            with self._database.writing() as connection:
                return placing.close_key(connection, quote, key, self._now())
        except CatalogError as fault:
            return StillUnknown(reason=str(fault))

    def orders(self, limit: int = 20) -> tuple[Order, ...]:
        """The orders, newest first."""
        with self._database.reading() as connection:
            return tuple(records.newest_orders(connection, limit))

    def order(self, order_id: OrderId) -> Order | None:
        """One order, or None."""
        with self._database.reading() as connection:
            return records.order_of(connection, order_id)

    def cancel(self, order_id: OrderId) -> Cancellation:
        """Cancel within `cancel_minutes` of placing and put the goods back. Never raises.

        Reasons against it: unknown_order, shipped, too_late, store_down.
        """
        try:
            with self._database.writing() as connection:
                return placing.cancel(connection, order_id, at=self._now(), terms=self._terms)
        except CatalogError:
            return NotCancelled(order_id=order_id, reason="store_down")

    def mark(self) -> int:
        """The revision of the shelf: it grows with every change of a product, its price or its stock."""
        with self._database.reading() as connection:
            return revisions.newest(connection)

    def news(self, since: int, most: int) -> News | None:
        """What changed after the revision `since`; None if that is more than `most` products."""
        with self._database.reading() as connection:
            return revisions.news(connection, since, most)

    def close(self) -> None:
        """Release the file."""
        self._database.close()

    # What follows is the shop's own side, not part of the `Store` port.

    def load_products(self, each: Iterable[Product], *, alone: bool = False) -> int:
        """Add or replace products in one transaction; the number of them. `alone` takes all others off sale.

        Raises BadInput for a foreign currency or a SKU that comes twice; then nothing is changed.
        """
        parts = staging.batches(each, lambda part: check_products(part, self._terms))
        with self._database.aside(staging.staged) as connection:
            return staging.take_over(connection, parts, alone=alone)

    def load_history(self, past: Iterable[Order]) -> int:
        """Take over orders from elsewhere, with new ids and without touching stock; the number of them."""
        with self._database.writing() as connection:
            return sum(1 for order in past if records.add_order(connection, order))

    def set_price(self, sku: Sku, price: Money) -> None:
        """Change a price; quotes given before are refused from now on. Raises BadInput."""
        if price.currency != self._terms.currency or price.minor < 0:
            raise BadInput(f"The price of {sku} must be zero or more {self._terms.currency}.")
        self._change(sku, {"price_minor": price.minor})

    def set_stock(self, sku: Sku, stock: int | None) -> None:
        """Set the pieces on hand; None: not counted. Raises BadInput."""
        if stock is not None and stock < 0:
            raise BadInput(f"The stock of {sku} cannot be negative.")
        self._change(sku, {"stock": stock})

    def _change(self, sku: Sku, values: dict[str, int | None]) -> None:
        with self._database.writing() as connection:
            values |= {"revision": revisions.begin_revision(connection)}
            changed = connection.execute(update(products).where(products.c.sku == sku).values(**values))
        if changed.rowcount != 1:
            raise BadInput(f"There is no product {sku}.")

    def set_status(self, order_id: OrderId, status: OrderStatus) -> None:
        """Record that an order was shipped or delivered. Raises BadInput for an unknown order."""
        number = records.number_of(order_id)
        with self._database.writing() as connection:
            if number is None or records.order_of(connection, order_id) is None:
                raise BadInput(f"There is no order {order_id}.")
            records.set_status(connection, number, self._now(), status)

    def count_orders(self) -> int:
        """How many orders there are, cancelled ones included."""
        with self._database.reading() as connection:
            return records.count_orders(connection)
