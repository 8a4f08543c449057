"""Names that an unknown word may be meant for, at a cost: cut short, misspelled, or a slip of the fingers."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.search.fuzz import nearest, slips

PREFIX_COST = 0.1
REPAIR_COST = 0.3
REPAIR_SLOPE = 2.0
OTHER_START = 0.9
"""How alike words must be that begin otherwise: that is rarely a mistake ("toasted", "roasted")."""
LIKENESS = 0.8
LONG_LIKENESS = 0.78
LONG_WORD = 7
MIN_SLIP = 5
"""Letters of the shortest word of which one may be another letter."""
SLIP_LIKENESS = 0.8
"""How alike a word counts that is one slip away, or two letters swapped."""
MIN_PREFIX = 4
MIN_LETTERS = 4

Mended = tuple[str, float, bool]
"""A word of a name, what it costs to mean it, and whether the word that was said was bent for it."""


class Mender:
    """Mends words towards a vocabulary; `normal` words are never mended."""

    def __init__(self, vocabulary: tuple[str, ...], normal: frozenset[str]) -> None:
        self._vocabulary, self._normal = vocabulary, normal
        self._known: dict[str, tuple[Mended, ...]] = {}

    def of(self, symbol: str, key: str) -> tuple[Mended, ...]:
        """What the word may be meant for, best first."""
        if symbol not in self._known:
            self._known[symbol] = tuple(self._mended(symbol, key))
        return self._known[symbol]

    def _mended(self, symbol: str, key: str) -> Iterator[Mended]:
        if symbol in self._normal or len(symbol) < MIN_LETTERS or not symbol.isalpha():
            return
        longer = [word for word in self._vocabulary if word.startswith(key)]
        if len(longer) == 1 and len(key) >= MIN_PREFIX:
            yield longer[0], PREFIX_COST, False
            return
        wanted = LONG_LIKENESS if len(key) >= LONG_WORD else LIKENESS
        found = [
            (word, likeness)
            for word, likeness in nearest(key, self._vocabulary, wanted)
            if word[0] == key[0] or likeness >= OTHER_START
        ]
        for word, likeness in found or self._slipped(key):
            yield word, REPAIR_COST + REPAIR_SLOPE * (1 - likeness), True

    def _slipped(self, key: str) -> Iterator[tuple[str, float]]:
        """Words of which this is a slip of the fingers, where it is no other one ("staek")."""
        for word in slips(key, self._vocabulary):
            swapped = sorted(word) == sorted(key)
            if swapped or (word[0] == key[0] and len(key) >= MIN_SLIP):
                yield word, SLIP_LIKENESS
