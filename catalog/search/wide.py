"""The index of one language over a large catalog: learned ranking over the book of its names.

A hand-weighted shelf (`index.py`) knows more of each product, and takes longer for each name; a
thousand or a million names are looked through here. Both give the same `Scored`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from catalog.search.finder import Found, find_names
from catalog.search.lexicon import Lexicon
from catalog.search.namebook import NameBook
from catalog.search.rank import Scored

_FROM = 0.5
_STEP = 0.04
"""What a natural-logarithm step of chance is worth in score."""
_LEAST = 1e-6


class WideIndex:
    """The names of a book; `owner` gives the product's place of a row, or None if it is gone."""

    def __init__(self, book: NameBook, lexicon: Lexicon, owner: Callable[[int], int | None]) -> None:
        self.book = book
        self.lexicon = lexicon
        self._owner = owner

    def score(self, phrases: Sequence[str], limit: int) -> list[Scored]:
        """The likeliest products, on the scale of the hand weights, best first."""
        found = find_names(phrases, self.book, self.lexicon, limit)
        best: dict[int, Scored] = {}
        for one in found:
            for row in self.book.rows_of(one.entry):
                place = self._owner(row)
                if place is not None and place not in best:
                    best[place] = _scored(place, one, found[0])
        return list(best.values())


def _scored(place: int, one: Found, top: Found) -> Scored:
    """Where the first stands is told by how sure it is, how far the others are behind by their chances."""
    behind = math.log(max(top.chance, _LEAST)) - math.log(max(one.chance, _LEAST))
    score = _FROM + (1 - _FROM) * top.sure - _STEP * behind
    return Scored(place, score, one.exact, one.covers, one.parts, one.sure)
