"""A store in memory that keeps the contract, and fails in the ways that real ones do."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from catalog.clock import Now, utc_now
from catalog.errors import StoreDown
from catalog.money import Money
from catalog.order import (
    Cancellation,
    Cancelled,
    Drift,
    Handoff,
    IdempotencyKey,
    Line,
    NotCancelled,
    NotPlaced,
    Order,
    OrderedLine,
    OrderId,
    OrderStatus,
    Outcome,
    Placed,
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
from catalog.stores.pricing import ShopTerms, price, same_prices, wanted

DEFAULT_TERMS = ShopTerms(name="fake")
HANDOFF_URL = "https://shop.example/checkout"


class Fault(StrEnum):
    """What goes wrong with the next `place`."""

    LOST_BEFORE = "lost_before"  # the request never arrives: no order, no answer
    LOST_AFTER = "lost_after"  # the order is made, the answer is lost
    LATE = "late"  # no answer; the request arrives when `deliver_late` is called
    DOWN = "down"  # refused at the door: surely no order
    HANDOFF = "handoff"  # the shopper is to finish elsewhere
    RAISES = "raises"  # a broken plug-in: the order is made, then it raises what it must not


class FakeShelf:
    """Products in memory whose changes are counted; while `down` is True every reading raises StoreDown."""

    def __init__(self, products: Iterable[Product]) -> None:
        self._shelf = {product.sku: product for product in products}
        self._moved: list[Sku] = []
        self.down = False

    def set_price(self, sku: Sku, amount: Money) -> None:
        """The shop changes a price."""
        self._shelf[sku] = replace(self._shelf[sku], price=amount)
        self._moved.append(sku)

    def set_stock(self, sku: Sku, stock: int | None) -> None:
        """The shop counts its stock."""
        self._shelf[sku] = replace(self._shelf[sku], stock=stock)
        self._moved.append(sku)

    def products(self) -> Iterator[Product]:
        """Every product."""
        self._reading()
        return iter(tuple(self._shelf.values()))

    def product(self, sku: Sku) -> Product | None:
        """The product as it is now."""
        self._reading()
        return self._shelf.get(sku)

    def mark(self) -> int:
        """So many changes of price and stock there were."""
        self._reading()
        return len(self._moved)

    def news(self, since: int, most: int) -> News | None:
        """What changed after the first `since` changes."""
        mark = self.mark()
        moved = sorted(set(self._moved[since:mark]))
        changed = tuple(self._shelf[sku] for sku in moved)
        return None if len(changed) > most else News(mark=mark, changed=changed)

    def _reading(self) -> None:
        if self.down:
            raise StoreDown("The store is down.", remedy="Try again later.")


class FakeStore(FakeShelf):
    """The `Store` port in memory; threads may share it.

    `made` is the truth: every order with the key it was made for. `fail_next` breaks the next
    `place`; while `down` is True every reading method raises StoreDown. `wait` is called with
    `delay_s` at the start of each `place`.
    """

    def __init__(
        self,
        products: Iterable[Product] = (),
        terms: ShopTerms = DEFAULT_TERMS,
        *,
        now: Now = utc_now,
        wait: Callable[[float], None] = lambda _: None,
    ) -> None:
        super().__init__(products)
        self._terms = terms
        self._now = now
        self._wait = wait
        self._lock = threading.RLock()
        self._quotes: dict[str, tuple[Quote, str]] = {}
        self._answers: dict[IdempotencyKey, tuple[Quote, Outcome]] = {}
        self._ordered: set[str] = set()
        self._late: list[tuple[Quote, IdempotencyKey]] = []
        self._faults: list[Fault] = []
        self.made: list[tuple[IdempotencyKey, Order]] = []
        self.delay_s = 0.0

    def capabilities(self) -> Capabilities:
        """The same as those of the embedded store."""
        return Capabilities(
            name=self._terms.name,
            stock="exact",
            total_guard=True,
            idempotency="native",
            history=True,
            cancel=True,
        )

    def fail_next(self, *faults: Fault) -> None:
        """Break the next `place` calls, one by one."""
        self._faults.extend(faults)

    def deliver_late(self) -> list[Outcome]:
        """Let the held requests arrive now, once; what the store made of each."""
        held, self._late = self._late, []
        return [self._place(quote, key) for quote, key in held]

    def quote(self, lines: Sequence[Line], *, language: str) -> Quote | Refused:
        """A price, under a fresh reference each time."""
        self._reading()
        with self._lock:
            prices = price(lines, self._shelf.get, self._terms, language)
            if isinstance(prices, Refused):
                return prices
            quote = Quote(
                store=self._terms.name,
                store_ref=f"q{len(self._quotes) + 1}",
                lines=prices.lines,
                fees=prices.fees,
                total=prices.total,
                delivery=self._terms.delivery,
                expires_at=self._now() + timedelta(minutes=self._terms.quote_minutes),
            )
            self._quotes[quote.store_ref] = (quote, language)
            return quote

    def verify(self, quote: Quote) -> Quote | Drift:
        """The same quote, or what moved."""
        self._reading()
        reason = self._against(quote)
        if reason is None:
            return quote
        language = self._quotes[quote.store_ref][1] if quote.store_ref in self._quotes else ""
        fresh = self.quote([q.line for q in quote.lines], language=language)
        if isinstance(fresh, Refused):
            return Drift(reasons=(fresh.code,), refused=fresh)
        return Drift(reasons=(reason,), fresh=fresh)

    def _against(self, quote: Quote) -> RefusalCode | None:
        known = self._quotes.get(quote.store_ref)
        if known is None or self._now() >= quote.expires_at:
            return RefusalCode.QUOTE_EXPIRED
        prices = price([q.line for q in quote.lines], self._shelf.get, self._terms, "")
        if isinstance(prices, Refused):
            return prices.code
        if not same_prices(prices, quote) or known[0].fingerprint != quote.fingerprint:
            return RefusalCode.PRICE_CHANGED
        return None

    def place(self, quote: Quote, key: IdempotencyKey) -> Outcome:
        """Make the order, unless the next fault says otherwise."""
        self._wait(self.delay_s)
        fault = self._faults.pop(0) if self._faults else None
        if self.down or fault is Fault.DOWN:
            return Rejected(code=RefusalCode.STORE_DOWN)
        if fault is Fault.LATE:
            self._late.append((quote, key))
        if fault in (Fault.LOST_BEFORE, Fault.LATE):
            return Unknown(reason="no answer")
        if fault is Fault.HANDOFF:
            return Handoff(url=HANDOFF_URL, reason="payment")
        outcome = self._place(quote, key)
        if fault is Fault.RAISES:
            raise RuntimeError("a store must not raise here")
        return Unknown(reason="the answer was lost") if fault is Fault.LOST_AFTER else outcome

    def _place(self, quote: Quote, key: IdempotencyKey) -> Outcome:
        with self._lock:
            if key in self._answers:
                return _again(self._answers[key], quote)
            reason = self._against(quote)
            if reason is None and quote.store_ref in self._ordered:
                reason = RefusalCode.KEY_REUSED
            outcome = Rejected(code=reason) if reason else self._order(quote, key)
            self._answers[key] = (quote, outcome)
            return outcome

    def _order(self, quote: Quote, key: IdempotencyKey) -> Placed:
        self._move_stock([q.line for q in quote.lines], -1)
        order = Order(
            id=OrderId(str(len(self.made) + 1)),
            placed_at=self._now(),
            status=OrderStatus.PLACED,
            lines=tuple(OrderedLine(line=q.line, name=q.name, total=q.total) for q in quote.lines),
            total=quote.total,
        )
        self.made.append((key, order))
        self._ordered.add(quote.store_ref)
        return Placed(order_id=order.id, total=order.total)

    def _move_stock(self, lines: Sequence[Line], direction: int) -> None:
        for sku, pieces in wanted(lines).items():
            stock = self._shelf[sku].stock
            if stock is not None:
                self.set_stock(sku, stock + direction * pieces)

    def reconcile(self, key: IdempotencyKey, quote: Quote) -> Reconciled:
        """Read whether the order was made; if not, refuse the key for ever."""
        if self.down:
            return StillUnknown(reason="down")
        with self._lock:
            closed = (quote, Rejected(code=RefusalCode.NOT_PLACED))
            known, answer = self._answers.setdefault(key, closed)
        if isinstance(answer, Placed) and known.fingerprint == quote.fingerprint:
            return answer
        return NotPlaced()

    def orders(self, limit: int = 20) -> tuple[Order, ...]:
        """Orders, newest first."""
        self._reading()
        return tuple(order for _, order in reversed(self.made))[:limit]

    def order(self, order_id: OrderId) -> Order | None:
        """One order, or None."""
        self._reading()
        return next((order for _, order in self.made if order.id == order_id), None)

    def cancel(self, order_id: OrderId) -> Cancellation:
        """Cancel at any time."""
        if self.down:
            return NotCancelled(order_id=order_id, reason="store_down")
        with self._lock:
            for at, (key, order) in enumerate(self.made):
                if order.id == order_id:
                    if order.status is not OrderStatus.CANCELLED:
                        self._move_stock([sold.line for sold in order.lines], +1)
                    self.made[at] = (key, replace(order, status=OrderStatus.CANCELLED))
                    return Cancelled(order_id=order_id)
        return NotCancelled(order_id=order_id, reason="unknown_order")

    def close(self) -> None:
        """Nothing to release."""


def _again(kept: tuple[Quote, Outcome], quote: Quote) -> Outcome:
    known, answer = kept
    if known.fingerprint != quote.fingerprint:
        return Rejected(code=RefusalCode.KEY_REUSED)
    return replace(answer, replayed=True) if isinstance(answer, Placed) else answer
