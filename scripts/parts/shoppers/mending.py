"""What is still wrong with a basket, seen from what is wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalog.order import Chosen, Line
from catalog.product import Product, Sku
from shoppers.goals import Want


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing to mend, by the act of the bank that mends it."""

    act: str
    skus: frozenset[Sku]
    quantity: int = 0
    had: int = 0
    option: Chosen | None = None
    want: Want | None = None


def paired(wants: Sequence[Want], lines: Sequence[Line]) -> list[tuple[Want, Line | None]]:
    """Each want with the line that is meant for it: what fits to the letter first."""
    left = list(lines)
    found: dict[int, Line] = {}
    for exact in (True, False):
        for place, want in enumerate(wants):
            for line in left if place not in found else ():
                if line.sku in want.skus and (not exact or want.takes(line)):
                    found[place] = line
                    left.remove(line)
                    break
    return [(want, found.get(place)) for place, want in enumerate(wants)]


def difference(
    wants: Sequence[Want], lines: Sequence[Line], known: Mapping[Sku, Product]
) -> Difference | None:
    """The first thing that is not as wanted: missing, too many or few, otherwise made, or unwanted."""
    pairs = paired(wants, lines)
    meant = [line for _, line in pairs if line is not None]
    extra = next((line for line in lines if not any(line is one for one in meant)), None)
    twice = extra is not None and any(extra.sku == line.sku for line in meant)
    for want, line in () if twice else pairs:  # which of two is meant could not be said
        found = _of_want(want, line, known)
        if found is not None:
            return found
    return Difference(act="remove", skus=frozenset({extra.sku})) if extra else None


def _of_want(want: Want, line: Line | None, known: Mapping[Sku, Product]) -> Difference | None:
    if line is None:
        return Difference(act="add", skus=want.skus, want=want)
    skus = frozenset({line.sku})
    if line.quantity != want.quantity:
        return Difference(act="quantity", skus=skus, quantity=want.quantity, had=line.quantity)
    missing = [c for c in want.options if c not in line.options]
    if missing:
        return Difference(act="choice", skus=skus, option=missing[0])
    extra = [c for c in line.options if c not in want.options]
    if extra and (group := known[line.sku].group(extra[0].group)) and group.multiple:
        return Difference(act="without", skus=skus, option=extra[0])
    return None
