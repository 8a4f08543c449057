"""The named things of an utterance in order, each with the small words that stand around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from voice.language.lattice.cover import Span
from voice.language.lattice.cues import Role


@dataclass(slots=True, kw_only=True)
class Item:
    """A value or a kind's name as it was said.

    `leads` are the cues between it and the thing before; `article` and `number` stood right before
    it, `amount` tells how much of it and `measure` in which words, `negated` that it is not wanted,
    `back` that it is about what was ordered before, `each` about all of that, `aside` that it is served
    beside, `shares` that its number counts what was named before ("one with ...").
    """

    span: Span
    leads: frozenset[Role] = frozenset()
    number: int | None = None
    article: bool = False
    unit: bool = False
    amount: str = ""
    measure: str = ""
    negated: bool = False
    back: bool = False
    each: bool = False
    aside: bool = False
    paused: bool = False
    shares: bool = False
    strangers: int = 0
    """Unknown words between it and the thing before."""


@dataclass(slots=True)
class _Lead:
    """What was said since the last thing."""

    leads: set[Role] = field(default_factory=set)
    number: int | None = None
    article: bool = False
    unit: bool = False
    amount: str = ""
    measure: str = ""
    negated: bool = False
    back: bool = False
    each: bool = False
    paused: bool = False
    shares: bool = False
    strangers: int = 0


def items_of(spans: Sequence[Span], pauses: frozenset[int]) -> list[Item]:
    """The things of a cover in order."""
    return _Folder(spans, pauses).items()


class _Folder:
    def __init__(self, spans: Sequence[Span], pauses: frozenset[int]) -> None:
        self._spans = spans
        self._pauses = pauses
        self._lead = _Lead()
        self._last: Item | None = None
        self._leaving: list[Item] = []

    def items(self) -> list[Item]:
        """Every named span with its small words."""
        return list(self._read())

    def _read(self) -> Iterator[Item]:
        for at, span in enumerate(self._spans):
            self._lead.paused |= span.start in self._pauses
            follower = next((s for s in self._spans[at + 1 :] if not s.passing), None)
            if span.named and not self._is_small(span, follower):
                item = self._item(span)
                self._last = item
                if self._leaving or Role.LEAVE in item.leads:
                    self._leaving.append(item)
                self._lead = _Lead()
                yield item
            else:
                self._small(span)

    @staticmethod
    def _is_small(span: Span, follower: Span | None) -> bool:
        """True where a word that is a value too ("light") tells the amount of what follows."""
        if span.cue is None:
            return False
        if span.cue.role is Role.AMOUNT:
            return bool(follower and follower.named)
        return span.cue.role is not Role.UNIT

    def _item(self, span: Span) -> Item:
        lead = self._lead
        return Item(
            span=span,
            leads=frozenset(lead.leads),
            number=lead.number,
            article=lead.article,
            unit=lead.unit,
            amount=lead.amount,
            measure=lead.measure,
            negated=lead.negated,
            back=lead.back or lead.each,
            each=lead.each,
            shares=lead.shares,
            paused=lead.paused,
            strangers=lead.strangers,
        )

    def _small(self, span: Span) -> None:
        lead = self._lead
        if span.number is not None:
            lead.number, lead.negated, lead.amount, lead.back = span.number, False, "", False
            lead.measure = span.text
        elif span.cue is None:
            lead.strangers += span.unknown
        else:
            self._cue(span.cue.role, span.cue.amount)
            lead.measure = span.text if span.cue.role is Role.AMOUNT else lead.measure

    def _cue(self, role: Role, amount: str) -> None:
        lead, last = self._lead, self._last
        if role in {Role.WITH, Role.NOT} and lead.number is not None:
            lead.shares = True  # "one with ...": the number counts what was named before
        lead.leads.add(role)
        lead.article |= role is Role.ARTICLE
        lead.unit |= role is Role.UNIT
        if role is Role.NOT:
            lead.negated, lead.article = True, False
            lead.number = lead.number if lead.shares else None
        elif role is Role.AMOUNT:
            lead.amount, lead.article = amount, False
        elif role is Role.OR:
            lead.negated |= bool(last and last.negated)
        elif role is Role.AND:
            lead.back = lead.each = False
        elif role in {Role.CARRIER, Role.WITH}:
            lead.negated = False
        else:
            self._point(role)
        if role is Role.ASIDE and last is not None:
            last.aside = True
        self._take_away(role)

    def _point(self, role: Role) -> None:
        """Words that point to what was ordered before."""
        if role in {Role.BACK, Role.EACH}:
            self._lead.back, self._lead.number = True, None
        self._lead.each |= role in {Role.EACH, Role.EVERY}

    def _take_away(self, role: Role) -> None:
        """Words behind something that take it away ("leave the eggs off")."""
        if role is Role.OFF:
            for item in self._leaving:
                item.negated = True
        elif role is Role.BARRED and self._last is not None:
            self._last.negated = True
        if role in {Role.OFF, Role.CARRIER, Role.NOT}:
            self._leaving = []
