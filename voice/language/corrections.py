"""What a reading means beside what is there already: a no that takes out, an option of the line in focus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from types import MappingProxyType

from catalog.order import Chosen
from catalog.product import Language
from voice.language.acts import Act, Mention
from voice.language.expectation import Asked
from voice.language.lexicon import NOBODY, Lexicon
from voice.language.parser import Lines
from voice.language.readings import ORDER_LINES, Reading
from voice.language.reference import places_of
from voice.language.templates import Hit
from voice.language.text import Utterance
from voice.language.words import Words

ONCE = frozenset({"add", "pin"})
"""Intents that two halves of a sentence do not both have: then it is one longer sentence."""
InBasket = Callable[[tuple[Mention, ...]], bool]
LONGEST_JOINT = 4


def said_twice(answer: Reading, rest: Reading) -> Act | None:
    """One answer for two alike in a breath ("no, don't order", "yes, that's right"); None for others. The
    first word of it says how sure the shopper is.
    """
    if len(rest.acts) != 1 or rest.acts[0].intent != answer.acts[0].intent:
        return None
    first = answer.acts[0]
    return replace(first, slots=MappingProxyType({**rest.acts[0].slots, **first.slots}))


def repeats(act: Act, following: Act) -> bool:
    """Whether an act only says again what was just said: "oops, undo", "more coffee, order it again"."""
    if (act.intent, following.intent) == ("reorder", "reorder_last"):
        return True
    return act == following and not act.mentions


def in_one(left: Act, right: Act) -> bool:
    """Whether two halves are of one sentence; what only points back is one of its own."""
    return left.intent == right.intent and right.intent in ONCE and "reference" not in right.slots


def joined(left: Reading, right: Reading, bonus: float) -> Reading:
    """Two readings of one breath, one after the other."""
    return Reading(
        acts=left.acts + (right.acts[1:] if repeats(left.acts[-1], right.acts[0]) else right.acts),
        score=min(left.score, right.score) + bonus,
        rule=f"{left.rule} + {right.rule}",
        unexplained=left.unexplained + right.unexplained,
        repaired=left.repaired or right.repaired,
        sure=left.sure and right.sure,
    )


def weakened(reading: Reading) -> Reading:
    """A yes with anything beside it is no consent to what was read back."""
    acts = tuple(
        replace(a, slots=MappingProxyType({**a.slots, "consent": "weak"})) if a.intent == "yes" else a
        for a in reading.acts
    )
    return replace(reading, acts=acts)


def after_no(rest: Reading, asked: Asked, in_basket: InBasket, *, paused: bool) -> Reading:
    """After "no", what the basket holds is no order: with a number that line is corrected ("no, two eggs");
    without one it is taken out ("no eggs"), unless the no was an answer of its own ("no, eggs"). What the
    basket does not hold may be wanted or refused so, and is asked about.
    """
    takes_out = asked is Asked.CONSENT or not paused
    acts = tuple(_correction(act, asked, in_basket, takes_out) for act in rest.acts)
    if takes_out and asked in {Asked.OPEN, Asked.CHOICE} and rest.rule.startswith(ORDER_LINES):
        acts = (_asked_about(acts[0]), *acts[1:])
    return replace(rest, acts=acts)


def _asked_about(act: Act) -> Act:
    """An order without a number or option as a question about it."""
    bare = act.intent == "add" and all(m.quantity is None and not m.options for m in act.mentions)
    return replace(act, intent="price") if bare else act


def _correction(act: Act, asked: Asked, in_basket: InBasket, takes_out: bool) -> Act:  # noqa: FBT001 - private
    if act.intent not in {"add", "change"} or not in_basket(act.mentions):
        return act
    if all(m.quantity is None and not m.options and not m.removed for m in act.mentions):
        return Act(intent="remove", mentions=act.mentions) if takes_out else act
    return replace(act, intent="change") if asked in {Asked.CONSENT, Asked.OPEN} else act


def of_focus(act: Act, lexicon: Lexicon, focus: frozenset[int]) -> Act:
    """The act as one about the line in focus: "add whipped cream" to it, "change the size to large"."""
    if not focus or not act.mentions:
        return act
    if act.intent == "change":
        return _without_group(act, lexicon, focus)
    if act.intent != "add":
        return act
    extras = [_extra(mention, lexicon, focus) for mention in act.mentions]
    options = tuple(chosen for chosen in extras if chosen is not None)
    if len(options) < len(extras):
        return act
    return replace(act, intent="change", mentions=(Mention(options=options),))


def spoken_of(hit: Hit, said: Utterance, basket: Sequence[str], lexicon: Lexicon) -> frozenset[int] | None:
    """The products whose options may be named alone: those of the line that a change names, or that are
    called so at all, or of every line. None means the line in focus.
    """
    if "reference" in hit.template.slots:
        return None
    if hit.template.slots.get("scope") == "all":
        return frozenset().union(*map(lexicon.called, basket)) or None
    if hit.template.intent not in {"change", "remove"} and "like" not in hit.template.slots:
        return NOBODY
    target = next((said.text(c.start, c.end) for c in hit.captures if c.slot == "target"), "")
    places = places_of([target], basket) if target else ()
    return (lexicon.called(basket[places[-1]] if places else target) or None) if target else None


def _extra(mention: Mention, lexicon: Lexicon, focus: frozenset[int]) -> Chosen | None:
    """The extra of the products in focus that the mention names, of which one may take several."""
    if mention.quantity is not None or mention.options or not mention.phrases:
        return None
    entry = lexicon.entry(lexicon.words.keys(mention.phrases[-1]))
    groups = lexicon.groups(focus)
    for value in entry.values if entry else ():
        group = groups.get(value.group)
        if group is not None and group.multiple and value.products & focus:
            return Chosen(value.group, value.value)
    return None


def _without_group(act: Act, lexicon: Lexicon, focus: frozenset[int]) -> Act:
    """The change without a target that is the name of an option group ("the size") of what is in focus."""
    target, words = act.mentions[0], lexicon.words
    names = {
        words.keys(name)
        for group in lexicon.groups(focus).values()
        for name in group.names.get(Language(lexicon.language), ())
    }
    if not target.options or not any(words.keys(phrase) in names for phrase in target.phrases):
        return act
    return replace(act, mentions=(replace(target, phrases=()), *act.mentions[1:]))


def as_option(act: Act, hit: Hit, lines: Callable[[int, int], Lines]) -> Act:
    """With nothing on offer, "a large one" is an option of what is in focus, where that has it."""
    sized = next((c for c in hit.captures if c.slot == "quality"), None)
    if act.intent != "select" or sized is None:
        return act
    read = lines(sized.start, sized.end).lines
    options = read[0].mention.options if read and not read[0].mention.phrases else ()
    return Act(intent="change", mentions=(Mention(options=options),)) if options else act


def parts_after(said: Utterance, at: int, words: Words) -> bool:
    """Whether a verb ends here that another sentence may follow ("leave out the milk, and pay")."""
    return any(said.symbols[start:at] in words.joints for start in range(max(at - LONGEST_JOINT, 0), at))
