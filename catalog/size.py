"""Sizes of products that can be compared: "15 lb" is less than "30 lb"; "6 ct" and "1 gal" are not alike."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from catalog.product import Product

_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?([a-z ]+)")
_UNITS = {
    "oz": ("ounces", 1.0),
    "lb": ("ounces", 16.0),
    "fl oz": ("volume", 29.57),
    "pt": ("volume", 473.2),
    "qt": ("volume", 946.4),
    "gal": ("volume", 3785.4),
    "ml": ("volume", 1.0),
    "l": ("volume", 1000.0),
    "g": ("weight", 1.0),
    "kg": ("weight", 1000.0),
}


MEASURED = frozenset({"ounces", "volume", "weight"})
"""What is measured out, not counted."""
_OUNCE_G = 28.35
_OUNCE_ML = 29.57


def amount(size: str) -> tuple[str, float] | None:
    """What is measured and how much of it, in one unit for each kind; None where no number is said."""
    found = _SIZE.fullmatch(size.strip().casefold())
    if found is None:
        return None
    unit = found[2].strip()
    kind, factor = _UNITS.get(unit, (unit, 1.0))
    return kind, float(found[1]) * factor


def times(size: str, wanted: Mapping[str, float]) -> float | None:
    """How many of that size make up an amount of grams ("weight") or millilitres ("volume"); None where the
    size measures something else. An ounce may be either.
    """
    held = amount(size)
    if held is None:
        return None
    kind, much = held
    both = {"weight": much * _OUNCE_G, "volume": much * _OUNCE_ML} if kind == "ounces" else {kind: much}
    fits = [wanted[one] / both[one] for one in sorted(both) if one in wanted and both[one] > 0]
    return fits[-1] if fits else None


def by_size(products: Sequence[Product]) -> tuple[Product, ...] | None:
    """The products, smallest first; None where their sizes cannot be compared or two are alike."""
    amounts = [amount(product.size) for product in products]
    known = [one for one in amounts if one is not None]
    if len(known) < len(products) or len({kind for kind, _ in known}) != 1 or len(set(known)) < len(known):
        return None
    ranked = sorted(zip(known, range(len(products)), strict=True))
    return tuple(products[place] for _, place in ranked)
