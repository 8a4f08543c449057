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
from catalog.search.phones import coarse_of_many
from catalog.search.postings import LETTERS, SOUNDS, Floats, Ints, Shares, codes_of, distinct
from catalog.search.spelling import Spelling

BUDGET = 200_000
"""So many places of each kind of gram are looked at; the commonest grams tell least and are left out."""
_SHARING = 3_000
_SHARING_PART = 300
"""So many names and one in so many go on: the larger a catalog, the more share as much by chance."""
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
    coarse: bytes
    letter_grams: Ints
    sound_grams: Ints


def phrase_of(spelling: Spelling) -> Phrase:
    """The phrase of a spelling."""
    text, fine = " ".join(spelling.words).encode(), "".join(spelling.sounds).encode()
    grams = codes_of(LETTERS, text), codes_of(SOUNDS, fine)
    return Phrase(spelling.words, spelling.keys, spelling.sounds, text, fine, coarse_of_many(fine), *grams)


def candidates(phrase: Phrase, book: NameBook) -> Ints:
    """The entries that the phrase may mean, some sixty at most, in no order."""
    if not len(book) or not phrase.text:
        return np.zeros(0, np.int32)
    near, close, loose = _sharing(phrase, book)
    if not len(near):
        return near
    whole = _likest(phrase, book, near, close)
    part = _top(loose, _PART)
    few: Ints = near[distinct(np.concatenate([whole, part]))]
    return few


def _likest(phrase: Phrase, book: NameBook, near: Ints, close: Floats) -> Ints:
    """Places of the likest names as wholes. A text's likeness is asked for only where, for its length,
    it can still lead among the first.
    """
    half = np.float32(0.5)
    likeness = edits([phrase.fine], book.fine.some(near))[0] + half * close
    asked = len(phrase.text)
    lengths = (book.text.at[near + 1] - book.text.at[near]).astype(np.float32)
    most = likeness + np.minimum(lengths, asked) / (lengths + asked)
    first = _top(likeness, 2 * _WHOLE)
    likeness[first] += half * ratios([phrase.text], book.text.some(near[first]))[0]
    if len(first) == len(near):
        return _top(likeness, _WHOLE)
    enough = np.partition(likeness[first], -_WHOLE)[-_WHOLE]
    most[first] = -1
    others = np.flatnonzero(most >= enough)
    likeness[others] += half * ratios([phrase.text], book.text.some(near[others]))[0]
    able = np.concatenate([first, others])
    return able[_top(likeness[able], _WHOLE)]


def _sharing(phrase: Phrase, book: NameBook) -> tuple[Ints, Floats, Floats]:
    """The names that share most grams with the phrase, how close the grams are, and how much of the
    phrase is in each.
    """
    letters = book.letters.asked(phrase.letter_grams, BUDGET)
    sounds = book.sounds.asked(phrase.sound_grams, BUDGET)
    shares = Shares(letters, sounds, len(book))
    if book.allowed is not None:
        shares.both *= book.allowed
    some = _most(shares.both, _SHARING + len(book) // _SHARING_PART)
    both = shares.apart(some)
    totals = book.letters.totals[some], book.sounds.totals[some]
    close = [
        share * np.sqrt(asked.weight / total)
        for share, asked, total in zip(both, (letters, sounds), totals, strict=True)
    ]
    loose = both[0] + both[1]
    chosen = distinct(np.concatenate([*(_top(c, _ALIKE) for c in close), _top(loose, _LOOSE)]))
    weak = loose[chosen] / (totals[0][chosen] + totals[1][chosen]) ** np.float32(0.15)
    return some[chosen], (close[0] + close[1])[chosen].astype(np.float32), weak.astype(np.float32)


def _most(values: npt.NDArray[np.floating], count: int) -> Ints:
    """About `count` places of the largest values, which are whole; a sample tells where they begin."""
    if len(values) <= count:
        return np.flatnonzero(values).astype(np.int32)
    sample = np.sort(values[:: count // 100])
    cut = max(float(sample[max(0, len(sample) - 101)]), 1.0)
    return np.flatnonzero(values >= cut).astype(np.int32)


def _top(values: npt.NDArray[np.floating], count: int) -> Ints:
    if len(values) <= count:
        return np.arange(len(values), dtype=np.int32)
    return np.argpartition(values, -count)[-count:].astype(np.int32)
