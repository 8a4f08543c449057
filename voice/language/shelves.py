"""The shelves of a shop, by what people call them: "drinks" are beverages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from catalog.product import Product
from voice.language.words import Cue, Symbols, Words

MOST = 3_000
"""Of a larger catalog no shelf is told: it has more than anybody listens to."""
_PARTS = re.compile(r"[,/&>]")


def shelves_of(products: Iterable[Product], words: Words) -> Mapping[Symbols, str]:
    """The categories by the words that people have for them: their own, each part of "meat and seafood", and
    other words of the language for the same.
    """
    listed = tuple(products)
    found: dict[Symbols, str] = {}
    for category in dict.fromkeys(p.category for p in listed if p.category) if len(listed) <= MOST else ():
        symbols = words.symbols(_PARTS.sub(" ", category))
        ands = [at for at, symbol in enumerate(symbols) if words.cues.get((symbol,)) is Cue.AND]
        parts = [words.keys(part) for part in _PARTS.split(category)]
        parts += [words.keys(" ".join(part)) for at in ands for part in (symbols[:at], symbols[at + 1 :])]
        for keys in (words.keys(category), *parts):
            found.setdefault(keys, category)
    for names in words.shelves:
        category = next((found[keys] for keys in names if keys in found), "")
        found.update((keys, category) for keys in names if category and keys not in found)
    found.pop((), None)
    return MappingProxyType(found)
