"""Names that a phrase may mean, best first, each with the probability that it is meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from catalog.search.colloquial import WrittenOut, familiar, otherwise
from catalog.search.features import COLUMNS, features
from catalog.search.lexicon import Lexicon
from catalog.search.namebook import NameBook
from catalog.search.names import singular
from catalog.search.postings import Floats, Ints
from catalog.search.ranker import load_ranker, signs
from catalog.search.recall import Phrase, candidates, phrase_of
from catalog.search.spelling import speller

HYPOTHESES = 5
_FADES = 0.6
"""Each further hypothesis of the recogniser counts so much less."""
_SAID_OTHERWISE = 0.6
"""A reading with a short word written out counts so much where the likeliest name bears the word itself."""
_WORD_FOR_WORD = 0.4
"""Where that does not, the words themselves count so much beside it."""
_FITS = 0.6
"""From such a sureness on nobody needs other words for the same."""
_ANOTHER = 0.8
"""They count so much."""
_WAYS = 3
"""So many ways to write a phrase out are tried."""
_CERTAIN = 0.995
_ALL = 0.99
_LEAST = 0.05
_LEAST_CHANCE = 1e-9
_MISHEARD = 0.3
"""What a name counts that does not bear a word which we wrote, where another bears them all."""
_BORNE = 0.9
_COVERS, _SOUND, _TEXT = map(COLUMNS.index, ("exact_of_query", "fine_edits", "text_ratio"))


@dataclass(frozen=True, slots=True)
class Found:
    """One entry of the book: `chance` is its share beside the best, `sure` a probability."""

    entry: int
    chance: float
    sure: float
    exact: bool
    covers: bool
    parts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Judged:
    entries: Ints
    chances: Floats
    sure: Floats
    exact: Floats
    features: Floats
    weight: float

    @property
    def covers(self) -> npt.NDArray[np.bool_]:
        """Whether each entry bears every word."""
        return np.asarray(self.features[:, _COVERS] > _ALL)


def find_names(phrases: Sequence[str], book: NameBook, lexicon: Lexicon, limit: int) -> list[Found]:
    """The likeliest entries of the book over all readings of all phrases, at most `limit`."""
    judged: list[_Judged] = []
    read: set[bytes] = set()
    for rank, text in enumerate(phrases[:HYPOTHESES]):
        spelling = speller(lexicon.language).spell(text)
        phrase = phrase_of(spelling)
        if phrase.text not in read:
            read.add(phrase.text)
            judged += _judged(phrase, book, lexicon, _FADES**rank)
    return _merged(judged, limit)


def _judged(phrase: Phrase, book: NameBook, lexicon: Lexicon, weight: float) -> list[_Judged]:
    """What the phrase may mean as it is, and written out: its familiar words always; other words for the
    same where the catalog does not know one that was said, or nothing fits well.
    """
    found = _judge(phrase, book, weight)
    short = familiar(phrase.words, lexicon, _WAYS)
    other = otherwise(phrase.words, lexicon, _WAYS)
    if other and any(_is_strange(piece, book, lexicon) for piece in other[0].short):
        short, other = short + other, []
    if short:
        borne = bool(found) and _bears(found[0], short[0], book)
        itself, written = (1.0, _SAID_OTHERWISE) if borne else (_WORD_FOR_WORD, 1.0)
        found = [replace(one, weight=weight * itself) for one in found]
        found += _judge_written(short, book, lexicon, weight * written)
    if other and not any(one.covers.any() or one.weight * one.sure.max() >= _FITS * weight for one in found):
        found += _judge_written(other, book, lexicon, weight * _ANOTHER)
    return found


def _is_strange(piece: Sequence[str], book: NameBook, lexicon: Lexicon) -> bool:
    return any(book.key(singular(word, lexicon)) < 0 for word in piece)


def _bears(literal: _Judged, short: WrittenOut, book: NameBook) -> bool:
    """Whether the likeliest name for the words themselves has the short words in it."""
    words = set(book.text.one(int(literal.entries[literal.chances.argmax()])).decode().split())
    return all(words.issuperset(piece) for piece in short.short)


def _judge_written(
    ways: Sequence[WrittenOut], book: NameBook, lexicon: Lexicon, weight: float
) -> list[_Judged]:
    spell = speller(lexicon.language).spell
    found = []
    for way, written in enumerate(ways):
        judged = _judge(phrase_of(spell(written.text)), book, weight * _FADES**way)
        found += [_borne_first(one) for one in judged]
    return found


def _borne_first(one: _Judged) -> _Judged:
    """Words that we wrote were not misheard: names that bear them all come before those that do not."""
    if not one.covers.any():
        return one
    best = max(float(one.chances[one.covers].max()), _LEAST_CHANCE)
    return replace(one, chances=np.where(one.covers, one.chances / best, one.chances * _MISHEARD))


def _judge(phrase: Phrase, book: NameBook, weight: float) -> list[_Judged]:
    """The likeliest entries for one reading, as a list of one; of none where nothing is like it."""
    entries = candidates(phrase, book)
    if not len(entries):
        return []
    ranker = load_ranker()
    values = features(phrase, book, entries)
    scores = ranker.scores(values)
    exact = values[:, _TEXT] == 1  # only equal texts have all letters in common order
    scores = np.where(exact, scores.max() + 3, scores).astype(np.float32)
    sure = ranker.sureness(signs(values, scores, len(phrase.fine)))
    sure = np.where(exact, np.maximum(sure, _CERTAIN), sure)
    chances = np.exp(scores - scores.max())
    return [_Judged(entries, chances, sure, exact, values, weight)]


def _merged(judged: Sequence[_Judged], limit: int) -> list[Found]:
    """A reading that fits nothing well counts little beside one that does: one whose first is sure, or of
    which a name bears every word, however many do.
    """
    fits = [one.weight * max(_LEAST, float(one.sure.max()), _BORNE * one.covers.any()) for one in judged]
    best: dict[int, Found] = {}
    for one, fit in zip(judged, fits, strict=True):
        for found in _found(one, fit / sum(fits), limit):
            before = best.get(found.entry)
            best[found.entry] = found if before is None else _both(before, found)
    return sorted(best.values(), key=lambda f: (-f.chance, -f.sure))[:limit]


def _found(one: _Judged, share: float, limit: int) -> list[Found]:
    order = np.argsort(-one.chances)[:limit]
    rows = one.features[order]
    columns = (
        one.entries[order],
        one.chances[order] * share,
        one.sure[order] * one.weight,
        one.exact[order],
        one.covers[order],
        rows[:, _SOUND],
        rows[:, _TEXT],
    )
    return [
        Found(entry, chance, sure, exact, covers, {"sound": round(sound, 3), "text": round(text, 3)})
        for entry, chance, sure, exact, covers, sound, text in zip(
            *(c.tolist() for c in columns), strict=True
        )
    ]


def _both(one: Found, other: Found) -> Found:
    """An entry that two readings found."""
    return Found(
        one.entry,
        one.chance + other.chance,
        max(one.sure, other.sure),
        one.exact or other.exact,
        one.covers or other.covers,
        one.parts,
    )
