"""What the ranker learns from: the candidates of a query with their features, and which are right."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from catalog_names import english_names, part_of, read_names
from catalog_queries import (
    Asked,
    catalog_of,
    distinct,
    heard_rows,
    made_queries,
    misspelt,
    plain,
    right_names,
)

from catalog.search.features import features
from catalog.search.namebook import build_in_memory
from catalog.search.recall import candidates, phrase_of
from catalog.search.spelling import speller

TYPED = 400
SEED = 7


@dataclass(frozen=True, slots=True)
class Example:
    """One query: a row of features per candidate, and whether it is right."""

    set: str
    features: npt.NDArray[np.float16]
    right: npt.NDArray[np.bool_]
    length: int


def examples(data: Path, size: int, cache: Path | None) -> list[Example]:
    """The training queries asked of a catalog of this size."""
    kept = cache / f"train_{size}.npz" if cache else None
    if kept is not None and kept.exists():
        return _read(kept)
    made = list(_make(data, size))
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        _write(kept, made)
    return made


def _make(data: Path, size: int) -> Iterator[Example]:
    asked = list(training_queries(data))
    rows = catalog_of(distinct(read_names(data)), size, [name for one in asked for name in one.truth], 3)
    book = build_in_memory(rows, "en")
    names = [plain(name) for _, name in rows]
    spell = speller("en").spell
    for one, right in zip(asked, right_names(asked, names), strict=True):
        phrase = phrase_of(spell(one.q))
        entries = candidates(phrase, book)
        if len(entries):
            good = [any(names[row] in right for row in book.rows_of(e)) for e in entries.tolist()]
            values = features(phrase, book, entries).astype(np.float16)
            yield Example(one.set, values, np.array(good), len(phrase.fine))


def training_queries(data: Path) -> Iterator[Asked]:
    """Names that were heard (the best hypothesis and one other), parts, typing errors, whole names."""
    chance = random.Random(SEED)  # noqa: S311 - repeatable chance
    for row in heard_rows():
        heard = row["heard"]
        if row["part"] == "train" and heard:
            yield Asked(set="heard", q=heard[0], truth=(row["name"],))
            if len(heard) > 2:
                other = heard[chance.randrange(1, len(heard))]
                yield Asked(set="heard", q=other, truth=(row["name"],))
    yield from (one for one in made_queries(data, SEED, None, "train") if one.set in {"whole", "partial"})
    names = [name for name in english_names(data) if part_of(name) == "train"]
    chance.shuffle(names)
    for name in names[:TYPED]:
        yield Asked(set="typo", q=misspelt(plain(name), chance), truth=(name,))


def _write(path: Path, made: list[Example]) -> None:
    np.savez_compressed(
        path,
        sets=np.array([one.set for one in made]),
        counts=np.array([len(one.right) for one in made]),
        lengths=np.array([one.length for one in made]),
        features=np.concatenate([one.features for one in made]),
        right=np.concatenate([one.right for one in made]),
    )


def _read(path: Path) -> list[Example]:
    with np.load(path) as kept:
        ends = np.cumsum(kept["counts"]).tolist()
        values, right, sets, lengths = (kept[k] for k in ("features", "right", "sets", "lengths"))
    begins = [0, *ends[:-1]]
    return [
        Example(str(sets[i]), values[a:b], right[a:b], int(lengths[i]))
        for i, (a, b) in enumerate(zip(begins, ends, strict=True))
    ]
