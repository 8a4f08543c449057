"""Names that are written nearly like a text, out of many: a cheap bound first, then the true likeness."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from catalog.search.fuzz import nearest

KINDS = 32
"""Letters are counted in so many kinds; letters that share one only make the bound more generous."""
MOST = 7
"""A letter is counted up to this often: that many in KINDS kinds fit into one byte. More make no bound."""
MOST_SHARED = KINDS * MOST
"""So many letters may be counted in all."""
ROUNDING = 1e-6
KEPT = 256
"""So many rows of what is enough are remembered."""


class Nearby:
    """A list of names that is asked for those like a text. It never changes."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(names)
        lengths = np.fromiter(map(len, self._names), np.intp, len(self._names))
        self._places = np.argsort(lengths, kind="stable")
        self._lengths = lengths[self._places]
        self._ordered = self._lengths.tolist()
        self._counts = _counts([self._names[place] for place in self._places])
        self._once = np.minimum(self._counts, 1)
        self._caps = np.repeat(np.arange(MOST + 1, dtype=np.uint8), len(self._names)).reshape(MOST + 1, -1)

    def like(self, text: str, at_least: float) -> list[tuple[str, float]]:
        """Up to three names with a likeness (0..1, share of letters in common order) of at least that,
        best first.
        """
        return nearest(text, [self._names[place] for place in self._within(text, at_least)], at_least)

    def _within(self, text: str, at_least: float) -> list[int]:
        """The places of names that may be that alike: two texts have no more letters in common order than
        each has at all, and of each letter no more than the text with fewer of it.
        """
        shortest = len(text) * at_least / (2 - at_least) - ROUNDING
        longest = len(text) * (2 - at_least) / at_least + ROUNDING
        first, last = bisect_left(self._ordered, shortest), bisect_left(self._ordered, longest)
        shared = np.zeros(last - first, np.uint8)
        more = 0
        for kind, count in Counter(ord(letter) % KINDS for letter in text).items():
            shared += self._at_most(count, kind, first, last)
            more += max(0, count - MOST)
        enough = _enough(len(text), at_least, more, int(longest) + 1)
        found = (shared >= enough[self._lengths[first:last]]).nonzero()[0]
        places: list[int] = np.sort(self._places[first:last][found]).tolist()
        return places

    def _at_most(self, count: int, kind: int, first: int, last: int) -> NDArray[np.uint8]:
        """Of each of these names, how many letters of a kind a text with so many of it may share. Most have
        one; and rows of one number are compared faster than a number is.
        """
        if count == 1:
            return self._once[kind, first:last]
        return np.minimum(self._counts[kind, first:last], self._caps[min(count, MOST), first:last])


@lru_cache(KEPT)
def _enough(size: int, at_least: float, more: int, longest: int) -> NDArray[np.uint8]:
    """How many letters a name shares at least with a text of that size, for names of each length below
    `longest`; `more` letters of it are not counted.
    """
    lengths = np.arange(longest)
    return np.ceil(at_least * (lengths + size) / 2 - ROUNDING - more).clip(0, MOST_SHARED).astype(np.uint8)


def _counts(texts: list[str]) -> NDArray[np.uint8]:
    """How often letters of each kind stand in each text, KINDS x len(texts)."""
    owners = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    letters = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32)
    cells = np.bincount(letters % KINDS * len(texts) + owners, minlength=len(texts) * KINDS)
    return np.minimum(cells, MOST).astype(np.uint8).reshape(KINDS, len(texts))
