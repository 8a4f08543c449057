"""The open question of a session: how it is asked, and how it is asked again after a digression."""

from __future__ import annotations

from dataclasses import replace

from catalog.product import preferred
from voice.dialogue import consent, describe, packing
from voice.dialogue.basket import complete_options, unit_price
from voice.dialogue.draft import Draft
from voice.dialogue.messages import TOTAL, Said, message
from voice.dialogue.session import (
    Authorising,
    Cancelling,
    Choosing,
    Confirming,
    Eliciting,
    Phase,
    Proposing,
)

OFTEN = 2
"""A question that was passed over so often is not asked once more."""
UNUSUAL = 3
"""So many times the usual total is remarked upon in the read-back."""


def ask(draft: Draft, *, again: bool = False, known: bool = False) -> None:
    """Ask the open question, shorter where it is asked `again`, and shortest where what it is about is
    `known`, having just been named; nothing where none is open.
    """
    draft.asked = draft.session.pending
    match draft.session.pending:
        case Choosing(shown=shown) if known:
            draft.say("choose-which" if len(shown) > 1 else "choose-this")
        case Choosing() as choosing:
            _ask_choice(draft, choosing, again=again)
        case Proposing(reason="product") if known:
            draft.say("choose-this")
        case Proposing() as proposing:
            _ask_proposal(draft, proposing)
        case Eliciting() as eliciting:
            _ask_option(draft, eliciting)
        case Confirming() as confirming:
            _ask_consent(draft, confirming, again=again)
        case Authorising() as authorising if authorising.positions:
            ask_pin(draft, authorising.positions)
        case Cancelling(request=0) as cancelling:
            order = cancelling.order
            draft.say("cancel-ask", order=order.id, total=order.total)
        case None if draft.session.phase is Phase.LISTEN:
            ask_more(draft)
        case _:
            pass


def about(draft: Draft, question: Choosing | Proposing | Eliciting) -> str:
    """What a question is about, in the shopper's words or by the product's name."""
    if isinstance(question, Choosing):
        phrases = question.mention.phrases
        return phrases[-1] if phrases else describe.product_name(draft.session, question.shown[0])
    return describe.product_name(draft.session, question.wanted.product)


def leave_out(draft: Draft, *, asked: int = OFTEN) -> None:
    """Say what is left out of the questions that wait: what was passed over so often is not asked again."""
    for waiting in draft.session.queue:
        if waiting.question.returned >= asked:
            draft.say("left-out", name=about(draft, waiting.question))
    queue = tuple(q for q in draft.session.queue if q.question.returned < asked)
    draft.session = replace(draft.session, queue=queue)


def ask_more(draft: Draft) -> None:
    """Ask whether there is more with something in the basket, else an open offer to help."""
    filled = bool(draft.session.basket.lines)
    draft.say("anything-else" if filled else "what-would-you-like")
    draft.session = replace(draft.session, asked_more=filled)


def ask_pin(draft: Draft, positions: tuple[int, ...]) -> None:
    """Ask for the digits at these places."""
    places = tuple(message("place", place=p) for p in positions)
    draft.say("pin-ask", places=places)


def _ask_choice(draft: Draft, choosing: Choosing, *, again: bool) -> None:
    session, chosen = draft.session, choosing.mention.options
    alone = len(choosing.shown) == 1
    places = ((None if alone else i, p) for i, p in enumerate(choosing.shown, 1))
    offers = tuple(describe.offer(session, i, p, chosen) for i, p in places)
    phrase = choosing.mention.phrases[-1] if choosing.mention.phrases else ""
    kind = "again" if again and phrase else choosing.offered_as
    shelf, more = choosing.shown[0].category, len(choosing.rest)
    draft.say(f"choose-{kind}", phrase=phrase, count=len(offers), offers=offers, shelf=shelf, more=more)
    # Who wants to check out may want none of it.
    which = "choose-which-or-none" if session.checkout_next else "choose-which"
    draft.say("choose-this" if alone else which)


def _ask_proposal(draft: Draft, proposing: Proposing) -> None:
    wanted, session = proposing.wanted, draft.session
    unit = unit_price(wanted.product, complete_options(wanted.product, wanted.options))
    item = describe.wanted_item(session, wanted)
    usual = session.usual_quantity(wanted.product.sku) or 0
    reason: str = "quantity-usual" if proposing.reason == "quantity" and usual else proposing.reason
    sized = describe.size(wanted.product)
    if reason == "amount" and sized is None:
        reason = "amount-unmeasured"
    draft.say(
        f"propose-{reason}",
        item=item,
        size=wanted.product.size,
        price=unit * wanted.quantity,
        total=unit * wanted.quantity,
        quantity=wanted.quantity,
        usual=usual,
        held=packing.held_by(wanted.product) or 1,
        sized=sized or "",
    )


def _ask_option(draft: Draft, eliciting: Eliciting) -> None:
    group = eliciting.wanted.product.group(eliciting.group)
    if group is None:
        return
    language = draft.session.language
    values = tuple(message("option", name=preferred(v.names, language)) for v in group.values)
    draft.say(
        "elicit",
        group=preferred(group.names, language),
        name=describe.product_name(draft.session, eliciting.wanted.product),
        values=values,
    )


def _ask_consent(draft: Draft, confirming: Confirming, *, again: bool) -> None:
    quote, session = confirming.quote, draft.session
    if again and confirming.total_ms is not None:
        draft.say("consent-again", total=quote.total, mark=TOTAL)
        return
    lines = tuple(describe.quoted_line(session, q) for q in quote.lines)
    draft.say("readback", lines=lines, count=len(lines))
    draft.said.extend(Said(fee) for fee in describe.fees(quote))
    typical = session.typical_total
    unusual = typical and typical.currency == quote.currency and quote.total.minor > UNUSUAL * typical.minor
    told = [message("readback-total", total=quote.total, delivery=describe.delivery(quote))]
    if unusual and typical:
        told.append(message("readback-unusual", usual=typical))
    if consent.needs_pin(draft.policy, quote, session.spent):
        told.append(message("readback-pin"))
    # A warning that nobody has heard yet warns nobody: the yes has to come after the last one.
    draft.said.extend(Said(one, mark=TOTAL if one is told[-1] else "") for one in told)
    draft.say("consent-ask")
