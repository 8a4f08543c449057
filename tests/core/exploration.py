"""Walks through every reachable state of the dialogue, with the witness at its side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from typing import Any

from shopworld import ENOUGH, GONE, LATTE, MENTION, MILK, NEW, POLICY, happenings, utterances
from witness import Witness

from catalog.money import Money
from catalog.order import OrderId
from catalog.ports import Purpose
from voice.dialogue.basket import Basket, BasketLine
from voice.dialogue.events import Event, TimedOut
from voice.dialogue.machine import Machine
from voice.dialogue.messages import Message
from voice.dialogue.session import (
    Choosing,
    Consent,
    Eliciting,
    LastOrder,
    Phase,
    Proposing,
    Recent,
    Seeking,
    Session,
)

REQUEST, SPEECH = 7, 6
CONSENT = "s/1"
NO_TOTAL = Money(0, "USD")
ANY_ORDER = OrderId("7")
RETURNS = 2
"""A question that came back twice is treated as one that came back more often."""
FAR = 9
NEAR = {
    Phase.PLACING: 0,
    Phase.AUTH: 1,
    Phase.CONFIRM: 2,
    Phase.QUOTING: 3,
    Phase.CANCEL: 4,
    Phase.CLOSED: 99,
}
"""States near the money come first, so that a fault there is found at once."""


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
        session, witness = heappop(todo)[2]
        phases.add(session.phase)
        for before, event in tries(session):
            after, actions = machine.step(before, event)
            watching = witness.watch(before, event, after, actions)
            walk.steps += 1
            walk.orders += sum(type(a).__name__ == "PlaceOrder" for a in actions)
            moves.add((session.phase, type(event).__name__, after.phase))
            walk.said |= {s.message.id: s.message for a in actions for s in getattr(a, "said", ())}
            following = (plain(after), renumbered(watching, after.phase))
            if bounds.hold(after) and key(following) not in seen:
                seen.add(key(following))
                heappush(todo, (NEAR.get(after.phase, FAR), len(seen), following))
    walk.states = len(seen)
    walk.phases, walk.moves = frozenset(phases), frozenset(moves)
    return walk


def tries(session: Session) -> Iterator[tuple[Session, Event]]:
    """Everything that can be said and happen here; and what `plain` leaves out of the states: a choice made a
    moment ago, and the last silence or misunderstanding before patience ends.
    """
    for event in (*utterances(), *happenings(session)):
        yield session, event
    if session.phase is Phase.LISTEN and session.focus is not None:
        offered = Choosing(mention=MENTION, purpose=Purpose.ADD, shown=(MILK, LATTE, GONE))
        remembered = replace(session, recent=Recent(question=offered, line=session.focus, turn=0))
        for event in utterances():
            yield remembered, event
    if session.phase not in MONEY:
        tired = replace(session, misses=POLICY.misses - 1)
        unheard = next(u for u in utterances() if not u.interpretation.acts)
        yield tired, TimedOut(at_ms=unheard.at_ms)
        yield tired, unheard


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How far a conversation is followed: the rest of the space only repeats with more goods.

    `items` in the basket (one less after an order or a locked PIN) and as many on the way into it, `waiting`
    questions in the queue.
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
MONEY = frozenset({Phase.CONFIRM, Phase.AUTH})


def plain(session: Session) -> Session:
    """The session with its counters set to fixed numbers: states that differ only in them are one."""
    pending: Any = session.pending
    if hasattr(pending, "speech"):
        pending = replace(pending, speech=SPEECH)
    if getattr(pending, "request", 0):
        pending = replace(pending, request=REQUEST)
    if hasattr(pending, "consent"):
        pending = replace(pending, consent=_plain_consent(pending.consent))
    pending = _plain_question(pending)
    last = session.last_order
    return replace(
        session,
        pending=pending,
        serial=REQUEST,
        turn=0,
        speaking=0,  # speech, timers and rest decide when something is said, never what is ordered
        resting=False,
        misses=session.misses if session.phase in MONEY else 0,
        last_said=(),
        spent=_plain_spent(session.spent),
        basket=_plain_basket(session.basket),
        unsettled=_plain_basket(session.unsettled) if session.unsettled else None,
        last_order=LastOrder(
            total=NO_TOTAL, consent_id=CONSENT, order_id=last.order_id and ANY_ORDER, unknown=last.unknown
        )
        if last
        else None,
        focus=_place(session.basket, session.focus),
        recent=None,  # `tries` has what it changes
    )


def _plain_question(pending: Any) -> Any:
    """A question whose words, which are only read out, are fixed; as many returns as the core tells apart."""
    if getattr(pending, "back", None) is not None:
        pending = replace(pending, back=_plain_question(pending.back))
    if hasattr(pending, "returned"):
        pending = replace(pending, returned=min(pending.returned, RETURNS))
    if hasattr(pending, "mention"):
        pending = replace(pending, mention=replace(pending.mention, phrases=MENTION.phrases))
    return pending


def _plain_consent(consent: Consent) -> Consent:
    return replace(consent, id=CONSENT, turn=1)


def _plain_spent(spent: Money | None) -> Money | None:
    """Where every further order needs the PIN, larger sums change nothing."""
    return Money(min(spent.minor, ENOUGH), spent.currency) if spent else None


def _place(basket: Basket, line_id: int | None) -> int | None:
    return next((i for i, line in enumerate(basket.lines, 1) if line.id == line_id), None)


def _plain_basket(basket: Basket) -> Basket:
    return Basket(lines=_numbered(basket.lines), next_id=9)  # undo has a property test of its own


def _numbered(lines: tuple[BasketLine, ...]) -> tuple[BasketLine, ...]:
    return tuple(replace(line, id=i) for i, line in enumerate(lines, 1))


def renumbered(witness: Witness, phase: Phase) -> Witness:
    """The witness with the same fixed numbers, and without an offer that no read-back can use any more."""
    offered = witness.offered if phase in MONEY else None
    return replace(
        witness,
        readback_speech=SPEECH if witness.readback_speech else 0,
        offered=offered,
        spent=min(witness.spent, ENOUGH),
    )


def key(state: tuple[Session, Witness]) -> str:
    """What tells states apart."""
    session, witness = state
    return repr((replace(session, habits={}), witness))


def step_all(machine: Machine, session: Session, *events: Event) -> Session:
    """The session after these events."""
    for event in events:
        session, _ = machine.step(session, event)
    return session
