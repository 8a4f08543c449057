"""Words of shoppers, written as shops write them: "oj" is orange juice, and "skim milk" skimmed milk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from catalog.search.lexicon import Lexicon

LONGEST = 3
"""So many words may stand for one thing ("washing up liquid")."""


@dataclass(frozen=True, slots=True)
class WrittenOut:
    """A phrase in a shop's words, and what it says in the place of which words of the shopper's."""

    text: str
    short: tuple[tuple[str, ...], ...]


def written_out(words: Sequence[str], table: Mapping[str, tuple[str, ...]], most: int) -> list[WrittenOut]:
    """At most so many ways to write the words out by a table of the lexicon; none where it has none."""
    pieces = _pieces(words, table)
    short = tuple(piece for piece, meant in pieces if meant)
    ways = min(most, max((len(meant) for _, meant in pieces), default=0))
    texts = (" ".join(_said(piece, meant, way) for piece, meant in pieces) for way in range(ways))
    return [WrittenOut(text, short) for text in texts]


def familiar(words: Sequence[str], lexicon: Lexicon, most: int) -> list[WrittenOut]:
    """The words with those written out that are short or familiar."""
    return written_out(words, lexicon.colloquial, most)


def otherwise(words: Sequence[str], lexicon: Lexicon, most: int) -> list[WrittenOut]:
    """The words with others for the same, too, where there are any; only these count as its `short`."""
    ways = written_out(words, lexicon.otherwise, most)
    another = [piece for way in ways[:1] for piece in way.short if " ".join(piece) not in lexicon.colloquial]
    return [replace(way, short=tuple(another)) for way in ways] if another else []


def _said(piece: Sequence[str], meant: Sequence[str], way: int) -> str:
    return meant[min(way, len(meant) - 1)] if meant else " ".join(piece)


def _pieces(
    words: Sequence[str], table: Mapping[str, tuple[str, ...]]
) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The words in order, those that mean another thing together, with what they mean."""
    pieces = []
    i = 0
    while i < len(words):
        length = next((n for n in range(LONGEST, 0, -1) if " ".join(words[i : i + n]) in table), 1)
        piece = tuple(words[i : i + length])
        pieces.append((piece, table.get(" ".join(piece), ())))
        i += length
    return pieces
