"""From the basket to the order: quote, read-back, consent, PIN, outcome."""

from __future__ import annotations

from dataclasses import replace

from catalog.money import Money
from catalog.order import (
    Drift,
    Handoff,
    NotPlaced,
    Placed,
    Quote,
    Refused,
    Rejected,
    StillUnknown,
    Unknown,
)
from catalog.ports import Purpose
from voice.dialogue import consent, describe, offers, questions
from voice.dialogue.actions import CheckPin, HandOff, Reconcile, RequestQuote
from voice.dialogue.basket import Basket
from voice.dialogue.draft import Draft
from voice.dialogue.events import Heard, OrderAnswered, PinChallenged, PinChecked, Settled
from voice.dialogue.session import (
    Authorising,
    Confirming,
    Consent,
    LastOrder,
    Phase,
    Placing,
    Proposing,
    Quoting,
    Session,
    Wanted,
)
from voice.language.acts import Mention


def begin(draft: Draft) -> None:
    """Ask the store for a price of the basket, if there is one to be had."""
    session = draft.session
    if session.unsettled is not None:
        draft.say("order-unknown-still")
        draft.do(Reconcile())
        return
    if not session.basket.lines:
        draft.say("already-placed" if just_ordered(session) else "basket-empty")
        return
    request = draft.number()
    draft.session = replace(draft.session, checkout_next=False, asked_more=False)
    draft.go(Phase.QUOTING, Quoting(request=request))
    draft.do(RequestQuote(request=request, lines=draft.session.basket.order_lines))


def just_ordered(session: Session) -> bool:
    """Whether the basket is empty because it was ordered, and nothing was put in or taken out since."""
    return session.last_order is not None and not session.basket.lines and not session.basket.past


def quoted(draft: Draft, answer: Quote | Refused) -> None:
    """Read the quote back and ask for consent, or say why there is none."""
    draft.session = draft.session.back_to_listening()
    if isinstance(answer, Refused):
        refused(draft, answer)
        return
    limit = draft.policy.order_max
    if limit is not None and (limit.currency != answer.currency or answer.total.minor > limit.minor):
        draft.say("over-limit", total=answer.total, limit=limit)
        return
    if draft.session.locked and consent.needs_pin(draft.policy, answer, draft.session.spent):
        draft.say("pin-locked")
        return
    draft.go(Phase.CONFIRM, Confirming(quote=answer, speech=0))
    questions.ask(draft)


def refused(draft: Draft, refusal: Refused) -> None:
    """Say why the store will not sell; where fewer can be had, propose them."""
    line = next((w for w in draft.session.basket.lines if w.product.sku == refusal.sku), None)
    name = describe.product_name(draft.session, line.product) if line else ""
    if line and refusal.available and 0 < refusal.available < line.quantity:
        fewer = Wanted(product=line.product, quantity=refusal.available, options=line.options, line=line.id)
        question = Proposing(wanted=fewer, mention=Mention(), purpose=Purpose.ADD, reason="stock")
        draft.session = replace(draft.session, checkout_next=True)
        offers.later(draft, question)
        return
    draft.say(f"refused-{refusal.code}", name=name)


def answered_yes(draft: Draft, heard: Heard) -> None:
    """A yes at the read-back: consent, or a reason why it is none."""
    verdict = consent.judge(draft.session, heard)
    confirming = draft.session.pending
    if isinstance(verdict, Consent) and isinstance(confirming, Confirming):
        consent.proceed(draft, confirming.quote, verdict)
    elif verdict is consent.Denial.BASKET_MOVED:  # the question itself is out of date: ask with the new price
        draft.say(f"no-consent-{verdict}")
        draft.session = draft.session.back_to_listening()
        begin(draft)
    elif not isinstance(verdict, Consent):
        unclear(draft, verdict)


def unclear(draft: Draft, denial: consent.Denial) -> None:
    """Say why that was no consent and ask again; after some tries, nothing is ordered."""
    confirming = draft.session.pending
    if isinstance(confirming, Confirming):
        confirming = replace(confirming, unclear=confirming.unclear + 1)
        draft.session = replace(draft.session, pending=confirming)
        if confirming.unclear >= draft.policy.misses:
            not_ordered(draft, "not-ordered-unclear")
            return
    draft.say(f"no-consent-{denial}")
    questions.ask(draft, again=True)


def not_ordered(draft: Draft, reply: str) -> None:
    """Leave the read-back without an order; the basket stays."""
    draft.session = replace(draft.session.back_to_listening(), checkout_next=False, asked_more=False)
    draft.say(reply)


def pin_challenged(draft: Draft, pending: Authorising, event: PinChallenged) -> None:
    """Ask for the digits; without a PIN that could be asked for, nothing is ordered."""
    if event.locked or not event.positions:
        draft.session = replace(draft.session, locked=event.locked)
        not_ordered(draft, "pin-locked" if event.locked else "pin-missing")
        return
    draft.go(Phase.AUTH, replace(pending, positions=event.positions))
    alone = consent.needs_pin(draft.policy, pending.quote)
    draft.say("pin-needed" if alone else "pin-needed-today", total=pending.quote.total)
    questions.ask(draft)


def pin_said(draft: Draft, pending: Authorising, digits: str, *, typed: bool) -> None:
    """Check the digits; they go nowhere else. Too few or too many of them are no try: they were misheard,
    or are the whole PIN said aloud, which only a keyboard may give.
    """
    if len(digits) != len(pending.positions) and not typed:
        draft.say("pin-digits", count=len(pending.positions))
        questions.ask(draft)
        return
    request = draft.number()
    draft.go(Phase.AUTH, replace(pending, request=request, checking=True))
    draft.do(CheckPin(request=request, positions=pending.positions, digits=digits))


def pin_checked(draft: Draft, pending: Authorising, event: PinChecked) -> None:
    """Order, ask for other digits, or lock."""
    if event.verdict == "ok":
        consent.place(draft, pending.quote, pending.consent)
        return
    if event.verdict == "locked":
        draft.session = replace(draft.session, locked=True)
        not_ordered(draft, "pin-locked")
        draft.do(HandOff(reason="pin_locked"))
        return
    draft.go(Phase.AUTH, replace(pending, positions=event.positions, checking=False))
    draft.say("pin-wrong", left=event.tries_left)
    questions.ask(draft)


def answered(draft: Draft, pending: Placing, event: OrderAnswered) -> None:
    """Say what became of the order; an unknown outcome is called unknown."""
    draft.session = draft.session.back_to_listening()
    total = pending.quote.total
    if not isinstance(event.outcome, Placed):  # nothing is there for second thoughts
        draft.session = replace(draft.session, todo=())
    match event.outcome:
        case Placed(order_id=order_id, total=charged):
            last = LastOrder(total=charged, consent_id=pending.consent.id, order_id=order_id)
            draft.session = replace(draft.session, basket=Basket(), focus=None, last_order=last)
            _count(draft, charged)
            draft.say("placed", order=order_id, total=charged)
            _overcharged(draft, told=total, charged=charged)
        case Rejected(code=code):
            draft.say(f"rejected-{code}")
        case Unknown():
            unknown(draft, pending)
        case Handoff(url=url):
            draft.say("handoff-store", total=total)
            draft.do(HandOff(reason=url))
        case Drift() as drift:
            _drifted(draft, drift)


def _overcharged(draft: Draft, *, told: Money, charged: Money) -> None:
    """A store that takes another sum than the one agreed to: the shopper has to know at once."""
    if charged != told:
        draft.say("charged-otherwise", told=told, charged=charged)


def _count(draft: Draft, charged: Money) -> None:
    """Add an order to what was spent; where the currency changed, the newest order counts alone."""
    spent = draft.session.spent
    together = spent + charged if spent is not None and spent.currency == charged.currency else charged
    draft.session = replace(draft.session, spent=together)


def unknown(draft: Draft, pending: Placing) -> None:
    """Nobody knows: the basket is set aside so that it cannot be ordered twice."""
    draft.session = replace(
        draft.session.back_to_listening(),
        basket=Basket(),
        focus=None,
        unsettled=draft.session.basket,
        last_order=LastOrder(total=pending.quote.total, consent_id=pending.consent.id, unknown=True),
    )
    _count(draft, pending.quote.total)  # it may have gone through
    draft.say("order-unknown", total=pending.quote.total)
    draft.do(Reconcile())


def _drifted(draft: Draft, drift: Drift) -> None:
    if drift.fresh is None:
        if drift.refused is not None:
            refused(draft, drift.refused)
        else:
            draft.say("refused-quote_expired")
        return
    for reason in drift.reasons:
        draft.say(f"drift-{reason}")
    quoted(draft, drift.fresh)


def settled(draft: Draft, event: Settled) -> None:
    """The store has told what became of an unknown order."""
    aside, last = draft.session.unsettled, draft.session.last_order
    if aside is None or last is None:
        return
    if event.consent_id and event.consent_id != last.consent_id:
        return  # about an order before this one
    match event.result:
        case Placed(order_id=order_id, total=total):
            known = replace(last, total=total, order_id=order_id, unknown=False)
            draft.session = replace(draft.session, unsettled=None, last_order=known)
            draft.say("settled-placed", order=order_id, total=total)
            _overcharged(draft, told=last.total, charged=total)
        case NotPlaced():
            basket = draft.session.basket
            for line in aside.lines:
                basket, _ = basket.add(line.product, line.quantity, line.options)
            draft.session = replace(draft.session, unsettled=None, last_order=None, basket=basket)
            draft.say("settled-not-placed", total=last.total)
        case StillUnknown():
            return
    questions.ask(draft, again=True)
