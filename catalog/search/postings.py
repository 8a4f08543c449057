"""3-grams of letters and of coarse sounds, without word boundaries, and where they occur.

A gram is a number below 65,536. Postings are built a block of entries at a time, so that a million
names need little memory, and counted by one pass of numpy over the lists of a query's grams.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int32]
Offsets = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float32]
BLOCK = 32_768
"""Entries in a block: a gram and a place in the block fit into 32 bits together, and what is reckoned
with them into little memory.
"""
_DROPPED = 255
_REPEATED = re.compile(rb"(.)\1+", re.DOTALL)
_ALIKE = (
    "pb", "td", "kg", "fvTD", "sz", "SZCJ", "mnN", "l", "rR", "w", "h", "iIy", "eEa", "AYW", "VuU", "oO",
)  # fmt: skip
"""Phones that count as one in the index: fine enough to keep the lists short (on names that Whisper
heard, half as long as with three classes of vowels), and as many names are found with them.
"""


@dataclass(frozen=True)
class GramKind:
    """How bytes become symbols: `table` gives each byte's, 0 (of NUL) is a name's end; `base` is their
    number.
    """

    table: Bytes
    base: int
    merges: bool
    """Whether equal neighbours count once."""

    @cached_property
    def symbols(self) -> bytes:
        """The table as bytes.translate takes it."""
        return self.table.tobytes()

    @cached_property
    def dropped(self) -> bytes:
        """The bytes that are left out."""
        return bytes(byte for byte in range(256) if self.table[byte] == _DROPPED)

    @property
    def size(self) -> int:
        """How many grams there are."""
        return self.base**3


def _letter_table() -> Bytes:
    table = np.array([37 + byte % 3 for byte in range(256)], np.uint8)
    for i, char in enumerate("abcdefghijklmnopqrstuvwxyz0123456789", 1):
        table[ord(char)] = i
        table[ord(char.upper())] = i
    table[ord(" ")] = _DROPPED
    table[0] = 0
    return table


def _sound_table() -> Bytes:
    table = np.full(256, _DROPPED, np.uint8)
    for i, phones in enumerate(_ALIKE, 1):
        for phone in phones:
            table[ord(phone)] = i
    table[0] = 0
    return table


LETTERS = GramKind(_letter_table(), 40, merges=False)
SOUNDS = GramKind(_sound_table(), len(_ALIKE) + 1, merges=True)


def gram_codes(kind: GramKind, blob: Bytes, at: Offsets) -> tuple[Ints, Ints]:
    """The grams of the texts that begin at `at` (one offset more than texts), and each one's text."""
    count = len(at) - 1
    symbols = kind.table[blob[int(at[0]) : int(at[-1])]]
    owners = np.repeat(np.arange(count, dtype=np.int32), np.diff(at).astype(np.int64))
    keep = symbols != _DROPPED
    if kind.merges:
        symbols, owners = symbols[keep], owners[keep]
        keep = np.ones(len(symbols), bool)
        keep[1:] = (symbols[1:] != symbols[:-1]) | (owners[1:] != owners[:-1])
    symbols, owners = symbols[keep], owners[keep]
    padded = np.zeros(len(symbols) + 2 * count, np.int32)
    padded[np.arange(len(symbols), dtype=np.int32) + 2 * owners + 1] = symbols
    lengths = np.bincount(owners, minlength=count) + 2
    texts = np.repeat(np.arange(count, dtype=np.int32), lengths)
    codes = (padded[:-2] * kind.base + padded[1:-1]) * kind.base + padded[2:]
    whole = texts[:-2] == texts[2:]
    return codes[whole], texts[:-2][whole]


def codes_of(kind: GramKind, text: bytes) -> Ints:
    """The distinct grams of one short text, in order."""
    base = kind.base
    symbols = text.translate(kind.symbols, kind.dropped)
    if kind.merges:
        symbols = _REPEATED.sub(rb"\1", symbols)
    second, third = symbols, symbols[1:] + b"\0"
    grams = {(a * base + b) * base + c for a, b, c in zip(b"\0" + symbols, second, third, strict=False)}
    return np.array(sorted(grams), np.int32)


def grams_held(kind: GramKind, texts: bytes, asked: Ints) -> Floats:
    """Which of the grams `asked` each text holds, as 0 and 1: a row per text, every text ends in NUL."""
    symbols = kind.table[np.frombuffer(texts, np.uint8)].astype(np.int32)
    symbols = symbols[symbols != _DROPPED]
    if kind.merges and len(symbols):
        keep = np.ones(len(symbols), bool)
        keep[1:] = (symbols[1:] != symbols[:-1]) | (symbols[1:] == 0)
        symbols = symbols[keep]
    ends = symbols == 0
    place = np.zeros(kind.size, np.int32)
    place[asked] = np.arange(1, len(asked) + 1, dtype=np.int32)
    after = np.zeros_like(symbols)
    after[:-1] = symbols[1:]
    before = np.zeros_like(symbols)
    before[1:] = symbols[:-1]
    column = place[(before * kind.base + symbols) * kind.base + after]
    column[ends] = 0
    hits = np.flatnonzero(column)
    owners = ends.cumsum()
    held = np.zeros((int(owners[-1]) if len(owners) else 0, len(asked)), np.float32)
    held[owners[hits], column[hits] - 1] = 1
    return held


def distinct(values: npt.NDArray[np.generic]) -> npt.NDArray[Any]:
    """The values in order, each once (numpy's own takes a hundred times as long on many)."""
    values = np.sort(values)
    keep = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=keep[1:])
    return values[keep]


def _blocks(kind: GramKind, blob: Bytes, at: Offsets) -> Iterator[tuple[int, Ints, Ints]]:
    """For each block its first entry, its grams in order, and their places in the block."""
    for first in range(0, len(at) - 1, BLOCK):
        codes, texts = gram_codes(kind, blob, at[first : first + BLOCK + 1])
        both = codes.astype(np.uint32) << np.uint32(16) | texts.astype(np.uint32)
        both = distinct(both)
        yield first, (both >> np.uint32(16)).astype(np.int32), (both & np.uint32(0xFFFF)).astype(np.int32)


def count_grams(kind: GramKind, blob: Bytes, at: Offsets) -> Offsets:
    """Where each gram's list will begin, and the length of all: one number more than grams."""
    counts = np.zeros(kind.size + 1, np.int64)
    for _, codes, _ in _blocks(kind, blob, at):
        counts[1:] += np.bincount(codes, minlength=kind.size)
    return np.cumsum(counts).astype(np.uint32)


def fill_postings(kind: GramKind, blob: Bytes, at: Offsets, starts: Offsets, out: Ints) -> Floats:
    """Writes every list into `out`; gives the weight of all the grams of each entry."""
    weights = gram_weights(starts, len(at) - 1)
    totals = np.zeros(len(at) - 1, np.float32)
    following = starts[:-1].astype(np.int64)
    for first, codes, texts in _blocks(kind, blob, at):
        counts = np.bincount(codes, minlength=kind.size)
        begins = np.cumsum(counts) - counts
        places = np.repeat(following - begins, counts) + np.arange(len(codes))
        out[places] = first + texts
        following += counts
        size = min(BLOCK, len(totals) - first)
        totals[first : first + size] = np.bincount(texts, weights=weights[codes], minlength=size)
    return totals


def gram_weights(starts: Offsets, entries: int) -> Floats:
    """What it tells that two texts share a gram: the rarer, the more."""
    counts = np.diff(starts.astype(np.int64))
    return np.asarray(np.log(1 + entries / np.maximum(counts, 1)) ** 2, np.float32)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query's grams of one kind that are looked up: their lists, and each one's part of the query's
    whole weight.
    """

    lists: list[Ints]
    parts: npt.NDArray[np.float64]
    weight: float


@dataclass(frozen=True, slots=True)
class Postings:
    """The lists of one kind of gram, and each entry's total weight."""

    kind: GramKind
    starts: Offsets
    lists: Ints
    totals: Floats
    weights: Floats

    def asked(self, codes: Ints, budget: int) -> Asked:
        """A query's grams, rarest first, as long as their lists hold at most `budget` places."""
        begins, ends = self.starts[codes].astype(np.int64), self.starts[codes + 1].astype(np.int64)
        lengths = ends - begins
        order = np.argsort(lengths, kind="stable")
        within = order[(lengths[order].cumsum() <= budget) & (lengths[order] > 0)]
        weights = self.weights[codes].astype(np.float64)
        weight = max(float(weights.sum()), 1e-6)
        spans = zip(begins[within].tolist(), ends[within].tolist(), strict=True)
        return Asked([self.lists[a:b] for a, b in spans], weights[within] / weight, weight)


class Shares:
    """How much of two queries' weight, letters and sounds, is in each entry.

    Both are counted by one pass into one number per entry, whole units of 2**-24: their sum above
    27 bits of the first. Numbers of that size are exact, and two large tables cost thrice as much.
    """

    def __init__(self, letters: Asked, sounds: Asked, entries: int) -> None:
        lists = [*letters.lists, *sounds.lists]
        parts = [np.rint(asked.parts * _UNIT) * _ABOVE for asked in (letters, sounds)]
        parts[0] += parts[0] / _ABOVE
        each = np.concatenate(parts).repeat([len(places) for places in lists])
        places = np.concatenate(lists) if lists else np.zeros(0, np.int32)
        self.both: npt.NDArray[np.float64] = np.bincount(places, weights=each, minlength=entries).astype(
            np.float64, copy=False
        )
        """In the order of the sum of both shares."""

    def apart(self, entries: Ints) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """The shares of letters and of sounds of some entries, 0..1."""
        both = self.both[entries]
        total = np.floor(both / _ABOVE)
        letters = both - total * _ABOVE
        return letters / _UNIT, (total - letters) / _UNIT


_UNIT = 2.0**24
_ABOVE = 2.0**27
