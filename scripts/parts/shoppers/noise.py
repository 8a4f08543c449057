"""Word errors as a recogniser makes them: substituted by a word that is spelt alike, left out, or put in."""

from __future__ import annotations

import random
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

SUBSTITUTED, DROPPED = 0.6, 0.85
"""Of the errors so many are substitutions; up to here substitutions or deletions; the rest are insertions."""
ALIKE = 0.6
NEAREST = 6


class Confusion:
    """Confuses words at a rate, out of a vocabulary. A rate of nought changes nothing."""

    def __init__(self, rate: float, vocabulary: Iterable[str]) -> None:
        self._rate = rate
        self._words = tuple(sorted({w for w in vocabulary if w.isalpha() and len(w) > 1}))
        self._near = lru_cache(maxsize=20_000)(self._nearest)

    def heard(self, text: str, chance: random.Random) -> str:
        """The text as it might be heard."""
        if not self._rate:
            return text
        heard: list[str] = []
        for word in text.split():
            heard += [word] if chance.random() >= self._rate else self._mistaken(word, chance)
        return " ".join(heard)

    def _mistaken(self, word: str, chance: random.Random) -> list[str]:
        kind = chance.random()
        if kind < SUBSTITUTED:
            return [chance.choice(self._near(word.strip(",.").lower()))]
        return [] if kind < DROPPED else [word, chance.choice(self._words)]

    def _nearest(self, word: str) -> tuple[str, ...]:
        near = get_close_matches(word, self._words, NEAREST, ALIKE)
        return tuple(w for w in near if w != word) or self._words
