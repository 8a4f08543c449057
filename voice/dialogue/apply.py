"""Carrying out what skills propose. This is all that a skill can cause."""

from __future__ import annotations

from dataclasses import replace

from catalog.ports import Purpose
from voice.dialogue import aftersales, describe, offers, portions, questions, refining
from voice.dialogue.actions import Close, HandOff, StartTimer, StopTimer
from voice.dialogue.basket import BasketLine, stays
from voice.dialogue.draft import Draft
from voice.dialogue.lookup import LOOKING, look_for
from voice.dialogue.messages import Said
from voice.dialogue.session import (
    Choosing,
    Confirming,
    Eliciting,
    Phase,
    Proposing,
    Unresolved,
    Wanted,
)
from voice.dialogue.skill import (
    AskWhich,
    CallPerson,
    CheckOut,
    ClearBasket,
    Leave,
    LookFor,
    Proposal,
    ReadBasket,
    RemoveLine,
    Say,
    SayAgain,
    SetOptions,
    SetQuantity,
    SplitLine,
    StartOver,
    TellOrders,
    Undo,
    Wait,
)
from voice.language.acts import Mention


def apply(draft: Draft, proposal: Proposal, *, sure: bool) -> None:
    """Let a proposal take effect. `sure` is the self-check of the utterance that it came from."""
    match proposal:
        case Say() | SayAgain() | ReadBasket() | Wait() | Leave() | CallPerson():
            _speak(draft, proposal)
        case AskWhich(question=question, asked=asked):
            draft.session = replace(draft.session, asked_line=asked)
            draft.said.append(Said(question))
        case LookFor():
            at_readback = draft.session.phase is Phase.CONFIRM
            asks = proposal.purpose is Purpose.ASK and not isinstance(draft.session.pending, Proposing)
            _pass_over(draft, aside=asks)
            line = draft.session.basket.line(proposal.instead_of)
            if line is not None and len(proposal.mentions) == 1:
                refining.replace_line(draft, line, proposal.mentions[0], proposal.less)
            else:
                look_for(draft, proposal, sure=sure, corrects=at_readback)
        case CheckOut():
            _check_out(draft)
        case TellOrders(why=why):
            _pass_over(draft, aside=why in {"status", "history", "last", "bought"})
            aftersales.read(draft, proposal)
        case SplitLine():
            drop_question(draft, come_back=True)
            portions.split(draft, proposal)
        case SetQuantity() | SetOptions() | RemoveLine() | ClearBasket() | StartOver() | Undo():
            _edit(draft, proposal)


def _check_out(draft: Draft) -> None:
    """What is still open is asked once more before the read-back, and left out where it is passed over again.
    An unusual number is not asked about twice: the read-back tells it, and needs a yes of its own.
    """
    question = draft.session.pending
    unusual = isinstance(question, Proposing) and question.reason == "quantity"
    if isinstance(question, Proposing) and unusual and question.wanted.instead_of is None:
        draft.session = replace(draft.session.back_to_listening(), checkout_next=True)
        offers.take(draft, question.wanted, question.mention, question.purpose, asked=True)
    elif draft.session.checkout_next:
        _leave_open(draft)
    else:
        _pass_over(draft, at_once=True)
    draft.session = replace(draft.session, checkout_next=True)


def _leave_open(draft: Draft) -> None:
    """Leave out what is asked, and what was asked before; what never was is still to be asked."""
    question = draft.session.pending
    drop_question(draft)
    if isinstance(question, Choosing | Proposing | Eliciting):
        left = replace(question, returned=questions.OFTEN)
        draft.session = replace(draft.session, queue=(Unresolved(question=left), *draft.session.queue))
    questions.leave_out(draft, asked=1)


def _pass_over(draft: Draft, *, aside: bool = False, at_once: bool = False) -> None:
    """Go on to something else: what was asked comes back after it, unless it was only looked around for. A
    question `aside` is no turning away from a choice; `at_once` asks it again before what else waits.
    """
    question = draft.session.pending
    drop_question(draft)
    if not isinstance(question, Choosing | Proposing | Eliciting):
        return
    if question.purpose not in LOOKING or aside:
        returned = max(question.returned, 1) if aside else question.returned + 1
        back = Unresolved(question=replace(question, returned=returned))
        queue = draft.session.queue
        draft.session = replace(draft.session, queue=(back, *queue) if at_once else (*queue, back))


def drop_question(draft: Draft, *, come_back: bool = False) -> None:
    """Leave the open question. At the read-back this voids the quote and with it any yes; the basket
    is read back anew when the change is made. `come_back` asks other questions again at once.
    """
    session = draft.session
    question = session.pending
    if question is None:
        return
    if come_back and isinstance(question, Choosing | Proposing | Eliciting):
        session = replace(session, queue=(Unresolved(question=question), *session.queue))
    at_readback = session.phase in (Phase.CONFIRM, Phase.AUTH)
    draft.session = replace(session.back_to_listening(), checkout_next=session.checkout_next or at_readback)


def _speak(draft: Draft, proposal: Say | SayAgain | ReadBasket | Wait | Leave | CallPerson) -> None:
    match proposal:
        case Say(message=said):
            draft.said.append(Said(said))
        case SayAgain():
            _again(draft)
        case ReadBasket() if isinstance(draft.session.pending, Confirming):
            questions.ask(draft, again=proposal.total)
        case ReadBasket():
            read_basket(draft)
        case Wait(silently=True):
            draft.do(StartTimer(ms=draft.policy.no_input_ms))
        case Wait():
            draft.session = replace(draft.session, resting=True)
            draft.say("waiting")
            draft.do(StopTimer())
        case Leave():
            draft.say("goodbye-basket" if draft.session.basket.lines else "goodbye")
            draft.go(Phase.CLOSED)
            draft.session = replace(draft.session, queue=(), todo=(), checkout_next=False)
            draft.do(Close())
        case CallPerson(reason=reason):
            draft.say("handoff")
            draft.do(HandOff(reason=reason))


def _again(draft: Draft) -> None:
    """Repeat: an open question is asked in full, else the last speech comes again, without marks."""
    if draft.session.pending is not None:
        questions.ask(draft)
    else:
        draft.said.extend(Said(s.message) for s in draft.session.last_said)


def read_basket(draft: Draft) -> None:
    """Say the lines and what they come to in the catalog."""
    basket = draft.session.basket
    total = basket.total
    if total is None:
        draft.say("basket-empty")
        return
    items = tuple(describe.line_item(draft.session, line) for line in basket.lines)
    draft.say("basket", items=items, total=total, count=len(items))


def _edit(
    draft: Draft, proposal: SetQuantity | SetOptions | RemoveLine | ClearBasket | StartOver | Undo
) -> None:
    beside = isinstance(proposal, SetQuantity | SetOptions | RemoveLine)
    beside |= isinstance(proposal, Undo) and isinstance(draft.session.pending, Choosing)
    drop_question(draft, come_back=beside)
    match proposal:
        case SetQuantity():
            _set_quantity(draft, proposal)
        case SetOptions():
            _set_options(draft, proposal)
        case RemoveLine(line=line_id):
            _remove(draft, line_id)
        case ClearBasket() | StartOver():
            cleared = draft.session.basket.clear()
            draft.session = replace(draft.session, basket=cleared, focus=None, queue=(), checkout_next=False)
            draft.say("cleared" if isinstance(proposal, ClearBasket) else "started-over")
        case Undo():
            _undo(draft)


def _set_options(draft: Draft, proposal: SetOptions) -> None:
    line = draft.session.basket.line(proposal.line)
    if line is None:
        return
    basket = draft.session.basket.set_options(line.id, proposal.added, proposal.removed)
    name, after = describe.product_name(draft.session, line.product), basket.line(line.id) or line
    if stays(after, proposal.removed, draft.session.language):
        draft.say("option-stays", name=name)
        if basket.lines == draft.session.basket.lines:
            return
    if basket.lines != draft.session.basket.lines:
        draft.session = replace(draft.session, basket=basket, focus=line.id)
        offers.tell_changed(draft, line.id)
    elif not proposal.added:
        draft.say("option-absent", name=name)
    elif not set(proposal.added) <= set(line.options):
        draft.say("option-unknown")
    else:
        _say_as_it_was(draft, line)


def _set_quantity(draft: Draft, proposal: SetQuantity) -> None:
    line, quantity = draft.session.basket.line(proposal.line), proposal.quantity
    if line is None:
        return
    if quantity < 1:
        _remove(draft, line.id)
        return
    if quantity == line.quantity:
        _say_as_it_was(draft, line)
        return
    wanted = Wanted(product=line.product, quantity=quantity, options=line.options, line=line.id)
    on_top = replace(wanted, quantity=quantity - line.quantity)
    agreed = proposal.more and not offers.unusual(draft, on_top)
    offers.take(draft, wanted, Mention(), Purpose.ADD, asked=agreed)


def _say_as_it_was(draft: Draft, line: BasketLine) -> None:
    """A change that changes nothing is told, at the read-back too: that would only sound the same again. What
    is said further is of that line.
    """
    draft.session = replace(draft.session, focus=line.id)
    draft.say("as-it-was", item=describe.line_item(draft.session, line), total=line.total)


def _remove(draft: Draft, line_id: int) -> None:
    line = draft.session.basket.line(line_id)
    if line is None:
        return
    basket = draft.session.basket.remove(line_id)
    focus = basket.lines[-1].id if basket.lines else None
    draft.session = replace(draft.session, basket=basket, focus=focus)
    draft.said.append(Said(describe.removal(draft.session, line)))


def _undo(draft: Draft) -> None:
    session = draft.session
    before = session.basket.undo()
    if before is not None:
        focus = before.lines[-1].id if before.lines else None
        draft.session = replace(session, basket=before, focus=focus)
        draft.say("undone")
        read_basket(draft)
        if not before.lines:  # nothing is left to be read back
            draft.session = replace(draft.session, checkout_next=False)
        return
    last = session.last_order
    if last is not None and last.order_id is not None:
        aftersales.read(draft, TellOrders(why="cancel", order=last.order_id))
        return
    draft.say("nothing-to-undo")
