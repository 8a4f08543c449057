"""A change of some of a line's: "one of them decaf" of three lattes leaves two as they were."""

from __future__ import annotations

from dataclasses import replace

from catalog.ports import Purpose
from voice.dialogue import describe, offers
from voice.dialogue.basket import BasketLine, changed_options, stays
from voice.dialogue.draft import Draft
from voice.dialogue.messages import message
from voice.dialogue.skill import (
    LookFor,
    Portion,
    Proposal,
    Say,
    SetOptions,
    SplitLine,
    View,
)
from voice.language.acts import Act, Mention

Proposals = tuple[Proposal, ...]


def some_of(act: Act, view: View) -> Proposals:
    """What a change of so many of a line's comes to; nothing where it is one of a whole line after all."""
    if act.slots["share"] == "rest":
        return _the_others(act, view)
    explicit, many = act.slots["share"] == "yes", sum(m.quantity or 1 for m in act.mentions)
    line = _meant(act, view, many, explicit=explicit)
    if line is None:
        return (Say(message("which-line" if view.basket.lines else "basket-empty")),)
    if len(act.mentions) == 1 and (many > line.quantity or "swap" in act.slots) and not explicit:
        return ()  # "two large" of one latte: it is to be two
    if many > line.quantity:
        return (Say(message("fewer-in-basket", item=describe.line_item(view, line))),)
    if "swap" in act.slots:
        return _swapped(act, view, line)
    if many == line.quantity and len(act.mentions) == 1:
        return _whole(line, act.mentions[0])
    shares = tuple(
        Portion(quantity=m.quantity or 1, added=m.options, removed=m.removed) for m in act.mentions
    )
    return (SplitLine(line=line.id, portions=shares),)


def of_place(act: Act, view: View) -> Proposals:
    """The change of one by its place, where the only line holds several, or the one in focus holds more than
    there are lines; asked about where one line or one of its things may be meant.
    """
    mention, place = act.mentions[0] if act.mentions else Mention(), int(act.slots["ordinal"])
    lines = view.basket.lines
    several = lines[0] if len(lines) == 1 else view.focus if abs(place) > len(lines) else None
    if several is not None and 1 < several.quantity >= abs(place):
        one = Portion(quantity=1, added=mention.options, removed=mention.removed)
        return (SplitLine(line=several.id, portions=(one,)),)
    if view.named is not None and view.named.quantity > 1 and len(lines) > 1:
        return (Say(message("one-or-all", item=describe.line_item(view, view.named))),)
    return ()


def _meant(act: Act, view: View, many: int, *, explicit: bool) -> BasketLine | None:
    """The line that holds so many: the one that is named, the one in focus, or the only one of several."""
    line = view.named
    if act.mentions[0].phrases and "swap" not in act.slots:
        return line
    if line is not None and (line.quantity >= max(many, 2) or not explicit):
        return line
    holding = [one for one in view.basket.lines if one.quantity >= max(many, 2)]
    if len(holding) == 1:
        return holding[0]
    return line if len(view.basket.lines) == 1 else None


def _the_others(act: Act, view: View) -> Proposals:
    """The change of those of the product in focus that another change left as they were."""
    mention = act.mentions[0] if act.mentions else Mention()
    focus = view.focus
    alike = [
        line
        for line in view.basket.lines
        if focus is not None and line.product.sku == focus.product.sku and line.id != focus.id
    ]
    if len(alike) != 1:
        return (Say(message("which-line" if view.basket.lines else "basket-empty")),)
    if mention.quantity is not None and mention.quantity != alike[0].quantity:
        return (Say(message("fewer-in-basket", item=describe.line_item(view, alike[0]))),)
    return _whole(alike[0], mention)


def _whole(line: BasketLine, mention: Mention) -> Proposals:
    return (SetOptions(line=line.id, added=mention.options, removed=mention.removed),)


def _swapped(act: Act, view: View, line: BasketLine) -> Proposals:
    """Something else instead of so many of a line's."""
    new = act.mentions[-1]
    many = new.quantity or 1
    instead = line.id if many == line.quantity else view.basket.next_id
    apart = () if many == line.quantity else (SplitLine(line=line.id, portions=(Portion(quantity=many),)),)
    look = LookFor(mentions=(replace(new, quantity=many),), purpose=Purpose.ADD, instead_of=instead)
    return (*apart, look)


def split(draft: Draft, proposal: SplitLine) -> None:
    """Let the portions become lines, and say what there is now."""
    line = draft.session.basket.line(proposal.line)
    if line is None or sum(one.quantity for one in proposal.portions) > line.quantity:
        return
    if not any(one.added or one.removed for one in proposal.portions):
        basket = draft.session.basket.set_apart(line.id, proposal.portions[0].quantity)
        draft.session = replace(draft.session, basket=basket)
        return
    made = [
        (one, changed_options(line.product, line.options, one.added, one.removed))
        for one in proposal.portions
    ]
    name = describe.product_name(draft.session, line.product)
    if any(not set(one.added) <= set(options) for one, options in made):
        draft.say("option-unknown")
        return
    kept = [
        one
        for one, options in made
        if stays(replace(line, options=options), one.removed, draft.session.language)
    ]
    if kept:
        draft.say("option-stays", name=name)
        return
    if all(options == line.options and not one.added for one, options in made):
        draft.say("option-absent", name=name)
        return
    basket, ids = draft.session.basket.split(line.id, tuple((one.quantity, options) for one, options in made))
    draft.session = replace(draft.session, basket=basket, focus=ids[0])
    for changed in dict.fromkeys((*ids, line.id)):
        offers.tell_changed(draft, changed)
