"""Written food orders with the trees that they mean; the parser's answer in the same form; the scores."""

from __future__ import annotations

import json
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from exr import Tree, plain, slots, trees, unwrapped, value_name, written
from food_menu import load_menu

from voice.language.lattice.cues import read_order_words
from voice.language.lattice.menu import EVERYTHING
from voice.language.lattice.order_line import Filled, OrderLine
from voice.language.lattice.parser import OrderParser
from voice.language.locale import load_locale

QUALIFIED = "COMPLEX"
"""What joins a value with its amount; the PIZZA set names it for the slot."""


ValueNames = Mapping[tuple[str, str], str]
NO_NAMES: ValueNames = MappingProxyType({})


@dataclass(frozen=True)
class Order:
    """What was said, and the lines that are meant."""

    said: str
    lines: Counter[Tree]

    @property
    def text(self) -> str:
        """The lines as text."""
        return _text(self.lines)


@dataclass(frozen=True)
class Taken:
    """What was understood: lines, whether the parser is sure, and how long it took."""

    lines: Counter[Tree]
    sure: bool
    ms: float

    @property
    def text(self) -> str:
        """The lines as text."""
        return _text(self.lines) + (" (sure)" if self.sure else "")


def _text(lines: Counter[Tree]) -> str:
    return " ".join(written(tree) for tree in sorted(lines.elements()))


def load_orders(path: Path, values: ValueNames = NO_NAMES) -> list[Order]:
    """The orders of a file: rows with a text (SRC) and a tree (EXR), or "test.SRC" and "test.EXR"."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [Order(_field(row, "SRC"), canonical(trees(_field(row, "EXR")), values)) for row in rows]


def _field(row: dict[str, Any], name: str) -> str:
    for key in (name, f"test.{name}", f"dev.{name}", f"train.{name}"):
        if key in row:
            return str(row[key])
    raise KeyError(name)


def canonical(found: Iterable[Tree], values: ValueNames = NO_NAMES) -> Counter[Tree]:
    """Lines in a form in which equal ones are equal; `values` has other names of a menu's values."""
    return Counter(_one_name(plain(tree), values) for tree in unwrapped(list(found)))


def _one_name(tree: Tree, values: ValueNames) -> Tree:
    """The tree with one name for amounts, whatever slot they are of, and one for each value."""
    label, children = tree
    name = QUALIFIED if label.startswith(f"{QUALIFIED}_") else label
    if len(children) == 1 and not children[0][1]:
        word = children[0][0]
        known = values.get((label, word)) or values.get((label, word.replace("_", "")), word)
        return name, ((known, ()),)
    return name, tuple(sorted(_one_name(child, values) for child in children))


def names_of_values(folder: Path) -> ValueNames:
    """What the values of a menu are called: (slot, name) → the value, for sets that use other names."""
    menu = load_menu(folder).menu
    values = {
        (slot, value_name(text)): value_name(v) for (slot, v), called in menu.names.items() for text in called
    }
    values |= {(slot, value_name(v)): value_name(v) for slot, v in menu.names}
    return {**{(slot, name.replace("_", "")): value for (slot, name), value in values.items()}, **values}


def taker(folder: Path) -> Callable[[str], Taken]:
    """What takes orders over the menu of a folder. Raises OSError, ValueError or KeyError."""
    locale = load_locale("en")
    parser = OrderParser(load_menu(folder).menu, locale.words, read_order_words(locale.folder, locale.words))

    def take(said: str) -> Taken:
        began = time.thread_time()
        order = parser.parse(said)
        ms = 1000 * (time.thread_time() - began)
        return Taken(canonical(_line_tree(line) for line in order.lines), order.sure, ms)

    return take


def _line_tree(line: OrderLine) -> Tree:
    number: Tree = ("NUMBER", ((str(line.number), ()),))
    said = [one for one in line.filled if not (one.negated and one.value == EVERYTHING)]  # "no toppings"
    return line.kind, (number, *map(_value_tree, said))


def _value_tree(filled: Filled) -> Tree:
    value = f"all_{filled.slot.lower()}s" if filled.value == EVERYTHING else filled.value
    tree: Tree = (filled.slot, tuple(trees(_as_tree(value))))
    if filled.amount:
        tree = (QUALIFIED, (("QUANTITY", ((filled.amount, ()),)), tree))
    return ("NOT", (tree,)) if filled.negated else tree


def _as_tree(value: str) -> str:
    """A value with values of its own, "Or(a,b)", as a tree."""
    name, bracket, inner = value.partition("(")
    if not bracket:
        return value
    label = name.upper() if name.lower() == "or" else name
    return f"({label} {inner.rstrip(')').replace(',', ' ')} )"


@dataclass
class Scores:
    """Counts over all orders."""

    n: int = 0
    exact: int = 0
    accepted: int = 0
    accepted_exact: int = 0
    lines: list[int] = field(default_factory=lambda: [0, 0, 0])
    slots: list[int] = field(default_factory=lambda: [0, 0, 0])
    times: list[float] = field(default_factory=list)

    def add(self, order: Order, taken: Taken) -> bool:
        """Count one order; True if it is exact."""
        same = order.lines == taken.lines
        self.n += 1
        self.exact += same
        self.accepted += taken.sure
        self.accepted_exact += taken.sure and same
        _count(self.lines, order.lines, taken.lines)
        _count(self.slots, slots(order.lines.elements()), slots(taken.lines.elements()))
        self.times.append(taken.ms)
        return same

    def summary(self) -> dict[str, Any]:
        """The figures as they are printed, shares as fractions."""
        cuts = statistics.quantiles(self.times, n=20, method="inclusive") if self.n > 1 else self.times * 19
        return {
            "n": self.n,
            "exact": round(self.exact / max(self.n, 1), 4),
            "line_f1": _f1(self.lines),
            "slot_f1": _f1(self.slots),
            "accepted": round(self.accepted / max(self.n, 1), 4),
            "accepted_exact": round(self.accepted_exact / max(self.accepted, 1), 4),
            "ms_p50": round(cuts[9], 2) if cuts else 0.0,
            "ms_p95": round(cuts[18], 2) if cuts else 0.0,
        }


def _count(counts: list[int], wanted: Counter[Any], got: Counter[Any]) -> None:
    counts[0] += (wanted & got).total()
    counts[1] += wanted.total()
    counts[2] += got.total()


def _f1(counts: list[int]) -> float:
    right, wanted, got = counts
    return round(2 * right / max(wanted + got, 1), 4)
