"""What a product is for ("batteries for my remote", "eggs for breakfast") is no more to buy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from voice.language.drafts import Shelf
from voice.language.pieces import Piece
from voice.language.words import Cue

PARTING = frozenset({Cue.AND, Cue.WITH, Cue.WITHOUT, Cue.NO, Cue.REPAIR, Cue.PURPOSE})
"""A purpose ends before these."""
FURTHER = frozenset({Cue.AND, Cue.NO, Cue.REPAIR})
"""Behind these another product begins."""


def without_purposes(pieces: Sequence[Piece], shelf: Shelf) -> tuple[Piece, ...]:
    """The pieces without what only tells a purpose. Words that narrow the product before them are part of it
    ("food for my cat"); where that was not named by its kind, strange words are left to the search.
    """
    kept: list[Piece] = []
    named: list[Piece] = []
    before: list[Piece] = []
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        at += 1
        if piece.cue is Cue.PURPOSE:
            end = _end(pieces, at)
            counted = bool(kept) and kept[-1].number is not None  # "and two for the kids": of those before
            about = before if counted and not named else named
            kept += [replace(piece, cue=Cue.FILLER), *_left(pieces[at:end], about, shelf)]
            at = end
            continue
        if piece.cue in FURTHER or piece.number is not None or piece.paused:
            before, named = named or before, []
        if piece.entry is not None:
            named.append(piece)
        kept.append(piece)
    return tuple(kept)


def _end(pieces: Sequence[Piece], start: int) -> int:
    for at in range(start, len(pieces)):
        piece = pieces[at]
        if piece.cue in PARTING or piece.number is not None or piece.paused:
            return at
    return len(pieces)


def _left(purpose: Sequence[Piece], named: Sequence[Piece], shelf: Shelf) -> list[Piece]:
    """What is left of the words behind a "for"."""
    products = shelf.products(named)
    known = [piece.entry for piece in purpose if piece.entry is not None]
    values = frozenset(v.products for piece in named if piece.entry for v in piece.entry.values)
    owners = frozenset().union(*values)
    if not products or any((entry.products | entry.holders) & products for entry in known):
        return list(purpose)
    if any(entry.products & owners for entry in known):  # "oat milk for my latte" is a latte with it
        return list(purpose)
    lexicon = shelf.lexicon
    talk = [piece for piece in purpose if piece.text in lexicon.words.chatter]
    if talk:  # "he bought a latte for my boss yesterday" orders none
        return talk
    if any(lexicon.is_kind(lexicon.words.keys(piece.text)[-1]) for piece in named):
        return []
    return [piece for piece in purpose if piece.unknown and not piece.chatter]
