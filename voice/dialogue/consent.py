"""The one module that turns a shopper's yes into an order.

A yes is consent only if every one of these holds; each has its own answer to the shopper:

1. the read-back of exactly the quote that would be placed is the open question;
2. it is an explicit word of consent, alone in its utterance, with nothing left unexplained;
3. it began after the total of that read-back had been heard or shown;
4. spoken, it was heard alike by an open and a closed hearing: a closed grammar bends other speech
   into a yes, and an open recogniser bends noise into politeness.

Above the shop's limit, counting the orders of the last day, the consent waits for the PIN. Nothing else
in voicecart makes a `PlaceOrder`.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from catalog.money import Money
from catalog.order import Quote
from voice.dialogue.actions import ChallengePin, PlaceOrder
from voice.dialogue.draft import Draft
from voice.dialogue.events import Heard
from voice.dialogue.policy import Policy
from voice.dialogue.session import Authorising, Confirming, Consent, Phase, Placing, Session
from voice.hearing.transcript import Source


class Denial(StrEnum):
    """Why a yes was not consent."""

    NO_QUESTION = "no_question"
    NOT_EXPLICIT = "not_explicit"
    TOO_EARLY = "too_early"
    HEARINGS_DISAGREE = "hearings_disagree"
    BASKET_MOVED = "basket_moved"


def judge(session: Session, heard: Heard) -> Consent | Denial:
    """Whether this utterance is consent to the quote that was read back."""
    confirming = session.pending
    if session.phase is not Phase.CONFIRM or not isinstance(confirming, Confirming):
        return Denial.NO_QUESTION
    if not explicit(heard):
        return Denial.NOT_EXPLICIT
    if confirming.total_ms is None or heard.began_ms < confirming.total_ms:
        return Denial.TOO_EARLY
    if not hearings_agree(heard):
        return Denial.HEARINGS_DISAGREE
    if not _quote_is_basket(session, confirming.quote):
        return Denial.BASKET_MOVED
    return Consent(
        id=f"{session.id}/{session.turn}",
        fingerprint=confirming.quote.fingerprint,
        session=session.id,
        turn=session.turn,
        said=heard.interpretation.text,
        began_ms=heard.began_ms,
    )


def hearings_agree(heard: Heard) -> bool:
    """Whether the closed hearing of a spoken utterance heard a yes too; what was typed needs none."""
    return heard.source is not Source.VOICE or (heard.closed is not None and heard.closed.label == "yes")


def explicit(heard: Heard) -> bool:
    """Whether it is a word of consent, alone, with nothing left unexplained."""
    acts = heard.interpretation.acts
    return (
        len(acts) == 1
        and acts[0].intent == "yes"
        and acts[0].slots.get("consent") == "explicit"
        and not acts[0].mentions
        and not heard.interpretation.unexplained
        and not heard.interpretation.repaired
    )


def _quote_is_basket(session: Session, quote: Quote) -> bool:
    quoted = sorted((q.line.sku, q.line.quantity, q.line.options) for q in quote.lines)
    wanted = sorted((w.sku, w.quantity, w.options) for w in session.basket.order_lines)
    return quoted == wanted


def needs_pin(policy: Policy, quote: Quote, spent: Money | None = None) -> bool:
    """Whether the shop wants the PIN for this total and what was ordered in the last day; another currency
    than the limit's always does.
    """
    limit = policy.pin_above
    if limit is None:
        return False
    if limit.currency != quote.currency or (spent is not None and spent.currency != limit.currency):
        return True
    return quote.total.minor + (spent.minor if spent else 0) > limit.minor


def proceed(draft: Draft, quote: Quote, consent: Consent) -> None:
    """Place the order, or ask for the PIN first."""
    if needs_pin(draft.policy, quote, draft.session.spent):
        request = draft.number()
        draft.go(Phase.AUTH, Authorising(quote=quote, consent=consent, request=request))
        draft.do(ChallengePin(request=request))
        return
    place(draft, quote, consent)


def place(draft: Draft, quote: Quote, consent: Consent) -> None:
    """Send exactly this quote. The consent is used up: its turn never comes again."""
    if consent.fingerprint != quote.fingerprint:  # cannot happen; a wrong order would be worse than a crash
        raise AssertionError("consent for another quote")
    request = draft.number()
    draft.go(Phase.PLACING, Placing(quote=quote, consent=consent, request=request))
    draft.session = replace(draft.session, checkout_next=False)
    draft.do(PlaceOrder(request=request, quote=quote, consent=consent))
