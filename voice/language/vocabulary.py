"""What words can be, and how like a name a run of words must be to be taken for it misheard."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from voice.language.lexicon import Entry, Keys, Lexicon
from voice.language.text import Utterance
from voice.language.words import Words

if TYPE_CHECKING:
    from voice.language.again import Told

WORD_LIKENESS = 0.84
LONG_WORD = 5
LONG_WORD_LIKENESS = 0.79
RUN_LIKENESS = 0.85
ANCHORED_LIKENESS = 0.82
NEVER = 2.0
SHORTEST_RUN = 7
"""Letters that a run beside a known word must have."""
MOST_KEPT = 4_096

Run = tuple[Keys, tuple[str, ...]]
"""The keys and the symbols of some words in a row."""
MisheardRun = tuple[int, Keys, Entry, float]
"""So many words at the beginning of a run, the name that they may be misheard for, what it means, and how
like it they are (0..1).
"""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What words can be: the catalog's lexicon beside the language's small words and verbs."""

    lexicon: Lexicon
    words: Words
    verbs: frozenset[str]
    likenesses: dict[Run, float] = field(default_factory=dict, compare=False, repr=False)
    """What runs were found to need: an utterance is read in many parts, and most of them hold the same."""
    misheard: dict[Run, tuple[MisheardRun, ...]] = field(default_factory=dict, compare=False, repr=False)
    """What runs were found to begin with, likewise."""
    parts: dict[tuple[Utterance, frozenset[int]], Told] = field(
        default_factory=dict, compare=False, repr=False
    )
    """What parts of utterances order of these products, likewise; without it long ones are read for ever."""

    def is_normal(self, symbol: str) -> bool:
        """True for a word of the language that is never taken for a misheard name."""
        words = self.words
        return (
            symbol in self.verbs
            or symbol in words.common
            or symbol in words.chatter
            or (symbol,) in words.cues
            or (symbol,) in words.numbers
            or symbol.isdigit()
        )

    def _names_a_shelf(self, keys: Keys) -> bool:
        """True for a word for a shelf, this shop's or another's."""
        return keys in self.lexicon.shelves or any(keys in names for names in self.words.shelves)

    def likeness_needed(self, keys: tuple[str, ...], symbols: tuple[str, ...]) -> float:
        """The likeness that a run must have to be taken for a misheard name; above 1 for never.

        A normal word alone is never bent. A run that holds one needs a word of the catalog beside it that
        the name holds too ("trouble shot"); and no run may swallow a word beside an exact name.
        """
        needed = self.likenesses.get((keys, symbols))
        if needed is None:
            if len(self.likenesses) >= MOST_KEPT:  # a bound on memory, not on meaning
                self.likenesses.clear()
            needed = self.likenesses[keys, symbols] = self._needed(keys, symbols)
        return needed

    def _needed(self, keys: tuple[str, ...], symbols: tuple[str, ...]) -> float:
        if any(self.lexicon.entry(run) for run in (keys, keys[1:], keys[:-1]) if run):
            return NEVER
        known = [self.lexicon.knows(key) for key in keys]
        normal = [self.is_normal(symbol) for symbol in symbols]
        strange = [not (k or n) for k, n in zip(known, normal, strict=True)]
        if len(keys) == 1:
            likeness = LONG_WORD_LIKENESS if len(keys[0]) >= LONG_WORD else WORD_LIKENESS
            return likeness if strange[0] and not self._names_a_shelf(keys) else NEVER
        if any(strange) and not any(n and not k for k, n in zip(known, normal, strict=True)):
            return RUN_LIKENESS
        return ANCHORED_LIKENESS if any(known) and len("".join(keys)) >= SHORTEST_RUN else NEVER
