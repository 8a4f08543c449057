"""Whole utterances that are near what was heard, by the letters of their sounds. Pure.

A grammar of phrases is a bigram over their words for some engines: what they hear is a mixture of
phrases. Which whole phrase was meant is found here, before the engine hears once more with those alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from catalog.search.fuzz import edits


class Phrasebook:
    """Phrases by their letters; a syllable of Hangul counts as the letters that it is made of."""

    def __init__(self, phrases: Sequence[str]) -> None:
        """Phrases as the engine spells them; doubles are taken once."""
        self.phrases = tuple(dict.fromkeys(phrases))
        self._letters = tuple(map(_letters, self.phrases))

    def nearest(self, heard: Sequence[str], most: int) -> tuple[tuple[str, float], ...]:
        """Up to `most` phrases nearest to any of the texts heard, with their likeness 0..1, best first."""
        if not heard or not self.phrases:
            return ()
        likeness = edits([_letters(text) for text in heard], self._letters).max(axis=0)
        ranked = sorted(range(len(self.phrases)), key=lambda place: -likeness[place])[:most]
        return tuple((self.phrases[place], float(likeness[place])) for place in ranked)


def likeness(heard: str, phrase: str) -> float:
    """How alike two texts are by their letters, 0..1."""
    return float(edits([_letters(heard)], [_letters(phrase)])[0, 0])


def _letters(text: str) -> str:
    return unicodedata.normalize("NFD", "".join(text.lower().split()))
