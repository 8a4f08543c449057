"""Which names may be meant at all: first by shared grams, then by the likeness of whole strings.

Grams of letters and of sounds are counted over every name; the few thousand that share most are
compared whole, by sound and by letters; some sixty of them go on to be looked at closely.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from catalog.search.fuzz import edits, ratios
from catalog.search.namebook import NameBook
from catalog.search.phones import coarse
from catalog.search.postings import Floats, Ints, Overlap, distinct
from catalog.search.spelling import Spelling

BUDGET = 200_000
"""So many places of each kind of gram are looked at; the commonest grams tell least and are left out."""
_SHARING = 6_000
_ALIKE = 700
_LOOSE = 200
_WHOLE = 45
_PART = 16


@dataclass(frozen=True, slots=True)
class Phrase:
    """What was heard, as it is compared."""

    words: tuple[str, ...]
    keys: tuple[str, ...]
    sounds: tuple[str, ...]
    text: bytes
    fine: bytes
    coarse: str


def phrase_of(spelling: Spelling) -> Phrase:
    """The phrase of a spelling."""
    fine = "".join(spelling.sounds)
    text = " ".join(spelling.words)
    return Phrase(spelling.words, spelling.keys, spelling.sounds, text.encode(), fine.encode(), coarse(fine))


def candidates(phrase: Phrase, book: NameBook) -> Ints:
    """The entries that the phrase may mean, some sixty at most, in no order."""
    if not len(book) or not phrase.text:
        return np.zeros(0, np.int32)
    near, close, loose = _sharing(phrase, book)
    if not len(near):
        return near
    fine = edits([phrase.fine], book.fine.some(near))[0]
    text = ratios([phrase.text], book.text.some(near))[0]
    whole = _top(fine + np.float32(0.5) * (text + close), _WHOLE)
    part = _top(loose, _PART)
    few: Ints = near[distinct(np.concatenate([whole, part]))]
    return few


def _sharing(phrase: Phrase, book: NameBook) -> tuple[Ints, Floats, Floats]:
    """The names that share most grams with the phrase, how close the grams are, and how much of the
    phrase is in each.
    """
    kinds = [(book.letters, phrase.text), (book.sounds, phrase.fine)]
    overlaps = [(p, o) for p, text in kinds if (o := p.overlap(text, BUDGET)) is not None]
    if not overlaps:
        nothing = np.zeros(0, np.float32)
        return np.zeros(0, np.int32), nothing, nothing
    shared = overlaps[0][1].share
    for _, other in overlaps[1:]:
        shared = shared + other.share
    some = _most(shared, _SHARING)
    loose = shared[some]
    close = [_cosine(o, p.totals, some) for p, o in overlaps]
    chosen = distinct(np.concatenate([*(_top(c, _ALIKE) for c in close), _top(loose, _LOOSE)]))
    totals = np.sum([p.totals[some[chosen]] for p, _ in overlaps], axis=0)
    weak = (loose[chosen] / totals**0.15).astype(np.float32)
    return some[chosen], np.sum([c[chosen] for c in close], axis=0).astype(np.float32), weak


def _cosine(overlap: Overlap, totals: Floats, some: Ints) -> npt.NDArray[np.float64]:
    return np.asarray(overlap.share[some] * np.sqrt(overlap.query / totals[some]))


def _most(values: npt.NDArray[np.float64], count: int) -> Ints:
    """About `count` places of the largest values; a sample tells where they begin."""
    if len(values) <= count:
        return np.flatnonzero(values > 0).astype(np.int32)
    step = max(1, len(values) // 20_000)
    sample = np.sort(values[::step])
    cut = max(float(sample[max(0, len(sample) - 1 - count // step)]), 1e-9)
    return np.flatnonzero(values >= cut).astype(np.int32)


def _top(values: npt.NDArray[np.floating], count: int) -> Ints:
    if len(values) <= count:
        return np.arange(len(values), dtype=np.int32)
    return np.argpartition(values, -count)[-count:].astype(np.int32)
