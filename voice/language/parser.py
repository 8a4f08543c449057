"""Order lines from an utterance: which product, how many, with what, without what.

The utterance is cut into pieces (`pieces`), then read once from left to right. A number, a new name
after "and" or a pause, or a name that no product shares with the one before begins the next line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from voice.language.again import Further, Told, told_again
from voice.language.apart import across_pause, described, parted, refusals
from voice.language.drafts import Draft, LineReading, Shelf, beyond, finished
from voice.language.each import of_each
from voice.language.expected import expected_in
from voice.language.lexicon import NOBODY, ValueName
from voice.language.manner import in_manner
from voice.language.misheard import Misheard
from voice.language.not_offered import marked
from voice.language.numbered import numbers_of_names
from voice.language.ordered import ordered_lines
from voice.language.pieces import Piece, cut
from voice.language.purposes import without_purposes
from voice.language.taken_back import corrected
from voice.language.text import Utterance
from voice.language.told_apart import others_counted, told_apart
from voice.language.told_behind import told_behind
from voice.language.views import View
from voice.language.vocabulary import MOST_KEPT, Vocabulary
from voice.language.without import leave_out_last, left_out, refused, settled, share_out
from voice.language.words import Cue


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """All lines of an utterance. `unexplained` are content words that no line could take."""

    lines: tuple[LineReading, ...]
    unexplained: tuple[str, ...]
    restart: int | None = None
    """Where words take back one thing for another, though they may as well begin a sentence of their own."""
    further: tuple[Further, ...] = ()
    """What is said of things of the lines while nothing tells of which of them."""

    @property
    def repaired(self) -> bool:
        """True if any word had to be bent to fit."""
        return any(line.repaired for line in self.lines)

    @property
    def sure(self) -> bool:
        """True if nothing is left over, bent or ambiguous."""
        clean = all(not (x.repaired or x.ambiguous or x.unknown or x.chatter) for x in self.lines)
        return bool(self.lines) and clean and not self.unexplained and self.restart is None

    @property
    def known(self) -> int:
        """Words and names that the catalog knows."""
        return sum(line.known for line in self.lines)

    @property
    def strange(self) -> int:
        """Words that the catalog does not know, and those that belong to no order."""
        return sum(len(x.unknown) + len(x.chatter) for x in self.lines) + len(self.unexplained)

    @property
    def chatter(self) -> int:
        """Words that belong to no order."""
        return sum(len(x.chatter) for x in self.lines)


def parse_lines(
    said: Utterance, vocabulary: Vocabulary, focus: frozenset[int] = NOBODY, *, loose: bool = False
) -> Lines:
    """The order lines of an utterance; `focus` are the products that a line without name is about.

    `loose` takes a mere option as one even where no product in focus has it.
    """
    counted = of_each(said, vocabulary.words)
    if counted is not None:
        return _counted(parse_lines(counted[0], vocabulary, focus, loose=loose), counted[1])
    again = None if loose else told_again(said, vocabulary.lexicon, partial(told_lines, vocabulary, focus))
    if again is not None:
        return Lines(lines=again.lines, unexplained=(), further=again.further)
    lexicon = vocabulary.lexicon
    said = others_counted(said, vocabulary.words) or said
    said = told_apart(said, lexicon) or told_behind(said, lexicon) or said
    ordered = None if loose else ordered_lines(said, vocabulary.lexicon)
    if ordered is not None and not across_pause(ordered, said):
        return Lines(lines=ordered, unexplained=())
    shelf = Shelf(vocabulary.lexicon, focus, loose)
    named = numbers_of_names(cut(said, vocabulary), vocabulary.lexicon)
    pieces = _placed(named, said, shelf)
    lines = _LineReader(pieces, shelf, vocabulary).read()
    expected = None if vocabulary.words.free_spacing else expected_in(lines.lines, vocabulary.lexicon)
    if expected is None:
        return lines
    misheard = cut(said, vocabulary, Misheard(said, vocabulary, expected))
    mended = _LineReader(_placed(misheard, said, shelf), shelf, vocabulary).read()
    more = any(x.mention.foreign for x in lines.lines) and len(mended.lines) > len(lines.lines)
    better = mended.known > lines.known or mended.strange < lines.strange
    return mended if better and not more and not _loses_amount(lines, mended) else lines


def _loses_amount(lines: Lines, mended: Lines) -> bool:
    """Whether an amount is no amount any more, and no option either ("two litres of milk")."""
    measured, measured_then = (any(x.mention.measures for x in one.lines) for one in (lines, mended))
    chosen, chosen_then = (sum(len(x.mention.options) for x in one.lines) for one in (lines, mended))
    return measured and not measured_then and chosen_then <= chosen


def told_lines(vocabulary: Vocabulary, focus: frozenset[int], said: Utterance, about: frozenset[int]) -> Told:
    """What a part of an utterance orders; nothing where words of it are left over."""
    kept, asked = vocabulary.parts, (said, about or focus)
    if asked not in kept:
        lines = parse_lines(said, vocabulary, about or focus)
        whole = not (lines.unexplained or lines.strange or lines.restart is not None)
        if len(kept) >= MOST_KEPT:  # a bound on memory, not on meaning
            kept.clear()
        kept[asked] = Told(lines.lines, lines.further) if whole else Told()
    return kept[asked]


def _placed(pieces: Sequence[Piece], said: Utterance, shelf: Shelf) -> tuple[Piece, ...]:
    """The pieces with what belongs to another one, or to none, marked so."""
    pieces = parted(refusals(without_purposes(pieces, shelf), shelf), said, shelf)
    return described(marked(in_manner(pieces, shelf), shelf), shelf)


def _counted(lines: Lines, number: int) -> Lines:
    """The lines with that number for each that has none of its own."""
    each = (
        replace(line, mention=replace(line.mention, quantity=line.mention.quantity or number))
        for line in lines.lines
    )
    return replace(lines, lines=tuple(each))


class _LineReader:
    """Reads pieces from left to right into drafts."""

    def __init__(self, pieces: Sequence[Piece], shelf: Shelf, vocabulary: Vocabulary) -> None:
        self._pieces = pieces
        self._shelf = shelf
        self._words = vocabulary.words
        self._view = View(pieces, shelf, vocabulary.words)
        self._drafts: list[Draft] = [Draft()]
        self._unexplained: list[str] = []
        self._mode, self._repair = Cue.FILLER, 0
        self._joined = self._repairing = self._article = False
        self._restart: int | None = None

    def read(self) -> Lines:
        at = 0
        while at < len(self._pieces):
            piece = self._pieces[at]
            self._joined |= piece.paused and not self._draft.empty
            if piece.cue is not None:
                self._cue(at, piece, piece.cue)
            elif piece.number is not None and (size := self._view.size_at(at)) is not None:
                for part in self._pieces[at : size + 1]:
                    self._word(at, part)
                self._draft.hold(piece.number, self._pieces[size])
                at = size
            elif piece.number is not None:
                at = self._number(at, piece, piece.number)
            else:
                self._word(at, piece)
            at += 1
        lines = tuple(finished(d, self._shelf) for d in settled(self._drafts, self._shelf))
        return Lines(lines=lines, unexplained=tuple(self._unexplained), restart=self._restart)

    @property
    def _draft(self) -> Draft:
        return self._drafts[-1]

    def _cue(self, at: int, piece: Piece, cue: Cue) -> None:
        match cue:
            case Cue.AND:
                self._joined = True
            case Cue.WITH | Cue.WITHOUT:
                self._with(cue)
            case Cue.REPAIR:
                self._begin_repair(at, piece)
            case Cue.NO:
                self._no(at, piece)
            case Cue.ARTICLE:
                self._article = True
            case Cue.AMOUNT:
                self._amount(at, piece)
            case Cue.MEASURE | Cue.CONTAINER if self._view.is_of_name(self._draft, at):
                self._word(at, piece)
            case Cue.CONTAINER:
                self._draft.count_in(piece.text, self._words)

    def _with(self, cue: Cue) -> None:
        self._repairing &= cue is Cue.WITH  # "with foam, sorry, without foam" takes only that back
        if cue is Cue.WITH or self._draft.empty or not self._words.free_spacing:
            self._mode, self._joined = cue, self._joined and cue is Cue.WITH
        elif not leave_out_last(self._draft, self._view):
            self._begin()

    def _no(self, at: int, piece: Piece) -> None:
        """No onions takes away; "two, no, three" and "oat, no, soy" take back."""
        follower = self._view.next(at)
        value = refused(self._drafts, self._view, follower)[1] if follower else None
        takes_back = value is not None and self._draft.has(value.group) and self._shelf.is_single(value)
        if follower is not None and value is not None and not takes_back and not follower.paused:
            self._with(Cue.WITHOUT)
        else:
            self._begin_repair(at, piece)

    def _begin_repair(self, at: int, piece: Piece) -> None:
        """Taking back needs something said before; alone at the start it is an answer, not a repair."""
        self._repairing, self._repair = not self._draft.empty, at
        self._unexplained += () if self._repairing else (piece.text,)

    def _amount(self, at: int, piece: Piece) -> None:
        follower, ends = self._view.next(at), self._joined and self._mode is Cue.WITHOUT
        self._mode = Cue.WITH if ends else self._mode  # "no cream and extra chocolate"
        if follower is not None and follower.entry is not None and follower.entry.values:
            self._draft.amount = piece
        elif not piece.text.isascii() or follower is None or follower.nameable:
            self._word(at, self._view.as_name(piece))

    def _number(self, at: int, piece: Piece, number: int) -> int:
        follower, draft = self._view.next(at), self._draft
        past = self._mode is Cue.WITH and self._view.is_beyond(draft, number, follower)
        if past and follower is not None:
            self._drafts.insert(-1, beyond(piece, follower))
        elif self._view.is_counted_behind(draft, at):
            draft.quantity, draft.counted, self._repairing = number, True, False
        elif self._repairing:
            self._take_back(follower, number)
        elif self._words.free_spacing and draft.head and draft.quantity is None:
            draft.quantity = number  # the counted thing stands before its number
            draft.counted = True
        elif self._is_of_option(piece, follower):
            pass
        elif self._view.tells_apart(draft, at) and share_out(self._drafts, number):
            self._joined = False
        elif self._joined and draft.head and self._view.is_for_another(at):
            self._drafts.append(draft.again(number))
            self._mode, self._joined = Cue.FILLER, False
        elif draft.head and (draft.quantity is not None or (follower is not None and follower.nameable)):
            self._begin(quantity=number)
        else:
            self._unexplained += () if draft.quantity is None else (str(draft.quantity),)
            draft.quantity = number
        return at + past

    def _is_of_option(self, piece: Piece, follower: Piece | None) -> bool:
        if self._view.is_amount(self._draft, follower, with_mode=self._mode is Cue.WITH):
            self._draft.amount = piece
            return True
        counts = self._view.counts_option(self._draft)
        if counts:
            self._draft.count_option(piece)
        return counts

    def _take_back(self, follower: Piece | None, number: int) -> None:
        """In "two, no, three lattes" the number said last counts; a name said again begins anew."""
        self._repairing = False
        if follower and follower.nameable and self._draft.head:
            self._replace(number)
        else:
            self._draft.quantity = number

    def _word(self, at: int, piece: Piece) -> None:
        without = self._mode is Cue.WITHOUT
        if piece.foreign:
            self._draft.foreign.append(piece)
        elif self._repairing and not piece.chatter:
            self._repair_word(piece)
        elif without and self._remove(at, piece):
            pass
        elif self._draft.head or (not without and self._view.is_bare_option(self._draft, at, piece)):
            self._further(at, piece)
        else:
            self._draft.dropped |= without
            self._draft.head.append(piece)
        self._joined = self._article = False

    def _repair_word(self, piece: Piece) -> None:
        self._repairing = False
        if not corrected(self._drafts, self._view, piece, with_mode=self._mode is Cue.WITH):
            self._replace(None if self._article else self._draft.quantity)  # "two lattes, no, a mocha"
            self._draft.head.append(piece)

    def _replace(self, quantity: int | None) -> None:
        """Begin another line in the place of the last one."""
        last = self._drafts.pop()
        self._unexplained += (piece.text for piece in last.head if piece.unknown)  # "yes, no bananas"
        if last.head and (last.makes_way(quantity) or self._view.joins(self._repair)):
            self._restart = self._pieces[self._repair].start
        self._begin(quantity=quantity)

    def _remove(self, at: int, piece: Piece) -> bool:
        draft, begins = self._draft, self._view.begins_line(piece)
        joined = self._joined and (begins or self._view.names_after(draft, at) is not None)
        if joined and not (draft.empty or draft.dropped):
            self._mode = Cue.FILLER
        return not joined and (left_out(self._drafts, self._view, piece) or draft.goes_without(piece))

    def _further(self, at: int, piece: Piece) -> None:
        """A word after the head: an option of it, more of its name, or the next line."""
        value, marked = self._view.value_here(self._draft, piece), self._view.cue_after(at) is Cue.MARK
        if value is not None and (marked or not self._opens_next(at, piece, value)):
            self._draft.choose(piece, value)
            return
        if self._draft.counted or self._starts_line(piece) or self._view.is_listed(at):
            self._begin()
        self._draft.head.append(piece)

    def _starts_line(self, piece: Piece) -> bool:
        """True where a further name is the next thing, not more of the name before."""
        names, with_mode = self._view.begins_line(piece), self._mode is Cue.WITH
        joined = self._joined and (not with_mode or names or piece.paused)
        joined &= not self._view.awaits_product(self._draft)
        apart = not with_mode or self._view.shares_nothing(self._draft, piece)
        begins = joined or (self._article and names and apart)
        return begins or self._view.parts_ways(self._draft, piece)

    def _opens_next(self, at: int, piece: Piece, value: ValueName) -> bool:
        """True where a value belongs to the product that follows ("and large mocha")."""
        with_mode = self._mode is Cue.WITH
        boundary = self._joined or (not with_mode and (self._article or bool(self._draft.options)))
        if boundary and self._view.names_after(self._draft, at) is not None:
            return True
        filled = self._draft.has(value.group) and self._shelf.is_single(value)
        apart = self._joined and not self._view.only_pauses(self._draft, at, value)
        begins = filled or (not with_mode and (apart or self._article))
        return begins and bool(piece.entry and piece.entry.products)

    def _begin(self, quantity: int | None = None) -> None:
        dropped = self._mode is Cue.WITHOUT and bool(self._drafts) and self._draft.drops_next(quantity)
        self._drafts.append(Draft(quantity=quantity, dropped=dropped))
        self._mode, self._joined, self._article = Cue.WITHOUT if dropped else Cue.FILLER, False, False
