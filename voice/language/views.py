"""What stands around a piece: the questions that decide where an order line ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from voice.language.drafts import Draft, Shelf
from voice.language.lexicon import NOBODY, ValueName
from voice.language.pieces import Piece
from voice.language.words import Cue, Words


@dataclass(frozen=True, slots=True)
class View:
    """The pieces of an utterance before the catalog's shelf; asked by place, changes nothing."""

    pieces: Sequence[Piece]
    shelf: Shelf
    words: Words

    def next(self, at: int) -> Piece | None:
        """The next piece that means something."""
        skipped = {Cue.FILLER, Cue.ARTICLE, Cue.CONTAINER, Cue.MARK}
        return next((p for p in self.pieces[at + 1 :] if p.cue not in skipped), None)

    def size_at(self, at: int) -> int | None:
        """The place of the unit where the number is a size ("two litres", "a six pack"), not a count."""
        unit = self.pieces[at + 1] if at + 1 < len(self.pieces) else None
        if unit is None:
            return None
        if unit.cue is Cue.MEASURE:  # "two half gallons" are two
            return at + 1 if self.words.symbols(unit.text) in self.words.cues else None
        single = self.words.plurals_of_containers and unit.cue is Cue.CONTAINER
        plural = self.words.symbols(unit.text) in self.words.plurals_of_containers
        number = self.pieces[at].number or 0
        return at + 1 if single and not plural and number > 1 else None

    def value_here(self, draft: Draft, piece: Piece) -> ValueName | None:
        """The option value that a piece names for the line in the making, or for the focus."""
        products = self.shelf.products(draft.head) or (NOBODY if draft.head else self.shelf.focus)
        found = self.shelf.value(piece, products)
        return found[0] if found else None

    def is_of_name(self, draft: Draft, at: int) -> bool:
        """True where a unit or a container belongs to a name."""
        return self.pieces[at].cue is Cue.MEASURE or self.names_a_container(draft, at)

    def names_a_container(self, draft: Draft, at: int) -> bool:
        """A counter after its number is only that; elsewhere the word may be part of a name."""
        before = self.pieces[max(at - 1, 0) : at]
        counts = any(p.number is not None or p.cue is Cue.ARTICLE for p in before)
        return not counts and not self.words.free_spacing and bool(draft.head or self.next(at))

    def cue_after(self, at: int) -> Cue | None:
        """What the very next piece does, if it is a small word."""
        return self.pieces[at + 1].cue if at + 1 < len(self.pieces) else None

    def joins(self, at: int) -> bool:
        """True where the piece before joins what follows it to what was said."""
        return at > 0 and self.pieces[at - 1].cue is Cue.AND

    def is_counted_behind(self, draft: Draft, at: int) -> bool:
        """True for the number of "eggs times two"."""
        before = self.pieces[max(at - 1, 0) : at]
        return bool(draft.head) and any(piece.cue is Cue.TIMES for piece in before)

    def is_for_another(self, at: int) -> bool:
        """True where it is said right behind a number whom it is for ("and one for my wife")."""
        after = self.pieces[at + 1] if at + 1 < len(self.pieces) else None
        if after is None or after.cue is not Cue.FILLER:
            return False
        return self.words.cues.get(self.words.symbols(after.text)[:1]) is Cue.PURPOSE

    def as_name(self, piece: Piece) -> Piece:
        """The piece as the option that it names by itself ("a mocha with double"), if any."""
        entry = self.shelf.lexicon.entry(self.words.keys(piece.text))
        return replace(piece, cue=None, entry=entry) if entry is not None and entry.values else piece

    def is_amount(self, draft: Draft, follower: Piece | None, *, with_mode: bool) -> bool:
        """True for a number of an option: "with two sugars", or alone "two sugars" of what is in focus."""
        value = self.value_here(draft, follower) if follower else None
        if value is None:
            return False
        return with_mode if draft.head else not self.shelf.is_single(value) and draft.quantity is None

    def tells_apart(self, draft: Draft, at: int) -> bool:
        """True where behind a number comes how so many of the things before are to be: "one with oat milk",
        "one large". Of an option that a thing may have several of, it is how much: "two lattes, one sugar".
        """
        follower = self.next(at)
        value = self.value_here(draft, follower) if follower and draft.head else None
        alone = value is not None and self.shelf.is_single(value) and self.names_after(draft, at + 1) is None
        return alone or self.cue_after(at) is Cue.WITH

    def is_beyond(self, draft: Draft, number: int, follower: Piece | None) -> bool:
        """True for more of an option than there is ("three extra shots"), where its product is named."""
        value = self.value_here(draft, follower) if follower and draft.head and number > 1 else None
        return value is not None and self.shelf.is_single(value)

    def counts_option(self, draft: Draft) -> bool:
        """True where numbers stand behind what they count, and that was an option of the focus alone."""
        if not self.words.free_spacing or draft.head or not draft.options or draft.quantity is not None:
            return False
        return not self.shelf.is_single(draft.options[-1][1])

    def names_after(self, draft: Draft, at: int) -> Piece | None:
        """The product named right after this piece, with no cue between, that has its option."""
        here = self.pieces[at]
        for piece in self.pieces[at + 1 :]:
            if not piece.nameable or piece.paused or piece.entry is None:
                return None
            if piece.entry.products and here.entry and not self.value_here(draft, piece):
                owned = any(v.products & piece.entry.products for v in here.entry.values)
                return piece if owned else None
        return None

    def parts_ways(self, draft: Draft, piece: Piece) -> bool:
        """Two full names in a row that no product shares are two things ("milk bread eggs")."""
        last = draft.head[-1] if draft.head else None
        if last is None or last.entry is None or piece.entry is None:
            return bool(draft.options and self.begins_line(piece))
        named = bool(last.entry.products and piece.entry.products)
        shared = (last.entry.holders | last.entry.products) & (piece.entry.holders | piece.entry.products)
        return named and not shared and not last.entry.values

    def shares_nothing(self, draft: Draft, piece: Piece) -> bool:
        """True where no product is called by the words of the line and this one ("coffee with a muffin")."""
        keys = [key for one in (*draft.head, piece) for key in self.words.keys(one.text)]
        known = all(one.entry is not None for one in draft.head)
        return known and not self.shelf.lexicon.holders(keys)

    def is_listed(self, at: int) -> bool:
        """True where a thing begins in a list without commas ("eggs milk bread and butter"): of three things
        or more, of two before an "and", or behind several of a thing ("eggs milk").
        """
        start, end = self._run(at)
        places = [place for place in range(start + 1, end) if self._ends_thing(place)]
        if at not in places or not self._is_thing(self.pieces[end - 1]):
            return False
        before = self.pieces[places[0] - 1].text
        several = self.words.symbols(before) != self.words.keys(before)
        return len(places) > 1 or several or self.cue_after(end - 1) is Cue.AND

    def _run(self, at: int) -> tuple[int, int]:
        """The known words around a place without a pause or a small word between them."""
        start, end = at, at + 1
        while start > 0 and not self.pieces[start].paused and self.pieces[start - 1].entry is not None:
            start -= 1
        while end < len(self.pieces) and not self.pieces[end].paused and self.pieces[end].entry is not None:
            end += 1
        return start, end

    def _is_thing(self, piece: Piece) -> bool:
        keys = self.words.keys(piece.text)
        named = piece.entry is not None and bool(piece.entry.products)
        return named or (bool(keys) and self.shelf.lexicon.is_kind(keys[-1]))

    def _ends_thing(self, at: int) -> bool:
        """True where a thing ends and no product is called by the words on both sides."""
        left, right = self.pieces[at - 1 : at + 1]
        if left.entry is None or right.entry is None or left.entry.values or not self._is_thing(left):
            return False
        here, there = left.entry, right.entry
        return (here.holders | here.products).isdisjoint(there.holders | there.products)

    def narrows(self, draft: Draft, piece: Piece) -> bool:
        """True for a word that tells which of the products meant it is ("a muffin, make that chocolate")."""
        holders = piece.entry.holders if piece.entry and not piece.entry.products else NOBODY
        return not self.shelf.products(draft.head).isdisjoint(holders)

    def awaits_product(self, draft: Draft) -> bool:
        """True while a line holds nothing but options of a product still to be named: recognisers write
        commas between them ("a light roast, twelve ounce, coffee").
        """
        return bool(draft.head) and all(
            p.entry and p.entry.values and not p.entry.products for p in draft.head
        )

    def only_pauses(self, draft: Draft, at: int, value: ValueName) -> bool:
        """True where a mere pause parts an option from a product of which everything meant has such a choice
        ("a mocha, oat milk"): a product that is called so, too, is not meant.
        """
        return (
            self.pieces[at].paused
            and not self.joins(at)
            and self.shelf.products(draft.head) <= value.products
        )

    def begins_line(self, piece: Piece) -> bool:
        """True for words of some product's name."""
        return piece.entry is not None and bool(piece.entry.products or piece.entry.holders)

    def same_group(self, one: Piece, other: Piece) -> bool:
        """True where both can be values of one option group."""
        groups = {v.group for v in other.entry.values} if other.entry else set()
        return bool(one.entry and groups & {v.group for v in one.entry.values})

    def is_bare_option(self, draft: Draft, at: int, piece: Piece) -> bool:
        """An option of the product in focus, said without any product; several of what is a product, too, are
        that ("a cappuccino, two oat milk").
        """
        behind = any(self.begins_line(one) for one in self.pieces[: max(at - 1, 0)])
        counted = behind and self.pieces[at - 1].number is not None
        if counted and draft.quantity is not None and piece.entry is not None and piece.entry.products:
            return False
        return bool(
            self.shelf.focus and self.shelf.value(piece, self.shelf.focus) and not self.names_after(draft, at)
        )
