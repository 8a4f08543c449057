"""What the report knows of sound: the one place that asks the search's names and phones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from catalog.search import fuzz
from catalog.search.lexicon import load_lexicon
from catalog.search.names import has_hangul, read, tokens
from catalog.search.phones import coarse, phones

SOUNDS_LIKE = 0.85
"""Share of sounds in common order from which one word may stand for another."""
_VOWELS = frozenset("iao")
_DIGITS = {str(digit): "".join(chr(0xE000 + 3 * digit + i) for i in range(3)) for digit in range(10)}
"""A number that the language's table does not say in words sounds of nothing else: three sounds a digit."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A name as it is said: its fine phones, and the classes of them that recognisers confuse."""

    fine: str
    rough: str

    @property
    def syllables(self) -> int:
        """About how many: runs of vowels."""
        marks = [sound in _VOWELS or sound > "\ue000" for sound in self.rough]
        return sum(1 for i, mark in enumerate(marks) if mark and not (i and marks[i - 1]))


def heard(name: str, language: str) -> Heard:
    """How a name sounds, its numbers and units spoken out; a name of signs alone sounds of nothing."""
    spoken = read(name, load_lexicon(language)).spoken.split()
    fine = "".join(_number(word) if word[0].isdecimal() else phones(word) for word in spoken)
    return Heard(fine, coarse(fine))


def _number(word: str) -> str:
    return "".join(_DIGITS.get(letter, "") for letter in word)


def likenesses(names: Sequence[Heard]) -> list[list[float]]:
    """How alike each two names sound, 1 for the same."""
    fine = [name.fine for name in names]
    return [[float(share) for share in row] for row in fuzz.edits(fine, fine)]


def edits_between(one: str, other: str) -> int:
    """How many sounds must change."""
    share = float(fuzz.edits([one], [other])[0][0])
    return round((1 - share) * max(len(one), len(other)))


def words_of(name: str) -> tuple[str, ...]:
    """The words that one says, without numbers and signs."""
    return tuple(word for word in tokens(name) if word.isalpha())


def says(parts: str, word: str) -> bool:
    """Whether the parts, said together, sound like the word."""
    return fuzz.likeness(phones(parts), phones(word)) >= SOUNDS_LIKE


class SoundAlikes:
    """Known words by their sound."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words: dict[str, list[str]] = {}
        for word in sorted(set(words)):
            self._words.setdefault(phones(word), []).append(word)
        self._sounds = [sound for sound in self._words if sound]

    def near(self, word: str, at_least: float = SOUNDS_LIKE) -> tuple[str, ...]:
        """Up to two words that sound like this one, best first."""
        sound = phones(word)
        found = fuzz.nearest(sound, self._sounds, at_least) if sound else []
        return tuple(self._words[one][0] for one, _ in found if self._words[one][0] != word)[:2]


@lru_cache(maxsize=100_000)
def parts_of(word: str, least: int = 3) -> tuple[tuple[str, str], ...]:
    """Each way to say a word as two, the evenest first."""
    shortest = 1 if has_hangul(word) else least
    places: Sequence[int] = range(shortest, len(word) - shortest + 1)
    return tuple((word[:i], word[i:]) for i in sorted(places, key=lambda i: abs(2 * i - len(word))))
