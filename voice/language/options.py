"""Which of the offered options is called by words of its name."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from voice.language.acts import Act, Mention
from voice.language.expectation import Asked, Expectation
from voice.language.lexicon import Lexicon
from voice.language.readings import NOTHING, Reading
from voice.language.templates import Hit
from voice.language.text import Utterance
from voice.language.words import Cue, Words, described

UNCLEAR = 0.1
"""Words with this score or less mean something only if they call what was offered."""
OF_NAMES = frozenset({Cue.AMOUNT, Cue.MEASURE, Cue.CONTAINER})
"""Small words that names hold too ("half gallon"): they tell one offer from another."""
DESCRIBED = 0.01
"""What is said as a description ("the red ones") is one rather than any other words."""
REMEMBERED = 0.97
"""Beside no open question, what calls something like that comes before an order of the words."""


def option_reading(hit: Hit, said: Utterance, expectation: Expectation, lexicon: Lexicon) -> Reading:
    """An offered option called by words of its name ("the oatly one"), or by words that may yet tell one."""
    said = described(said, lexicon.words)
    is_open = expectation.asked is Asked.OPEN
    options = expectation.recent if is_open else expectation.options
    numbers = tuple(Mention(quantity=int(c.value)) for c in hit.captures if c.slot == "quantity")
    ordinal = named_option(said, options, lexicon.words)
    intent, slots = hit.template.intent, dict(hit.template.slots)
    if ordinal is not None and not names_another(said, options, lexicon):
        act = Act(intent=intent, mentions=numbers, slots=MappingProxyType({**slots, "ordinal": str(ordinal)}))
        return Reading(acts=(act,), score=1.0 + 0.01 * hit.literals, rule=f"{intent}: option by name")
    if not options:
        return NOTHING
    quantity = numbers[0].quantity if numbers else None
    mention = Mention(phrases=_phrases(said, lexicon.words), quantity=quantity)
    act = Act(intent=intent, mentions=(mention,), slots=MappingProxyType({**slots, "called": "only"}))
    score = REMEMBERED if is_open else UNCLEAR / 2 + (DESCRIBED if "described" in slots else 0.0)
    return Reading(acts=(act,), score=score, rule=f"{intent}: other words", sure=False)


def _phrases(said: Utterance, words: Words) -> tuple[str, ...]:
    """The words as they were said and, where words are spaced, with their numbers as digits."""
    text = said.text(0, len(said))
    return (text,) if words.free_spacing else tuple(dict.fromkeys((text, " ".join(said.keys))))


def perhaps_called(reading: Reading, said: Utterance, expectation: Expectation, words: Words) -> Reading:
    """Order lines without a verb, which beside a choice may be other words for what is offered."""
    one = len(reading.acts) == 1 and reading.acts[0].intent == "add" and len(reading.acts[0].mentions) == 1
    more = words.cues.get(said.symbols[:1]) in {Cue.AND, Cue.WITH}
    if expectation.asked is not Asked.CHOICE or not one or more:
        return reading
    act, (mention,) = reading.acts[0], reading.acts[0].mentions
    if len(described(said, words)) < len(said):
        mention = replace(mention, quantity=None)  # "the chicken one" counts nothing
    slots = MappingProxyType({**act.slots, "called": "perhaps"})
    return replace(reading, acts=(replace(act, mentions=(mention,), slots=slots),))


def named_option(said: Utterance, options: tuple[str, ...], words: Words) -> int | None:
    """The 1-based place of the one option that has all of the words in its name, or None. Of several it is
    the one that they are a whole part of the name of: the gallon is not the half gallon.
    """
    names = [frozenset(words.keys(name)) for name in options]
    known = frozenset().union(*names)
    content = _content(said, words, known)
    if not content:
        return None
    winners = [place for place, name in enumerate(names, start=1) if content <= name]
    if len(winners) > 1:
        winners = [place for place in winners if content in _parts(options[place - 1], words, known)]
    return winners[0] if len(winners) == 1 else None


def _content(said: Utterance, words: Words, known: frozenset[str]) -> frozenset[str]:
    """The words that tell something: all but the small ones that are no words of a name."""
    cues = [(words.cues.get((symbol,)), key) for symbol, key in zip(said.symbols, said.keys, strict=True)]
    return frozenset(
        key for cue, key in cues if cue in {None, Cue.AMOUNT} or (cue in OF_NAMES and key in known)
    )


def _parts(name: str, words: Words, known: frozenset[str]) -> tuple[frozenset[str], ...]:
    """The words of the name and of its parts between commas; one of something is it, whether said or not."""
    read = (words.read(part) for part in (name, *name.split(",")))
    parts = [_content(part, words, known) for part in read if part is not None]
    return (*parts, *(part - {words.key(symbol) for symbol in words.pronouns} for part in parts))


def names_another(said: Utterance, options: tuple[str, ...], lexicon: Lexicon) -> bool:
    """Whether these words are the whole name of another kind of thing ("bananas" among breads), and do not
    stand like that in an offered one ("blueberry" among muffins).
    """
    entry = lexicon.entry(said.keys)
    written = [set(lexicon.words.symbols(option)) for option in options]
    if entry is None or not entry.names or any(set(said.symbols) <= name for name in written):
        return False
    offered = {lexicon.words.keys(option) for option in options}
    kinds = {
        product.category
        for index, product in enumerate(lexicon.products)
        if lexicon.words.keys(product.name(lexicon.language)) in offered
    }
    return not any(lexicon.products[index].category in kinds for index in entry.names)


def are_called(held: tuple[str, ...], mentions: tuple[Mention, ...], lexicon: Lexicon) -> bool:
    """Whether each is one of the things held, by words of its name or by another name ("chickpeas")."""
    keys_of = lexicon.words.keys
    names, there = [set(keys_of(n)) for n in held], frozenset().union(*map(lexicon.called, held))
    said = [keys_of(m.phrases[0]) for m in mentions if m.phrases]
    return bool(said) and all(
        any(set(keys) <= name for name in names) or bool(lexicon.named(keys) & there) for keys in said
    )
