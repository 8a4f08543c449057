"""What one hypothesis can mean: acts with a score, from templates or from order lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from catalog.money import Money
from catalog.ports import NO_FILTERS, Filters
from voice.language.acts import ORDER_LINES, Act, Mention
from voice.language.counted import counts_on
from voice.language.drafts import LineReading
from voice.language.expectation import Asked
from voice.language.parser import Lines
from voice.language.templates import Capture, Hit
from voice.language.text import Utterance
from voice.language.words import Words

CLEAR = 0.95
"""Above this a template explains the utterance, and nothing else is tried."""
ORDERS = frozenset({"add"})
SUPERLATIVES = frozenset({"cheapest", "dearest", "bigger", "smaller"})
"""Slots of items that are to be the most of that quality."""
ITEMS = frozenset({"items", "item", "change"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One meaning of one hypothesis; `score` is about 1 where everything is explained."""

    acts: tuple[Act, ...] = ()
    score: float = 0.0
    rule: str = ""
    unexplained: tuple[str, ...] = ()
    repaired: bool = False
    sure: bool = True
    lost: tuple[str, ...] = ()
    """Phrases beside the acts that were not understood."""


NOTHING = Reading(sure=False)


@dataclass(slots=True)
class Parsed:
    """The order lines inside the slots of a template."""

    by_slot: dict[str, Lines] = field(default_factory=dict)

    @property
    def all(self) -> list[Lines]:
        """All slots in the order they were said."""
        return list(self.by_slot.values())

    def lines(self) -> tuple[LineReading, ...]:
        """All lines of all slots."""
        return tuple(line for lines in self.all for line in lines.lines)


def best_of(readings: Iterable[Reading]) -> Reading:
    """The one that explains the most; the first of several."""
    return max(readings, key=lambda reading: reading.score, default=NOTHING)


def acceptable(lines: Lines, max_unknown: int) -> bool:
    """True unless the words in a slot are talk rather than products."""
    if not lines.lines or lines.strange > lines.known + max_unknown:
        return False
    return lines.chatter == 0 or lines.known > 2 * lines.chatter


def orderlike(lines: Lines) -> bool:
    """True for words that are an order without any verb: the catalog must know most of the lines, and most
    words of those. A line that it does not know stays in the order, for the search to find or to refuse;
    there may be more of those after a number of something known ("two muffins, amoka and akwasa").
    """
    vague = [x for x in lines.lines if not x.solid and x.mention.phrases]
    solid = [x for x in lines.lines if x not in vague]
    strange = sum(len(x.unknown) for x in solid) + len(lines.unexplained)
    counted = bool(solid) and lines.lines[0] is solid[0] and solid[0].mention.quantity is not None
    if not solid or lines.chatter or len(vague) > (2 if counted else 1) * len(solid):
        return False
    return 2 * strange <= sum(x.known for x in solid)


def vague(lines: Lines) -> int:
    """How many lines the catalog hardly knows."""
    return sum(1 for line in lines.lines if not line.solid and line.mention.phrases)


def whole_order(lines: Lines) -> bool:
    """True for one line that names a product in full with an option, and nothing else: an order whatever
    stood before it.
    """
    if len(lines.lines) != 1 or lines.strange:
        return False
    line = lines.lines[0]
    return len(line.products) == 1 and not line.left_over and bool(line.mention.options)


def line_score(lines: Lines) -> float:
    """How well the lines explain their words, at most 1."""
    bent = sum(1 for line in lines.lines if line.repaired)
    talk = 0.25 * lines.chatter + 0.12 * (lines.strange - lines.chatter)
    nameless = sum(1 for line in lines.lines if line.nameless)
    return 1.0 - talk - 0.08 * bent - 0.2 * nameless


def score_of(parts: Sequence[Lines], act: Act) -> float:
    """How well the parts of a sentence explain their words; options alone lack no name where they have become
    a change of what is in focus ("add an extra shot").
    """
    named = any(mention.phrases for mention in act.mentions)
    nameless = 0 if named or act.intent != "change" else 0.2 * sum(x.nameless for p in parts for x in p.lines)
    return min(1.0, min(map(line_score, parts), default=1.0) + nameless)


def of_lines(lines: Lines, acts: tuple[Act, ...], score: float) -> Reading:
    """The reading of order lines without a verb."""
    return Reading(
        acts=tuple(replace(a, confidence=max(0.0, score)) for a in acts),
        score=score,
        rule=ORDER_LINES,
        unexplained=lines.unexplained,
        repaired=lines.repaired,
        sure=lines.sure,
    )


def is_one(reading: Reading, said: Utterance, words: Words, asked: Asked) -> bool:
    """Whether order lines are one wish for sure: no answer to a choice, and no change of several things that
    are counted one by one ("one of them large and one of them decaf").
    """
    changes = bool(reading.acts) and reading.acts[0].intent == "change"
    return reading.sure and asked is not Asked.CHOICE and not (changes and counts_on(said, words))


def act_of(hit: Hit, parsed: Parsed, prices: dict[str, Money]) -> Act:
    """The act that a template makes of its slots."""
    slots = dict(hit.template.slots)
    for capture in hit.captures:
        if capture.list_name not in ITEMS and capture.list_name not in {"money", "words"}:
            slots[capture.slot] = (
                slots.get(capture.slot, "") + capture.value if _is_digits(capture) else capture.value
            )
    if "more" in slots:
        slots["digits"] = slots.get("digits", "") + slots.pop("more")
    mentions = _mentions(hit, parsed, slots)
    return Act(
        intent=hit.template.intent,
        mentions=mentions,
        slots=MappingProxyType(slots),
        filters=_filters(prices),
        words=tuple(line for line in _said(mentions)),
    )


def is_contrast(act: Act) -> bool:
    """Whether a contrast tells another thing or another way; "not the white one" tells none."""
    if "contrast" not in act.slots:
        return True
    first, last = act.mentions[0], act.mentions[-1]
    if first is last:
        return bool(last.options or last.removed)
    return not set(first.phrases) & set(last.phrases)


def parted(act: Act, parts: Sequence[Lines]) -> tuple[Act, ...]:
    """The act, before it a removal of what the shopper does without ("without eggs, but with milk"), and
    behind an order what is said of things of it while nothing tells of which.
    """
    dropped = [line.mention for lines in parts for line in lines.lines if line.dropped]
    further = [one for lines in parts for one in lines.further] if act.intent == "add" else []
    if further and not dropped:
        slots = MappingProxyType({"which": "unclear"})
        return (act, *(Act(intent="change", mentions=one, slots=slots) for one in further))
    if not dropped or act.intent == "remove":
        return (act,)
    kept = tuple(mention for mention in act.mentions if mention not in dropped)
    removal = Act(intent="remove", mentions=tuple(dropped))
    return (removal, replace(act, mentions=kept)) if kept else (removal,)


def unswapped(act: Act, in_basket: Callable[[tuple[Mention, ...]], bool]) -> Act:
    """The change without a swap where the basket holds what "make it three mochas" names; what is not
    there is ordered where it is said with "just" ("just three mochas").
    """
    slots = {name: value for name, value in act.slots.items() if name not in {"swap", "just"}}
    if "swap" not in act.slots or act.mentions[0].phrases:
        return replace(act, slots=MappingProxyType({n: v for n, v in act.slots.items() if n != "just"}))
    held = in_basket(act.mentions[1:])
    if not held and "just" not in act.slots:
        return act
    intent = act.intent if held else "add"
    return replace(act, intent=intent, mentions=act.mentions[1:], slots=MappingProxyType(slots))


def is_of_two(act: Act, parsed: Parsed, in_basket: Callable[[tuple[Mention, ...]], bool]) -> bool:
    """Whether a change swallows that of another line ("make the latte decaf and the eggs four")."""
    swap = "change" in parsed.by_slot and "swap" in act.slots and bool(act.mentions[0].phrases)
    other = act.mentions[1] if swap else Mention()
    return bool(other.options or other.quantity) and in_basket((other,))


def _is_digits(capture: Capture) -> bool:
    return capture.list_name == "digits"


def _said(mentions: tuple[Mention, ...]) -> list[str]:
    return [phrase for mention in mentions for phrase in mention.phrases]


def _filters(prices: dict[str, Money]) -> Filters:
    if not prices:
        return NO_FILTERS
    return Filters(max_price=prices.get("max"), min_price=prices.get("min"))


def _mentions(hit: Hit, parsed: Parsed, slots: dict[str, str]) -> tuple[Mention, ...]:
    """Mentions of all slots; in a change, the line to change is joined with what it becomes."""
    number = slots.pop("quantity", "")
    slots.update(("quality", name) for name in parsed.by_slot if name in SUPERLATIVES)
    if hit.template.intent != "change":
        made = _like(parsed, number) if "like" in slots else tuple(x.mention for x in parsed.lines())
        return made or ((Mention(quantity=int(number)),) if number else ())
    slots.pop("old", None)
    target = _first(parsed, "target")
    becomes = _first(parsed, "replacement") or _first(parsed, "change")
    part = _first(parsed, "part")
    if part is not None and target is not None:
        return (Mention(phrases=target.phrases, removed=(*part.options, *part.removed)),)
    if becomes is None:
        named = target.phrases if target else ()
        return (Mention(phrases=named, quantity=int(number)),) if number else ()
    if number:  # "one of them large"
        becomes = replace(becomes, quantity=int(number))
    if becomes.phrases:
        slots["swap"] = "yes"
        return (target or Mention(), becomes)
    if target is None:
        return (becomes,)
    if target.phrases and target.options and "share" not in slots:  # "make the large latte decaf"
        slots["which"] = "one"
        return (target, becomes)
    return (
        Mention(
            phrases=target.phrases,
            quantity=becomes.quantity,
            options=becomes.options,
            removed=becomes.removed,
            exact_sku=target.exact_sku,
        ),
    )


def _like(parsed: Parsed, number: str) -> tuple[Mention, ...]:
    """The line that is named, with so many of it and with what is said to be otherwise."""
    target, change = _first(parsed, "target") or Mention(), _first(parsed, "change") or Mention()
    if change.phrases:
        return (target, change)
    return (
        replace(
            target,
            quantity=int(number) if number else change.quantity or target.quantity,
            options=(*target.options, *change.options),
            removed=(*target.removed, *change.removed),
        ),
    )


def _first(parsed: Parsed, slot: str) -> Mention | None:
    lines = parsed.by_slot.get(slot)
    return lines.lines[0].mention if lines and lines.lines else None


def makes_sense(act: Act, parsed: Parsed, asked: Asked) -> bool:
    """False for an act whose slots do not fit together or the open question."""
    if "like" in act.slots and len(act.mentions) > 1:
        return False  # what is to be otherwise is no product
    if act.slots.get("says") == "options" and any(one.phrases for one in act.mentions):
        return False  # "both lattes" is an order
    if "share" in act.slots and not _is_otherwise(act.mentions[-1:]):
        return False  # "the other one"
    if act.intent == "keep" and not all(_names_lines(m, plain="plain" in act.slots) for m in act.mentions):
        return False
    if parsed.by_slot and act.intent not in {"change", "remove"}:
        return all(bool(m.phrases) is ("reference" not in act.slots) for m in act.mentions)
    return act.intent != "pin" or asked is Asked.PIN or len(act.slots.get("digits", "")) >= 2


def _is_otherwise(mentions: tuple[Mention, ...]) -> bool:
    return any(one.phrases or one.options or one.removed for one in mentions)


def _names_lines(mention: Mention, *, plain: bool) -> bool:
    """Whether lines are named, not what becomes of one; said `plain`, a number would be a new one."""
    counted = mention.quantity is not None or bool(mention.options or mention.removed)
    return bool(mention.phrases) and not (plain and counted)


def doubt_of(act: Act, wanted: int) -> float:
    """What speaks against a reading that fits word for word: it counts only between readings."""
    wrong_length = act.intent == "pin" and wanted and len(act.slots.get("digits", "")) != wanted
    swap = "swap" in act.slots  # rarer than a change of one thing
    guessed_target = swap and not act.mentions[0].phrases
    return (0.2 if wrong_length else 0.0) + (0.05 if guessed_target else 0.02 if swap else 0.0)
