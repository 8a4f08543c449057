"""Names that are written nearly like a text, out of many: a cheap bound first, then the true likeness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from catalog.search.fuzz import nearest

KINDS = 32
"""Letters are counted in so many kinds; letters that share one only make the bound more generous."""
MOST = 7
"""A letter is counted up to this often: that many in KINDS kinds fit into one byte. More make no bound."""
ROUNDING = 1e-6


class Nearby:
    """A list of names that is asked for those like a text. It never changes."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(names)
        lengths = np.fromiter(map(len, self._names), np.int32, len(self._names))
        self._places = np.argsort(lengths, kind="stable")
        self._lengths = lengths[self._places]
        self._counts = _counts([self._names[place] for place in self._places])

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
        first, last = np.searchsorted(self._lengths, (shortest, longest))
        shared = np.zeros(last - first, np.uint8)
        more = 0
        for kind, count in Counter(ord(letter) % KINDS for letter in text).items():
            shared += np.minimum(self._counts[kind, first:last], min(count, MOST))
            more += max(0, count - MOST)
        enough = at_least * (self._lengths[first:last] + len(text)) / 2 - ROUNDING - more
        places: list[int] = np.sort(self._places[first:last][shared >= enough]).tolist()
        return places


def _counts(texts: list[str]) -> NDArray[np.uint8]:
    """How often letters of each kind stand in each text, KINDS x len(texts)."""
    owners = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    letters = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32)
    cells = np.bincount(letters % KINDS * len(texts) + owners, minlength=len(texts) * KINDS)
    return np.minimum(cells, MOST).astype(np.uint8).reshape(KINDS, len(texts))
