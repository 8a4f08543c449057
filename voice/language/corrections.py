"""What a reading means beside what is there already: a no that takes out, an option of the line in focus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from catalog.order import Chosen
from catalog.product import Language
from voice.language.acts import ORDER_LINES, Act, Mention
from voice.language.carriers import apologises
from voice.language.expectation import Asked, Expectation
from voice.language.lexicon import NOBODY, Lexicon
from voice.language.parser import Lines
from voice.language.readings import Reading
from voice.language.reference import places_of
from voice.language.templates import Hit
from voice.language.text import Utterance
from voice.language.words import Words

ONCE = frozenset({"add", "pin"})
"""Intents that two halves of a sentence do not both have: then it is one longer sentence."""
InBasket = Callable[[tuple[Mention, ...]], bool]
LONGEST_JOINT = 4


def said_twice(answer: Reading, rest: Reading, asked: Asked) -> tuple[Act, ...]:
    """One answer for two in a breath: alike ("no, don't order", "yes, that's right"), where the first word
    says how sure the shopper is, or a yes that a no takes back ("yes, no wait, don't"); nothing for others.
    Where no product is in question, more may follow that no ("yes, but no bananas").
    """
    first, acts = answer.acts[0], rest.acts
    if not acts or acts[0].intent not in {first.intent, "no"}:
        return ()
    if first.intent == "yes" and acts[0].intent == "no":
        return acts if len(acts) == 1 or asked in {Asked.OPEN, Asked.CONSENT} else ()
    if len(acts) > 1:
        return ()
    return (replace(first, slots=MappingProxyType({**acts[0].slots, **first.slots})),)


def repeats(act: Act, following: Act) -> bool:
    """Whether an act only says again what was just said: "oops, undo", "more coffee, order it again",
    "I don't need the eggs, take them out".
    """
    if (act.intent, following.intent) == ("reorder", "reorder_last"):
        return True
    if act.intent == following.intent == "remove" and not following.mentions:
        return following.slots.get("reference") == "focus"
    return act == following and not act.mentions


def in_one(left: Act, right: Act) -> bool:
    """Whether two halves are of one sentence; what only points back is one of its own. Behind an order
    "both large" is said of what it names, never of every line there is.
    """
    if left.intent == "add" and "says" in right.slots:
        return True
    return left.intent == right.intent and right.intent in ONCE and "reference" not in right.slots


def joined(left: Reading, right: Reading, bonus: float) -> Reading:
    """Two readings of one breath, one after the other."""
    before, after = left.acts[-1], right.acts[0]
    one = _in_shares(before, after)
    acts = left.acts + (right.acts[1:] if repeats(before, after) else right.acts)
    return Reading(
        acts=acts if one is None else (*left.acts[:-1], one, *right.acts[1:]),
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


def shared(mentions: tuple[Mention, ...], asked: Asked) -> Act:
    """A change without a name: where things are counted it may be one of some of those in focus ("one large
    and one small"), else it is one of all.
    """
    counted = all(one.quantity is not None and (one.options or one.removed) for one in mentions)
    if not counted or asked not in {Asked.OPEN, Asked.CONSENT}:
        return Act(intent="change", mentions=mentions[:1])
    return Act(intent="change", mentions=mentions, slots=MappingProxyType({"share": "perhaps"}))


def _in_shares(left: Act, right: Act) -> Act | None:
    """Both as one act where each changes some of the same things ("one large" and "one small")."""
    both = (left, right)
    shares = all(one.intent == "change" and one.slots.get("share") in {"yes", "perhaps"} for one in both)
    if not shares or right.mentions[0].phrases or any("swap" in one.slots for one in both):
        return None
    return replace(left, mentions=(*left.mentions, *right.mentions))


def _of_all(act: Act) -> Act:
    """After a no, "two large" is how many there are to be."""
    if act.slots.get("share") != "perhaps" or len(act.mentions) > 1:
        return act
    slots = {name: value for name, value in act.slots.items() if name != "share"}
    return replace(act, slots=MappingProxyType(slots))


@dataclass(frozen=True, slots=True)
class Beside:
    """What a no is said beside: the open question with the basket, and how names are compared."""

    expectation: Expectation
    words: Words
    in_basket: InBasket


def after_no(rest: Reading, beside: Beside, *, paused: bool) -> Reading:
    """After "no", what the basket holds is no order: with a number that line is corrected ("no, two eggs");
    without one it is taken out ("no eggs"), unless the no was an answer of its own ("no, eggs"). What the
    basket does not hold may be wanted or refused so, and is asked about; at the read-back it is refused.
    """
    asked, listed = beside.expectation.asked, rest.rule.startswith(ORDER_LINES)
    takes_out = asked is Asked.CONSENT or not paused
    parts = [part for act in rest.acts for part in (_parted(act) if listed and not paused else (act,))]
    acts = tuple(_correction(_of_all(act), asked, beside.in_basket, takes_out) for act in parts)
    if listed and len(acts) == 1:
        acts = (_in_other_numbers(acts[0], beside),)
    if listed and takes_out and asked in {Asked.OPEN, Asked.CHOICE}:
        acts = (_asked_about(acts[0]), *acts[1:])
    elif listed and not paused and asked is Asked.CONSENT:
        acts = (_refused(acts[0]), *acts[1:])
    return replace(rest, acts=acts)


def corrected(acts: tuple[Act, ...], said: Utterance, words: Words, in_basket: InBasket) -> tuple[Act, ...]:
    """The acts where an apology leads an order in: what the basket holds already is put right, with the
    number or the options that are said, and is none more ("sorry, five coffees").
    """
    if not any(act.intent == "add" for act in acts) or not apologises(said, words):
        return acts
    right: list[Act] = []
    for act in acts:
        put_right = (
            {m for m in act.mentions if not _is_bare(m) and in_basket((m,))} if act.intent == "add" else set()
        )
        more = tuple(m for m in act.mentions if m not in put_right)
        right += [Act(intent="change", mentions=(m,)) for m in act.mentions if m in put_right]
        right += [replace(act, mentions=more)] if more or not put_right else []
    return tuple(right)


def _in_other_numbers(act: Act, beside: Beside) -> Act:
    """The thing instead of the line that is called like it but for its numbers ("no, eighteen eggs" after a
    dozen): the one in focus, or else the only one.
    """
    expected, keys = beside.expectation, beside.words.keys
    said = set(keys(act.mentions[0].phrases[0])) if act.mentions and act.mentions[0].phrases else set()
    alike = {key for key in said if not key.isdigit()}
    single = act.intent == "add" and len(act.mentions) == 1 and expected.asked in {Asked.OPEN, Asked.CONSENT}
    if not single or not alike or alike == said:
        return act
    named = [name for name in (expected.focus, *expected.basket) if name and alike <= set(keys(name))]
    if not named or (named[0] != expected.focus and len(named) > 1):
        return act
    mentions = (Mention(phrases=(named[0],)), *act.mentions)
    return replace(act, intent="change", mentions=mentions, slots=MappingProxyType({"swap": "yes"}))


def _parted(act: Act) -> tuple[Act, ...]:
    """The act, parted where a number or an option begins what is wanted all the same: "no bananas and two
    milks" refuses only what stands before it.
    """
    at = next((place for place, one in enumerate(act.mentions) if not _is_bare(one)), 0)
    if act.intent not in {"add", "change"} or not at:
        return (act,)
    return (replace(act, mentions=act.mentions[:at]), replace(act, mentions=act.mentions[at:]))


def _is_bare(mention: Mention) -> bool:
    return mention.quantity is None and not mention.options and not mention.removed


def _refused(act: Act) -> Act:
    """At the read-back a no right before what is not there orders none of it."""
    bare = act.intent == "add" and all(_is_bare(mention) for mention in act.mentions)
    return Act(intent="remove", mentions=act.mentions) if bare else act


def _asked_about(act: Act) -> Act:
    """An order without a number or option as a question about it."""
    bare = act.intent == "add" and all(_is_bare(mention) for mention in act.mentions)
    return replace(act, intent="price") if bare else act


def _correction(act: Act, asked: Asked, in_basket: InBasket, takes_out: bool) -> Act:  # noqa: FBT001 - private
    if act.intent not in {"add", "change"} or "like" in act.slots or not in_basket(act.mentions):
        return act  # "no, one latte more" is more of it
    if all(_is_bare(mention) for mention in act.mentions):
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
    called so at all, or of every line. None means the line in focus, which is "the one", too.
    """
    if "reference" in hit.template.slots:
        return None
    named = any(c.slot == "target" for c in hit.captures)
    if hit.template.slots.get("scope") == "all" or ("share" in hit.template.slots and not named):
        return frozenset().union(*map(lexicon.called, basket)) or None
    if hit.template.intent not in {"change", "remove"} and "like" not in hit.template.slots:
        return NOBODY
    called = (said.cut(c.start, c.end) for c in hit.captures if c.slot == "target")
    target = next((one.text(0, len(one)) for one in called if one.symbols not in lexicon.words.numbers), "")
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
        wanted = group is not None and (group.multiple or not (entry and entry.products))
        if wanted and value.products & focus:
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


def as_option(act: Act, hit: Hit, said: Utterance, lines: Callable[[Utterance], Lines], asked: Asked) -> Act:
    """With nothing on offer, "a large one" is an option of what is in focus, where that has it."""
    sized = next((c for c in hit.captures if c.slot == "quality"), None)
    if act.intent != "select" or sized is None or asked is Asked.CHOICE:
        return act
    read = lines(said.cut(sized.start, sized.end)).lines
    options = read[0].mention.options if read and not read[0].mention.phrases else ()
    if not options:
        return act
    if "vague" in act.slots and asked in {Asked.OPEN, Asked.CONSENT}:  # "one large" of several
        return shared((Mention(quantity=1, options=options),), asked)
    told = MappingProxyType({"described": "yes"})
    return Act(intent="change", mentions=(Mention(options=options),), slots=told)


def parts_after(said: Utterance, at: int, words: Words) -> bool:
    """Whether a verb ends here that another sentence may follow ("leave out the milk, and pay")."""
    return any(said.symbols[start:at] in words.joints for start in range(max(at - LONGEST_JOINT, 0), at))
