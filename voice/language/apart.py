"""What is said apart from the product that it belongs to: options between pauses, and words between them that
no product is called by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from catalog.product import Language
from voice.language.drafts import LineReading, Shelf
from voice.language.lexicon import NOBODY, Entry
from voice.language.not_offered import owners_of
from voice.language.pieces import Piece
from voice.language.text import Utterance
from voice.language.words import Cue


def across_pause(lines: Sequence[LineReading], said: Utterance) -> bool:
    """True where the name of a further line was said with a pause in it."""
    inner = [at for at in said.pauses if 0 < at < len(said)]
    for line in lines[1:] if inner else ():
        name = line.mention.phrases[-1].split()
        starts = (at for at in range(len(said)) if list(said.symbols[at : at + len(name)]) == name)
        if any(start < at < start + len(name) for start in starts for at in inner):
            return True
    return False


def parted(pieces: Sequence[Piece], said: Utterance, shelf: Shelf) -> tuple[Piece, ...]:
    """The pieces, with two options of a product that a pause parts as two, though one product has both names
    in its own ("a latte, oat milk, vanilla").
    """
    kept: list[Piece] = []
    for piece in pieces:
        owners = owners_of(kept, shelf) if piece.entry and piece.entry.products else frozenset()
        kept.extend(_halves(piece, said, owners, shelf) or (piece,))
    return tuple(kept)


def refusals(pieces: Sequence[Piece], shelf: Shelf) -> tuple[Piece, ...]:
    """The pieces, with each refusal marked where it begins and ends: the name of a choice that is refused
    ("a latte, no milk") takes nothing back, and what is wanted "just" so behind one stays.
    """
    words, kept, named = shelf.lexicon.words, list(pieces), False
    refusing = False
    for at, (piece, follower) in enumerate(pairwise(pieces)):
        if piece.cue in {Cue.WITHOUT, Cue.NO}:
            refusing, named = True, False
            owners = owners_of(kept[:at], shelf) if not follower.paused and not words.free_spacing else NOBODY
            if piece.cue is Cue.NO and _is_of_group(follower.text, owners, shelf):
                kept[at] = replace(piece, cue=Cue.WITHOUT)
        elif named and words.symbols(piece.text) in words.only and follower.entry and follower.entry.values:
            kept[at] = replace(piece, cue=Cue.WITH, entry=None, chatter=False)
            refusing = named = False
        elif piece.nameable:
            named = refusing
    return tuple(kept)


def _is_of_group(text: str, owners: frozenset[int], shelf: Shelf) -> bool:
    """Whether the words call options of these products, or some of them ("espresso" of its shots)."""
    words, language = shelf.lexicon.words, Language(shelf.lexicon.language)
    if not owners or shelf.lexicon.is_group(text):
        return bool(owners)
    names = (name for g in shelf.lexicon.groups(owners).values() for name in g.names.get(language, ()))
    return any(set(words.keys(text)) <= set(words.keys(name)) for name in names)


def described(pieces: Sequence[Piece], shelf: Shelf) -> tuple[Piece, ...]:
    """The pieces, with a degree of what no product with options is called by and none can be chosen by as one
    piece marked so, behind its product ("a flat white, extra hot", "a half caf americano").
    """
    if shelf.lexicon.words.free_spacing:
        return tuple(pieces)
    kept: list[Piece] = []
    at = 0
    while at < len(pieces):
        end = _degree(pieces, at)
        before, product = owners_of(kept, shelf), _product(pieces, end)
        run = pieces[at:end]
        if end > at and before and (end == len(pieces) or pieces[end].paused or not pieces[end].nameable):
            kept += [_foreign(run)] if _is_strange(run, before, shelf) else run
        elif end > at and _is_strange(run, after := owners_of(pieces[end:product], shelf), shelf) and after:
            first = replace(pieces[end], paused=run[0].paused)
            kept += [first, *pieces[end + 1 : product], _foreign(run)]
            end = product
        else:
            end = at + 1
            kept.append(pieces[at])
        at = end
    return tuple(kept)


def _degree(pieces: Sequence[Piece], at: int) -> int:
    """Where a degree and the words that it may be of end: up to a pause or a name; `at` where none begins."""
    if pieces[at].cue is not Cue.AMOUNT:
        return at
    end = at + 1
    while end < len(pieces) and not pieces[end].paused and _is_mere_word(pieces[end]):
        end += 1
    return end if end > at + 1 else at


def _is_mere_word(piece: Piece) -> bool:
    named = piece.entry is not None and bool(piece.entry.products or piece.entry.values)
    return piece.nameable and not piece.foreign and not named


def _product(pieces: Sequence[Piece], start: int) -> int:
    """Where the name that begins there ends."""
    at = start
    while at < len(pieces) and pieces[at].nameable and not (pieces[at].paused and at > start):
        at += 1
    return at


def _is_strange(run: Sequence[Piece], owners: frozenset[int], shelf: Shelf) -> bool:
    """True where nothing is called by these words, and none of them is an option of these products."""
    called = shelf.lexicon.holders(key for piece in run for key in shelf.lexicon.words.keys(piece.text))
    return not called and not any(shelf.value(piece, owners) for piece in run)


def _foreign(run: Sequence[Piece]) -> Piece:
    """The words as one piece; with a word of the catalog among them it is no less known than that."""
    text, known = " ".join(piece.text for piece in run), any(piece.entry for piece in run)
    marked = Piece(start=run[0].start, end=run[-1].end, text=text, foreign=True, paused=run[0].paused)
    return replace(marked, entry=Entry() if known else None)


def _halves(
    piece: Piece, said: Utterance, owners: frozenset[int], shelf: Shelf
) -> tuple[Piece, Piece] | None:
    for place in sorted(said.pauses) if owners else ():
        if piece.start < place < piece.end:
            left = _part(piece, said, (piece.start, place), shelf)
            right = replace(_part(piece, said, (place, piece.end), shelf), paused=True)
            if all(shelf.value(part, owners) for part in (left, right)):
                return left, right
    return None


def _part(piece: Piece, said: Utterance, span: tuple[int, int], shelf: Shelf) -> Piece:
    start, end = span
    entry = shelf.lexicon.entry(tuple(said.keys[start:end]))
    return replace(piece, start=start, end=end, text=said.text(start, end), entry=entry, mended="")
