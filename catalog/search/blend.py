"""A shelf of up to some thousand products: weighed by hand, and where that finds nothing good, by what
was learned as well.

The hand weights know sizes, brands, aliases and ordinary words, and so tell well when nothing is meant;
the ranker, which learned from what a recogniser makes of names, puts the right one first more often.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from catalog.product import Product
from catalog.search.index import LanguageIndex, texts_of
from catalog.search.lexicon import Lexicon
from catalog.search.namebook import build_in_memory
from catalog.search.rank import Heard, Scored, score
from catalog.search.weights import LearnedWeights, Weights
from catalog.search.wide import WideIndex

_LEARNED = 20
"""So many products the ranker may speak for."""


class ShelfIndex:
    """Both indexes of one language over a small catalog."""

    def __init__(self, products: Sequence[Product], lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._weighed = LanguageIndex(products, lexicon)
        self._learned = wide_index(products, lexicon)

    def score(self, phrases: Sequence[str], heard: Sequence[Heard], weights: Weights) -> list[Scored]:
        """Every product that may be meant, unordered."""
        found = score(heard, self._weighed, weights.rank)
        w = weights.learned
        enough = w.below_sized if any(one.reading.measures for one in heard) else w.below
        best = max(found.values(), key=lambda item: item.score, default=None)
        if best is not None and (best.covers or best.score >= enough):
            return list(found.values())
        return _blended(found, self._learned.score(phrases, _LEARNED), w)


def wide_index(products: Sequence[Product], lexicon: Lexicon) -> WideIndex:
    """The learned index over these products, in memory."""
    forms = [(place, text) for place, p in enumerate(products) for text, _ in texts_of(p, lexicon)]
    owners = [place for place, _ in forms]
    book = build_in_memory(((str(place), text) for place, text in forms), lexicon.language)
    return WideIndex(book, lexicon, owners.__getitem__)


def _blended(found: dict[int, Scored], learned: Sequence[Scored], w: LearnedWeights) -> list[Scored]:
    """Both say which is first and how far the others are behind; where the first stands, its own score
    says, to which the ranker's sureness adds.
    """
    known = {item.product: item for item in learned}
    both = {place: w.weighed * max(0.0, item.score) for place, item in found.items()}
    for place, item in known.items():
        both[place] = both.get(place, 0.0) + item.score
    if not both:
        return []
    best = max(both, key=both.__getitem__)
    sure = known[best].sure or 0.0 if best in known else 0.0
    score_of_best = found[best].score if best in found else 0.0
    stands = score_of_best + w.counts * max(0.0, sure - w.least) / (1 - w.least)
    return [
        _placed(found.get(place) or known[place], stands - w.lead * (both[best] - value), known.get(place))
        for place, value in both.items()
    ]


def _placed(item: Scored, value: float, learned: Scored | None) -> Scored:
    sure = learned.sure or 0.0 if learned else 0.0
    parts = {**item.parts, "learned": round(sure, 3)}
    return replace(item, score=value, parts=parts, sure=None, learned=sure)
