"""What is told of a thing behind its name, after a pause or a count: "butter, two, salted", "trash bags, the
thirteen gallon ones". It tells which of the things so called is meant, and is nothing to buy beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from voice.language.lexicon import NOBODY, Keys, Lexicon
from voice.language.numbers import number_at
from voice.language.text import Utterance
from voice.language.words import Cue, Words, cue_at, longest

MOST_WORDS = 5
"""Words that may tell which one of several is meant."""
TAKES_BACK = frozenset({Cue.REPAIR, Cue.NO, Cue.WITHOUT})
"""Cues after which what is said is no mere description."""
PASSING = frozenset({Cue.ARTICLE, Cue.FILLER})
SIZING = frozenset({Cue.MEASURE, Cue.CONTAINER, Cue.AMOUNT, *PASSING})


@dataclass(slots=True)
class _Thing:
    """A thing as it was named, with what is told of it; what stands before the name is its `count`."""

    joint: str
    count: str
    name: str
    keys: Keys
    counted: bool
    told: list[str] = field(default_factory=list)
    sizes: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    """What is told of one more of them ("vanilla and chocolate")."""

    def text(self) -> str:
        """The thing with all of it before its name, nearest what was told first, and sizes behind it."""
        first = " ".join((self.joint, self.count, *reversed(self.told), self.name, *self.sizes))
        return ", ".join((first, *(f"{other} {self.name}" for other in self.others)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tail:
    """What a clause tells: how many there are to be, and which."""

    count: str
    told: str
    keys: Keys
    marked: bool
    """True where it shows that it only tells which ("the ... ones")."""
    sized: bool
    """True where it is a mere size ("two pounds", "the twelve pack")."""
    led: bool
    """True where an article stands before it."""
    single: bool
    """True where no word of it is in the plural, as in what tells how a thing is."""


def told_behind(said: Utterance, lexicon: Lexicon) -> Utterance | None:
    """The same with what is told of a thing before its name ("two salted butter"); None where nothing is."""
    words = lexicon.words
    if words.free_spacing or not words.pronouns or not _may_tell(said, words) or _takes_back(said, words):
        return None
    reader = _Reader(said, lexicon)
    text = reader.text()
    return words.read(text) if reader.found else None


def _may_tell(said: Utterance, words: Words) -> bool:
    """Whether it has a pause, a count or a pronoun, without which nothing is told behind a name."""
    inner = range(1, len(said))
    paused = any(at in said.pauses for at in inner)
    points = any(symbol in words.pronouns for symbol in said.symbols[2:])
    return paused or points or any(longest(words.of_them, said.symbols, at) > at for at in inner)


def _takes_back(said: Utterance, words: Words) -> bool:
    return any(cue_at(words, said.symbols, at) in TAKES_BACK for at in range(len(said)))


class _Reader:
    """Reads clause after clause."""

    def __init__(self, said: Utterance, lexicon: Lexicon) -> None:
        self._said, self._lexicon, self._words = said, lexicon, lexicon.words
        self.found = False

    def text(self) -> str:
        """The clauses as they are read now."""
        read: list[_Thing | str] = []
        clauses = tuple(pairwise(self._edges()))
        alone = sum(1 for start, end in clauses if self._past_number(start, end) < end) == 2
        for start, end in clauses:
            last = read[-1] if read else None
            if not isinstance(last, _Thing) or not self._tells(last, start, end, alone=alone):
                thing = None if self._is_chosen(start, end) else self._thing(start, end)
                paused = ", " if start in self._said.pauses else " "
                read.append(thing or paused + self._said.text(start, end))
        return "".join(one if isinstance(one, str) else ", " + one.text() for one in read).lstrip(", ")

    # where clauses begin

    def _edges(self) -> list[int]:
        size = len(self._said)
        inner = {at for at in range(1, size) if self._joins(at) > at or self._marks(at)}
        counts = {edge for at in range(1, size) for edge in self._counts_back(at)}
        return sorted({0, size} | inner | counts | {at for at in self._said.pauses if at < size})

    def _counts_back(self, at: int) -> tuple[int, ...]:
        """Where "four of them" begins and ends."""
        number = number_at(self._words, self._said.symbols, at)
        end = number and longest(self._words.of_them, self._said.symbols, number[0])
        return (at, end) if number and end and end > number[0] else ()

    def _joins(self, at: int) -> int:
        """Where an "and" at this place ends, if it parts things; "free and clear" is one."""
        end = longest(self._words.cues, self._said.symbols, at)
        inside = self._lexicon.entry(self._said.keys[max(at - 1, 0) : at + 2])
        parts = self._words.cues.get(self._said.symbols[at:end]) is Cue.AND and inside is None
        return end if parts else at

    def _marks(self, at: int) -> bool:
        """Whether "the ... one" begins here."""
        if self._cue(at) not in PASSING or self._cue(at - 1) in {Cue.AND, Cue.WITH, *PASSING}:
            return False
        ends = range(at + 2, min(at + 2 + MOST_WORDS, len(self._said)))
        return any(self._said.symbols[end] in self._words.pronouns for end in ends)

    def _cue(self, at: int) -> Cue | None:
        return cue_at(self._words, self._said.symbols, at)

    def _is_chosen(self, start: int, end: int) -> bool:
        """Whether an option of something named before is named ("a large latte, oat milk")."""
        entry = self._lexicon.entry(self._said.keys[start:end])
        offering = frozenset().union(*(value.products for value in entry.values)) if entry else NOBODY
        before = (self._lexicon.holders((key,)) for key in self._said.keys[:start]) if offering else ()
        return any(offering & owners for owners in before)

    def _options(self, thing: _Thing, keys: Keys) -> bool:
        """Whether the words are an option of what is called like the thing, or has its words in its name."""
        entry, lexicon = self._lexicon.entry(keys), self._lexicon
        owners = lexicon.named(thing.keys) or lexicon.holders(thing.keys)
        return entry is not None and any(value.products & owners for value in entry.values)

    # what is named

    def _thing(self, start: int, end: int) -> _Thing | None:
        first = self._joins(start)
        name, counted = self._past_count(first, end)
        keys = self._said.keys[name:end]
        if not (self._lexicon.named(keys) or self._lexicon.holders(keys)):
            return None
        joint, count = self._said.text(start, first), self._said.text(first, name)
        return _Thing(joint, count, self._said.text(name, end), keys, counted)

    def _past_count(self, at: int, end: int) -> tuple[int, bool]:
        """Where the name begins behind a number, its container and articles."""
        counted = False
        while at < end and not self._lexicon.named(self._said.keys[at:end]):
            number = number_at(self._words, self._said.symbols, at)
            if number is not None:
                at, counted = number[0], True
            elif self._cue(at) in {Cue.CONTAINER, Cue.MEASURE, *PASSING}:
                at = longest(self._words.cues, self._said.symbols, at)
            else:
                break
        return at, counted

    # what is told of it

    def _tells(self, thing: _Thing, start: int, end: int, *, alone: bool) -> bool:
        """Take what the clause tells of the thing before it; False where it names another one."""
        first = self._joins(start)
        tail = self._tail(first, end)
        if tail is None or (tail.count and thing.counted) or not self._fits(thing, tail, alone=alone):
            return False
        if first > start and (not thing.told or thing.counted or tail.count or start in self._said.pauses):
            return False
        if first > start:
            thing.others.append(tail.told)
        elif tail.count:
            thing.count, thing.counted = tail.count, True
        if tail.told and first == start:
            (thing.sizes if tail.sized else thing.told).append(tail.told)
            thing.keys = (*thing.keys, *tail.keys)
        self.found |= bool(tail.told)
        return True

    def _fits(self, thing: _Thing, tail: _Tail, *, alone: bool) -> bool:
        lexicon, keys = self._lexicon, tail.keys
        if not tail.told or tail.sized:
            return True
        if self._options(thing, keys):
            return False
        held = lexicon.holders((*thing.keys, *keys))
        if tail.marked:
            return bool(held) or all(map(lexicon.knows, keys))
        called = lexicon.named(keys) or (lexicon.holders(keys) if lexicon.is_kind(keys[-1]) else NOBODY)
        if not held or tail.led or not called:
            return bool(held) and not tail.led
        heads = called <= held and thing.keys[-1] not in keys and self._heads(thing.keys, keys, held)
        return heads or (alone and tail.single and self._is_plural(keys))

    def _heads(self, thing: Keys, told: Keys, held: frozenset[int]) -> bool:
        """Whether the thing stands behind what is told of it in each of the names that hold both."""
        names = [n for index in held for n in map(self._words.keys, self._lexicon.product_names(index))]
        both = [name for name in names if set(thing) | set(told) <= set(name)]
        return all(name.index(told[-1]) < name.index(thing[-1]) for name in both)

    def _is_plural(self, keys: Keys) -> bool:
        """Whether the shop calls what the words name by its plural alone: "strawberry" tells of a yogurt."""
        words, names = self._words, self._lexicon.product_names
        named = self._lexicon.named(keys)
        firsts = [words.symbols(names(index)[0]) for index in named]
        return bool(named) and all(keys[-1] not in first for first in firsts)

    def _tail(self, start: int, end: int) -> _Tail | None:
        at = self._past_number(start, end)
        count = self._said.text(start, at) if at > start else ""
        begins = at
        while at < end and self._cue(at) in PASSING and not number_at(self._words, self._said.symbols, at):
            at = longest(self._words.cues, self._said.symbols, at)
        last, symbols = end, self._said.symbols
        marked = last > at and symbols[last - 1] in self._words.pronouns and last - at > 1
        bagged = at > begins and last - at > 2 and self._cue(last - 1) is Cue.CONTAINER
        last -= marked or bagged
        if last - at > MOST_WORDS or (last == at and not count):
            return None
        keys = self._said.keys[at:last]
        return _Tail(
            count=count,
            told=self._said.text(at, last),
            keys=keys,
            marked=marked or bagged,
            sized=self._is_size(at, last),
            led=self._cue(begins) is Cue.ARTICLE and at > begins,
            single=tuple(symbols[at:last]) == keys,
        )

    def _past_number(self, start: int, end: int) -> int:
        """Where the words end that tell how many; `start` where none do, or the number is a size."""
        number = number_at(self._words, self._said.symbols, start)
        if number is None or number[0] > end:
            return start
        at, many = number
        if at < end and self._cue(at) is Cue.CONTAINER:
            single = (self._said.symbols[at],) not in self._words.plurals_of_containers
            return start if single and many > 1 else at + 1
        return start if at < end and self._cue(at) is Cue.MEASURE else at

    def _is_size(self, start: int, end: int) -> bool:
        """Whether nothing but an amount and its unit is said."""
        at, counted, measured = start, False, False
        while at < end:
            number = number_at(self._words, self._said.symbols, at)
            cue = self._cue(at)
            if number is None and cue not in SIZING:
                return False
            measured |= number is None and (cue is Cue.MEASURE or (counted and cue is Cue.CONTAINER))
            counted |= number is not None
            at = number[0] if number is not None else longest(self._words.cues, self._said.symbols, at)
        return measured
