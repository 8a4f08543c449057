"""What the ranker learns from: the candidates of a query with their features, and which are right."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from catalog_names import read_names
from catalog_queries import Asked, catalog_of, distinct, plain, right_names
from ranker_queries import training_queries

from catalog.search.features import features
from catalog.search.namebook import build_in_memory
from catalog.search.ranker import SMALL
from catalog.search.recall import candidates, phrase_of
from catalog.search.spelling import speller

SHARE = 3
"""Not more than one name in so many of a catalog is asked for: the others are there by chance."""


@dataclass(frozen=True, slots=True)
class Example:
    """One query of a catalog of some size: a row of features per candidate, and whether it is right; `name`
    is a number of the name that was meant, the same at every size.
    """

    set: str
    features: npt.NDArray[np.float16]
    right: npt.NDArray[np.bool_]
    length: int
    name: int
    size: int


def examples(data: Path, size: int, cache: Path | None) -> list[Example]:
    """The training queries asked of a catalog of this size."""
    kept = cache / f"train_{size}.npz" if cache else None
    if kept is not None and kept.exists():
        return _read(kept, size)
    made = list(_make(data, size))
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        _write(kept, made)
    return made


def _make(data: Path, size: int) -> Iterator[Example]:
    every, count = training_queries(data), size // SHARE
    given = distinct(read_names(data))
    rows = catalog_of(given, size, [name for one in every[:count] for name in one.truth], 3)
    random.Random(size).shuffle(rows)  # noqa: S311 - repeatable chance
    book = build_in_memory(rows, "en")
    names = [plain(name) for _, name in rows]
    spell = speller("en").spell
    asked = [*every[:count], *(_for_others(every[count : 2 * count]) if size < SMALL else ())]
    for one, right in zip(asked, _meant(asked, given, names), strict=True):
        phrase = phrase_of(spell(one.q))
        entries = candidates(phrase, book)
        if len(entries):
            good = [any(names[row] in right for row in book.rows_of(e)) for e in entries.tolist()]
            values = features(phrase, book, entries).astype(np.float16)
            name = zlib.crc32(one.truth[0].encode())
            yield Example(one.set, values, np.array(good), len(phrase.fine), name, size)


def _for_others(asked: Sequence[Asked]) -> Iterator[Asked]:
    """Queries for what a small catalog most likely lacks, as they are and the longest word of each."""
    for one in asked:
        yield one
        yield Asked(set=one.set, q=max(one.q.split(), key=len), truth=one.truth)


def _meant(
    asked: Sequence[Asked], given: Sequence[tuple[str, str]], names: list[str]
) -> list[frozenset[str]]:
    """What is right here. A name with a size that nobody said is not: the one without is meant."""
    own = {plain(name) for _, name in given}
    return right_names(list(asked), [name for name in names if name in own])


def _write(path: Path, made: list[Example]) -> None:
    np.savez_compressed(
        path,
        sets=np.array([one.set for one in made]),
        counts=np.array([len(one.right) for one in made]),
        lengths=np.array([one.length for one in made]),
        names=np.array([one.name for one in made]),
        features=np.concatenate([one.features for one in made]),
        right=np.concatenate([one.right for one in made]),
    )


def _read(path: Path, size: int) -> list[Example]:
    with np.load(path) as kept:
        ends = np.cumsum(kept["counts"]).tolist()
        values, right = kept["features"], kept["right"]
        sets, lengths, names = (kept[k].tolist() for k in ("sets", "lengths", "names"))
    begins = [0, *ends[:-1]]
    return [
        Example(sets[i], values[a:b], right[a:b], lengths[i], names[i], size)
        for i, (a, b) in enumerate(zip(begins, ends, strict=True))
    ]
