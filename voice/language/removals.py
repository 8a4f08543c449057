"""Removals beside other wishes: "drop the bananas and make it two milks", "without eggs and two milks"."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from types import MappingProxyType

from voice.language.acts import Act
from voice.language.again import is_several
from voice.language.counted import counts_on
from voice.language.parser import Lines
from voice.language.readings import Parsed, Reading
from voice.language.templates import Hit
from voice.language.text import Utterance
from voice.language.words import Cue, Words, longest

CHANGES = frozenset({"change"})
"""Intents that change what is there."""


@dataclass(frozen=True, slots=True)
class Around:
    """How the words around a removal are read: as order lines, and as sentences that change something."""

    words: Words
    lines: Callable[[Utterance], Lines]
    changes: Callable[[Utterance], Iterable[Reading]]


def is_one_wish(act: Act, hit: Hit, said: Utterance, parsed: Parsed, around: Around) -> bool:
    """False for a change that swallows a removal or the change of other things, and for a removal that
    swallows a wish beside it.
    """
    if act.intent in CHANGES:
        changes = [said.cut(c.start, c.end) for c in hit.captures if c.list_name == "change"]
        further = "share" in act.slots and any(counts_on(part, around.words) for part in changes)
        return not further and not any(line.dropped for line in parsed.lines())
    if act.intent != "remove":
        return True
    if any(_keeps_some(said.cut(c.start, c.end), around.words) for c in hit.captures):
        return False
    if _leaves_out(said, around.words) and len({line.dropped for line in around.lines(said).lines}) > 1:
        return False
    restart = next((lines.restart for lines in parsed.all if lines.restart is not None), None)
    if restart is None:
        return True
    rest = said.cut(hit.captures[0].start + restart, len(said))
    return not any(map(_is_wish, around.changes(rest)))


def of_which(act: Act, hit: Hit, said: Utterance, words: Words, *, alike: bool) -> Act:
    """The removal of "several" that are called so ("the lattes"), where lines are `alike`, or of "one" that
    is told by its options alone ("the small one").
    """
    parts = [said.cut(c.start, c.end) for c in hit.captures if c.list_name == "items"]
    if act.intent != "remove" or len(act.mentions) != 1 or len(parts) != 1:
        return act
    first, second, last = parts[0].symbols[:1], parts[0].symbols[1:2], parts[0].symbols[-1:]
    told = words.cues.get(second) in {Cue.WITH, Cue.WITHOUT} and first in words.numbers  # "one without soy"
    of_one = told or (bool(second) and last in words.numbers)
    mention = act.mentions[0]
    nameless = bool(mention.options or mention.removed) and not mention.phrases
    if (nameless and of_one) or (alike and not nameless and is_several(parts[0], words)):
        which = "one" if nameless else "several"
        return replace(act, slots=MappingProxyType({**act.slots, "which": which}))
    return act


def _keeps_some(said: Utterance, words: Words) -> bool:
    """Whether it is told behind a thing to go what stays ("no vanilla, just caramel")."""
    return any(longest(words.only, said.symbols, at) > at for at in range(1, len(said) - 1))


def _leaves_out(said: Utterance, words: Words) -> bool:
    """Whether the words begin with one for "without", behind which things may follow that stay."""
    end = longest(words.cues, said.symbols, 0)
    return words.cues.get(said.symbols[:end]) is Cue.WITHOUT


def _is_wish(reading: Reading) -> bool:
    """Whether it asks for something: a change with a number, an option or another thing."""
    first = reading.acts[0] if reading.acts else None
    if first is None or first.intent not in CHANGES or not first.mentions:
        return False
    said = first.mentions[0]
    return "swap" in first.slots or said.quantity is not None or bool(said.options or said.removed)


def makes_way(left: Reading, right: Reading) -> bool:
    """Whether something is taken out, and what follows changes something ("drop the eggs, make it two")."""
    return removes(left) and right.acts[0].intent in CHANGES


def removes_again(reading: Reading) -> bool:
    """Whether it takes out what was just named, and names nothing ("remove the eggs, I don't need them")."""
    first = reading.acts[0] if len(reading.acts) == 1 else None
    return (
        first is not None and first.intent == "remove" and "reference" in first.slots and not first.mentions
    )


def removes(reading: Reading) -> bool:
    """Whether something is taken out last."""
    return bool(reading.acts) and reading.acts[-1].intent == "remove"


def beside_removal(left: Reading, right: Reading) -> Reading:
    """What follows a removal: a swap that names no other thing to go only adds what comes for it, since what
    was in focus has just gone ("drop the bananas and make it strawberries").
    """
    if not removes(left) or not right.acts or "swap" not in right.acts[0].slots:
        return right
    first = right.acts[0]
    if first.intent not in CHANGES or first.mentions[0].phrases:
        return right
    slots = MappingProxyType({name: value for name, value in first.slots.items() if name != "swap"})
    added = replace(first, intent="add", mentions=first.mentions[1:], slots=slots)
    return replace(right, acts=(added, *right.acts[1:]))
