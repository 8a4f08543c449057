"""What is understood of an order that is not understood whole.

"A butter croissant warmed up" orders a croissant; the rest is named as not understood, so that nothing is
dropped in silence. Only what reads as an order by itself, for sure, is kept, and something in it must show
that it is an order: a verb of ordering, or a number or article before a product's name. Stories and questions
(`guards`) before it, and words that may take it back (`voids`) beside it, leave all of it alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from voice.language.acts import ORDER_LINES, Act, Mention
from voice.language.carriers import is_question, stripped
from voice.language.expectation import Asked
from voice.language.readings import NOTHING, Reading
from voice.language.text import Utterance
from voice.language.vocabulary import Vocabulary
from voice.language.words import Cue, Words, cue_at, longest

SCORE = 0.5
"""Less than any reading of all words."""
MOST_CLAUSES = 12
"""An utterance of more clauses is no order that somebody spoke to a shop."""
MOST_JOINED = 5
"""So many clauses may be one order together ("two chai lattes, large, with soy milk")."""
MOST_BEHIND = 3
"""So many words may follow a name without a pause ("a croissant warmed up"); more tell of something else."""
CLEAN = 0.94
"""An order that explains all its words scores so much."""
SPOKEN_TO = frozenset({Asked.OPEN, Asked.CHOICE, Asked.YES_NO})
"""Questions beside which something may be ordered in part; an answer about money is taken whole or not."""
Reads = Callable[[Utterance], Reading]


@dataclass(frozen=True, slots=True)
class _Part:
    """An order from `start` to `end`."""

    start: int
    end: int
    mentions: tuple[Mention, ...]
    shown: bool
    """True where something in it shows that it is an order."""
    carried: bool
    """True where that is a verb of ordering."""


def in_part(said: Utterance, vocabulary: Vocabulary, asked: Asked, read: Reads) -> Reading:
    """The orders in the words, with what else was said named beside them; never sure."""
    if is_question(said, vocabulary.words):
        return NOTHING
    reader = _InPart(said, vocabulary, read)
    if asked not in SPOKEN_TO or not vocabulary.words.voids or not reader.names_anything():
        return NOTHING
    parts = reader.parts()
    if not parts or not reader.may_keep(parts, strict=asked is not Asked.OPEN):
        return NOTHING
    lost = reader.lost(parts)
    act = Act(
        intent="add", mentions=tuple(m for part in parts for m in reader.mentions(part)), confidence=SCORE
    )
    return Reading(
        acts=(act,),
        score=SCORE,
        rule=f"in part: {ORDER_LINES}",
        unexplained=tuple(word for phrase in lost for word in phrase.split()),
        sure=False,
        lost=lost,
    )


def in_part_or(guess: Reading, kept: Callable[[], Reading]) -> Reading:
    """The guess, or what is kept in part where that is no other wish than an order."""
    if guess.acts and guess.acts[0].intent != "add":
        return guess
    part = kept()
    return part if part.acts else guess


def holds_talk(acts: tuple[Act, ...], vocabulary: Vocabulary, intent: str = "add") -> bool:
    """True where a word that belongs to no order stands among what is to be added ("not hot")."""
    words, lexicon = vocabulary.words, vocabulary.lexicon
    names = [p for act in acts if act.intent == intent for m in act.mentions for p in m.phrases[-1:]]
    guards = words.guards | words.chatter
    return any(s in guards and not lexicon.knows(words.key(s)) for name in names for s in words.symbols(name))


class _InPart:
    """Takes one utterance apart at its pauses and its "and"s."""

    def __init__(self, said: Utterance, vocabulary: Vocabulary, read: Reads) -> None:
        self._said, self._vocabulary, self._read = said, vocabulary, read
        self._words: Words = vocabulary.words
        self._edges = self._cut()
        self._called = tuple(self._names_of_products())

    def _names_of_products(self) -> Iterator[tuple[int, int]]:
        """Where products are named, or words of their names stand that are no everyday words ("and")."""
        said, is_normal = self._said, self._vocabulary.is_normal
        for at in range(len(said)):
            for end, entry in self._vocabulary.lexicon.entries_at(said.keys, at):
                if entry.products or (entry.holders and not all(map(is_normal, said.symbols[at:end]))):
                    yield at, end

    def names_anything(self) -> bool:
        """False where no product is named, or too much is said."""
        return bool(self._called) and 0 < len(self._edges) - 1 <= MOST_CLAUSES

    def _cut(self) -> list[int]:
        size = len(self._said)
        ands = {at for at in self._said.breaks if at < size and self._cue(at) is Cue.AND}
        return sorted({0, size} | ands | (self._said.pauses & set(range(size))))

    # what is kept

    def parts(self) -> tuple[_Part, ...]:
        """The orders from left to right, each as long as it can be."""
        found: list[_Part] = []
        place = 0
        while place < len(self._edges) - 1:
            part = self._from(place)
            if part is not None:
                found.append(part)
            end = part.end if part is not None else self._edges[place + 1]
            place = next(i for i, edge in enumerate(self._edges) if edge >= end)
        return tuple(found) if any(part.shown for part in found) else ()

    def _from(self, place: int) -> _Part | None:
        """The order that begins in this clause: whole clauses, or the end or beginning of them."""
        first, second = self._edges[place], self._edges[place + 1]
        ends = self._edges[place + 1 : place + 1 + MOST_JOINED][::-1]
        for end in ends if self._names(first, second) else ():
            if (part := self._part(first, end)) is not None:
                return part
        for start in self._starts(first + 1, second):
            for end in ends:
                if (part := self._part(start, end)) is not None and part.shown:
                    return part
        for end in range(second - 1, first, -1):
            part = self._part(first, end) if end in self._said.breaks else None
            if part is not None and all(map(self._is_named, part.mentions)):
                return part
        return None

    def _names(self, start: int, end: int) -> bool:
        """False where a clause has no word of the catalog: "two boxes" are none of what is named after it."""
        said, cues, numbers = self._said, self._words.cues, self._words.numbers
        return any(
            self._vocabulary.lexicon.knows(said.keys[at])
            for at in range(start, end)
            if (said.symbols[at],) not in cues and (said.symbols[at],) not in numbers
        )

    def _starts(self, first: int, end: int) -> Iterator[int]:
        return (at for at in range(first, end) if at in self._said.breaks)

    def _part(self, start: int, end: int) -> _Part | None:
        if not any(start <= at and last <= end for at, last in self._called):
            return None
        said = self._said.cut(start, end)
        read = self._read(said)
        mentions = tuple(m for act in read.acts for m in act.mentions)
        if not (read.sure and read.score >= CLEAN and mentions and self._are_known(mentions)):
            return None
        if any(act.intent != "add" or "reference" in act.slots for act in read.acts):
            return None
        carried = read.rule != ORDER_LINES
        return _Part(start, end, mentions, carried or self._is_counted(said, mentions[0]), carried)

    def _are_known(self, mentions: tuple[Mention, ...]) -> bool:
        lexicon, keys = self._vocabulary.lexicon, self._words.keys
        return all(m.phrases and (self._is_named(m) or lexicon.holders(keys(m.phrases[0]))) for m in mentions)

    def _is_named(self, mention: Mention) -> bool:
        named = self._vocabulary.lexicon.named(self._words.keys(mention.phrases[0]))
        return bool(mention.exact_sku or named)

    def _is_counted(self, said: Utterance, first: Mention) -> bool:
        return self._is_named(first) and (first.quantity is not None or self._has_article(said))

    def _has_article(self, said: Utterance) -> bool:
        forms = stripped(said, self._words)
        return any(cue_at(self._words, form.symbols, 0) is Cue.ARTICLE for form in forms)

    def mentions(self, part: _Part) -> tuple[Mention, ...]:
        """Its products; the last of them is in doubt where a word that nobody knows follows at once."""
        end = part.end
        if end in self._edges or self._goes_on(end):
            return part.mentions
        return (*part.mentions[:-1], replace(part.mentions[-1], doubtful=True))

    def _goes_on(self, at: int) -> bool:
        """True where a small word parts what follows from the name."""
        return self._cue(at) not in {None, Cue.WITHOUT, Cue.NO}

    def _cue(self, at: int) -> Cue | None:
        return cue_at(self._words, self._said.symbols, at)

    # what is not

    def _gaps(self, parts: tuple[_Part, ...]) -> list[tuple[int, int]]:
        starts, ends = [part.start for part in parts], [part.end for part in parts]
        return [(a, b) for a, b in zip([0, *ends], [*starts, len(self._said)], strict=True) if a < b]

    def may_keep(self, parts: tuple[_Part, ...], *, strict: bool) -> bool:
        """False where what stands beside the orders tells a story, asks, or may take them back."""
        carried = any(part.carried for part in parts)
        for start, end in self._gaps(parts):
            behind = next((part for part in parts if part.start == end), None)
            if self._may_undo(start, end) or not self._may_stand(start, behind, carried=carried):
                return False
            spoken = behind is not None and behind.carried
            clear = not strict and carried and start in self._edges and start > 0
            if not clear and self._tells(start, end, self._words.hearsay if spoken else frozenset()):
                return False
        return True

    def _may_stand(self, start: int, behind: _Part | None, *, carried: bool) -> bool:
        """Beside orders without a verb few words may stand in their clause, and none before the first."""
        if behind is not None and not behind.carried and behind.start not in self._edges:
            return False
        if start == 0:
            return carried
        follows = 0 if start in self._edges else min(edge for edge in self._edges if edge > start) - start
        return carried or follows <= MOST_BEHIND or self._cue(start) is Cue.WITH

    def _tells(self, start: int, end: int, hearsay: frozenset[str]) -> bool:
        said, words = self._said.symbols, self._words
        guards = words.guards - hearsay
        return any(
            said[at] in guards and not (at + 1 < end and said[at + 1] in words.degrees)
            for at in range(start, end)
        )

    def _may_undo(self, start: int, end: int) -> bool:
        """Whether words there may take the order back, or bind it to a price."""
        said, words = self._said.symbols[start:end], self._words
        tables = words.voids | words.major_units | words.minor_units
        return not words.money_signs.isdisjoint(said) or any(
            said[at : at + len(x)] == x for x in tables for at in range(len(said))
        )

    def lost(self, parts: tuple[_Part, ...]) -> tuple[str, ...]:
        """What was said beside the orders, a phrase for each pause, without mere joints and courtesies."""
        found = []
        for a, b in self._gaps(parts):
            inner = [a, *sorted(edge for edge in self._edges if a < edge < b), b]
            for start, end in pairwise(inner):
                clause = self._said.cut(start, end)
                bare = min(stripped(clause, self._words), key=len)
                bare = bare.cut(self._joint(bare), len(bare))
                if len(bare):
                    found.append(bare.text(0, len(bare)))
        return tuple(found)

    def _joint(self, said: Utterance) -> int:
        """Where the words begin behind an "and"."""
        cues = self._words.cues
        end = longest(cues, said.symbols, 0)
        return end if cues.get(said.symbols[:end]) is Cue.AND else 0
