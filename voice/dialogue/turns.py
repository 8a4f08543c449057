"""One utterance: it answers the open question, and what is left of it goes to the skills."""

from __future__ import annotations

from dataclasses import replace

from catalog.product import Product
from voice.dialogue import aftersales, answers, checkout, ladder, offers, questions, recent, refining, which
from voice.dialogue.actions import Hush, StopTimer
from voice.dialogue.apply import apply
from voice.dialogue.basket import Basket, BasketLine
from voice.dialogue.draft import Draft
from voice.dialogue.events import Heard
from voice.dialogue.memory import at_hand
from voice.dialogue.messages import message
from voice.dialogue.naming import called, made
from voice.dialogue.session import Choosing, Eliciting, Phase, Proposing
from voice.dialogue.skill import Leave, View
from voice.language.acts import Act

ENOUGH = frozenset(
    {"waiting", "order-unknown", "not-ordered", "what-would-you-like", "nothing-asked", "anything-else"}
)
"""Sentences after which nobody asks whether there is anything else."""
ABOUT_OFFERS = frozenset({"price", "stock"})
"""Questions about what is on offer: their answers name it, so that it need not be named again."""
ABANDON = frozenset({"stop", "no", "cancel_order"})
"""What may be said while an answer from outside is due and nothing binding is on its way."""


def heard(draft: Draft, event: Heard) -> None:
    """Take one utterance."""
    session = draft.session
    draft.do(StopTimer())
    if session.speaking:
        draft.do(Hush())
    event = which.answered(session, _with_lines(event, session.basket))
    draft.sure = event.interpretation.sure
    acts = event.interpretation.acts
    understood = replace(session, turn=session.turn + 1, speaking=0)
    draft.session = understood
    if session.waiting:
        _while_waiting(draft, acts)
        return
    if not acts or _means_nothing(draft, acts):
        ladder.misunderstood(draft)
        return
    understood = replace(understood, asked_line=None)
    draft.session = understood
    if event.interpretation.lost:
        lost = (message("missed-phrase", phrase=phrase) for phrase in event.interpretation.lost)
        draft.say("missed-words", words=tuple(lost))
    if (session.misses or session.resting) and not any(refining.unclear(act) for act in acts):
        draft.session = replace(understood, misses=0, resting=False)
    left = answers.answer(draft, event)
    if left:
        draft.session = replace(draft.session, todo=(*left, *draft.session.todo))
    settle(draft, sure=event.interpretation.sure)


def _means_nothing(draft: Draft, acts: tuple[Act, ...]) -> bool:
    """Whether the words could only call something that was offered, and nothing was."""
    offered = isinstance(draft.session.pending, Choosing) or at_hand(draft.session) is not None
    return refining.unclear(acts[-1]) and not offered


def _with_lines(event: Heard, basket: Basket) -> Heard:
    """The utterance with the lines that it names by their place in the basket (slot "line") named by their
    id too: an act may take a line out, and the next one still means the line that was there.
    """
    if not any("line" in act.slots for act in event.interpretation.acts):
        return event
    acts = tuple(_with_id(act, basket) for act in event.interpretation.acts)
    return replace(event, interpretation=replace(event.interpretation, acts=acts))


def _with_id(act: Act, basket: Basket) -> Act:
    place = act.slots.get("line", "")
    if not place or int(place) >= len(basket.lines):
        return act
    return replace(act, slots={**act.slots, "id": str(basket.lines[int(place)].id)})


def _while_waiting(draft: Draft, acts: tuple[Act, ...]) -> None:
    """An order on its way is not stopped, and says so; everything else can be."""
    if draft.session.phase in (Phase.PLACING, Phase.CANCELLING):
        if draft.session.phase is Phase.PLACING and acts and acts[0].intent in ABANDON:
            draft.session = replace(draft.session, todo=(aftersales.SECOND_THOUGHTS,))
        draft.say("on-its-way")
        return
    if acts and acts[0].intent in ABANDON:
        draft.session = replace(draft.session.back_to_listening(), checkout_next=False, todo=(), queue=())
        draft.say("stopped")
        return
    draft.say("one-moment")


def settle(draft: Draft, *, sure: bool = True) -> None:
    """Go on until something is asked, awaited, or nothing is left to do."""
    while draft.session.todo and not _must_wait(draft):
        act, rest = draft.session.todo[0], draft.session.todo[1:]
        draft.session = replace(draft.session, todo=rest)
        if act.intent == "select" and draft.session.pending is None:
            recent.chosen(draft, (_beside(act),), corrects=False)
        elif draft.session.pending is None:
            run(draft, act, sure=sure)
        else:
            _digress(draft, act, sure=sure)
    if draft.session.phase is Phase.LISTEN:
        _next(draft)


def _beside(act: Act) -> Act:
    """A choice in the same breath as another one stands beside it."""
    return replace(act, slots={**act.slots, "also": "yes"})


def _must_wait(draft: Draft) -> bool:
    """Whether the next act has to wait: for an answer from outside, or for a question just asked."""
    session = draft.session
    return session.waiting or session.phase is Phase.CLOSED or _just_asked(draft)


def _just_asked(draft: Draft) -> bool:
    return draft.session.pending is not None and draft.asked is draft.session.pending


def _digress(draft: Draft, act: Act, *, sure: bool) -> None:
    """An act that does not answer the open question: if that is still open after the last act of the breath,
    it is asked again.
    """
    question = draft.session.pending
    run(draft, act, sure=sure)
    if draft.session.pending is not question or draft.session.phase is Phase.CLOSED or draft.session.todo:
        return
    if not _just_asked(draft) and act.intent != "hold":
        questions.ask(draft, again=True, known=not act.mentions and act.intent in ABOUT_OFFERS)


def _next(draft: Draft) -> None:
    session = draft.session
    if session.queue:
        draft.session = replace(session, queue=session.queue[1:])
        offers.enter(draft, session.queue[0].question)
    elif session.checkout_next:
        draft.session = replace(session, checkout_next=False)
        checkout.begin(draft)
    elif draft.said and session.basket.lines and not session.resting and _wants_more(draft):
        questions.ask_more(draft)


def _wants_more(draft: Draft) -> bool:
    return not any(s.message.id in ENOUGH for s in draft.said)


def run(draft: Draft, act: Act, *, sure: bool) -> None:
    """Give an act to its skill and let what it proposes take effect."""
    skill = draft.skills.get(act.intent)
    proposals = skill.handle(act, view(draft, act)) if skill is not None else ()
    if not proposals:
        draft.say("cannot-do")
        return
    for proposal in proposals:
        apply(draft, proposal, sure=sure)
        if isinstance(proposal, Leave):
            return


def view(draft: Draft, act: Act) -> View:
    """What the skill may see."""
    session = draft.session
    offered: tuple[Product, ...] = ()
    if isinstance(session.pending, Choosing):
        offered = session.pending.shown
    elif isinstance(session.pending, Proposing | Eliciting):
        offered = (session.pending.wanted.product,)
    recent_offer = at_hand(session) if session.pending is None else None
    return View(
        language=session.language,
        basket=session.basket,
        focus=session.basket.line(session.focus),
        offered=offered,
        recent=recent_offer.shown if recent_offer else (),
        told=session.told,
        named=_named(draft, act),
    )


def _named(draft: Draft, act: Act) -> BasketLine | None:
    """The line that understanding found for the act's first mention (slot "line": its place)."""
    lines = draft.session.basket.lines
    if "id" in act.slots:
        return draft.session.basket.line(int(act.slots["id"]))
    if act.mentions and act.mentions[0].phrases:  # what came in by an earlier act of the same breath
        by_name = act.intent in {"remove", "change"} or "like" in act.slots
        said = (act.mentions[0].phrases, draft.session.language)
        basket = draft.session.basket
        return _of_several(draft, called(basket, *said) or made(basket, *said)) if by_name else None
    if "ordinal" in act.slots:
        ordinal = int(act.slots["ordinal"])
        return lines[ordinal - 1 if ordinal > 0 else ordinal] if 0 < abs(ordinal) <= len(lines) else None
    return draft.session.basket.line(draft.session.focus)


def _of_several(draft: Draft, lines: tuple[BasketLine, ...]) -> BasketLine | None:
    """The one in focus, or else the newest: of one product made in two ways, say."""
    focus = draft.session.focus
    return next((line for line in lines if line.id == focus), lines[-1] if lines else None)
