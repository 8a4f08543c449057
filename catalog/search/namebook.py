"""The index over many names: how each is written, how it sounds, its words, and the lists of its grams.

Names that are spelled alike share one entry. The index is a set of plain arrays, in memory or mapped
from a file, and never changes.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from functools import cached_property
from itertools import accumulate, islice, pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from catalog.search.postings import (
    LETTERS,
    SOUNDS,
    Bytes,
    Floats,
    GramKind,
    Ints,
    Offsets,
    Postings,
    count_grams,
    fill_postings,
    gram_weights,
)
from catalog.search.snapshot import Array, Memory, SnapshotWriter, Target, read_snapshot
from catalog.search.spelling import Spelling, speller

MAX_WORDS = 16
"""Words of a name beyond these are not looked at one by one."""
_AT_ONCE = 8_192
_APART_UP_TO = 150_000
"""Up to so many texts each is kept as an object of its own, which is quicker to get and takes more memory."""
_KINDS = (("letters", LETTERS), ("sounds", SOUNDS))


class Texts:
    """Many byte strings end to end."""

    def __init__(self, blob: Bytes, at: Offsets) -> None:
        self.blob = blob
        self.at = at

    def __len__(self) -> int:
        return len(self.at) - 1

    def one(self, i: int) -> bytes:
        """The text at this place."""
        return self._whole[int(self.at[i]) : int(self.at[i + 1])]

    def some(self, places: Ints) -> list[bytes]:
        """The texts at these places."""
        if len(places) > 1 and len(self) <= _APART_UP_TO:
            return list(itemgetter(*places.tolist())(self._apart))
        begins, ends = self.at[places].tolist(), self.at[places + 1].tolist()
        whole = self._whole
        return [whole[a:b] for a, b in zip(begins, ends, strict=True)]

    @cached_property
    def _apart(self) -> list[bytes]:
        ends, whole = self.at.tolist(), self._whole
        return [whole[a:b] for a, b in pairwise(ends)]

    @cached_property
    def _whole(self) -> bytes:
        """The texts as one object: its slices are made several times faster than an array's."""
        return self.blob.tobytes()


class NameBook:
    """A built index, read from its arrays. Reads are safe from many threads."""

    def __init__(self, meta: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
        self.language = str(meta["language"])
        self.made_of = str(meta["made_of"])
        self.text = Texts(arrays["text"], arrays["text_at"])
        self.fine = Texts(arrays["fine"], arrays["fine_at"])
        self.keys: Ints = arrays["keys"]
        self.keys_at: Offsets = arrays["keys_at"]
        self.vocabulary = Texts(arrays["vocabulary"], arrays["vocabulary_at"])
        self.vocabulary_fine = Texts(arrays["vocabulary_fine"], arrays["vocabulary_fine_at"])
        self.idf: Floats = arrays["idf"]
        self.rows: Ints = arrays["rows"]
        self.rows_at: Offsets = arrays["rows_at"]
        self.skus = Texts(arrays["skus"], arrays["skus_at"])
        self.unseen = math.log(1 + max(1, len(self.text)))
        self.allowed: npt.NDArray[np.bool_] | None = None
        """Where not None, only these entries are looked for."""
        self.letters, self.sounds = (self._postings(name, kind, arrays) for name, kind in _KINDS)

    def __len__(self) -> int:
        return len(self.text)

    def _postings(self, name: str, kind: GramKind, arrays: Mapping[str, Array]) -> Postings:
        starts = arrays[f"{name}_at"]
        weights = gram_weights(starts, len(self.text))
        return Postings(kind, starts, arrays[name], arrays[f"{name}_total"], weights)

    def within(self, allowed: npt.NDArray[np.bool_]) -> NameBook:
        """The same book, of which only these entries are looked for; shares everything, costs nothing."""
        other = copy(self)
        other.allowed = allowed
        return other

    def key(self, word: str) -> int:
        """The number of a word in the vocabulary, or -1."""
        return self._numbers.get(word.encode(), -1)

    @cached_property
    def _numbers(self) -> dict[bytes, int]:
        words = self.vocabulary.some(np.arange(len(self.vocabulary), dtype=np.int32))
        return {word: number for number, word in enumerate(words)}

    def rows_of(self, entry: int) -> list[int]:
        """The rows that bear this name, in the order they were given."""
        places: list[int] = self.rows[int(self.rows_at[entry]) : int(self.rows_at[entry + 1])].tolist()
        return places

    def sku(self, row: int) -> str:
        """The SKU of a row."""
        return self.skus.one(row).decode()


def build_in_memory(rows: Iterable[tuple[str, str]], language: str) -> NameBook:
    """The index over (sku, name) rows."""
    target = Memory()
    _build(rows, language, target)
    return NameBook({"language": language, "made_of": ""}, target.arrays)


def build_file(rows: Iterable[tuple[str, str]], language: str, path: Path, made_of: str = "") -> None:
    """Writes the index over (sku, name) rows; `made_of` says which rows these are."""
    writer = SnapshotWriter(path)
    try:
        _build(rows, language, writer)
        writer.finish({"language": language, "made_of": made_of})
    except BaseException:
        writer.abandon()
        raise


def open_file(path: Path) -> NameBook:
    """The index in this file. Raises snapshot.Damaged or OSError."""
    return NameBook(*read_snapshot(path))


class _Numbers(dict[str, int]):
    """Words numbered as they are first asked for."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


class _Strings:
    """Texts as they come, encoded end to end, many at a time."""

    def __init__(self) -> None:
        self.blob = bytearray()
        self.at = array("I", [0])
        self._waiting: list[str] = []
        self.append = self._waiting.append

    def settle(self) -> None:
        """Takes in what waits."""
        encoded = [text.encode() for text in self._waiting]
        self._waiting.clear()
        start = len(self.blob)
        self.blob += b"".join(encoded)
        self.at.extend(islice(accumulate(map(len, encoded), initial=start), 1, None))


class _Gathered:
    """Rows as they come, in growing buffers."""

    def __init__(self) -> None:
        self.entries: dict[int, int] = {}
        self.entry_of = array("i")
        self.strings = {name: _Strings() for name in ("text", "fine", "skus")}
        self.keys = array("i")
        self.keys_at = array("I", [0])
        self.vocabulary = _Numbers()

    def take(self, rows: Iterable[tuple[str, str]], spell: Callable[[str], Spelling]) -> bool:
        """Some rows more, and whether there were any."""
        before = len(self.entry_of)
        text_append, fine_append, sku_append = (strings.append for strings in self.strings.values())
        entries, entry_of, keys, number = self.entries, self.entry_of, self.keys, self.vocabulary.__getitem__
        for sku, name in rows:
            spelling = spell(name)
            text = " ".join(spelling.words)
            entry = entries.setdefault(hash(text), len(entries))
            if entry == len(self.keys_at) - 1:
                text_append(text)
                fine_append("".join(spelling.sounds))
                keys.extend(dict.fromkeys(map(number, spelling.keys[:MAX_WORDS])))
                self.keys_at.append(len(keys))
            entry_of.append(entry)
            sku_append(sku)
        for strings in self.strings.values():
            strings.settle()
        return len(self.entry_of) > before


def _build(rows: Iterable[tuple[str, str]], language: str, target: Target) -> None:
    spell = speller(language).spell
    gathered = _Gathered()
    every = iter(rows)
    while gathered.take(islice(every, _AT_ONCE), spell):
        pass
    gathered.entries.clear()
    _write_words(gathered, spell, target)
    _write_rows(gathered, target)
    for name in ("text", "fine", "skus"):
        strings = gathered.strings.pop(name)
        _write(target, name, np.frombuffer(strings.blob, np.uint8), "uint8")
        _write(target, f"{name}_at", np.frombuffer(strings.at, np.uint32), "uint32")
    for (name, kind), source in zip(_KINDS, ("text", "fine"), strict=True):
        _write_grams(name, kind, source, target)


def _write(target: Target, name: str, values: Array | Sequence[Any], dtype: str) -> None:
    target.array(name, dtype, len(values))[:] = values
    target.release(name)


def _write_words(gathered: _Gathered, spell: Callable[[str], Spelling], target: Target) -> None:
    """The vocabulary in order, and each entry's words by number."""
    encoded = [word.encode() for word in gathered.vocabulary]
    order = sorted(range(len(encoded)), key=encoded.__getitem__)
    number = np.empty(len(order), np.int32)
    number[order] = np.arange(len(order), dtype=np.int32)
    keys = number[np.frombuffer(gathered.keys, np.int32)] if len(gathered.keys) else np.zeros(0, np.int32)
    counts = np.bincount(keys, minlength=len(order))
    entries = len(gathered.keys_at) - 1
    _write(target, "keys", keys, "int32")
    _write(target, "keys_at", np.frombuffer(gathered.keys_at, np.uint32), "uint32")
    _write(target, "idf", np.log(1 + entries / np.maximum(counts, 1)), "float32")
    _write_texts(target, "vocabulary", [encoded[i] for i in order])
    _write_texts(
        target, "vocabulary_fine", ["".join(spell(encoded[i].decode()).sounds).encode() for i in order]
    )
    gathered.vocabulary.clear()


def _write_texts(target: Target, name: str, texts: list[bytes]) -> None:
    _write(target, name, np.frombuffer(b"".join(texts), np.uint8), "uint8")
    _write(target, f"{name}_at", np.cumsum([0, *map(len, texts)]), "uint32")


def _write_rows(gathered: _Gathered, target: Target) -> None:
    entry_of = np.frombuffer(gathered.entry_of, np.int32) if gathered.entry_of else np.zeros(0, np.int32)
    entries = len(gathered.keys_at) - 1
    _write(target, "rows", np.argsort(entry_of, kind="stable"), "int32")
    counts = np.bincount(entry_of, minlength=entries)
    _write(target, "rows_at", np.concatenate(([0], np.cumsum(counts))), "uint32")


def _write_grams(name: str, kind: GramKind, source: str, target: Target) -> None:
    blob, at = target.filled(source), target.filled(f"{source}_at")
    starts = count_grams(kind, blob, at)
    _write(target, f"{name}_at", starts, "uint32")
    lists = target.array(name, "int32", int(starts[-1]))
    totals = fill_postings(kind, blob, at, starts, lists)
    target.release(name)
    _write(target, f"{name}_total", np.maximum(totals, 1e-6), "float32")
