"""Scores every product for a heard phrase: text, sound, coverage of words, size, history.

Two kinds of request need two kinds of likeness: a whole name is heard as one string of sounds
(symmetric edit similarity); a part of a name is heard as some of its words (coverage by idf). The
better of the two leads, the other adds a little. Ordinary words that no product bears lower both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from catalog.search.colloquial import familiar, otherwise
from catalog.search.fuzz import Floats, edits, ratios
from catalog.search.index import Form, Ints, LanguageIndex, Shared
from catalog.search.lexicon import Lexicon
from catalog.search.names import Measure, Reading, read, singular, tokens
from catalog.search.phones import coarse, phones, word_phones
from catalog.search.weights import RankWeights

_CANDIDATES = 80
_WAYS = 3
"""So many ways to write a colloquial phrase out are tried."""
EXHAUSTIVE = 120_000
"""Up to so many forms every one is compared by sound; above, the gram indexes choose."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One hypothesis, read once: `rank` counts from 0, the best. One with colloquial words written out
    counts where the catalog does not know one of these, `colloquial`.
    """

    reading: Reading
    fine: str
    coarse: str
    rank: int
    colloquial: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Scored:
    """A product's place in the list, its best score, and the parts that make it."""

    product: int
    score: float
    exact: bool
    covers: bool
    """True if the product bears every word of the phrase."""
    parts: Mapping[str, float]
    sure: float | None = None
    """The calibrated probability, where the ranker gives one."""
    learned: float | None = None
    """How sure the ranker is, where it was asked beside the hand weights."""


def hear(phrases: Sequence[str], lexicon: Lexicon, limit: int = 5) -> list[Heard]:
    """The distinct readings of the first `limit` phrases; empty ones are left out. One with a colloquial
    or foreign word is read as it is, and as a shop writes it.
    """
    heard: dict[str, Heard] = {}
    for rank, phrase in enumerate(phrases[:limit]):
        _hear(heard, phrase, lexicon, rank)
        words = tokens(phrase)
        for written in [*familiar(words, lexicon, _WAYS), *otherwise(words, lexicon, _WAYS)]:
            short = tuple(tuple(singular(word, lexicon) for word in piece) for piece in written.short)
            _hear(heard, written.text, lexicon, rank + 1, short)
    return list(heard.values())


def _hear(
    heard: dict[str, Heard],
    phrase: str,
    lexicon: Lexicon,
    rank: int,
    colloquial: tuple[tuple[str, ...], ...] = (),
) -> None:
    reading = read(phrase, lexicon)
    if reading.text and reading.text not in heard:
        fine = phones(reading.spoken)
        heard[reading.text] = Heard(reading, fine, coarse(fine), rank, colloquial)


def score(heard: Sequence[Heard], index: LanguageIndex, weights: RankWeights) -> dict[int, Scored]:
    """The best score of each candidate product over all hypotheses, unordered."""
    best: dict[int, Scored] = {}
    heard = [h for h in heard if not h.colloquial or not all(_borne(words, index) for words in h.colloquial)]
    scans = ratios([h.coarse for h in heard], index.coarse) if len(index.forms) <= EXHAUSTIVE else None
    for row, phrase in enumerate(heard):
        found = _score_one(phrase, index, weights, scans[row] if scans is not None else None)
        for item in found:
            if item.product not in best or best[item.product].score < item.score:
                best[item.product] = item
    return best


def _borne(words: Sequence[str], index: LanguageIndex) -> bool:
    """Whether a product bears these words together."""
    known = [index.word_ids[word] for word in words if word in index.word_ids]
    if len(known) < len(words):
        return False
    return len(words) == 1 or bool(np.all([(index.rows == one).any(axis=1) for one in known], axis=0).any())


def _score_one(heard: Heard, index: LanguageIndex, w: RankWeights, scan: Floats | None) -> list[Scored]:
    letters = index.by_letters.shared(heard.reading.letters)
    sounds = index.by_sound.shared(heard.coarse)
    same = index.exact_forms(heard.reading)
    chosen = _candidates(letters, sounds, scan, same)
    if not len(chosen):
        return []
    whole = _whole(heard, index, chosen, w)
    words = _words(heard, index, chosen, letters, w)
    exact = np.isin(chosen, same)
    part = words.of_query * (1 - w.name_share + w.name_share * words.of_form)
    base = np.maximum(whole, part) + w.agree * np.minimum(whole, part) * (1 - np.maximum(whole, part))
    base = base * words.damping - w.missing * words.missing
    base = np.where(exact, 1.0, base) + w.exact * exact
    base -= w.hypothesis_step * heard.rank
    base += np.array([_form_bonus(index.forms[i], heard.reading.head, w) for i in chosen], np.float32)
    measure = _measure(heard.reading, [index.measures[i] for i in index.owners[chosen].tolist()], w)
    measure = np.where(exact, np.maximum(measure, 0.0), measure)
    total = base + measure
    covered = np.where(measure < 0, 0.0, words.of_query)  # another size is not what was said
    return _best_forms(index.owners[chosen], total, exact, covered, (whole, part, measure))


def _form_bonus(form: Form, head: str, w: RankWeights) -> float:
    """Small signs: the shop's own name, and the same kind of thing ("apples" are no apple juice)."""
    return (0.0 if form.own else w.derived) + (w.head if head and form.reading.head == head else 0.0)


def _best_forms(
    owners: Ints, total: Floats, exact: np.ndarray, covered: Floats, parts: tuple[Floats, Floats, Floats]
) -> list[Scored]:
    best: dict[int, int] = {}
    scores = total.tolist()
    for i, owner in enumerate(owners.tolist()):
        if owner not in best or scores[i] > scores[best[owner]]:
            best[owner] = i
    chosen = list(best.values())
    whole, part, measure = (np.round(values[chosen].astype(np.float64), 3).tolist() for values in parts)
    exacts, covers = exact[chosen].tolist(), (covered[chosen] > 0.99).tolist()
    return [
        Scored(
            owner,
            scores[i],
            exacts[n],
            covers[n],
            {"whole": whole[n], "part": part[n], "measure": measure[n]},
        )
        for n, (owner, i) in enumerate(best.items())
    ]


def _candidates(letters: Shared, sounds: Shared, scan: Floats | None, exact: Sequence[int]) -> Ints:
    lists = [letters.cosine, letters.loose, sounds.cosine, sounds.loose]
    if scan is not None:
        lists.append(scan)
    tops = [_top(values, _CANDIDATES) for values in lists]
    return np.unique(np.concatenate([*tops, np.array(exact, np.int32)])).astype(np.int32)


def _top(values: Floats, count: int) -> Ints:
    if len(values) <= count:
        return np.flatnonzero(values > 0).astype(np.int32)
    top = np.argpartition(values, -count)[-count:]
    return top[values[top] > 0].astype(np.int32)


def _whole(heard: Heard, index: LanguageIndex, chosen: Ints, w: RankWeights) -> Floats:
    pick = chosen.tolist()
    text = ratios([heard.reading.letters], [index.letters[i] for i in pick])[0]
    fine = edits([heard.fine], [index.fine[i] for i in pick])[0]
    rough = ratios([heard.coarse], [index.coarse[i] for i in pick])[0]
    mean = w.text * text + w.fine * fine + w.coarse * rough
    return np.asarray(np.clip((mean - w.noise_floor) / (1 - w.noise_floor), 0, 1), np.float32)


@dataclass(frozen=True, slots=True)
class _Words:
    of_query: Floats
    of_form: Floats
    missing: Floats
    """Share of the phrase in words that the catalog knows and this form does not bear."""
    damping: float


def _words(heard: Heard, index: LanguageIndex, chosen: Ints, letters: Shared, w: RankWeights) -> _Words:
    """How well the phrase's words stand in each form, and the form's in the phrase, by idf."""
    words = heard.reading.words
    alike = _word_table(words, index, w)
    weights = np.array([index.idf[index.word_ids[x]] if x in index.word_ids else index.unseen for x in words])
    rows = index.rows[chosen]
    hits = alike[:, rows]  # word x form x place
    of_query = (hits.max(axis=2) * weights[:, None]).sum(axis=0) / max(weights.sum(), 1e-6)
    name_idf = index.idf[rows]
    of_form = (hits.max(axis=0) * name_idf).sum(axis=1) / np.maximum(name_idf.sum(axis=1), 1e-6)
    of_query = np.maximum(of_query, w.letters_share * letters.of_query[chosen])
    of_form = np.maximum(of_form, w.letters_share * letters.of_form[chosen])
    strange = sum(
        weights[i] for i, x in enumerate(words) if x in index.lexicon.ordinary and x not in index.word_ids
    )
    damping = 1 - w.ordinary * float(strange / max(weights.sum(), 1e-6))
    known = np.array([x in index.word_ids for x in words])
    lost = ((hits.max(axis=2) < 1) * (weights * known)[:, None]).sum(axis=0) / max(weights.sum(), 1e-6)
    return _Words(of_query.astype(np.float32), of_form.astype(np.float32), lost.astype(np.float32), damping)


def _word_table(words: Sequence[str], index: LanguageIndex, w: RankWeights) -> Floats:
    """Likeness of each phrase word to each word of the catalog; the last column ("no word") is 0.

    Numbers and ordinary words are only like themselves: "read" is never "bread".
    """
    text = ratios(words, index.words)
    sound = ratios([coarse(word_phones(x)) for x in words], index.word_sounds)
    table = np.maximum(text, 0.5 * (text + sound))
    table = np.where(table >= w.word_floor, table**w.word_power, 0.0)
    for row, word in enumerate(words):
        if word in index.lexicon.ordinary or word[0].isdigit():
            table[row] = 0.0
        if word in index.word_ids:
            table[row] *= 0.8  # a known word means itself first
            table[row, index.word_ids[word]] = 1.0
    return np.hstack([table, np.zeros((len(words), 1), np.float32)]).astype(np.float32)


def _measure(reading: Reading, products: Sequence[frozenset[Measure]], w: RankWeights) -> Floats:
    """Reward or cost of the sizes that were said: agreement, absence, contradiction."""
    said = _grouped(reading.measures)
    if not said:
        return np.zeros(len(products), np.float32)
    return np.array([sum((_agreement(m, own, w) for m in said), 0.0) for own in products], np.float32)


def _grouped(measures: frozenset[Measure]) -> list[tuple[Measure, ...]]:
    """An "ounce" is weight and volume at once: either may agree."""
    ounces = tuple(sorted(m for m in measures if m.kind in {"volume", "weight"}))
    rest = [(m,) for m in measures if m.kind not in {"volume", "weight"}]
    return [*rest, *([ounces] if ounces else [])]


def _agreement(said: tuple[Measure, ...], product: frozenset[Measure], w: RankWeights) -> float:
    kinds = {m.kind for m in said}
    loose = kinds == {"number"}
    rivals = [p for p in product if loose or p.kind in kinds or (p.kind == "number" and "count" in kinds)]
    if not rivals:
        return w.measure_absent
    close = any(
        abs(m.value - p.value) <= 0.03 * max(m.value, p.value)
        for m in said
        for p in rivals
        if loose or p.kind in {m.kind, "number"}
    )
    if close:
        return w.measure_agrees
    return w.measure_absent if loose else w.measure_differs
