"""What is said further of a thing of the same breath: "a cappuccino and a latte, both large, and the latte
decaf", "the large one with oat milk", "the milk organic". It is no thing more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from catalog.order import Chosen
from voice.language.acts import Mention
from voice.language.drafts import LineReading
from voice.language.lexicon import NOBODY, Lexicon
from voice.language.numbers import ordinal_at
from voice.language.text import Utterance
from voice.language.words import Cue, Words, described, longest

MOST_PLACES = 6
"""So many words that point to a thing are looked at, from the end: nobody says more of them."""
MOST_WORDS = 4
"""Words that may call again what was named."""

Further = tuple[Mention, Mention]
"""A thing, and how it is to be."""


@dataclass(frozen=True, slots=True)
class Told:
    """Order lines, and the changes of such of which nothing tells which they are."""

    lines: tuple[LineReading, ...] = ()
    further: tuple[Further, ...] = ()


Read = Callable[[Utterance, frozenset[int]], Told]
"""What the words order, with the products that an option alone is said of; no lines where words are left."""


def told_again(said: Utterance, lexicon: Lexicon, read: Read) -> Told | None:
    """The order with what is said at its end of things before; None where nothing is."""
    return None if lexicon.words.free_spacing else _Teller(said, lexicon, read).told()


def joints(said: Utterance, words: Words) -> Iterator[tuple[int, int]]:
    """Where a word that points to one thing joins on to what was said, and where it ends; the last first."""
    for at in range(len(said) - 2, 0, -1):
        end = longest(words.definite, said.symbols, at)
        if end == at:
            continue
        joint = next((at - size for size in (4, 3, 2, 1) if _joins(said, at - size, at, words)), at)
        if joint < at or at in said.pauses or (said.symbols[at - 1],) not in words.cues:
            yield joint, end


def _joins(said: Utterance, start: int, end: int, words: Words) -> bool:
    cue = words.cues.get(said.symbols[start:end]) if start > 0 else None
    return cue in {Cue.AND, Cue.WITH} or said.symbols[max(start, 0) : end] in words.joints


def is_several(head: Utterance, words: Words) -> bool:
    """Whether the words call several of a thing, and not one."""
    return (head.symbols[-1],) not in words.numbers and head.symbols[-1] != head.keys[-1]


def said_of(name: str, rest: Utterance, lexicon: Lexicon, read: Read) -> Told | None:
    """How a thing is to be, as the first line, and what follows; None where that is nothing of it. It may be
    that of its kind which is called so ("milk ..., the milk organic"); "the butter cookies" are no butter.
    """
    words, becomes = lexicon.words, longest(lexicon.words.becomes, rest.symbols, 0)
    thing = words.read(name) if becomes < len(rest) else None
    told = read(thing.and_then(rest.cut(becomes, len(rest))), NOBODY) if thing else Told()
    first = told.lines[0].mention if told.lines else Mention()
    if thing is None or not first.phrases or first.quantity is not None or told.lines[0].dropped:
        return None
    keys = words.keys(first.phrases[-1])
    if keys == thing.keys:
        return told if first != Mention(phrases=first.phrases, exact_sku=first.exact_sku) else None
    more = keys[len(thing) :] if keys[: len(thing)] == thing.keys else ()
    if not more or lexicon.is_kind(more[-1]) or lexicon.named(keys) or not lexicon.holders(keys):
        return None
    whole = words.read(" ".join((*more, name)))
    called = read(whole, NOBODY).lines if whole else ()
    if len(called) != 1:
        return None
    line = called[0]
    mention = replace(first, phrases=line.mention.phrases, exact_sku=line.mention.exact_sku)
    return Told((replace(line, mention=mention), *told.lines[1:]), told.further)


@dataclass(frozen=True, slots=True)
class _Teller:
    said: Utterance
    lexicon: Lexicon
    read: Read

    def told(self) -> Told | None:
        """The order with the last things that are called again, and all before them."""
        places = list(islice(joints(self.said, self.lexicon.words), MOST_PLACES))
        for place in range(len(places)):
            for end in self._ends(*places[place]):
                start, heads = self._with_those_before(places[place:], end)
                before, rest = self.read(self.said.cut(0, start), NOBODY), self.said.cut(end, len(self.said))
                found = self._with(before, heads, rest) if before.lines else None
                if found is not None:
                    return found
        return None

    def _with_those_before(self, places: Sequence[tuple[int, int]], end: int) -> tuple[int, list[Utterance]]:
        """The things that are called one after the other ("the latte and the mocha large"), and where these
        words begin.
        """
        start, at = places[0]
        heads = [self.said.cut(at, end)]
        for earlier, begins in places[1:]:
            if start not in self._ends(earlier, begins):
                break
            heads.append(self.said.cut(begins, start))
            start = earlier
        return start, heads

    def _ends(self, start: int, at: int) -> Iterator[int]:
        """Where what is called again may end: on a word that was said before, or one that stands for it."""
        said, words = self.said, self.lexicon.words
        for end in range(min(at + MOST_WORDS, len(said) - 1), at, -1):
            again = said.keys[end - 1] in said.keys[:start] and (said.symbols[end - 1],) not in words.cues
            placed = ordinal_at(words, said.symbols, at)
            if again or said.symbols[end - 1] in words.pronouns or (placed and placed[0] == end):
                yield end

    def _with(self, before: Told, heads: Sequence[Utterance], rest: Utterance) -> Told | None:
        """The order with what is said of what is called so; None where that is nothing of it."""
        meant = [self._meant(before.lines, head) for head in heads]
        name = before.lines[meant[0][0]].mention.phrases[-1:] if all(meant) else ()
        more = said_of(name[0], rest, self.lexicon, self.read) if name else None
        if more is None:
            return None
        words, lines, further = self.lexicon.words, list(before.lines), list(before.further)
        called = () if words.keys(more.lines[0].mention.phrases[-1]) == words.keys(name[0]) else meant[0]
        if called and (len(called) > 1 or len(heads) > 1):
            return None
        for head, places in zip(heads, meant, strict=True):
            one = len(places) == 1 and (lines[places[0]].mention.quantity or 1) == 1
            if one or is_several(head, words):
                for place in places:
                    lines[place] = self._changed(lines[place], more.lines[0], renamed=bool(called))
            else:
                unclear = Mention(phrases=lines[places[0]].mention.phrases)
                further.append((unclear, replace(more.lines[0].mention, phrases=())))
        return Told((*lines, *more.lines[1:]), (*further, *more.further))

    # which of them

    def _meant(self, lines: Sequence[LineReading], head: Utterance) -> tuple[int, ...]:
        """The places of the lines that are called so: by their name, by an option, by their place. Where that
        is one of several of a line, or none, it is any of them; of only one thing they are its shares.
        """
        words = self.lexicon.words
        placed = ordinal_at(words, head.symbols, 0)
        bare = described(head.cut(placed[0] if placed else 0, len(head)), words)
        pronoun = len(bare) == 1 and bare.symbols[0] in words.pronouns
        if placed is None:
            return () if pronoun else self._called(lines, bare)
        places = tuple(range(len(lines))) if pronoun or not len(bare) else self._called(lines, bare)
        alike = len({self._keys(line) for line in lines}) < len(lines)
        if len(lines) == 1 or (alike and any(line.mention.quantity for line in lines)):
            return ()
        single = all((lines[place].mention.quantity or 1) == 1 for place in places)
        first = placed[1] - 1 if placed[1] > 0 else len(places) + placed[1]
        return places[first : first + 1] or places if single else places

    def _called(self, lines: Sequence[LineReading], bare: Utterance) -> tuple[int, ...]:
        found = self.read(bare, frozenset().union(*(line.products for line in lines))).lines
        if len(found) != 1:
            return ()
        called = found[0].mention
        if called.quantity is not None or called.foreign or called.lacking or called.removed:
            return ()
        keys = {frozenset(self.lexicon.words.keys(phrase)) for phrase in called.phrases}
        named = [
            place
            for place, line in enumerate(lines)
            if not keys or any(name <= self._keys(line) for name in keys)
        ]
        exact = [place for place in named if keys and any(name == self._keys(lines[place]) for name in keys)]
        return tuple(
            place
            for place in exact or named
            if all(self._has(lines[place], chosen) for chosen in called.options)
        )

    def _keys(self, line: LineReading) -> frozenset[str]:
        return frozenset(key for phrase in line.mention.phrases for key in self.lexicon.words.keys(phrase))

    def _has(self, line: LineReading, chosen: Chosen) -> bool:
        """Whether the line has the option, as it was said or as nobody said otherwise."""
        said = [one for one in line.mention.options if one.group == chosen.group]
        group = self.lexicon.groups(line.products).get(chosen.group)
        default = not said and group is not None and group.default == chosen.value
        return default or any(one.value == chosen.value for one in said)

    # what becomes of them

    def _changed(self, line: LineReading, change: LineReading, *, renamed: bool) -> LineReading:
        """The line with what was said of it last; where it is `renamed`, as what is called so."""
        old, new = line.mention, change.mention
        groups = self.lexicon.groups(line.products)
        said = tuple(one for one in new.options if one.group in groups)
        single = {one.group for one in said if not groups[one.group].multiple}
        gone = {(one.group, one.value) for one in (*said, *new.removed)}
        kept = [o for o in old.options if o.group not in single and (o.group, o.value) not in gone]
        had = {(one.group, one.value) for one in old.options}
        refused = [one for one in old.removed if (one.group, one.value) not in gone]
        mention = replace(
            old,
            phrases=new.phrases if renamed else old.phrases,
            exact_sku=new.exact_sku if renamed else old.exact_sku,
            options=(*kept, *said),
            removed=(*refused, *(one for one in new.removed if (one.group, one.value) not in had)),
            foreign=(*old.foreign, *new.foreign),
            lacking=(*old.lacking, *new.lacking),
        )
        return replace(change if renamed else line, mention=mention)
