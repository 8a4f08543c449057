"""What happens when nothing is said or understood: three rungs, politely out, the basket kept."""

from __future__ import annotations

from dataclasses import replace

from catalog.order import Chosen
from voice.dialogue import checkout, offers, questions
from voice.dialogue.actions import HandOff, StopTimer
from voice.dialogue.draft import Draft
from voice.dialogue.lookup import LOOKING
from voice.dialogue.session import Choosing, Eliciting, Phase, Proposing, Unresolved
from voice.language.acts import Mention

MONEY = frozenset({Phase.CONFIRM, Phase.AUTH})
TAKE_DEFAULT = 2
"""At the second miss an option that cannot be got is proposed."""
MONEY_MISSES = 2
"""At the read-back and the PIN the second miss already means "not ordered"."""


def misunderstood(draft: Draft) -> None:
    """Something was said, but not understood."""
    _climb(draft, "missed")


def silent(draft: Draft) -> None:
    """Nothing was said in time. Silence never orders."""
    if not draft.session.resting and draft.session.phase is not Phase.CLOSED:
        _climb(draft, "silence")


def _climb(draft: Draft, kind: str) -> None:
    session = draft.session
    misses = session.misses + 1
    draft.session = replace(session, misses=misses)
    if session.phase in MONEY and misses >= MONEY_MISSES:
        checkout.not_ordered(draft, f"not-ordered-{kind}")
        _rest(draft)
        return
    if isinstance(session.pending, Eliciting) and misses == TAKE_DEFAULT:
        offers.enter(draft, _with_default(session.pending))
        return
    if misses >= draft.policy.misses:
        _give_up(draft, kind)
        return
    draft.say(f"{kind}-{misses}")
    questions.ask(draft, again=True)


def _with_default(eliciting: Eliciting) -> Proposing:
    """An option that could not be got: what most take, or else the first there is, is proposed."""
    wanted, group = eliciting.wanted, eliciting.wanted.product.group(eliciting.group)
    values = [value.id for value in group.values] if group else []
    default = group.default if group and group.default else values[0]
    wanted = replace(wanted, options=(*wanted.options, Chosen(eliciting.group, default)))
    return Proposing(wanted=wanted, mention=Mention(), purpose=eliciting.purpose, reason="option")


def _give_up(draft: Draft, kind: str) -> None:
    """Said once; from then on quiet until something is understood."""
    if not draft.session.resting:
        draft.say(f"{kind}-out-basket" if draft.session.basket.lines else f"{kind}-out")
        draft.do(HandOff(reason=kind))
    _let_go(draft)
    draft.session = replace(draft.session, todo=(), checkout_next=False, asked_line=None)
    _rest(draft)


def _let_go(draft: Draft) -> None:
    """Leave out what is asked and what waits to be, and say so, but for what was only looked around for."""
    question, queue = draft.session.pending, draft.session.queue
    if isinstance(question, Choosing | Proposing | Eliciting):
        queue = (Unresolved(question=question), *queue)
    wanted = tuple(waiting for waiting in queue if waiting.question.purpose not in LOOKING)
    draft.session = replace(draft.session.back_to_listening(), queue=wanted)
    questions.leave_out(draft, asked=0)


def _rest(draft: Draft) -> None:
    draft.session = replace(draft.session, resting=True, misses=draft.policy.misses)
    draft.do(StopTimer())
