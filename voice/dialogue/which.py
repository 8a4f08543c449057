"""Which lines of the basket are meant where several are called alike: two lattes, each made in its way."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from voice.dialogue.basket import BasketLine
from voice.dialogue.describe import line_item, option_names
from voice.dialogue.events import Heard
from voice.dialogue.messages import message
from voice.dialogue.naming import called, made
from voice.dialogue.session import AskedLine, Confirming, Session
from voice.dialogue.skill import AskWhich, Proposal, RemoveLine, Say, SetQuantity, View
from voice.language.acts import ORDER_LINES, Act, Mention

Lines = tuple[BasketLine, ...]
POINTING = frozenset({"ordinal", "called", "described"})
"""Slots of words that do no more than call one of several."""
CALLED_AS = frozenset({"called", "share", "described", "which"})
"""The same of words that call it by its name or its options."""


def named(of: View | Session, said: Mention) -> Lines:
    """The lines that a mention names."""
    lines = called(of.basket, said.phrases, of.language) if said.phrases else of.basket.lines
    return tuple({line.id: line for line in lines}.values())


def described(of: View | Session, said: Mention) -> Lines:
    """The lines that a mention names, and tells by options that they have, or have not."""
    return tuple(
        line
        for line in named(of, said)
        if set(said.options) <= set(line.options) and set(said.removed).isdisjoint(line.options)
    )


def changed(act: Act, view: View) -> Lines | AskWhich | Say:
    """The lines that the first mention of a change calls; a question where it tells too little, and nothing
    where there is none of that name.
    """
    alike, one = named(view, act.mentions[0]), act.slots["which"] != "several"
    lines = alike if len(alike) == 1 else described(view, act.mentions[0])
    if alike and not lines:
        return _one_of(alike, view, act)
    if len(lines) > 1 and (one or "delta" in act.slots):
        return _one_of(lines, view, act)
    if lines and act.slots["which"] == "unclear" and lines[0].quantity > 1:
        return Say(message("one-or-all", item=line_item(view, lines[0])))
    return lines


def in_place(act: Act, view: View) -> BasketLine | AskWhich | None:
    """The line that something else is to come for, or for some of it; None where the words tell none."""
    said = act.mentions[0] if act.mentions else Mention()
    said = said if "swap" in act.slots else Mention(phrases=said.phrases)
    lines = described(view, said) if said.phrases and "settled" not in act.slots else ()
    return _one_of(lines, view, act) if len(lines) > 1 else next(iter(lines), None)


def removed(act: Act, view: View) -> tuple[Proposal, ...]:
    """What is to go where the words call several lines, or one by its options; nothing where they do not."""
    said = act.mentions[0]
    if "settled" in act.slots:
        return gone(view.named, said) if view.named else ()
    if not said.phrases and act.slots.get("which") != "one":  # "one extra shot" is an option
        return ()
    alike, lines = named(view, said), described(view, said)
    if len(alike) < 2 and said.phrases:
        return ()
    if len(lines) == 1:
        return gone(lines[0], said)
    one_thing = len({line.product.sku for line in lines}) == 1
    all_of_them = sum(line.quantity for line in lines)
    if one_thing and said.quantity in {None, all_of_them} and act.slots.get("which") == "several":
        return tuple(RemoveLine(line=line.id) for line in lines)
    return (_one_of(lines or alike, view, act),) if alike else ()


def gone(line: BasketLine, said: Mention) -> tuple[Proposal, ...]:
    """The line without so many as were said, or no line any more."""
    if said.quantity is not None and said.quantity < line.quantity:
        return (SetQuantity(line=line.id, quantity=line.quantity - said.quantity),)
    return (RemoveLine(line=line.id),)


def _one_of(lines: Lines, view: View, act: Act) -> AskWhich:
    """Tell what there is, and how one of it is called so that nothing else is called so."""
    items = tuple(line_item(view, line) for line in lines)
    last, others = lines[-1], [name for line in lines[:-1] for name in option_names(line, view.language)]
    own = next((name for name in option_names(last, view.language) if name not in others), "")
    less = act.intent == "remove" or act.slots.get("delta") == "-1"
    example = {
        "wish": "remove" if less else "change",
        "option": own,
        "name": last.product.name(view.language),
    }
    alone = len({line.product.sku for line in lines}) == 1 and not own
    question = message("lines-alike-bare" if alone else "lines-alike", items=items, **example)
    return AskWhich(question=question, asked=AskedLine(act=act, lines=tuple(line.id for line in lines)))


def answered(session: Session, event: Heard) -> Heard:
    """The utterance, or what was wished before of the line that it calls, where it was asked of which and
    nothing was asked since.
    """
    asked, pending = session.asked_line, session.pending
    if asked is None or not (pending is None or isinstance(pending, Confirming)):
        return event
    acts = event.interpretation.acts
    if pending is None and len(acts) == 2 and acts[0].intent in {"yes", "no"}:
        acts = acts[1:]  # "no, the large one"
    says = acts[0] if len(acts) == 1 else None
    verbless = event.interpretation.rule == ORDER_LINES
    line = _called_one(session, asked, says) if says and _may_call(says, asked, verbless=verbless) else None
    if line is None:
        return event
    act = _settled(asked.act, line)
    return replace(event, interpretation=replace(event.interpretation, acts=(act,)))


def _settled(wish: Act, line: int) -> Act:
    """What was wished, of that line."""
    mentions = wish.mentions
    if wish.intent == "change" and "which" in wish.slots:
        mentions = mentions[1:]
    elif wish.intent == "remove":  # the options told which one
        mentions = tuple(replace(m, options=(), removed=()) for m in mentions)
    slots = {name: value for name, value in wish.slots.items() if name not in {"which", "line"}}
    return replace(
        wish, mentions=mentions, slots=MappingProxyType({**slots, "id": str(line), "settled": "yes"})
    )


def _may_call(act: Act, asked: AskedLine, *, verbless: bool) -> bool:
    """Whether the words do no more than to call a line; else they are a wish of their own."""
    slots = frozenset(act.slots)
    match act.intent:
        case "select":
            return slots <= POINTING
        case "add":
            return verbless and slots <= {"called"}  # "add a large latte" is another one
        case "change":
            return slots <= CALLED_AS and (verbless or "described" in slots)
        case "remove":
            return asked.act.intent == "remove"
        case _:
            return False


def _called_one(session: Session, asked: AskedLine, act: Act) -> int | None:
    """The id of the one line that the words call of those that were asked about."""
    there = [number for number in asked.lines if session.basket.line(number) is not None]
    if "ordinal" in act.slots:
        place = int(act.slots["ordinal"])
        found = asked.lines[place - 1 if place > 0 else place] if 0 < abs(place) <= len(asked.lines) else None
        return found if found in there else None
    if not act.mentions or any((mention.quantity or 1) > 1 for mention in act.mentions):
        return None
    options = tuple(one for mention in act.mentions for one in mention.options)
    said = replace(act.mentions[0], options=options)
    calls = described(session, said) or made(session.basket, said.phrases, session.language)
    lines = [line.id for line in calls if line.id in there]
    return lines[0] if len(lines) == 1 else None
