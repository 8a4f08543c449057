"""The one door to rapidfuzz: similarities of many strings at once, in 0..1."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Indel, Levenshtein
from rapidfuzz.process import cdist, extract

Floats = npt.NDArray[np.float32]
Scorer = Callable[..., Any]
Strings = Sequence[str] | Sequence[bytes]


def ratios(queries: Strings, texts: Strings) -> Floats:
    """Share of letters in common order, len(queries) x len(texts); 1 means equal."""
    return _table(queries, texts, Indel.normalized_similarity)


def edits(queries: Strings, texts: Strings) -> Floats:
    """One minus the edits per letter of the longer text, len(queries) x len(texts)."""
    return _table(queries, texts, Levenshtein.normalized_similarity)


def typed(queries: Strings, texts: Strings) -> Floats:
    """The same where two letters that changed places are one edit, as fingers make them."""
    return _table(queries, texts, OSA.normalized_similarity)


def parts(queries: Strings, texts: Strings) -> Floats:
    """How alike the shorter of two texts is to the best piece of the longer, len(queries) x len(texts)."""
    return _table(queries, texts, fuzz.partial_ratio) / np.float32(100)


def _table(queries: Strings, texts: Strings, scorer: Scorer) -> Floats:
    if not queries or not texts:
        return np.zeros((len(queries), len(texts)), np.float32)
    return np.asarray(cdist(queries, texts, scorer=scorer, dtype=np.float32), np.float32)


def likeness(one: str, other: str) -> float:
    """Share of letters in common order of two texts; 1 means equal."""
    return float(Indel.normalized_similarity(one, other))


def nearest(word: str, words: Sequence[str], at_least: float) -> list[tuple[str, float]]:
    """Up to three of `words` that are at least that alike, best first."""
    found = extract(word, words, scorer=Indel.normalized_similarity, limit=3, score_cutoff=at_least)
    return [(text, float(score)) for text, score, _ in found]


def slips(word: str, words: Sequence[str], most: int = 3) -> list[str]:
    """As many of `words` that it is a slip of: a letter too few, too many or wrong, or two swapped."""
    return [text for text, _, _ in extract(word, words, scorer=OSA.distance, limit=most, score_cutoff=1)]
