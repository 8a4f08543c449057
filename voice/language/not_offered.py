"""Words behind a "with" that are no option of the product before it: "a latte with lactose free milk".

They are how the product is wanted, not one more to buy. What has a number or an article of its own, is
several, or stands on the same shelf as the product is one more: "a latte with a croissant".
"""

from __future__ import annotations

from collections.abc import Sequence

from voice.language.drafts import Shelf
from voice.language.pieces import Piece
from voice.language.words import Cue

PASSING = frozenset({Cue.ARTICLE, Cue.FILLER, Cue.AMOUNT, Cue.MEASURE, Cue.CONTAINER})
"""Small words that may stand inside of what is wanted with it ("a splash of milk")."""


def marked(pieces: Sequence[Piece], shelf: Shelf) -> tuple[Piece, ...]:
    """The pieces, with what is no option of the product before its "with" as one piece marked so."""
    if shelf.lexicon.words.free_spacing:
        return tuple(pieces)
    kept: list[Piece] = []
    at = 0
    while at < len(pieces):
        kept.append(pieces[at])
        at += 1
        if kept[-1].cue is not Cue.WITH:
            continue
        owners = owners_of(kept[:-1], shelf)
        while owners and at < len(pieces):
            end = _end(pieces, at)
            if not _is_apart(pieces[at:end], owners, shelf):
                break
            kept.append(_as_one(pieces[at:end]))
            at = end
            if at == len(pieces) or pieces[at].cue is not Cue.AND:
                break
            if _is_apart(pieces[at + 1 : _end(pieces, at + 1)], owners, shelf):
                kept.append(pieces[at])
                at += 1
    return tuple(kept)


def _as_one(run: Sequence[Piece]) -> Piece:
    words = [at for at, piece in enumerate(run) if piece.cue not in {Cue.ARTICLE, Cue.FILLER}]
    said = run[words[0] : words[-1] + 1]
    text = " ".join(piece.text for piece in said)
    return Piece(start=said[0].start, end=said[-1].end, text=text, foreign=True, paused=run[0].paused)


def owners_of(pieces: Sequence[Piece], shelf: Shelf) -> frozenset[int]:
    """The products that the words right before may mean, where they are made with options."""
    head: list[Piece] = []
    for piece in reversed(pieces):
        if not piece.nameable:
            break
        head.insert(0, piece)
    plain = [p for p in head if p.entry and (p.entry.products or not p.entry.values)]
    meant = shelf.products(plain)
    return frozenset(index for index in meant if shelf.lexicon.products[index].options)


def _end(pieces: Sequence[Piece], start: int) -> int:
    """Where what begins there ends: before the next small word of a line, a number, or a pause."""
    for at in range(start, len(pieces)):
        piece = pieces[at]
        if at > start and piece.paused:
            return at
        if piece.number is not None or (piece.cue is not None and piece.cue not in PASSING):
            return at
    return len(pieces)


def _is_apart(run: Sequence[Piece], owners: frozenset[int], shelf: Shelf) -> bool:
    """True where none of the words is an option or part of a name of these products, and they name nothing
    that is an item of its own.
    """
    words = [piece for piece in run if piece.cue is None]
    if not words or all(piece.chatter for piece in words):
        return False
    if any(_is_known(piece, owners) for piece in words) or _names_a_group(words, owners, shelf):
        return False
    counted = any(piece.cue is Cue.ARTICLE for piece in run) and not words[0].unknown
    if not counted and shelf.lexicon.is_group(" ".join(piece.text for piece in words)):
        return True  # others have such a choice: "an earl grey with milk"
    return (
        not counted
        and not any(_is_several(piece, shelf) for piece in words)
        and not _is_beside(words, owners, shelf)
    )


def _names_a_group(words: Sequence[Piece], owners: frozenset[int], shelf: Shelf) -> bool:
    """True for the name of what can be chosen, not of a choice: "a latte with milk"."""
    lexicon = shelf.lexicon
    said = tuple(key for piece in words for key in lexicon.words.keys(piece.text))
    groups = lexicon.groups(owners).values()
    return any(said == lexicon.words.keys(n) for g in groups for names in g.names.values() for n in names)


def _is_several(piece: Piece, shelf: Shelf) -> bool:
    """True for several of a product ("bananas")."""
    words = shelf.lexicon.words
    named = piece.entry is not None and bool(piece.entry.products)
    return named and words.symbols(piece.text) != words.keys(piece.text)


def _is_beside(words: Sequence[Piece], owners: frozenset[int], shelf: Shelf) -> bool:
    """True where a product of the same shelf is named, or has all of the words in its name."""
    lexicon = shelf.lexicon
    said = [key for piece in words for key in lexicon.words.keys(piece.text)]
    named = frozenset().union(*(p.entry.products for p in words if p.entry), lexicon.holders(said))
    shelves = {lexicon.products[index].category for index in owners}
    return any(lexicon.products[index].category in shelves for index in named)


def _is_known(piece: Piece, owners: frozenset[int]) -> bool:
    entry = piece.entry
    if entry is None:
        return False
    return bool(entry.holders & owners or entry.products & owners) or any(
        value.products & owners for value in entry.values
    )
