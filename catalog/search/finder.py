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
_COVERS = COLUMNS.index("exact_of_query")


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
    exact = np.array([text == phrase.text for text in book.text.some(entries)])
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
        share = fit / sum(fits)
        for i in np.argsort(-one.chances)[:limit].tolist():
            _add(best, one, i, share)
    return sorted(best.values(), key=lambda f: (-f.chance, -f.sure))[:limit]


def _add(best: dict[int, Found], one: _Judged, i: int, share: float) -> None:
    entry = int(one.entries[i])
    before = best.get(entry)
    row = one.features[i]
    chance = share * float(one.chances[i])
    sure = float(one.sure[i]) * one.weight
    if before is not None:
        chance, sure = chance + before.chance, max(sure, before.sure)
    best[entry] = Found(
        entry,
        chance,
        sure,
        bool(one.exact[i]) or (before is not None and before.exact),
        bool(row[_COVERS] > 0.99) or (before is not None and before.covers),
        {"sound": round(float(row[0]), 3), "text": round(float(row[3]), 3)}
        if before is None
        else before.parts,
    )
