"""What a shopper bought, when, how often and how much: plain values computed from past orders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from statistics import median_low
from types import MappingProxyType

from catalog.money import Money
from catalog.order import Line, Order, OrderedLine, OrderStatus
from catalog.product import Sku


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """One line of a past order: when it was bought, how many, and the price of one as paid."""

    line: Line
    name: str
    at: datetime
    unit_price: Money

    @property
    def quantity(self) -> int:
        """How many were bought at once."""
        return self.line.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """All purchases of one SKU, newest first; never empty."""

    sku: Sku
    purchases: tuple[Purchase, ...]

    @property
    def times(self) -> int:
        """How often it was bought."""
        return len(self.purchases)

    @property
    def last(self) -> Purchase:
        """The newest purchase."""
        return self.purchases[0]

    @property
    def usual_quantity(self) -> int:
        """The commonest quantity; among equals the one bought last."""
        counts = Counter(p.quantity for p in self.purchases)
        return counts.most_common(1)[0][0]

    @property
    def usual_line(self) -> Line:
        """The commonest line with its options (a large latte with oat milk); among equals the last."""
        options = Counter(p.line.options for p in self.purchases).most_common(1)[0][0]
        return Line(sku=self.sku, quantity=self.usual_quantity, options=options)

    @property
    def typical_price(self) -> Money:
        """The middle price of one (the lower of two), in the currency paid last."""
        paid = [
            p.unit_price for p in self.purchases if p.unit_price.currency == self.last.unit_price.currency
        ]
        return median_low(paid)

    @property
    def days_between(self) -> float | None:
        """The usual number of days from one purchase to the next; None if bought once."""
        times = sorted(p.at for p in self.purchases)
        gaps = [(b - a).total_seconds() / 86_400 for a, b in pairwise(times)]
        return sorted(gaps)[len(gaps) // 2] if gaps else None


class History:
    """A shopper's past, computed once from orders in any order; cancelled ones do not count."""

    __slots__ = ("_habits", "_orders")

    def __init__(self, orders: Iterable[Order]) -> None:
        kept = (o for o in orders if o.status is not OrderStatus.CANCELLED)
        self._orders = tuple(sorted(kept, key=lambda o: o.placed_at, reverse=True))
        found: dict[Sku, list[Purchase]] = {}
        for order in self._orders:
            for ordered in order.lines:
                found.setdefault(ordered.line.sku, []).append(_purchase(ordered, order.placed_at))
        self._habits = MappingProxyType({s: Habit(sku=s, purchases=tuple(p)) for s, p in found.items()})

    @property
    def orders(self) -> tuple[Order, ...]:
        """The orders that count, newest first."""
        return self._orders

    @property
    def habits(self) -> Mapping[Sku, Habit]:
        """What was bought, by SKU."""
        return self._habits

    def bought(self, sku: Sku) -> bool:
        """Whether the shopper ever bought it."""
        return sku in self._habits

    def times(self, sku: Sku) -> int:
        """How often it was bought; 0 if never."""
        habit = self._habits.get(sku)
        return habit.times if habit else 0

    def last(self, sku: Sku) -> Purchase | None:
        """The newest purchase of it, or None."""
        habit = self._habits.get(sku)
        return habit.last if habit else None

    def last_order(self) -> Order | None:
        """The newest order, or None."""
        return self._orders[0] if self._orders else None

    def usual_quantity(self, sku: Sku) -> int | None:
        """The commonest quantity of it, or None if it was never bought."""
        habit = self._habits.get(sku)
        return habit.usual_quantity if habit else None

    def usual_price(self, sku: Sku) -> Money | None:
        """The middle price paid for one, or None."""
        habit = self._habits.get(sku)
        return habit.typical_price if habit else None

    def typical_total(self) -> Money | None:
        """The middle order total (the lower of two) in the currency of the last order, or None."""
        newest = self.last_order()
        if newest is None:
            return None
        return median_low(o.total for o in self._orders if o.total.currency == newest.total.currency)

    def favourites(self, limit: int = 10) -> tuple[Habit, ...]:
        """What was bought most often, the newest first among equals."""
        ranked = sorted(self._habits.values(), key=lambda h: (h.times, h.last.at), reverse=True)
        return tuple(ranked[:limit])


NO_HISTORY = History(())


def _purchase(ordered: OrderedLine, at: datetime) -> Purchase:
    quantity = ordered.line.quantity
    return Purchase(
        line=ordered.line,
        name=ordered.name,
        at=at,
        unit_price=Money(ordered.total.minor // quantity, ordered.total.currency),
    )
