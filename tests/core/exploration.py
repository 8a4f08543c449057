"""Walks through every reachable state of the dialogue, with the witness at its side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush

from merging import OTHER_WORDS, REQUEST, RETURNS, SOMETHING_ELSE, key, plain, renumbered
from shopworld import GONE, HEARD_MS, LATTE, MENTION, MILK, NEW, ORDER, POLICY, happenings, utterances
from witness import Witness

from catalog.ports import Purpose
from voice.dialogue.events import Event, Found, Heard, TimedOut
from voice.dialogue.machine import Machine
from voice.dialogue.messages import Message, Said
from voice.dialogue.session import (
    AskedLine,
    Choosing,
    Confirming,
    Eliciting,
    Phase,
    Proposing,
    Recent,
    Seeking,
    Session,
)
from voice.language.acts import Act

FAR = 9
NEAR = {
    Phase.PLACING: 0,
    Phase.AUTH: 1,
    Phase.CONFIRM: 2,
    Phase.QUOTING: 3,
    Phase.CANCEL: 4,
    Phase.LISTEN: 5,
    Phase.CLOSED: 99,
}
"""States near the money come first, so that a fault there is found at once."""
UTTERANCES = tuple(utterances())


@dataclass(slots=True)
class Walk:
    """What an exploration saw."""

    states: int = 0
    steps: int = 0
    orders: int = 0
    phases: frozenset[Phase] = frozenset()
    moves: frozenset[tuple[Phase, str, Phase]] = frozenset()
    said: dict[str, Message] = field(default_factory=dict)
    """One message of every id that was said."""


def explore(machine: Machine, *, bounds: Bounds | None = None, most: int = 1_000_000) -> Walk:
    """Every state that can be reached in a shop of a few goods; raises where a promise is broken."""
    bounds = bounds or Bounds()
    start = (plain(NEW), Witness(pin_above=POLICY.pin_above))
    seen = {key(start)}
    todo: list[tuple[int, int, tuple[Session, Witness]]] = [(0, 0, start)]
    walk = Walk()
    phases, moves = set(), set()
    while todo and len(seen) < most:
        here = heappop(todo)[2]
        session, witness = here
        phases.add(session.phase)
        for before, event in tries(session):
            after, actions = machine.step(before, event)
            watching = witness.watch(before, event, after, actions)
            walk.steps += 1
            walk.orders += sum(type(a).__name__ == "PlaceOrder" for a in actions)
            moves.add((before.phase, type(event).__name__, after.phase))
            walk.said |= {s.message.id: s.message for a in actions for s in getattr(a, "said", ())}
            if (after is session and watching is witness) or not bounds.hold(after):
                continue
            following = (bounds.narrow(plain(after)), renumbered(watching, after.phase))
            if following == here:  # most events change nothing: no key is needed to see that
                continue
            name = key(following)
            if name not in seen:
                seen.add(name)
                heappush(todo, (NEAR.get(after.phase, FAR), len(seen), following))
    walk.states = len(seen)
    walk.phases, walk.moves = frozenset(phases), frozenset(moves)
    return walk


def tries(session: Session) -> Iterator[tuple[Session, Event]]:
    """Everything that can be said and happen here, and all of it that depends on what `plain` leaves out."""
    for event in (*UTTERANCES, *happenings(session)):
        yield session, event
    if session.phase is Phase.LISTEN:
        yield from _with_memories(session)
    yield from _at_the_end_of_patience(session)
    if isinstance(session.pending, Choosing):  # asked for by other words than those that may call one of it
        asked = replace(session.pending, mention=replace(session.pending.mention, phrases=OTHER_WORDS))
        calls = (u for u in UTTERANCES if any("called" in act.slots for act in u.interpretation.acts))
        yield from ((replace(session, pending=asked), event) for event in calls)
        edited = replace(session, last_said=(Said(Message("removed")),))
        yield from ((edited, event) for event in UTTERANCES if _says(event, "undo"))
    if isinstance(session.pending, Choosing | Proposing):
        yield from _comes_back(session, session.pending)
    if not session.waiting and len(session.basket.lines) > 1:
        yield from _asked_of_which(session)
    if not session.waiting and not session.basket.lines:  # "cancel it", of an order that was just told of
        told = replace(session, told=(ORDER.id,))
        yield from ((told, event) for event in UTTERANCES if _says(event, "remove"))


def _asked_of_which(session: Session) -> Iterator[tuple[Session, Event]]:
    """What calls a line after it was asked which one is to go, or to be another thing."""
    lines = tuple(line.id for line in session.basket.lines)
    wishes = (act for event in UTTERANCES for act in event.interpretation.acts[:1] if _is_of_a_line(act))
    for wish in wishes:
        asked = replace(session, asked_line=AskedLine(act=wish, lines=lines))
        yield from ((asked, event) for event in UTTERANCES if _says(event, "add", "change", "select"))


def _is_of_a_line(act: Act) -> bool:
    return act.intent == "remove" or "swap" in act.slots


def _with_memories(session: Session) -> Iterator[tuple[Session, Event]]:
    """A choice made a moment ago, "anything else?", and the news that the order went out."""
    if session.focus is not None:
        offered = Choosing(mention=MENTION, purpose=Purpose.ADD, shown=(MILK, LATTE, GONE))
        remembered = replace(session, recent=Recent(question=offered, line=session.focus, turn=0))
        yield from ((remembered, event) for event in UTTERANCES)
    asked = replace(session, asked_more=True)
    yield from ((asked, event) for event in UTTERANCES if _says(event, "yes", "no"))
    if session.last_order is not None:
        ordered = replace(session, last_said=(Said(Message("placed")),))
        yield from ((ordered, event) for event in UTTERANCES if _says(event, "no"))


NOTHING = ("nothing",)
"""Words that no product bears."""


def _comes_back(session: Session, question: Choosing | Proposing) -> Iterator[tuple[Session, Event]]:
    """Something cheaper was looked for instead, and nothing of that kind found: for the first time, or once
    too often.
    """
    for returned in (1, RETURNS):
        search = Seeking(
            request=REQUEST,
            mentions=(replace(question.mention, phrases=NOTHING),),
            purpose=Purpose.FIND,
            filters=SOMETHING_ELSE,
            quality="cheaper",
            like=MILK,
            back=replace(question, returned=max(question.returned, returned)),
        )
        searching = replace(session, phase=Phase.SEEKING, pending=search)
        yield from ((searching, event) for event in happenings(searching) if isinstance(event, Found))


def _at_the_end_of_patience(session: Session) -> Iterator[tuple[Session, Event]]:
    """The last silence, misunderstanding or unclear yes before patience ends."""
    tired = replace(session, misses=POLICY.misses - 1)
    if isinstance(session.pending, Seeking):
        if session.pending.refining:  # what was called so may turn out not to be understood
            yield from ((tired, event) for event in happenings(session) if isinstance(event, Found))
    elif not session.waiting:
        yield tired, TimedOut(at_ms=HEARD_MS)
        yield from ((tired, event) for event in UTTERANCES if _is_vague(event))
    if isinstance(session.pending, Confirming):
        unclear = replace(session, pending=replace(session.pending, unclear=POLICY.misses - 1))
        yield from ((unclear, event) for event in UTTERANCES)


def _is_vague(event: Heard) -> bool:
    """Whether nothing was understood, or only where it calls something offered."""
    acts = event.interpretation.acts
    return not acts or acts[-1].slots.get("called") == "only"


def _says(event: Heard, *intents: str) -> bool:
    """Whether the utterance is one act, with one of these intents."""
    acts = event.interpretation.acts
    return len(acts) == 1 and acts[0].intent in intents


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How far a conversation is followed: the rest of the space only repeats with more goods.

    `items` in the basket (one less after an order or a locked PIN) and as many on the way into it, `waiting`
    questions in the queue. What they cut off is still stepped into and witnessed, only not followed.
    """

    items: int = 2
    waiting: int = 0
    orders: bool = True

    def hold(self, session: Session) -> bool:
        """Whether to go on from here."""
        later = session.last_order is not None or session.locked
        if (later and not self.orders) or session.todo:
            return False
        items = sum(line.quantity for line in session.basket.lines)
        aside = sum(line.quantity for line in session.unsettled.lines) if session.unsettled else 0
        fits = items <= self.items - later and _on_the_way(session) <= self.items
        return fits and aside <= 1 and len(session.queue) <= self.waiting

    def narrow(self, session: Session) -> Session:
        """Where no question may wait, how often one came back decides nothing (`tries` has when it would)."""
        pending = session.pending
        if self.waiting or not isinstance(pending, Choosing | Proposing | Eliciting) or not pending.returned:
            return session
        return replace(session, pending=replace(pending, returned=0))


def _on_the_way(session: Session) -> int:
    """Pieces that the open question is about."""
    match session.pending:
        case Proposing(wanted=wanted) | Eliciting(wanted=wanted):
            return wanted.quantity
        case Choosing(mention=mention):
            return mention.quantity or 1
        case Seeking(mentions=mentions):
            return sum(mention.quantity or 1 for mention in mentions)
        case _:
            return 0


GOODS = Bounds()
QUESTIONS = Bounds(items=1, waiting=1, orders=False)


def step_all(machine: Machine, session: Session, *events: Event) -> Session:
    """The session after these events."""
    for event in events:
        session, _ = machine.step(session, event)
    return session
