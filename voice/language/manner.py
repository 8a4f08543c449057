"""Words for how a thing with options is wanted that name none of its options: "a regular latte" is one as it
is made, "a sugar free latte" is one that cannot be had, and neither is a thing of another name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from catalog.product import Language, OptionGroup
from voice.language.drafts import Shelf
from voice.language.lexicon import Entry, Keys, Lexicon
from voice.language.not_offered import owners_of
from voice.language.pieces import Piece
from voice.language.text import Utterance
from voice.language.words import Cue, longest


def in_manner(pieces: Sequence[Piece], shelf: Shelf) -> tuple[Piece, ...]:
    """The pieces, with what is free of something as one piece that is no option, and without words for how a
    thing is made anyway.
    """
    marks = shelf.lexicon.words.free_of | shelf.lexicon.words.plainly
    if all(marks.isdisjoint(piece.text.split()) for piece in pieces):
        return tuple(pieces)
    kept: list[Piece] = []
    at = 0
    while at < len(pieces):
        before, end = owners_of(kept, shelf) or _owners_with(kept, shelf), _free(pieces, at, shelf)
        if end > at:
            product = _product(pieces, end, shelf) if not before else end
            if before or product > end:
                if not before:
                    first = replace(pieces[end], paused=pieces[at].paused)
                    kept += [first, *pieces[end + 1 : product]]
                kept.append(_foreign(pieces[at:end]))
                at = product
                continue
        if _is_plain(pieces, at, before, shelf):
            kept.append(replace(pieces[at], cue=Cue.FILLER, entry=None, chatter=False))
        else:
            kept.append(pieces[at])
        at += 1
    return tuple(kept)


def _owners_with(kept: Sequence[Piece], shelf: Shelf) -> frozenset[int]:
    """The products before a "with" that the last words stand behind."""
    at = next((at for at in range(len(kept) - 1, -1, -1) if kept[at].cue is Cue.WITH), None)
    return owners_of(kept[:at], shelf) if at is not None and at >= len(kept) - 2 else frozenset()


def _free(pieces: Sequence[Piece], at: int, shelf: Shelf) -> int:
    """Where "sugar free", and what option is free of it, end; `at` where nothing is said to be so."""
    words = shelf.lexicon.words
    if not pieces[at].nameable or at + 1 >= len(pieces) or pieces[at + 1].paused:
        return at
    if pieces[at + 1].text not in words.free_of:
        return at
    end = at + 2
    follows = end < len(pieces) and not pieces[end].paused and pieces[end].entry
    option = follows and follows.values and not follows.products
    return end + 1 if option else end


def _product(pieces: Sequence[Piece], start: int, shelf: Shelf) -> int:
    """Where the name of a product with options ends that begins there; `start` where none does."""
    end = start
    while end < len(pieces) and pieces[end].nameable and not (pieces[end].paused and end > start):
        end += 1
    return end if owners_of(pieces[start:end], shelf) else start


def _foreign(run: Sequence[Piece]) -> Piece:
    text = " ".join(piece.text for piece in run)
    return Piece(start=run[0].start, end=run[-1].end, text=text, foreign=True, paused=run[0].paused)


def _is_plain(pieces: Sequence[Piece], at: int, before: frozenset[int], shelf: Shelf) -> bool:
    """Whether a word only tells that a thing with options is wanted as it is made, beside its name or of what
    is to be changed.
    """
    lexicon, piece = shelf.lexicon, pieces[at]
    if piece.text not in lexicon.words.plainly:
        return False
    follower = pieces[at + 1] if at + 1 < len(pieces) and not pieces[at + 1].paused else None
    if follower is None or not follower.nameable:
        return bool(before) or (shelf.loose and len(pieces) == 1)
    keys = (*lexicon.words.keys(piece.text), *lexicon.words.keys(follower.text))
    return bool(owners_of([follower], shelf)) and not lexicon.holders(keys)


def as_before(said: Utterance, lexicon: Lexicon, chosen: Sequence[str]) -> Utterance:
    """The words with "the same milk" as the milk that was said before in them, or else is `chosen` where they
    go on; and with "normal milk" as the milk that there is without a choice.
    """
    words = lexicon.words
    for at in range(len(said)):
        same = longest(words.same_as, said.symbols, at)
        plain = same == at and said.symbols[at] in words.plainly
        group = at + 1 if plain else same
        if group == at or group >= len(said) or not lexicon.is_group(said.symbols[group]):
            continue
        keys = words.keys(said.symbols[group])
        value = _default(said.keys[at : group + 1], keys, lexicon) if plain else None
        value = value or (None if plain else _said_of(said.cut(0, at), chosen, keys, lexicon))
        if value is not None:
            whole = said.cut(0, at).and_then(value).and_then(said.cut(group + 1, len(said)))
            return replace(whole, pauses=whole.pauses | (said.pauses & {at}))
    return said


def _default(said: Keys, group: Keys, lexicon: Lexicon) -> Utterance | None:
    """What is chosen of the group that is called so where nothing is said; None where that has a name."""
    if lexicon.entry(said) is not None:
        return None
    groups = (g for product in lexicon.products for g in product.options if _is_called(g, group, lexicon))
    values = [g.value(g.default) for g in groups if g.default]
    names = {lexicon.value_names(value)[0] for value in values if value is not None}
    return lexicon.words.read(names.pop()) if len(names) == 1 else None


def _is_called(group: OptionGroup, keys: Keys, lexicon: Lexicon) -> bool:
    names = group.names.get(Language(lexicon.language), ())
    return any(lexicon.words.keys(name) == keys for name in names)


def _said_of(before: Utterance, chosen: Sequence[str], group: Keys, lexicon: Lexicon) -> Utterance | None:
    """The last words that name a choice of the group that is called so, else that which was chosen."""
    for at in range(len(before) - 1, -1, -1):
        for end, entry in reversed(list(lexicon.entries_at(before.keys, at))):
            if _is_choice(entry, group, lexicon):
                return before.cut(at, end)
    for name in chosen:
        named = lexicon.entry(lexicon.words.keys(name))
        if named is not None and _is_choice(named, group, lexicon):
            return lexicon.words.read(name)
    return None


def _is_choice(entry: Entry, group: Keys, lexicon: Lexicon) -> bool:
    groups = (lexicon.groups(list(value.products)[:1]).get(value.group) for value in entry.values)
    return any(found is not None and _is_called(found, group, lexicon) for found in groups)
