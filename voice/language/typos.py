"""Slips of the fingers in the small words of a typed line: "a latte wihtout foam, pleease".

Names of things are mended elsewhere, by the catalog. Here only what the language itself knows is looked for,
and only for words that neither language nor catalog knows and that are no slip of a catalog's word.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from catalog.search.fuzz import slips
from voice.language.corrections import weakened
from voice.language.readings import Reading
from voice.language.text import Utterance
from voice.language.vocabulary import Vocabulary

SHORTEST = 3
"""Letters of the shortest word that is mended: two of them may have changed places."""
SHORT = 4
"""Letters of the shortest word of which one may be doubled."""
LONG = 6
"""In a word of so many letters one may be missing or too much; in a shorter one only two change places, or
one is doubled: "plums" are no "plus"."""
MOST_NEAR = 9
"""Small words that a typed one is compared with."""
LONGER = 7
"""In a word of so many letters one may be another."""


class Slips:
    """The small words of a language, and what was typed instead of them."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        words = vocabulary.words
        tables = (words.cues, words.numbers, words.lead_in, words.lead_out)
        small = {symbol for table in tables for phrase in table for symbol in phrase} | vocabulary.verbs
        self._vocabulary = vocabulary
        self._known = small
        self._small = tuple(sorted(word for word in small if len(word) >= SHORTEST and word.isalpha()))

    def read(self, said: Utterance, read: Callable[[Utterance], Reading]) -> Reading:
        """The better reading of the words as they are typed and as they may be meant. What was mended is
        never sure, and never consent.
        """
        typed = read(said)
        meant = self.mended(said)
        other = read(meant) if meant is not None else typed
        return replace(weakened(other), repaired=True, sure=False) if other.score > typed.score else typed

    def mended(self, said: Utterance) -> Utterance | None:
        """The words without slips; None where there are none, or where words are not spaced."""
        words = self._vocabulary.words
        if words.free_spacing:
            return None
        symbols = tuple(self._meant(*pair) for pair in zip(said.symbols, said.keys, strict=True))
        if symbols == said.symbols:
            return None
        return replace(said, symbols=symbols, keys=tuple(words.key(symbol) for symbol in symbols))

    def _meant(self, symbol: str, key: str) -> str:
        lexicon = self._vocabulary.lexicon
        strange = symbol not in self._known and not (self._vocabulary.is_normal(symbol) or lexicon.knows(key))
        if len(symbol) < SHORTEST or not symbol.isalpha() or not strange:
            return symbol
        near = [word for word in slips(symbol, self._small, MOST_NEAR) if _is_slip(symbol, word)]
        near = [word for word in near if _swapped(word, symbol)] or near
        return near[0] if len(near) == 1 and not self._is_name(key, near[0]) else symbol

    def _is_name(self, key: str, small: str) -> bool:
        """True where a word of the catalog that is no small one is as near as the `small` one."""
        named = [word for word in self._vocabulary.lexicon.near(key) if not self._vocabulary.is_normal(word)]
        return any(_swapped(word, key) for word in named) if _swapped(small, key) else bool(named)


def _is_slip(typed: str, word: str) -> bool:
    """True for words that are one edit apart, where that is a slip and hardly another word."""
    if _swapped(typed, word):
        return True
    if typed[0] != word[0] or min(len(typed), len(word)) < SHORT:
        return False
    if len(typed) == len(word):
        return len(word) >= LONGER
    return max(len(typed), len(word)) >= LONG or _doubled(typed, word)


def _swapped(typed: str, word: str) -> bool:
    return sorted(typed) == sorted(word)


def _doubled(typed: str, word: str) -> bool:
    """True where the words differ in nothing but how often a letter stands in a row."""
    return _once(typed) == _once(word)


def _once(word: str) -> str:
    return "".join(letter for at, letter in enumerate(word) if word[at - 1 : at] != letter)
