"""What a simulated shopper wants, drawn from the catalog and the shopper's history by a seeded chance."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from catalog.history import History
from catalog.order import Chosen, Line
from catalog.product import Product, Sku
from voice.dialogue.basket import complete_options

ENOUGH = 20
"""Units in stock that a goal may count on."""
QUANTITIES = (1, 1, 1, 1, 2, 2, 2, 3, 3, 4)
CHOSEN_GROUPS = 2
MANY_LINES = 5


class Kind(StrEnum):
    """What the shopper came for."""

    REORDER = "reorder"
    REORDER_LAST = "reorder_last"
    ONE = "one"
    THREE = "three_items"
    MANY = "many"
    OPTIONS = "options"
    LOOK = "look"


WEIGHTS = {
    Kind.REORDER: 20,
    Kind.REORDER_LAST: 6,
    Kind.ONE: 16,
    Kind.THREE: 26,
    Kind.MANY: 7,
    Kind.OPTIONS: 20,
    Kind.LOOK: 5,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """One line: any of these products would do, so many, with exactly these options."""

    skus: frozenset[Sku]
    quantity: int
    options: tuple[Chosen, ...] = ()
    limit: int | None = None
    """The shopper's limit for the price of one, in minor units: told, not known by the product's name."""
    called: str = ""
    """The kind of thing that is meant where several products would do."""

    def takes(self, line: Line) -> bool:
        """Whether a line is what is wanted, to the letter."""
        same = sorted(line.options) == sorted(self.options)
        return line.sku in self.skus and line.quantity == self.quantity and same


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How this shopper shops. A hasty one does not compare what is read back with what was meant."""

    one_breath: bool = True
    mends: bool = False
    wavers: str = ""
    """What changes at the read-back: "quantity", "drop", or nothing."""
    asides: int = 0
    silent: bool = False
    says_yes_again: bool = False
    barges_in: bool = False
    undoes: bool = False
    cancels: bool = False
    hasty: bool = False
    patience: int = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What the store must hold in the end: one order with these lines, or none."""

    kind: Kind
    wants: tuple[Want, ...]
    ways: Ways
    pin: str
    number: int = 0
    """Which goal of its run."""

    @property
    def final(self) -> tuple[Want, ...]:
        """The wants after the change of mind that the shopper will have at the read-back."""
        match self.ways.wavers:
            case "quantity":
                first = self.wants[0]
                return (replace(first, quantity=first.quantity + 1), *self.wants[1:])
            case "drop":
                return self.wants[:-1]
            case _:
                return self.wants


class Goals:
    """Draws goals. The same chance draws the same goals over the same catalog."""

    def __init__(self, products: Sequence[Product], history: History, last: tuple[Line, ...]) -> None:
        fit = [p for p in products if p.stock is None or p.stock >= ENOUGH]
        self._known = {p.sku: p for p in products}
        self._plain = [p for p in fit if not p.options]
        self._made = [p for p in fit if p.options]
        self._last = last
        self._habits = [h.usual_line for h in history.habits.values() if h.sku in {p.sku for p in fit}]
        self._kinds = _kinds(self._plain)

    def draw(self, chance: random.Random, number: int = 0) -> Goal:
        """One goal with the manners of its shopper."""
        kind = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        wants = self._wants(kind, chance)
        pin = chance.choice(("4729", "8163", "60518", "925174"))
        return Goal(kind=kind, wants=wants, ways=_ways(kind, wants, chance), pin=pin, number=number)

    def _wants(self, kind: Kind, chance: random.Random) -> tuple[Want, ...]:
        match kind:
            case Kind.REORDER:
                return (self._want(chance.choice(self._habits)),)
            case Kind.REORDER_LAST:
                return tuple(self._want(line) for line in self._last)
            case Kind.ONE:
                return (self._limited(chance) if chance.random() < 0.2 else self._any(chance),)
            case Kind.OPTIONS:
                return self._several(chance, chance.choice((1, 1, 2)), made=True)
            case Kind.LOOK:
                return (self._any(chance),)
            case _:
                return self._several(chance, 3 if kind is Kind.THREE else MANY_LINES)

    def _want(self, line: Line) -> Want:
        options = complete_options(self._known[line.sku], line.options)
        return Want(skus=frozenset({line.sku}), quantity=line.quantity, options=options)

    def _any(self, chance: random.Random) -> Want:
        product = chance.choice(self._plain)
        return Want(skus=frozenset({product.sku}), quantity=chance.choice(QUANTITIES))

    def _with_options(self, chance: random.Random) -> Want:
        product = chance.choice(self._made)
        groups = chance.sample(product.options, min(len(product.options), chance.randint(1, CHOSEN_GROUPS)))
        chosen = tuple(Chosen(g.id, chance.choice(g.values).id) for g in groups)
        options = complete_options(product, chosen)
        return Want(skus=frozenset({product.sku}), quantity=chance.choice(QUANTITIES), options=options)

    def _several(self, chance: random.Random, count: int, *, made: bool = False) -> tuple[Want, ...]:
        wants: dict[Sku, Want] = {}
        while len(wants) < count:
            want = self._with_options(chance) if made or chance.random() < 0.1 else self._any(chance)
            wants.setdefault(next(iter(want.skus)), want)
        return tuple(wants.values())

    def _limited(self, chance: random.Random) -> Want:
        """A kind of thing for less than so much: more than one product may do."""
        called, products = chance.choice(self._kinds)
        prices = sorted(p.price.minor for p in products)
        limit = -(-prices[len(prices) // 2] // 100) * 100
        skus = frozenset(p.sku for p in products if p.price.minor < limit) or frozenset({products[0].sku})
        return Want(skus=skus, quantity=1, limit=limit, called=called)


def _kinds(products: Sequence[Product]) -> list[tuple[str, tuple[Product, ...]]]:
    """The last words of names that three to six products share: "toothpaste", "cheddar"."""
    by_word: dict[str, list[Product]] = defaultdict(list)
    for product in products:
        name = product.name("en").partition(",")[0].lower().split()
        by_word[name[-1]].append(product)
    return [(word, tuple(found)) for word, found in sorted(by_word.items()) if 3 <= len(found) <= 6]


def _ways(kind: Kind, wants: tuple[Want, ...], chance: random.Random) -> Ways:
    def with_odds(odds: float) -> bool:
        return chance.random() < odds

    named = kind not in {Kind.REORDER, Kind.REORDER_LAST, Kind.LOOK} and wants[0].limit is None
    waver = chance.choice(("quantity", "drop") if len(wants) > 1 else ("quantity",))
    return Ways(
        one_breath=with_odds(0.75),
        mends=named and with_odds(0.15),
        wavers=waver if named and with_odds(0.15) else "",
        asides=chance.choice((0, 0, 0, 0, 1, 1, 2)),
        silent=with_odds(0.08),
        says_yes_again=with_odds(0.2),
        barges_in=with_odds(0.1),
        undoes=named and with_odds(0.1),
        cancels=with_odds(0.05),
        hasty=with_odds(0.1),
        patience=12 + 3 * len(wants),
    )
