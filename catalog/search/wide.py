"""The index of one language over a large catalog: learned ranking over the book of its names.

A hand-weighted shelf (`index.py`) knows more of each product, and takes longer for each name; a
thousand or a million names are looked through here. Both give the same `Scored`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from catalog.search.finder import Found, find_names
from catalog.search.lexicon import Lexicon
from catalog.search.namebook import NameBook
from catalog.search.rank import Scored
from catalog.search.spelling import speller

_FROM = 0.5
_FITS = 0.56
"""From here on a product fits: `none_below` of the hand weights."""
_BEARS = 0.65
"""One that bears every word said stands here at least, so that others that do so fit beside it."""
_DOUBT = 0.3
"""One that only sounds alike stands so only if it is this sure."""
_ORDINARY = 0.7
"""Ordinary words that a name does not bear take this share of its sureness: nobody asks a shelf
"what time is it"."""
_STEP = 0.04
"""What a natural-logarithm step of chance is worth in score."""
_LEAST = 1e-6


class WideIndex:
    """The names of a book; `owner` gives the product's place of a row, or None if it is gone."""

    def __init__(self, book: NameBook, lexicon: Lexicon, owner: Callable[[int], int | None]) -> None:
        self.book = book
        self.lexicon = lexicon
        self._owner = owner

    def among(self, passes: Callable[[int], bool]) -> WideIndex:
        """The same index, in which only products whose places pass are looked for. Asks for each product."""
        rows, rows_at = self.book.rows, self.book.rows_at
        places = (self._owner(row) for row in rows.tolist())
        passed = np.fromiter((place is not None and passes(place) for place in places), np.int64, len(rows))
        allowed = np.add.reduceat(passed, rows_at[:-1]) > 0 if len(rows) else np.zeros(0, bool)
        return WideIndex(self.book.within(allowed), self.lexicon, self._owner)

    def score(self, phrases: Sequence[str], limit: int) -> list[Scored]:
        """The likeliest products, on the scale of the hand weights, best first."""
        found = list(self._doubted(find_names(phrases, self.book, self.lexicon, limit), phrases))
        best: dict[int, Scored] = {}
        for one in found:
            for row in self.book.rows_of(one.entry):
                place = self._owner(row)
                if place is not None and place not in best:
                    best[place] = _scored(place, one, found[0])
        return list(best.values())

    def _doubted(self, found: Sequence[Found], phrases: Sequence[str]) -> Iterator[Found]:
        """The same, less sure where ordinary words were said that the name does not bear."""
        lexicon, spell = self.lexicon, speller(self.lexicon.language).spell
        heard = [frozenset(spell(phrase).words) for phrase in phrases]
        said = [words - lexicon.fillers or words for words in heard]
        strange = [frozenset(word.encode() for word in words & lexicon.ordinary) for words in said]
        if not all(strange):
            yield from found
            return
        for one in found:
            borne = set(self.book.text.one(one.entry).split())
            share = min(len(few - borne) / len(words) for words, few in zip(said, strange, strict=True))
            yield replace(one, sure=one.sure * (1 - _ORDINARY * share))


def _scored(place: int, one: Found, top: Found) -> Scored:
    """Where the first stands is told by how sure it is, how far the others are behind by their chances."""
    behind = math.log(max(top.chance, _LEAST)) - math.log(max(one.chance, _LEAST))
    return Scored(place, _stands(top) - _STEP * behind, one.exact, one.covers, one.parts, one.sure)


def _stands(top: Found) -> float:
    if top.covers or top.exact:
        return max(_BEARS, _FROM + (1 - _FROM) * top.sure)
    above = (1 - _FITS) / (1 - _DOUBT) if top.sure >= _DOUBT else 1 - _FROM
    return _FITS + above * (top.sure - _DOUBT)
