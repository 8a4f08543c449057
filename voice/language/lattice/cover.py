"""The cheapest cover of an utterance by names, cues, numbers, and what is left over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from voice.language.lattice.cues import Cue, OrderWords, Role
from voice.language.lattice.mending import Mender
from voice.language.lattice.menu import Value
from voice.language.lattice.names import BAG, JOINED, MAX_BAG, OWNED, Names
from voice.language.lattice.strangers import Strangers
from voice.language.lattice.tree import Node
from voice.language.numbers import number_at
from voice.language.text import Utterance
from voice.language.words import Cue as SmallWord
from voice.language.words import Words, longest

NAME_COST = 0.2
CUE_COST = 0.15
UNIT_COST = 0.25
PASSING_COST = 0.3
UNKNOWN_COST = 1.0
NO_MORE_GAPS = -2
GAP_COST = 0.5
AND_COST = 0.1
PAIR_COST = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A run of words with everything that it may be."""

    start: int
    end: int
    text: str
    values: tuple[tuple[Value, float], ...] = ()
    heads: frozenset[str] = frozenset()
    cue: Cue | None = None
    number: int | None = None
    passing: bool = False
    plural: bool = False
    repaired: bool = False
    skipped: int = -1
    """The place of a word that stands inside of the name and is none of its own."""
    inside: bool = False
    """True for what stands inside of the name that follows."""
    about: bool = False
    """True for the name of a slot ("topping")."""
    portion: bool = False
    """True where its first words tell that it is served by itself ("side of dumplings")."""
    describes: bool = False
    """True for a word that may tell more of any thing ("regular")."""
    kin: frozenset[Value] = frozenset()
    """The products whose names end on this word, where there are several ("tea")."""
    cost: float = UNKNOWN_COST

    @property
    def named(self) -> bool:
        """True if the menu knows it."""
        return bool(self.values or self.heads)

    @property
    def idle(self) -> bool:
        """True for a word that tells nothing."""
        return self.passing and not (self.named or self.cue or self.number is not None)

    @property
    def unknown(self) -> bool:
        """True for a word of which nothing is known."""
        return not (self.named or self.passing or self.cue or self.number is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One word as it may be read: its key, where it ends, what that costs."""

    key: str
    end: int
    cost: float = 0.0
    repaired: bool = False


class Coverer:
    """Covers utterances with the spans of one menu."""

    def __init__(self, names: Names, words: Words, order_words: OrderWords, normal: frozenset[str]) -> None:
        self._names, self._words, self._cues = names, words, order_words
        self._mender = Mender(names.vocabulary, normal)
        self._strangers = Strangers(names, self._mender, words, order_words)

    def has_strangers(self, said: Utterance) -> bool:
        """True where a word surely stays unknown or has to be bent, whatever cover is the cheapest."""
        return self._strangers.stand_in(said)

    def cover(self, said: Utterance) -> tuple[Span, ...]:
        """The spans of the cheapest cover, in order."""
        size = len(said)
        best: list[tuple[float, Span | None]] = [(0.0, None), *((1e9, None),) * size]
        for start in range(size):
            for span in self._spans(said, start):
                cost = best[start][0] + span.cost
                if cost < best[span.end][0] - 1e-9:
                    best[span.end] = (cost, span)
        found: list[Span] = []
        at = size
        while at > 0 and (span_here := best[at][1]) is not None:
            found.append(span_here)
            at = span_here.start
        spans = [part for span in reversed(found) for part in self._parts(said, span)]
        return tuple(self._alone(span, after) for span, after in pairwise([*spans, None]) if span)

    def _alone(self, span: Span, after: Span | None) -> Span:
        """The span; a stranger where its word only tells more of what follows ("iced coffee")."""
        owned = {value for value, cost in span.values if cost >= OWNED}
        described = owned and span.text in self._cues.describing and after is not None and after.named
        if described or (after is not None and _heads_another(span, after)):
            return Span(start=span.start, end=span.end, text=span.text)
        slots = {value[0] for value in owned} & self._names.products
        same = after is not None and not slots.isdisjoint(slot for (slot, _), _ in after.values)
        return Span(start=span.start, end=span.end, text=span.text) if same else span

    def _parts(self, said: Utterance, span: Span) -> Iterator[Span]:
        """The span, behind what stands inside of it ("green jasmine tea")."""
        if span.skipped >= 0:
            inside = said.cut(span.skipped, span.skipped + 1)
            named = [replace(one, inside=True) for one in self._named(inside, 0)]
            yield from named or [Span(start=span.skipped, end=span.skipped + 1, text=inside.text(0, 1))]
        yield span

    def _spans(self, said: Utterance, start: int) -> Iterator[Span]:
        found: dict[int, Span] = {}
        for span in chain(
            self._named(said, start),
            self._bags(said, start),
            self._paired(said, start),
            self._small(said, start),
        ):
            known = found.get(span.end)
            found[span.end] = _merged(known, span) if known else span
        if start + 1 not in found:
            found[start + 1] = Span(start=start, end=start + 1, text=said.symbols[start])
        yield from found.values()

    def _named(self, said: Utterance, start: int) -> Iterator[Span]:
        stack: list[tuple[Node, int, float, bool, int]] = [(self._names.root, start, 0.0, False, -1)]
        while stack:
            node, at, cost, bent, gap = stack.pop()
            if node.named and at > start and at != gap + 1:
                values = node.called(said.symbols[start:at])
                least = min((c for _, c in values), default=0.0)
                yield Span(
                    start=start,
                    end=at,
                    text=said.text(start, at),
                    values=values,
                    heads=frozenset(node.heads),
                    plural=said.symbols[at - 1] != said.keys[at - 1],
                    repaired=bent,
                    skipped=gap,
                    portion=self._is_portion(said, start, at),
                    describes=said.text(start, at) in self._cues.describing,
                    kin=self._names.kin(said.keys[start]) if at == start + 1 else frozenset(),
                    cost=NAME_COST + cost + (0.0 if node.heads else least),
                )
            if at >= len(said):
                continue
            for step in self._steps(said, at):
                below = node.below.get(step.key)
                if below is not None:
                    stack.append((below, step.end, cost + step.cost, bent or step.repaired, gap))
            if at > start and gap == -1 and node.below and not node.named and self._is_and(said, at):
                stack.append((node, at + 1, cost + AND_COST, bent, NO_MORE_GAPS))
            if at > start and gap == -1 and node.below and node.derived and self._may_skip(said, start, at):
                stack.append((node, at + 1, cost + GAP_COST, bent, at))

    def _is_portion(self, said: Utterance, start: int, end: int) -> bool:
        found = self._cues.starting_at(said.symbols[:end], start) if end > start + 2 else ()
        return any(cue.role is Role.PORTION for _, cue in found)

    def _is_and(self, said: Utterance, at: int) -> bool:
        return self._cues.plays(said.symbols[at], Role.AND)

    def _may_skip(self, said: Utterance, start: int, at: int) -> bool:
        symbol = said.symbols[at]
        small = (symbol,) in self._cues.cues or said.symbols[start:at] in self._cues.cues
        if small or symbol in self._cues.passing or said.keys[at].isdigit():
            return False
        node = self._names.root.below.get(said.keys[at])
        after = said.keys[at + 1] if at + 1 < len(said) else ""
        return node is None or after not in node.below

    def _steps(self, said: Utterance, at: int) -> Iterator[Step]:
        key = said.keys[at]
        yield Step(key=key, end=at + 1)
        if not self._names.knows(key):
            for other, cost, bent in self._mender.of(said.symbols[at], key):
                yield Step(key=other, end=at + 1, cost=cost, repaired=bent)
        if key in self._cues.multiples:
            yield Step(key=self._cues.multiples[key], end=at + 1, cost=JOINED)
        for end in range(at + 2, min(at + 3, len(said)) + 1):
            joined = "".join(said.symbols[at : end - 1]) + said.keys[end - 1]
            if self._names.knows(joined):
                yield Step(key=joined, end=end, cost=JOINED)

    def _bags(self, said: Utterance, start: int) -> Iterator[Span]:
        known: list[str] = []
        cost, bent = BAG, False
        for end in range(start + 1, min(start + MAX_BAG, len(said)) + 1):
            key, more, slip = self._meant(said, end - 1)
            known.append(key)
            cost, bent = cost + more, bent or slip
            if end == start + 1:
                continue
            if not self._names.owners.get(key):
                return
            keys = tuple(known)
            value = self._names.bag(keys) if len(set(keys)) == len(keys) else None
            value = value or self._names.compound(said.symbols[start:end], keys)
            if value is not None:
                yield Span(
                    start=start,
                    end=end,
                    text=said.text(start, end),
                    values=((value, BAG),),
                    repaired=bent,
                    cost=NAME_COST + cost,
                )

    def _meant(self, said: Utterance, at: int) -> tuple[str, float, bool]:
        """The word of a name that is meant here, what that costs, and whether it was bent for it."""
        key = said.keys[at]
        mended = () if self._names.knows(key) else self._mender.of(said.symbols[at], key)
        return mended[0] if mended else (key, 0.0, False)

    def _measure(self, said: Utterance, start: int, end: int) -> Iterator[Span]:
        """A size that no name has ("six inch"): it counts nothing, and nothing explains it."""
        after = longest(self._words.cues, said.symbols, end)
        known = after > end and said.keys[end] in self._names.root.below
        if after > end and not known and self._words.cues[said.symbols[end:after]] is SmallWord.MEASURE:
            yield Span(start=start, end=after, text=said.text(start, after), cost=CUE_COST)

    def _paired(self, said: Utterance, start: int) -> Iterator[Span]:
        """The first of two names that share their last word: "chili" of "chili and sesame oil"."""
        for at in range(start + 1, min(start + 2, len(said) - 2) + 1):
            again = start > 0 and said.symbols[at] == said.symbols[start - 1]  # "half white half brown rice"
            if not (self._is_and(said, at) or (again and said.symbols[at] in self._cues.passing)):
                continue
            second = at + 1 + (not again and said.symbols[at + 1] in self._cues.passing)
            for end in range(second + 1, min(second + 2, len(said)) + 1):
                value = self._names.shared(said.keys[start:at], said.keys[second:end])
                if value is not None:
                    text = said.text(start, at)
                    yield Span(
                        start=start, end=at, text=text, values=((value, 0.0),), cost=NAME_COST + PAIR_COST
                    )

    def _small(self, said: Utterance, start: int) -> Iterator[Span]:
        number = number_at(self._words, said.symbols, start)
        if number is not None:
            text = said.text(start, number[0])
            yield Span(start=start, end=number[0], text=text, number=number[1], cost=CUE_COST)
            yield from self._measure(said, start, number[0])
        for end, cue in self._cues.starting_at(said.symbols, start):
            cost = UNIT_COST if cue.role is Role.UNIT else CUE_COST
            yield Span(start=start, end=end, text=said.text(start, end), cue=cue, cost=cost)
        symbol = said.symbols[start]
        if symbol in self._cues.passing or said.keys[start] in self._names.slot_words:
            about = said.keys[start] in self._names.slot_words
            yield Span(start=start, end=start + 1, text=symbol, passing=True, about=about, cost=PASSING_COST)


def _merged(one: Span, other: Span) -> Span:
    """Two readings of the same words in one span; what is named without bending wins over bent names."""
    if one.named and other.named and one.cost != other.cost:
        return one if one.cost < other.cost else other
    return replace(
        one,
        values=one.values or other.values,
        heads=one.heads | other.heads,
        cue=one.cue or other.cue,
        number=one.number if one.number is not None else other.number,
        passing=one.passing or other.passing,
        repaired=one.repaired and other.repaired,
        cost=min(one.cost, other.cost),
    )


def _heads_another(span: Span, after: Span) -> bool:
    """True for the kind of which another one is told more ("dumpling ramen")."""
    alone = span.heads and not (span.values or span.plural)
    return bool(alone and after.heads and not after.heads & span.heads)
