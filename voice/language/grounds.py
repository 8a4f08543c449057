"""What stands where in an utterance: clauses, numbers, products, options of the products before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from voice.language.carriers import led_out
from voice.language.lexicon import NOBODY, ValueName
from voice.language.numbers import number_at
from voice.language.text import Utterance
from voice.language.vocabulary import Vocabulary
from voice.language.words import Cue, cue_at, longest

WEIGHTY = frozenset({Cue.WITH, Cue.WITHOUT, Cue.NO, Cue.REPAIR, Cue.AMOUNT, Cue.AND, Cue.TIMES, Cue.PURPOSE})
"""Small words that are no word among others."""
SMALL = frozenset({Cue.FILLER, Cue.ARTICLE, Cue.WITH, Cue.AND, Cue.PURPOSE})
"""Small words that may be said twice, and behind which a thing goes on whatever pause stands there: "three
of, what do you call them, bagels".
"""
LONGEST_JOINT = 4
MOST_WORDS = 8
"""So many words may stand between the two halves of a wording."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """One utterance before the vocabulary; asked by place, changes nothing."""

    said: Utterance
    vocabulary: Vocabulary

    def names_anything(self) -> bool:
        """True where a product is named, or a word of one that is no everyday word."""
        return self.names_in(0, len(self.said))

    def names_in(self, start: int, end: int) -> bool:
        """True where a product is named within these places."""
        return any(self._product_end(at) for at in range(start, end))

    def clauses(self) -> Iterator[int]:
        """Where clauses begin: at once, behind pauses, with each "and" and behind it."""
        joint = 0
        for at in range(len(self.said)):
            joins = self._cue(at) is Cue.AND
            if at in {0, joint} or at in self.said.pauses or joins:
                yield at
            joint = longest(self.vocabulary.words.cues, self.said.symbols, at) if joins else joint

    def joint(self, start: int, end: int) -> int:
        """Where an "and" begins that joins nothing once these places behind it are left out; else `start`."""
        if end < len(self.said) and self._cue(end) is not Cue.AND:
            return start
        for at in range(max(start - LONGEST_JOINT, 0), start):
            cues, joint = self.vocabulary.words.cues, self.said.symbols[at:start]
            if cues.get(joint) is Cue.AND:
                return at
        return start

    def is_with(self, at: int) -> bool:
        """True for the small word that options follow."""
        return self._cue(at) is Cue.WITH

    def ends_clause(self, at: int) -> bool:
        """True where a clause ends, but for what people say at the end of anything."""
        if at == len(self.said) or at in self.said.pauses or self._cue(at) is Cue.AND:
            return True
        ends = (end for end in range(at + 1, len(self.said) + 1) if end in self.said.pauses)
        end = next(ends, len(self.said))
        return led_out(self.said, self.vocabulary.words, end) <= at or self._past_fillers(at) >= end

    def _past_fillers(self, at: int) -> int:
        """Where the words that mean nothing end."""
        while self._cue(at) is Cue.FILLER:
            at = longest(self.vocabulary.words.cues, self.said.symbols, at)
        return at

    def weighs(self, start: int, end: int) -> bool:
        """True where a word within these places may matter to an order."""
        said, words = self.said.symbols, self.vocabulary.words
        return any(
            self._product_end(at) or self._option(at) or any(said[at : at + len(x)] == x for x in words.voids)
            for at in range(start, end)
        )

    def goes_on(self, at: int) -> bool:
        """True where a thing goes on here, in spite of a pause."""
        before, words = self.said.symbols[at - 1 : at], self.vocabulary.words
        return words.cues.get(before) in SMALL and before not in words.lead_out

    def are_small(self, start: int, end: int) -> bool:
        """True for words that mean the same when they are said twice: small ones, and a number that is of no
        thing before.
        """
        if self._is_number(start, end):
            return self._counts_nothing(start)
        words = self.vocabulary.words
        return not self.weighs(start, end) and all(
            words.cues.get((symbol,), Cue.FILLER) in SMALL and (symbol,) not in words.numbers
            for symbol in self.said.symbols[start:end]
        )

    def _is_number(self, start: int, end: int) -> bool:
        number = number_at(self.vocabulary.words, self.said.symbols, start)
        return number is not None and number[0] == end

    def _counts_nothing(self, at: int) -> bool:
        """True for a number that no thing before has use for: none is named, or it has one of its own."""
        starts = [0, *(start for start in self.clauses() if start < at)]
        return not self.names_in(starts[-1], at) or any(map(self._is_counted, range(starts[-1], at)))

    def follows_number(self, at: int) -> bool:
        """True right behind a number that would stand alone without what follows ("and one for my wife")."""
        return at > 0 and at not in self.said.pauses and self._is_number(at - 1, at)

    def options_end(self, start: int) -> int:
        """Where a run of options of a product before ends; `start` where none begins."""
        at = end = start
        while at < len(self.said):
            if more := self._option_end(at):
                at = end = more
            elif self._cue(at) is Cue.AND and end > start:
                at = longest(self.vocabulary.words.cues, self.said.symbols, at)
            else:
                break
        return end

    def slot(self, name: str, said: Utterance, at: int) -> Iterator[tuple[int, str]]:
        """Where a slot of a wording that begins here can end."""
        del said
        if name == "number":
            if (number := number_at(self.vocabulary.words, self.said.symbols, at)) is not None:
                yield number[0], str(number[1])
        elif name == "some":
            yield from ((end, "") for end in range(at + 1, min(at + MOST_WORDS, len(self.said)) + 1))
        elif name == "other":
            if at < len(self.said) and self._is_other(at):
                yield at + 1, ""
        elif self._follows(name, at):
            yield at, ""

    def _follows(self, name: str, at: int) -> bool:
        """Whether what a wording asks for stands behind it."""
        match name:
            case "thing":
                return self._begins_thing(at)
            case "things":
                return self._begins_thing(at) and not self._is_bare(at)
            case "counted":
                return self._is_counted(at)
            case "goods":
                return self._names_goods(at)
            case "option":
                return bool(self._option_end(at))
        return False

    def _is_other(self, at: int) -> bool:
        symbol, words = self.said.symbols[at], self.vocabulary.words
        small = words.cues.get((symbol,)) in WEIGHTY or (symbol,) in words.numbers or symbol.isdigit()
        return not (small or symbol in words.guards or self._product_end(at) or self._option(at))

    def _names_goods(self, at: int) -> bool:
        lexicon, end = self.vocabulary.lexicon, self._product_end(at)
        entry = lexicon.entry(self.said.keys[at:end]) if end else None
        return entry is not None and not lexicon.groups(entry.products | entry.holders)

    def _begins_thing(self, at: int) -> bool:
        return self._is_counted(at) or bool(self._product_end(at)) or self._is_named(self._past_fillers(at))

    def _is_named(self, at: int) -> bool:
        """True where a product is called by its name."""
        entry = self.vocabulary.lexicon.entry(self.said.keys[at : self._product_end(at)])
        return entry is not None and bool(entry.products)

    def _is_bare(self, at: int) -> bool:
        """True for a number with nothing behind it."""
        number = number_at(self.vocabulary.words, self.said.symbols, at)
        return number is not None and self.ends_clause(number[0])

    def _is_counted(self, at: int) -> bool:
        number = number_at(self.vocabulary.words, self.said.symbols, at)
        return number is not None or self._cue(at) is Cue.ARTICLE

    def _product_end(self, start: int) -> int:
        """Where the product that is named here ends; 0 where none is."""
        said, is_normal = self.said, self.vocabulary.is_normal
        ends = [
            end
            for end, entry in self.vocabulary.lexicon.entries_at(said.keys, start)
            if entry.products or (entry.holders and not all(map(is_normal, said.symbols[start:end])))
        ]
        return max(ends, default=0)

    def _option_end(self, at: int) -> int:
        """Where an option of a product before ends, with its number or amount; 0 where none is."""
        words, symbols = self.vocabulary.words, self.said.symbols
        number = number_at(words, symbols, at)
        places = [at, number[0]] if number is not None else [at]
        if self._cue(at) in {Cue.AMOUNT, Cue.ARTICLE}:
            places.append(longest(words.cues, symbols, at))
        return max((self._option(place) for place in places), default=0)

    def _option(self, start: int) -> int:
        """Where an option ends that the product named last before it has; 0 where none does."""
        values = self._values(start)
        if not values:
            return 0
        owners, at = NOBODY, 0
        while at < start:
            end = self._product_end(at)
            if not end or end > start:
                at += 1
                continue
            entry = self.vocabulary.lexicon.entry(self.said.keys[at:end])
            if entry and not any(value.products & owners for value in entry.values):
                owners = entry.products or entry.holders
            at = end
        return max((end for end, value in values if value.products & owners), default=0)

    def _values(self, start: int) -> list[tuple[int, ValueName]]:
        entries = self.vocabulary.lexicon.entries_at(self.said.keys, start)
        return [(end, value) for end, entry in entries for value in entry.values]

    def _cue(self, at: int) -> Cue | None:
        return cue_at(self.vocabulary.words, self.said.symbols, at)


def is_counted_otherwise(grounds: Grounds, at: int, means: tuple[str, ...]) -> bool:
    """True where the thing named before a place has another number than these words hold."""
    words, symbols, counts = grounds.vocabulary.words, grounds.said.symbols, set[int]()
    for start in (place for place in grounds.clauses() if place < at):
        numbers = [number_at(words, symbols, place) for place in range(start, at)]
        counts = {number[1] for number in numbers if number} if grounds.names_in(start, at) else counts
    said = {number[1] for place in range(len(means)) if (number := number_at(words, means, place))}
    return bool(counts) and not counts & said
