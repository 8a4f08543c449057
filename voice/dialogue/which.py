"""Which lines of the basket are meant where several are called alike: two lattes, each made in its way."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from voice.dialogue.basket import BasketLine
from voice.dialogue.describe import line_item, option_names
from voice.dialogue.events import Heard
from voice.dialogue.messages import message
from voice.dialogue.naming import called, made
from voice.dialogue.session import AskedLine, Session
from voice.dialogue.skill import AskWhich, Proposal, RemoveLine, Say, SetQuantity, View
from voice.language.acts import ORDER_LINES, Act, Mention

Lines = tuple[BasketLine, ...]
CALLS = frozenset({"add", "change", "remove", "select"})
"""Intents of words that may call a line, and nothing else, while it is asked which one."""


def described(of: View | Session, said: Mention) -> Lines:
    """The lines that a mention names, and tells by options that they have."""
    named = called(of.basket, said.phrases, of.language) if said.phrases else of.basket.lines
    return tuple({line.id: line for line in named if set(said.options) <= set(line.options)}.values())


def changed(act: Act, view: View) -> Lines | AskWhich | Say:
    """The lines that the first mention of a change calls; a question where it tells too little."""
    lines, one = described(view, act.mentions[0]), act.slots["which"] != "several"
    if not lines:
        return Say(message("which-line"))
    if len(lines) > 1 and (one or "delta" in act.slots):
        return _one_of(lines, view, act)
    if act.slots["which"] == "unclear" and lines[0].quantity > 1:
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
        return ()
    by_options = not said.phrases and said.quantity == 1 and said.options  # "the small one"
    if not said.phrases and not (by_options and _each_has_one(view, said)):
        return ()
    lines = described(view, said)
    if len(lines) < 2:
        return _gone(lines[0], said) if lines and said.options else ()
    alike = len({line.product.sku for line in lines}) == 1
    all_of_them = sum(line.quantity for line in lines)
    if alike and said.quantity in {None, all_of_them} and act.slots.get("which") == "several":
        return tuple(RemoveLine(line=line.id) for line in lines)
    return (_one_of(lines, view, act),)


def _gone(line: BasketLine, said: Mention) -> tuple[Proposal, ...]:
    if said.quantity is not None and said.quantity < line.quantity:
        return (SetQuantity(line=line.id, quantity=line.quantity - said.quantity),)
    return (RemoveLine(line=line.id),)


def _each_has_one(view: View, said: Mention) -> bool:
    """Whether these are options of which a thing has one, so that they cannot be what is to go."""
    groups = [line.product.group(c.group) for line in view.basket.lines for c in said.options]
    return any(groups) and not any(group.multiple for group in groups if group is not None)


def _one_of(lines: Lines, view: View, act: Act) -> AskWhich:
    """Tell what there is, and how one of it is called so that nothing else is called so."""
    items = tuple(line_item(view, line) for line in lines)
    last, others = lines[-1], [name for line in lines[:-1] for name in option_names(line, view.language)]
    own = next((name for name in option_names(last, view.language) if name not in others), "")
    name = last.product.name(view.language)
    less = act.intent == "remove" or act.slots.get("delta") == "-1"
    wish = "remove" if less else "change"
    question = message("lines-alike", items=items, wish=wish, option=own, name=name)
    return AskWhich(question=question, asked=AskedLine(act=act, lines=tuple(line.id for line in lines)))


def answered(session: Session, event: Heard) -> Heard:
    """The utterance, or what was wished before of the line that it calls, where it was asked of which."""
    acts, asked = event.interpretation.acts, session.asked_line
    if asked is None or len(acts) != 1 or acts[0].intent not in CALLS:
        return event
    if acts[0].intent == "add" and event.interpretation.rule != ORDER_LINES:
        return event  # "add a large latte" is another one
    line = _called_one(session, asked, acts[0])
    if line is None:
        return event
    mentions = asked.act.mentions
    become = mentions[1:] if asked.act.intent == "change" and "which" in asked.act.slots else mentions
    slots = {name: value for name, value in asked.act.slots.items() if name not in {"which", "line"}}
    act = replace(
        asked.act, mentions=become, slots=MappingProxyType({**slots, "id": str(line), "settled": "yes"})
    )
    return replace(event, interpretation=replace(event.interpretation, acts=(act,)))


def _called_one(session: Session, asked: AskedLine, act: Act) -> int | None:
    """The id of the one line that the words call of those that were asked about."""
    if "ordinal" in act.slots:
        place = int(act.slots["ordinal"])
        there = 0 < abs(place) <= len(asked.lines)
        return asked.lines[place - 1 if place > 0 else place] if there else None
    if len(act.mentions) != 1 or "swap" in act.slots or (act.mentions[0].quantity or 1) > 1:
        return None
    said = act.mentions[0]
    calls = described(session, said) or made(session.basket, said.phrases, session.language)
    found = [line.id for line in calls if line.id in asked.lines]
    return found[0] if len(found) == 1 else None
