"""3-grams of letters and of coarse sounds, without word boundaries, and where they occur.

A gram is a number below 65,536. Postings are built a block of entries at a time, so that a million
names need little memory, and counted by one pass of numpy over the lists of a query's grams.
"""

from __future__ import annotations

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
BLOCK = 65_536
"""Entries in a block: a gram and a place in the block fit into 32 bits together."""
_DROPPED = 255
_ALIKE = (
    "pb", "td", "kg", "fvTD", "sz", "SZCJ", "mnN", "l", "rR", "w", "h", "iIy", "eEa", "AYW", "VuU", "oO",
)  # fmt: skip
"""Phones that count as one in the index: fine enough to keep the lists short (on names that Whisper
heard, half as long as with three classes of vowels), and as many names are found with them.
"""


@dataclass(frozen=True)
class GramKind:
    """How bytes become symbols: `table` gives each byte's, 0 is a name's end; `base` is their number."""

    table: Bytes
    base: int
    merges: bool
    """Whether equal neighbours count once."""

    @cached_property
    def symbols(self) -> bytes:
        """The table, quick to ask for one byte."""
        return self.table.tobytes()

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
    return table


def _sound_table() -> Bytes:
    table = np.full(256, _DROPPED, np.uint8)
    for i, phones in enumerate(_ALIKE, 1):
        for phone in phones:
            table[ord(phone)] = i
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
    table, base = kind.symbols, kind.base
    symbols = [0]
    for byte in text:
        symbol = table[byte]
        if symbol != _DROPPED and not (kind.merges and symbol == symbols[-1]):
            symbols.append(symbol)
    symbols.append(0)
    grams = {(a * base + b) * base + c for a, b, c in zip(symbols, symbols[1:], symbols[2:], strict=False)}
    return np.array(sorted(grams), np.int32)


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
class Overlap:
    """A query's grams against every entry: the share of the query's weight that is in each, and that
    weight.
    """

    share: npt.NDArray[np.float64]
    query: float


@dataclass(frozen=True, slots=True)
class Postings:
    """The lists of one kind of gram, and each entry's total weight."""

    kind: GramKind
    starts: Offsets
    lists: Ints
    totals: Floats
    weights: Floats

    def overlap(self, text: bytes, budget: int) -> Overlap | None:
        """Counts the query's grams, rarest first, as long as their lists hold at most `budget` places."""
        codes = codes_of(self.kind, text)
        if not len(codes):
            return None
        begins, ends = self.starts[codes].astype(np.int64), self.starts[codes + 1].astype(np.int64)
        lengths = ends - begins
        order = np.argsort(lengths, kind="stable")
        within = order[(np.cumsum(lengths[order]) <= budget) & (lengths[order] > 0)]
        weights = self.weights[codes]
        if not len(within):
            return None
        places = np.concatenate([self.lists[begins[i] : ends[i]] for i in within])
        query = float(weights.sum())
        each = np.repeat(weights[within] / query, lengths[within])
        share = np.bincount(places, weights=each, minlength=len(self.totals))
        return Overlap(share.astype(np.float64, copy=False), query)
