"""A number for each of the things before it: "tortilla chips and salsa, two each"."""

from __future__ import annotations

from voice.language.numbers import number_at
from voice.language.text import Utterance
from voice.language.words import Symbols, Words


def of_each(said: Utterance, words: Words) -> tuple[Utterance, int] | None:
    """What stands before a last "two of each", and the number; None where nothing ends so."""
    for at in range(1, len(said) if words.each else 0):
        counted = number_at(words, said.symbols, at)
        if counted is not None and _ends_with_each(said.symbols[counted[0] :], words):
            return said.cut(0, at), counted[1]
    return None


def _ends_with_each(symbols: Symbols, words: Words) -> bool:
    """Whether only that is left, and what people say at the end of anything ("two of each, please")."""
    ends = range(1, len(symbols) + 1)
    return any(symbols[:at] in words.each and symbols[at:] in {(), *words.lead_out} for at in ends)
