"""How a name is written and how it sounds, word by word, fast enough for a million names.

The same text gives the same spelling whether a shop wrote it or a recogniser heard it: numbers as
digits ("two percent" is "2 percent"), units in their short form, sounds as they are said ("twelve
ounce"). Plural endings stay, since they are heard; only the key that words are looked up by is without.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from catalog.search.lexicon import Lexicon, load_lexicon
from catalog.search.names import has_hangul, items_of, singular, tokens, unaccented
from catalog.search.phones import pronounced, word_phones

_WORD = re.compile(r"[^\W\d_]+|[%&+]")
_APOSTROPHE = re.compile(r"(?<=\w)['\u2019`](?=\w)")
_DIFFICULT = re.compile(r"[\d\u00a9-\u00be\u0250-\u2018\u201a-\U0010ffff]")
"""Digits, signs and scripts that the plain way does not read."""
_BETWEEN = re.compile(r",(?!\d{3}\b)")
_REMEMBERED = 300_000
_REPEATED = 5_000


class Spelling(NamedTuple):
    """A text's words as written, the keys that they are looked up by, and the sound of each: a tuple,
    since a million are made for an index and tuples are made quickest.
    """

    words: tuple[str, ...]
    keys: tuple[str, ...]
    sounds: tuple[str, ...]


class Speller:
    """Spells texts of one language; remembers words and repeated parts such as sizes."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        said = {word for phrase in lexicon.said_as for word in phrase.split()}
        units = {word for form in lexicon.units for word in form.split()}
        self._special = frozenset(
            {
                "%",
                "+",
                *({"&"} - lexicon.symbols.keys()),
                *lexicon.numbers,
                *lexicon.multipliers,
                *lexicon.fractions,
                *lexicon.sets,
                *units,
                *said,
            }
        )
        self._leaning = self._special | lexicon.articles | {lexicon.joiner}
        """Words that may mean another thing beside others; numbers and signs do so, too."""
        self._part = lru_cache(maxsize=_REPEATED)(self._spell_part)
        self._run = lru_cache(maxsize=_REPEATED)(self._spell_run)
        self._word = lru_cache(maxsize=_REMEMBERED)(self._spell_word)

    def spell(self, text: str) -> Spelling:
        """The spelling; nothing that can be read gives one without words."""
        plain = self._plain(text)
        if plain is not None:
            return self._joined(plain)
        parts: list[tuple[str, str, str]] = []
        for part in _BETWEEN.split(text):
            plain = self._plain(part)
            parts.extend(self._part(part.strip()) if plain is None else plain)
        return self._joined(parts)

    def _plain(self, text: str) -> list[tuple[str, str, str]] | None:
        """The words of a text that holds no numbers or units, which are most; None for others."""
        if _DIFFICULT.search(text):
            return None
        text = text.casefold()
        if "'" in text or "\u2019" in text or "`" in text:
            text = _APOSTROPHE.sub("", text)
        words = _WORD.findall(text if text.isascii() else unaccented(text))
        return [self._word(word) for word in words] if self._special.isdisjoint(words) else None

    def _joined(self, parts: list[tuple[str, str, str]]) -> Spelling:
        if not parts:
            return Spelling((), (), ())
        return Spelling(*zip(*parts, strict=True))

    def _spell_word(self, word: str) -> tuple[str, str, str]:
        word = self._lexicon.symbols.get(word, word)
        written = word_phones(word) if has_hangul(word) else word
        return written, singular(word, self._lexicon), pronounced(word)

    def _spell_part(self, text: str) -> list[tuple[str, str, str]]:
        words = tokens(text)
        if self._special.isdisjoint(words) and all(w[0].isalpha() for w in words):
            return [self._word(word) for word in words]
        parts: list[tuple[str, str, str]] = []
        for alone, group in groupby(words, self._stands_alone):
            run = tuple(group)
            parts.extend(map(self._word, run) if alone else self._run(run))
        return parts

    def _stands_alone(self, word: str) -> bool:
        """Whether a word means the same whatever stands beside it."""
        if not word[0].isalpha() or word in self._leaning:
            return False
        return self._word(word)[1] not in self._lexicon.spoken_as

    def _spell_run(self, words: Sequence[str]) -> list[tuple[str, str, str]]:
        """Numbers, units and words that lean on one another."""
        return [
            self._word(item.raw)
            if item.raw
            else (item.text, item.text, "".join(map(pronounced, item.spoken.split())))
            for item in items_of(words, self._lexicon)
        ]


@lru_cache(maxsize=8)
def speller(language: str) -> Speller:
    """The speller of a language."""
    return Speller(load_lexicon(language))
