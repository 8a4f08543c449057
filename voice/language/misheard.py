"""Runs of words as the expected names that they may have been."""

from __future__ import annotations

from collections.abc import Iterator

from voice.language.alikes import PRODUCT, Expected
from voice.language.lexicon import Entry
from voice.language.pieces import MAX_RUN, REPAIR_COST, REPAIR_SLOPE, Piece
from voice.language.text import Utterance
from voice.language.vocabulary import Vocabulary
from voice.language.words import Cue

LIKE_ENOUGH = 0.68
"""Least likeness of several words, and of one that is no word of the language."""
ORDINARY_LIKE_ENOUGH = 0.8
"""Least likeness of a single ordinary word."""
FULLER_LIKE_ENOUGH = 0.84
"""Least likeness of words that hold a product's name to a longer product name: "ice coffee"."""
_JOINTS = frozenset({Cue.AND, Cue.WITHOUT, Cue.NO, Cue.REPAIR})


class Misheard:
    """The expected names in one utterance."""

    def __init__(self, said: Utterance, vocabulary: Vocabulary, expected: Expected) -> None:
        self._said = said
        self._vocabulary = vocabulary
        self._lexicon = vocabulary.lexicon
        self._expected = expected

    def __call__(self, start: int) -> Iterator[Piece]:
        """Pieces that begin at `start`."""
        for end in range(start + 1, min(len(self._said), start + MAX_RUN) + 1):
            if self._stops(start, end):
                return
            yield from self._pieces(start, end)

    def _stops(self, start: int, end: int) -> bool:
        """True where no misheard name goes on: past a pause or a joint, or where a name is exact."""
        said = self._said
        last = self._vocabulary.words.cues.get(said.symbols[end - 1 : end])
        paused = end - 1 > start and end - 1 in said.pauses
        points = said.symbols[end - 1 : end] in self._vocabulary.words.same_as
        return paused or points or last in _JOINTS or _names(self._lexicon.entry(said.keys[start:end]))

    def _pieces(self, start: int, end: int) -> Iterator[Piece]:
        text = self._said.text(start, end)
        ordinary = end == start + 1 and self._vocabulary.is_normal(self._said.symbols[start])
        exact = dict(self._exact_within(start, end))
        groups = self._groups(list(exact.values()))
        enough = ORDINARY_LIKE_ENOUGH if ordinary else LIKE_ENOUGH
        for keys, likeness in self._expected.like(text, groups):
            if likeness < (FULLER_LIKE_ENOUGH if groups == {PRODUCT} else enough):
                return
            if all(_holds(keys, inner) and inner != keys for inner in exact):
                yield Piece(
                    start=start,
                    end=end,
                    text=text,
                    entry=self._lexicon.entry(keys),
                    mended=" ".join(keys),
                    paused=start in self._said.pauses,
                    cost=REPAIR_COST + REPAIR_SLOPE * (1 - likeness),
                )
                return

    def _exact_within(self, start: int, end: int) -> Iterator[tuple[tuple[str, ...], Entry]]:
        """Names that stand word for word inside: the misheard name must hold them too."""
        keys = self._said.keys
        for first in range(start, end):
            for last, entry in self._lexicon.entries_at(keys[:end], first):
                if _names(entry):
                    yield keys[first:last], entry

    def _groups(self, exact: list[Entry]) -> frozenset[str]:
        """What the words may be: more of the product's name, or an option that is still open."""
        expected = self._expected
        if any(entry.products & expected.products for entry in exact):
            return frozenset({PRODUCT})
        here = {value.group for entry in exact for value in entry.values}
        return (expected.groups - (expected.filled - here)) - ({PRODUCT} if expected.products else set())


def _names(entry: Entry | None) -> bool:
    return entry is not None and bool(entry.products or entry.values)


def _holds(keys: tuple[str, ...], inner: tuple[str, ...]) -> bool:
    size = len(inner)
    return any(keys[at : at + size] == inner for at in range(len(keys) - size + 1))
