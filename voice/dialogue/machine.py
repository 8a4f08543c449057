"""The dialogue core: `step(session, event) -> (session, actions)`, pure and total.

Every event is legal in every phase: late answers to questions that are no longer open change nothing.
Only an answer to a question that was never asked is a fault of the caller, and raises Misuse.
`voice.dialogue.table` says which phase may follow which; `step` holds itself to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from catalog.order import NotPlaced, Placed, Reconciled
from voice.dialogue import aftersales, checkout, ladder, refining, turns
from voice.dialogue.actions import Action, Hush, StartTimer, StopTimer
from voice.dialogue.draft import Draft
from voice.dialogue.events import (
    Began,
    CancelAnswered,
    Event,
    Failed,
    Found,
    Heard,
    MarkHeard,
    OrderAnswered,
    OrdersRead,
    PinChallenged,
    PinChecked,
    Quoted,
    Settled,
    ShopperSpeaks,
    SpeechEnded,
    TimedOut,
)
from voice.dialogue.messages import TOTAL
from voice.dialogue.policy import Policy
from voice.dialogue.session import (
    Authorising,
    Cancelling,
    Confirming,
    Looking,
    Phase,
    Placing,
    Quoting,
    Seeking,
    Session,
)
from voice.dialogue.skill import Skill
from voice.dialogue.table import permits
from voice.errors import Misuse

Answer = Found | Quoted | PinChallenged | PinChecked | OrderAnswered | OrdersRead | CancelAnswered | Failed


class Machine:
    """The core with its skills and the shop's rules. Holds no state of any conversation."""

    def __init__(self, skills: Iterable[Skill], policy: Policy) -> None:
        self._policy = policy
        by_intent: dict[str, Skill] = {}
        for skill in skills:
            for intent in skill.intents:
                by_intent.setdefault(intent, skill)
        self._skills: Mapping[str, Skill] = by_intent

    @property
    def policy(self) -> Policy:
        """The shop's rules."""
        return self._policy

    def step(self, session: Session, event: Event) -> tuple[Session, tuple[Action, ...]]:
        """The session after the event, and what is to be done. Changes nothing outside."""
        if session.phase is Phase.CLOSED:
            return session, ()
        draft = Draft(session, self._policy, self._skills)
        _take(draft, event)
        after, actions = draft.finish()
        if not permits(session.phase, event, after.phase):
            raise Misuse(f"{session.phase} cannot become {after.phase} by {type(event).__name__}.")
        return after, actions


def _take(draft: Draft, event: Event) -> None:
    match event:
        case Began():
            _begin(draft, event)
        case Heard():
            turns.heard(draft, event)
        case ShopperSpeaks():
            _interrupt(draft)
        case MarkHeard():
            _mark(draft, event)
        case SpeechEnded():
            _speech_ended(draft, event)
        case TimedOut():
            _timed_out(draft)
        case Settled():
            checkout.settled(draft, event)
        case _:
            _answered(draft, event)


def _begin(draft: Draft, event: Began) -> None:
    draft.session = replace(
        draft.session,
        habits=dict(event.habits),
        once=event.once,
        usual=dict(event.usual),
        typical_total=event.typical_total,
        spent=event.spent,
    )
    for result in event.settled:
        _tell_settled(draft, result)
    if event.greet:
        draft.say("welcome-back" if draft.session.basket.lines else "welcome")


def _tell_settled(draft: Draft, result: Reconciled) -> None:
    match result:
        case Placed(order_id=order_id, total=total):
            draft.say("settled-placed", order=order_id, total=total)
        case NotPlaced():
            draft.say("settled-earlier-not-placed")
        case _:
            draft.say("settled-earlier-unknown")


def _interrupt(draft: Draft) -> None:
    """Barge-in: speech stops the voice."""
    if draft.session.speaking:
        draft.session = replace(draft.session, speaking=0)
        draft.do(Hush())
    draft.do(StopTimer())


def _mark(draft: Draft, event: MarkHeard) -> None:
    pending = draft.session.pending
    if (
        isinstance(pending, Confirming)
        and event.mark == TOTAL
        and event.speech == pending.speech
        and pending.total_ms is None
    ):
        draft.session = replace(draft.session, pending=replace(pending, total_ms=event.at_ms))


def _speech_ended(draft: Draft, event: SpeechEnded) -> None:
    session = draft.session
    if session.speaking and event.speech != session.speaking:
        return  # an older speech that a newer one replaced
    draft.session = session = replace(session, speaking=0)
    asked = session.pending is not None or bool(session.basket.lines)
    if asked and not session.resting and not session.waiting:
        draft.do(StartTimer(ms=draft.policy.no_input_ms))


def _timed_out(draft: Draft) -> None:
    if not draft.session.waiting and not draft.session.speaking:
        ladder.silent(draft)


def _answered(draft: Draft, event: Answer) -> None:
    if event.request > draft.session.serial or event.request < 1:
        raise Misuse(f"{type(event).__name__} answers request {event.request}, which was never made.")
    pending = draft.session.pending
    if getattr(pending, "request", None) != event.request:
        return  # a late answer to a question that is no longer open
    _take_answer(draft, event)
    turns.settle(draft)


def _take_answer(draft: Draft, event: Answer) -> None:
    pending = draft.session.pending
    match event, pending:
        case Found(), Seeking():
            refining.found(draft, pending, event)
        case Quoted(), Quoting():
            checkout.quoted(draft, event.answer)
        case PinChallenged(), Authorising():
            checkout.pin_challenged(draft, pending, event)
        case PinChecked(), Authorising(checking=True):
            checkout.pin_checked(draft, pending, event)
        case OrderAnswered(), Placing():
            checkout.answered(draft, pending, event)
        case OrdersRead(), Looking():
            aftersales.told(draft, pending, event)
        case CancelAnswered(), Cancelling():
            aftersales.cancelled(draft, event)
        case Failed(), _:
            _failed(draft, event)
        case _:
            raise Misuse(f"{type(event).__name__} does not answer {type(pending).__name__}.")


def _failed(draft: Draft, event: Failed) -> None:
    """A request failed. For an order that may have left, that means: nobody knows."""
    pending = draft.session.pending
    if isinstance(pending, Placing) and not event.unsent:
        checkout.unknown(draft, pending)
        return
    draft.session = replace(draft.session.back_to_listening(), checkout_next=False, todo=())
    if isinstance(pending, Cancelling) and pending.request:
        draft.say("cancel-unsure", order=pending.order.id)
    else:
        draft.say(f"failed-{event.code}")
