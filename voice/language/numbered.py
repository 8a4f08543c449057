"""Numbers that are part of a name and count nothing: "diapers size three"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from voice.language.lexicon import Keys, Lexicon
from voice.language.pieces import Piece
from voice.language.words import Cue

UNITS = frozenset({Cue.MEASURE, Cue.CONTAINER})
"""What stands behind a number that tells how much is in a pack."""


def numbers_of_names(pieces: Sequence[Piece], lexicon: Lexicon) -> tuple[Piece, ...]:
    """The pieces, with each number that names have behind the very words it stands behind as a word of them.
    How much is in a pack ("eggs, 12 count") is no such number: behind the words it counts packs.
    """
    if lexicon.words.free_spacing:
        return tuple(pieces)
    kept = list(pieces[:1])
    for before, piece in pairwise(pieces):
        named = piece.number is not None and not piece.paused and before.entry is not None
        if named and _is_in_name(lexicon.words.keys(before.text), str(piece.number), lexicon):
            kept.append(replace(piece, number=None, entry=lexicon.entry((str(piece.number),))))
        else:
            kept.append(piece)
    return tuple(kept)


def _is_in_name(said: Keys, number: str, lexicon: Lexicon) -> bool:
    return any(
        _holds(lexicon.words.keys(name), said[-1], number, lexicon)
        for index in lexicon.holders((*said, number))
        for name in lexicon.product_names(index)
    )


def _holds(name: Keys, word: str, number: str, lexicon: Lexicon) -> bool:
    """Whether the number follows the word in the name, and no unit follows the number."""
    cues = lexicon.words.cues
    return any(
        name[at : at + 2] == (word, number) and cues.get(name[at + 2 : at + 3]) not in UNITS
        for at in range(len(name) - 1)
    )
