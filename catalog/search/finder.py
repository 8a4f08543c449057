"""Names that a phrase may mean, best first, each with the probability that it is meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from catalog.search.features import COLUMNS, features
from catalog.search.lexicon import Lexicon
from catalog.search.namebook import NameBook
from catalog.search.postings import Floats, Ints
from catalog.search.ranker import Ranker, load_ranker, signs
from catalog.search.recall import Phrase, candidates, phrase_of
from catalog.search.spelling import Spelling, speller

HYPOTHESES = 5
_FADES = 0.6
"""Each further hypothesis of the recogniser counts so much less."""
_SAID_OTHERWISE = 0.8
"""A reading with a colloquial word written out counts so much beside the words themselves."""
_CERTAIN = 0.995
_COVERS, _SOUND, _TEXT = map(COLUMNS.index, ("exact_of_query", "fine_edits", "text_ratio"))


@dataclass(frozen=True, slots=True)
class Found:
    """One entry of the book: `chance` compares it with the others, `sure` is a probability."""

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


def find_names(phrases: Sequence[str], book: NameBook, lexicon: Lexicon, limit: int) -> list[Found]:
    """The likeliest entries of the book over all readings of all phrases, at most `limit`."""
    ranker = load_ranker()
    judged = []
    for phrase, weight in readings(phrases, lexicon):
        entries = candidates(phrase, book)
        if len(entries):
            judged.append(_judge(phrase, book, entries, ranker, weight))
    return _merged(judged, limit)


def readings(phrases: Sequence[str], lexicon: Lexicon) -> list[tuple[Phrase, float]]:
    """Each distinct reading of each phrase, and what it counts."""
    spell = speller(lexicon.language).spell
    found: dict[bytes, tuple[Phrase, float]] = {}
    for rank, text in enumerate(phrases[:HYPOTHESES]):
        spelling = spell(text)
        said = [(spelling, _FADES**rank)]
        if any(word in lexicon.colloquial for word in spelling.words):
            said.append((_written_out(spelling, lexicon), _FADES**rank * _SAID_OTHERWISE))
        for one, weight in said:
            phrase = phrase_of(one)
            if phrase.text:
                found.setdefault(phrase.text, (phrase, weight))
    return list(found.values())


def _written_out(spelling: Spelling, lexicon: Lexicon) -> Spelling:
    words = (lexicon.colloquial.get(word, word) for word in spelling.words)
    return speller(lexicon.language).spell(" ".join(words))


def _judge(phrase: Phrase, book: NameBook, entries: Ints, ranker: Ranker, weight: float) -> _Judged:
    values = features(phrase, book, entries)
    scores = ranker.scores(values)
    exact = values[:, _TEXT] == 1  # only equal texts have all letters in common order
    scores = np.where(exact, scores.max() + 3, scores).astype(np.float32)
    sure = ranker.sureness(signs(values, scores, len(phrase.fine)))
    sure = np.where(exact, np.maximum(sure, _CERTAIN), sure)
    chances = np.exp(scores - scores.max())
    return _Judged(entries, chances / chances.sum(), sure, exact, values, weight)


def _merged(judged: Sequence[_Judged], limit: int) -> list[Found]:
    """A reading that fits nothing well counts little beside one that does."""
    fits = [one.weight * (0.05 + float(one.sure.max())) for one in judged]
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
        rows[:, _COVERS] > 0.99,
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
