"""Answers to the open question. Each function takes what it understands and gives back the acts that
are left, to be carried out like any other.
"""

from __future__ import annotations

from dataclasses import replace

from catalog.order import Chosen, Order
from voice.dialogue import aftersales, apply, checkout, choices, consent, offers, questions, recent
from voice.dialogue.basket import changed_options
from voice.dialogue.draft import Draft
from voice.dialogue.events import Heard
from voice.dialogue.lookup import LOOKING
from voice.dialogue.session import (
    OF_PRODUCT,
    Authorising,
    Cancelling,
    Choosing,
    Confirming,
    Eliciting,
    Proposing,
    Session,
    Wanted,
)
from voice.hearing.transcript import Source
from voice.language.acts import Act, Mention, quantity_after

Acts = tuple[Act, ...]
CHANGING = frozenset({"add", "change", "find", "reorder", "reorder_last", "stop"})
"""Acts that a yes is misheard as ("yes" and "bye")."""
REFUSING = frozenset({"no"})
TAKING_BACK = frozenset({"remove", "clear", "undo"})


def answer(draft: Draft, heard: Heard) -> Acts:
    """Take what answers the open question; the rest of the acts comes back."""
    acts = heard.interpretation.acts
    match draft.session.pending:
        case Confirming():
            return _at_readback(draft, heard, acts)
        case Authorising() as pending:
            return _at_pin(draft, heard, pending)
        case Choosing() as pending:
            return choices.answer(draft, pending, acts)
        case Proposing() as pending:
            return _at_proposal(draft, pending, acts)
        case Eliciting() as pending:
            return _at_option(draft, pending, acts)
        case Cancelling() as pending:
            return _at_cancel(draft, heard, pending)
        case _:
            return _at_leisure(draft, acts)


def _at_readback(draft: Draft, heard: Heard, acts: Acts) -> Acts:
    first, rest = acts[0], acts[1:]
    changing = any(act.intent in CHANGING for act in acts)
    if changing and heard.source is Source.VOICE and consent.hearings_agree(heard):
        # One hearing made a yes of it, the other a change ("yes, I confectioners"): neither is taken.
        checkout.unclear(draft, consent.Denial.HEARINGS_DISAGREE)
        return ()
    if first.intent == "yes" and not rest:
        checkout.answered_yes(draft, heard)
        return ()
    unplaced = first.intent == "cancel_order" and not {"placed", "order"} & set(first.slots)
    if (first.intent == "no" or unplaced) and not rest:
        checkout.not_ordered(draft, "not-ordered")
        return ()
    if first.intent == "select" and first.slots.get("quality") in recent.RIVALS:
        apply.drop_question(draft)
        return recent.instead_of_focus(draft, acts)
    if first.intent == "checkout" and not rest:  # "order it" asks for the read-back; it is no consent to it
        draft.say("no-consent-not_explicit")
        questions.ask(draft, again=True)
        return ()
    # "yes, and add milk" or "no, make that three": only the change counts, and it is read back anew.
    return rest if first.intent in {"yes", "no"} else acts


def _at_pin(draft: Draft, heard: Heard, pending: Authorising) -> Acts:
    acts = heard.interpretation.acts
    first = acts[1] if acts[0].intent == "yes" and len(acts) > 1 else acts[0]  # "sure, that's four two"
    if first.intent == "pin" and pending.positions and not pending.checking:
        typed = heard.source is not Source.VOICE
        checkout.pin_said(draft, pending, first.slots.get("digits", ""), typed=typed)
        return ()
    if first.intent in {"no", "stop"}:
        checkout.not_ordered(draft, "not-ordered")
        return ()
    if first.intent == "yes":
        questions.ask(draft)
        return ()
    return acts


def _at_cancel(draft: Draft, heard: Heard, pending: Cancelling) -> Acts:
    acts = heard.interpretation.acts
    first = acts[0]
    if pending.request:
        return ()
    if consent.explicit(heard) and consent.hearings_agree(heard):
        aftersales.cancel(draft, pending)
        return ()
    if first.intent == "yes" and len(acts) == 1:
        questions.ask(draft)
        return ()
    other = _other_order(pending, first)
    if other:
        aftersales.ask_cancel(draft, other)
        return acts[1:]
    draft.session = draft.session.back_to_listening()
    if first.intent in REFUSING:
        draft.say("order-stands", order=pending.order.id)
        return acts[1:]
    return acts


def _other_order(pending: Cancelling, act: Act) -> tuple[Order, ...]:
    """The orders from the one that is to be asked about instead: the next after a no, or one by place."""
    orders = (pending.order, *pending.others)
    place = int(act.slots.get("ordinal", "0")) if act.intent == "select" else 0
    if act.intent == "no" and "drop" not in act.slots and len(orders) > 1:
        return pending.others
    if 0 < abs(place) <= len(orders):
        return orders[place - 1 if place > 0 else place :]
    return pending.others if act.intent == "select" and act.slots.get("quality") == "other" else ()


def _at_leisure(draft: Draft, acts: Acts) -> Acts:
    session, first = draft.session, acts[0]
    if (first.intent == "no" and len(acts) == 1 and _has_just_ordered(draft)) or _calls_off(session, acts):
        return (aftersales.SECOND_THOUGHTS,)
    if first.intent == "no" and len(acts) == 1:
        if session.asked_more and "drop" not in first.slots:
            draft.session = replace(session, checkout_next=True, asked_more=False)
        else:
            draft.say("fine")
        return ()
    if first.intent == "yes" and len(acts) == 1:
        if session.asked_more:
            draft.say("what-would-you-like")
        elif (last := session.last_order) is not None and (last.unknown or checkout.just_ordered(session)):
            draft.say("order-unknown-still" if last.unknown else "already-placed", total=last.total)
        else:
            draft.say("nothing-asked")
        return ()
    left = acts[1:] if first.intent in {"yes", "no"} else acts
    if left[0].intent != "select":
        return left
    return recent.chosen(draft, left, corrects=first.intent == "no")


def _has_just_ordered(draft: Draft) -> bool:
    """Whether the last thing said is that the order went out: a no to that can only mean the order."""
    said, last = draft.session.last_said, draft.session.last_order
    return bool(said) and said[0].message.id == "placed" and last is not None and last.order_id is not None


def _calls_off(session: Session, acts: Acts) -> bool:
    """Whether all of it takes something back where nothing is left to take back but the order just made:
    "cancel", "no, stop, I don't want it", "clear everything".
    """
    last = session.last_order
    if last is None or last.order_id is None or not checkout.just_ordered(session):
        return False
    if any("ordinal" in act.slots or any(m.phrases for m in act.mentions) for act in acts):
        return False
    takes_back = any(act.intent in TAKING_BACK or "what" in act.slots for act in acts)
    return takes_back and all(act.intent in TAKING_BACK | {"no", "stop", "hold"} for act in acts)


def _at_proposal(draft: Draft, pending: Proposing, acts: Acts, *, agreed: bool = False) -> Acts:
    first, rest = acts[0], acts[1:]
    if first.intent == "yes" and rest and _is_about(draft, rest[0], pending.wanted):
        return _at_proposal(draft, pending, rest, agreed=True)
    if first.intent == "yes":
        draft.session = draft.session.back_to_listening()
        offers.take(draft, pending.wanted, pending.mention, pending.purpose, asked=True)
        return rest
    if first.intent == "no":
        return _refused(draft, pending, rest)
    if _is_about(draft, first, pending.wanted):
        wanted = _adjusted(pending, first)
        if wanted.quantity < 1:
            return _refused(draft, pending, rest)
        if not agreed and pending.purpose in LOOKING and _asks_on(first, pending.wanted):
            offers.enter(draft, replace(pending, wanted=wanted))
            return rest
        draft.session = draft.session.back_to_listening()
        offers.take(draft, wanted, pending.mention, pending.purpose)
        return rest
    if first.intent == "select":
        return _other_than(draft, pending, first, rest)
    return acts


def _asks_on(act: Act, wanted: Wanted) -> bool:
    """Whether it may only ask for the price of the same made in another way ("and a large one")."""
    as_many = {None, wanted.quantity}
    return all(m.quantity in as_many and (m.options or m.removed) for m in act.mentions)


def _is_about(draft: Draft, act: Act, wanted: Wanted) -> bool:
    """Whether a change is one of what was proposed: it names nothing, or that product in the basket."""
    if act.intent != "change" or "swap" in act.slots:
        return False
    if not act.mentions or not act.mentions[0].phrases:
        return True
    line = draft.session.basket.line(int(act.slots.get("id", "0")))
    return line is not None and line.product.sku == wanted.product.sku


def _adjusted(pending: Proposing, act: Act) -> Wanted:
    wanted, mention = pending.wanted, act.mentions[0] if act.mentions else Mention()
    quantity = quantity_after(act, wanted.quantity)
    if quantity is not None and not act.slots and pending.reason == "packs":  # "no, a dozen", of a dozen
        quantity = offers.packs(wanted.product, replace(mention, quantity=quantity))
    options = changed_options(wanted.product, wanted.options, mention.options, mention.removed)
    return replace(wanted, quantity=wanted.quantity if quantity is None else quantity, options=options)


def _refused(draft: Draft, pending: Proposing, rest: Acts) -> Acts:
    """A no: another offer where the product was wrong; "no, two": the same with another number."""
    if rest and _is_about(draft, rest[0], pending.wanted):
        return _at_proposal(draft, pending, rest)
    if rest and rest[0].intent == "select" and rest[0].slots.get("quality") == "other":
        rest = rest[1:]  # "no, I meant something different" is one no
    draft.session = draft.session.back_to_listening()
    if pending.reason in OF_PRODUCT and pending.rest and not rest:
        _offer_rest(draft, pending)
        return ()
    draft.say("not-added")
    return rest


def _offer_rest(draft: Draft, pending: Proposing) -> None:
    """The one further list that is offered after what was refused."""
    shown, rest = pending.rest[: draft.policy.shown], pending.rest[draft.policy.shown :]
    last = Choosing(mention=pending.mention, purpose=pending.purpose, shown=shown, rest=rest)
    offers.enter(draft, replace(last, pages=draft.policy.pages))


def _other_than(draft: Draft, pending: Proposing, first: Act, rest: Acts) -> Acts:
    quality = first.slots.get("quality", "")
    if quality in {"cheaper", "cheapest"}:
        offers.cheaper(draft, pending.wanted.product, pending.mention)
        return rest
    if quality in {"other", "neither", "bigger", "smaller"}:
        draft.session = draft.session.back_to_listening()
        if pending.rest:
            _offer_rest(draft, pending)
        else:
            draft.say("no-more-offers")
        return rest
    if quality in {"any", ""} and first.slots.get("ordinal", "1") in {"1", "-1"}:
        return _at_proposal(draft, pending, (replace(first, intent="yes"), *rest))
    draft.say("choose-unclear")
    questions.ask(draft, again=True)
    return ()


def _at_option(draft: Draft, pending: Eliciting, acts: Acts) -> Acts:
    first, rest = acts[0], acts[1:]
    chosen = _option(pending, first)
    if chosen is not None:
        draft.session = draft.session.back_to_listening()
        wanted = replace(pending.wanted, options=(*pending.wanted.options, chosen))
        offers.take(draft, wanted, Mention(), pending.purpose, asked=True)
        return rest
    if first.intent == "no":
        draft.session = draft.session.back_to_listening()
        draft.say("not-added")
        return rest
    if first.intent in {"yes", "select"}:
        questions.ask(draft, again=True)
        return ()
    return acts


def _option(pending: Eliciting, act: Act) -> Chosen | None:
    group = pending.wanted.product.group(pending.group)
    if group is None:
        return None
    for mention in act.mentions:
        for chosen in mention.options:
            if chosen.group == group.id:
                return chosen
    named = act.slots.get("option", "")
    if named and int(named) < len(group.values):
        return Chosen(group.id, group.values[int(named)].id)
    ordinal = int(act.slots.get("ordinal", "0")) if act.intent == "select" else 0
    if 1 <= ordinal <= len(group.values):
        return Chosen(group.id, group.values[ordinal - 1].id)
    return None
