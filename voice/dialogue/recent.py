"""Answers to a choice made a moment ago: "no, the second one", "the other one"."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from catalog.ports import Filters, Purpose
from catalog.product import Product
from catalog.size import by_size
from voice.dialogue import choices, describe, offers, refining
from voice.dialogue.basket import BasketLine
from voice.dialogue.draft import Draft
from voice.dialogue.kinds import SIZES
from voice.dialogue.memory import at_hand
from voice.dialogue.session import Choosing
from voice.dialogue.skill import LookFor
from voice.language.acts import Act, Mention

Acts = tuple[Act, ...]
MOST = 3
"""Offered at once."""
RIVALS = frozenset({"cheaper", "cheapest", "bigger", "smaller", "other"})
"""Qualities of something else than what is there."""


def chosen(draft: Draft, acts: Acts, *, corrects: bool) -> Acts:
    """Answer a choice that nothing open asks for; `corrects` says that it takes the place of the last one."""
    first, line = acts[0], draft.session.basket.line(draft.session.focus)
    if line is not None and _counts_last(first) and not corrects:
        return (replace(first, intent="change", slots=MappingProxyType({})), *acts[1:])
    question = at_hand(draft.session)
    if question is None or line is None:
        return instead_of_focus(draft, acts)
    if first.slots.get("quality") == "other" and len(question.shown) > 1:
        others = tuple(p for p in question.shown if p.sku != line.product.sku)
        if "also" in first.slots:
            _take_too(draft, replace(question, shown=others))
            return acts[1:]
        _swap(draft, replace(question, shown=others), line)
        return acts[1:]
    sized = _of_other_size(question, line, first.slots.get("quality", ""))
    if sized:
        _swap(draft, replace(question, shown=sized), line)
        return acts[1:]
    if corrects or _chooses_again(first):
        question = _instead(question, line)
    picked = choices.picked_by(question.shown, first) if not _is_rival(first) else ()
    if picked:
        _take_instead(draft, question, picked, first)
        return acts[1:]
    if refining.may_call(first):
        refining.refine(draft, question, first, is_open=False)
        return acts[1:]
    return instead_of_focus(draft, acts)


def _chooses_again(act: Act) -> bool:
    """Whether it takes the place of the choice just made: it is nothing beside it, and no mere question."""
    return "instead" in act.slots or not ({"also", "asks"} & set(act.slots) or choices.quantity(act))


def _take_instead(draft: Draft, question: Choosing, picked: tuple[Product, ...], act: Act) -> None:
    """Take what was picked; what is in the place already, in that number, stays and is told."""
    line, number = draft.session.basket.line(question.instead_of), choices.quantity(act)
    if line is not None and picked[0].sku == line.product.sku and number in {None, line.quantity}:
        draft.say("chosen-already", item=describe.line_item(draft.session, line))
        question, picked = replace(question, instead_of=None), picked[1:]
    offers.pick_all(draft, question, picked, number)


def _is_rival(act: Act) -> bool:
    return act.slots.get("quality") in RIVALS


def _of_other_size(question: Choosing, line: BasketLine, quality: str) -> tuple[Product, ...]:
    """The bigger or smaller ones of what was offered or fitted, where sizes can be compared."""
    if quality not in {"bigger", "smaller"}:
        return ()
    wanted = 1 if quality == "bigger" else 0
    for offered in (question.shown, question.rest):
        pairs = [(p, by_size((line.product, p))) for p in offered]
        found = tuple(p for p, sized in pairs if sized and sized[wanted].sku == p.sku)
        if found:
            return found[:MOST]
    return ()


def _instead(question: Choosing, line: BasketLine) -> Choosing:
    """The question again, for something in the place of that line and as many of it."""
    mention = replace(question.mention, quantity=line.quantity, packs=True)
    return replace(question, mention=mention, instead_of=line.id)


def _swap(draft: Draft, question: Choosing, line: BasketLine) -> None:
    """The other one of two; of more, which of the others."""
    instead = _instead(question, line)
    if len(question.shown) == 1:
        offers.pick(draft, instead, question.shown[0], None)
    else:
        offers.enter(draft, instead)


def _take_too(draft: Draft, question: Choosing) -> None:
    """The other one of two beside the line that came in; of more, which of the others."""
    if len(question.shown) == 1:
        offers.pick(draft, question, question.shown[0], None)
    else:
        offers.enter(draft, question)


def _counts_last(act: Act) -> bool:
    """Whether it says how many of the last one: with nothing on offer that is what came in last."""
    last = act.slots.get("ordinal") == str(choices.LAST) and "and" not in act.slots
    return act.intent == "select" and last and choices.quantity(act) is not None


def instead_of_focus(draft: Draft, acts: Acts) -> Acts:
    """The cheaper one, or something else: instead of the line just added. Nothing else is on offer."""
    first = acts[0]
    line, quality = draft.session.basket.line(draft.session.focus), first.slots.get("quality", "")
    if line is None or quality not in RIVALS or "also" in first.slots:
        draft.say("nothing-offered")
        return acts[1:]
    asked = at_hand(draft.session)
    phrases = asked.mention.phrases if asked else ()
    mention = Mention(phrases=phrases, quantity=line.quantity, options=line.options, packs=True)
    if quality in {"cheaper", "cheapest"}:
        offers.cheaper(draft, line.product, mention, instead_of=line.id)
    else:
        others = Filters(exclude=frozenset({line.product.sku}), category=line.product.category)
        wish = LookFor(mentions=(mention,), purpose=Purpose.FIND, filters=others, instead_of=line.id)
        if quality in SIZES:
            wish = replace(wish, quality=quality, like=line.product)
        offers.another(draft, line.product, wish)
    return acts[1:]
