"""The promises of the core hold in every state that can be reached; and the proof can fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from exploration import GOODS, QUESTIONS, explore
from shopworld import machine

from voice.dialogue import answers, apply, checkout, consent, describe, ladder, questions, turns
from voice.dialogue import machine as core
from voice.dialogue.basket import Basket
from voice.dialogue.events import Heard, MarkHeard
from voice.dialogue.messages import TOTAL, Said, message
from voice.dialogue.session import Authorising, Confirming, Phase
from voice.errors import Misuse

FAST = 3_300
"""States near the money that the default run looks at; the slow run looks at all."""


def test_near_the_money_every_promise_holds():
    walk = explore(machine(), most=FAST)
    assert walk.orders > 100, "the exploration placed hardly any order: it proves nothing"
    assert {Phase.PLACING, Phase.AUTH, Phase.CONFIRM, Phase.CANCELLING} <= walk.phases


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    ("bounds", "phases", "orders"),
    [
        pytest.param(GOODS, frozenset(Phase), 100, id="goods"),
        # One piece stays below the PIN's limit, and is ordered in few ways only.
        pytest.param(QUESTIONS, frozenset(Phase) - {Phase.AUTH}, 5, id="questions"),
    ],
)
def test_in_every_reachable_state_every_promise_holds(bounds, phases, orders):
    walk = explore(machine(), bounds=bounds)
    print(f"{walk.states} states, {walk.steps} steps, {walk.orders} orders")  # noqa: T201 - with -rP
    assert walk.phases == phases
    assert walk.orders > orders, "the exploration placed hardly any order: it proves nothing"


Plant = Callable[[pytest.MonkeyPatch], None]


def weak_yes_counts(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(consent, "explicit", lambda heard: heard.interpretation.acts[0].intent == "yes")


def yes_before_the_total_counts(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(consent, "judge", _judged(total_ms=0))


def one_hearing_is_enough(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(consent, "judge", _judged(typed=True))


def _judged(*, total_ms: int | None = None, typed: bool = False) -> Callable[..., object]:
    right = consent.judge

    def judge(session, heard):
        pending = session.pending
        if total_ms is not None and isinstance(pending, Confirming):
            session = replace(session, pending=replace(pending, total_ms=total_ms))
        if typed:
            heard = replace(heard, source="typed")
        return right(session, heard)

    return judge


def a_change_keeps_the_quote(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(apply, "drop_question", lambda draft, **_: None)
    patch.setattr(consent, "_quote_is_basket", lambda session, quote: True)


def no_pin_above_the_limit(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(consent, "needs_pin", lambda policy, quote, spent=None: False)


def earlier_orders_do_not_count(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(checkout, "_count", lambda draft, charged: None)


def a_wrong_pin_orders(patch: pytest.MonkeyPatch) -> None:
    right = checkout.pin_checked
    patch.setattr(
        checkout,
        "pin_checked",
        lambda draft, pending, event: right(draft, pending, replace(event, verdict="ok")),
    )


def silence_orders(patch: pytest.MonkeyPatch) -> None:
    right = ladder.silent

    def silent(draft):
        pending = draft.session.pending
        if isinstance(pending, Authorising):
            consent.place(draft, pending.quote, pending.consent)
        else:
            right(draft)

    patch.setattr(ladder, "silent", silent)


def a_yes_with_more_behind_it_orders(patch: pytest.MonkeyPatch) -> None:
    right = answers._at_readback

    def at_readback(draft, heard: Heard, acts):
        if acts[0].intent == "yes":
            first = replace(heard.interpretation, acts=acts[:1])
            checkout.answered_yes(draft, replace(heard, interpretation=first))
            return acts[1:]
        return right(draft, heard, acts)

    patch.setattr(answers, "_at_readback", at_readback)


def an_unknown_order_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    right = checkout.unknown

    def unknown(draft, pending):
        basket = draft.session.basket
        right(draft, pending)
        draft.session = replace(draft.session, unsettled=None, basket=basket)

    patch.setattr(checkout, "unknown", unknown)


def an_unknown_order_is_called_placed(patch: pytest.MonkeyPatch) -> None:
    def unknown(draft, pending):
        draft.session = replace(draft.session.back_to_listening(), basket=Basket())
        draft.say("placed", order="?", total=pending.quote.total)

    patch.setattr(checkout, "unknown", unknown)


def a_failure_on_the_way_means_not_ordered(patch: pytest.MonkeyPatch) -> None:
    right = core._failed
    patch.setattr(core, "_failed", lambda draft, event: right(draft, replace(event, unsent=True)))


def a_weak_yes_cancels(patch: pytest.MonkeyPatch) -> None:
    right = answers._at_cancel

    def at_cancel(draft, heard: Heard, pending):
        said = heard.interpretation
        first = replace(said.acts[0], slots={"consent": "explicit"})
        return right(
            draft, replace(heard, interpretation=replace(said, acts=(first, *said.acts[1:]))), pending
        )

    patch.setattr(answers, "_at_cancel", at_cancel)


def an_old_mark_counts(patch: pytest.MonkeyPatch) -> None:
    def mark(draft, event: MarkHeard):
        pending = draft.session.pending
        if isinstance(pending, Confirming) and event.mark == TOTAL:
            draft.session = replace(draft.session, pending=replace(pending, total_ms=event.at_ms))

    patch.setattr(core, "_mark", mark)


def giving_up_loses_the_basket(patch: pytest.MonkeyPatch) -> None:
    right = ladder._give_up

    def give_up(draft, kind):
        draft.session = replace(draft.session, basket=Basket())
        right(draft, kind)

    patch.setattr(ladder, "_give_up", give_up)


def a_late_answer_is_believed(patch: pytest.MonkeyPatch) -> None:
    def answered(draft, event):
        pending = draft.session.pending
        if hasattr(pending, "request"):
            event = replace(event, request=pending.request)
        core._take_answer(draft, event)
        turns.settle(draft)

    patch.setattr(core, "_answered", answered)


def one_yes_orders_twice(patch: pytest.MonkeyPatch) -> None:
    right = consent.place

    def place(draft, quote, given):
        right(draft, quote, given)
        right(draft, quote, given)

    patch.setattr(consent, "place", place)


def a_misunderstanding_orders(patch: pytest.MonkeyPatch) -> None:
    right = ladder.misunderstood

    def misunderstood(draft):
        pending = draft.session.pending
        if isinstance(pending, Authorising):
            consent.place(draft, pending.quote, pending.consent)
        else:
            right(draft)

    patch.setattr(ladder, "misunderstood", misunderstood)


def options_are_not_read_back(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(describe, "options", lambda session, product, chosen: ())


def the_last_line_is_not_read_back(patch: pytest.MonkeyPatch) -> None:
    right = questions._ask_consent

    def ask_consent(draft, confirming, *, again):
        right(draft, confirming, again=again)
        draft.said[:] = [_without_a_line(s) if s.message.id == "readback" else s for s in draft.said]

    patch.setattr(questions, "_ask_consent", ask_consent)


def _without_a_line(said: Said) -> Said:
    return Said(message("readback", lines=said.message.args["lines"][:-1], count=0), said.mark)


def the_total_is_asked_again_without_the_fee(patch: pytest.MonkeyPatch) -> None:
    right = questions._ask_consent

    def ask_consent(draft, confirming, *, again):
        if again and confirming.total_ms is not None:
            draft.say("consent-again", total=confirming.quote.lines[0].total, mark=TOTAL)
        else:
            right(draft, confirming, again=again)

    patch.setattr(questions, "_ask_consent", ask_consent)


def what_was_ordered_stays_in_the_basket(patch: pytest.MonkeyPatch) -> None:
    right = checkout.answered

    def answered(draft, pending, event):
        basket = draft.session.basket
        right(draft, pending, event)
        draft.session = replace(draft.session, basket=basket)

    patch.setattr(checkout, "answered", answered)


def one_hearing_cancels(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(answers.consent, "hearings_agree", lambda heard: True)


PLANTS: tuple[Plant, ...] = (
    options_are_not_read_back,
    the_last_line_is_not_read_back,
    the_total_is_asked_again_without_the_fee,
    what_was_ordered_stays_in_the_basket,
    one_hearing_cancels,
    weak_yes_counts,
    yes_before_the_total_counts,
    one_hearing_is_enough,
    a_change_keeps_the_quote,
    no_pin_above_the_limit,
    earlier_orders_do_not_count,
    a_wrong_pin_orders,
    silence_orders,
    a_yes_with_more_behind_it_orders,
    an_unknown_order_is_forgotten,
    an_unknown_order_is_called_placed,
    a_failure_on_the_way_means_not_ordered,
    a_weak_yes_cancels,
    an_old_mark_counts,
    giving_up_loses_the_basket,
    a_late_answer_is_believed,
    one_yes_orders_twice,
    a_misunderstanding_orders,
)


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
def test_the_proof_fails_where_a_bug_is_planted(plant: Plant, monkeypatch: pytest.MonkeyPatch):
    plant(monkeypatch)
    with pytest.raises((AssertionError, Misuse)):
        explore(machine(), most=FAST)
