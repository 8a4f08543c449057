"""Which phrases an engine can hear, found before the engine is asked. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from voice.errors import Misuse

Knows = Callable[[str], bool]
"""Tells whether an engine has a word in its dictionary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearable:
    """Phrases of known words only, in order and without doubles, and the words that kept others out."""

    phrases: tuple[str, ...]
    unknown: tuple[str, ...]


def tidy(phrase: str) -> str:
    """The phrase in one line, lower case, single spaces; empty where nothing is left.

    Raises Misuse for something that is no text.
    """
    if not isinstance(phrase, str):
        raise Misuse(f"A phrase to hear is text, not {type(phrase).__name__}.")
    return " ".join("".join(c if c.isprintable() else " " for c in phrase).lower().split())


def unknown_in(words: Iterable[str], knows: Knows) -> tuple[str, ...]:
    """The words that the engine lacks, once each, in order; words of several parts fail if one does."""
    found = dict.fromkeys(word for word in words if not all(map(knows, tidy(word).split())))
    return tuple(found)


def hearable(phrases: Iterable[str], knows: Knows) -> Hearable:
    """The phrases of which every word is known.

    A phrase with one unknown word is left out whole: an engine that skips the word would hear the
    rest as if it had been meant ("yes" out of "yes, but not today").
    """
    kept: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for phrase in map(tidy, phrases):
        missing = [word for word in phrase.split() if not knows(word)]
        if missing:
            unknown.update(dict.fromkeys(missing))
        elif phrase:
            kept[phrase] = None
    return Hearable(phrases=tuple(kept), unknown=tuple(unknown))
