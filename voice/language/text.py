"""Text as the parser reads it: cleaned, cut into symbols, with the places of spaces and pauses kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

MAX_CHARACTERS = 600
"""Longer input is no utterance: nobody says that much in one breath."""
MAX_SYMBOLS = 160

_APOSTROPHES = re.compile(r"['\u2018\u2019\u02bc`]")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?:\D|$))")
_PIECES = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+|[$€£₩%&]|[,;:.!?]|\s+|.", re.DOTALL)
_PAUSES = frozenset(",;:.!?")
_KEPT_SIGNS = frozenset("$€£₩%&")


@dataclass(frozen=True, slots=True)
class Utterance:
    """An utterance in symbols: words, or single characters where the language is spaced freely.

    `keys` are the symbols in the form that names are compared in (singular, numbers as digits);
    `breaks` and `pauses` are the positions before which a space, or a comma or full stop, stood.
    """

    symbols: tuple[str, ...]
    keys: tuple[str, ...]
    breaks: frozenset[int]
    pauses: frozenset[int]

    def __len__(self) -> int:
        return len(self.symbols)

    def text(self, start: int, end: int) -> str:
        """The words between two positions, spaced as they were written."""
        if len(self.breaks) > len(self.symbols):  # one before each and one behind the last
            return " ".join(self.symbols[start:end])
        parts = [(" " if i in self.breaks and i > start else "") + self.symbols[i] for i in range(start, end)]
        return "".join(parts)

    def cut(self, start: int, end: int) -> Utterance:
        """The part between two positions, as an utterance of its own."""
        return Utterance(
            symbols=self.symbols[start:end],
            keys=self.keys[start:end],
            breaks=frozenset(i - start for i in self.breaks if start <= i <= end),
            pauses=frozenset(i - start for i in self.pauses if start < i < end),
        )

    def and_then(self, other: Utterance) -> Utterance:
        """These words and the others behind them, without a pause between."""
        size = len(self)
        return Utterance(
            symbols=self.symbols + other.symbols,
            keys=self.keys + other.keys,
            breaks=self.breaks | {size + i for i in other.breaks | {0}},
            pauses=self.pauses | {size + i for i in other.pauses if i},
        )

    def without(self, dropped: frozenset[int]) -> Utterance:
        """The utterance without the symbols at these positions."""
        kept = [i for i in range(len(self.symbols)) if i not in dropped]
        moved = {old: sum(1 for k in kept if k < old) for old in range(len(self.symbols) + 1)}
        return Utterance(
            symbols=tuple(self.symbols[i] for i in kept),
            keys=tuple(self.keys[i] for i in kept),
            breaks=frozenset(moved[i] for i in self.breaks),
            pauses=frozenset(moved[i] for i in self.pauses),
        )

    def instead(self, start: int, end: int, symbols: tuple[str, ...]) -> Utterance:
        """The utterance with these symbols, their own keys, in place of those between two positions."""
        more = len(symbols) - (end - start)
        moved = {
            at: at if at <= start else at + more for at in (*range(start + 1), *range(end, len(self) + 1))
        }
        breaks = {moved[at] for at in self.breaks if at in moved}
        if len(self.breaks) > len(self):
            breaks |= set(range(start, start + len(symbols)))
        return Utterance(
            symbols=(*self.symbols[:start], *symbols, *self.symbols[end:]),
            keys=(*self.keys[:start], *symbols, *self.keys[end:]),
            breaks=frozenset(breaks),
            pauses=frozenset(moved[at] for at in self.pauses if at in moved),
        )


def clean(text: str) -> str:
    """The text in lower case and compatibility form, without apostrophes and thousands commas."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return _THOUSANDS.sub("", _APOSTROPHES.sub("", plain))


def symbols_of(text: str, *, free_spacing: bool) -> tuple[tuple[str, ...], frozenset[int], frozenset[int]]:
    """Symbols, breaks and pauses of a cleaned text."""
    symbols: list[str] = []
    breaks, pauses = {0}, set()
    for piece in _PIECES.findall(text):
        if piece[0] in _PAUSES:
            pauses.add(len(symbols))
            breaks.add(len(symbols))
        elif not (piece[0].isalnum() or piece[0] in _KEPT_SIGNS):
            breaks.add(len(symbols))
        elif free_spacing and not piece.isascii():
            symbols.extend(piece)
        else:
            symbols.append(piece)
            if not free_spacing:
                breaks.add(len(symbols))
    breaks.add(len(symbols))
    if not free_spacing:
        breaks.update(range(len(symbols)))
    return tuple(symbols), frozenset(breaks), frozenset(pauses)


def utterance(text: str, key: Callable[[str], str], *, free_spacing: bool) -> Utterance | None:
    """The text in symbols, or None where it is too long to have been said."""
    if len(text) > MAX_CHARACTERS:
        return None
    symbols, breaks, pauses = symbols_of(clean(text), free_spacing=free_spacing)
    if len(symbols) > MAX_SYMBOLS:
        return None
    return Utterance(symbols, tuple(key(s) for s in symbols), breaks, pauses)
