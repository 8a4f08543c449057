"""Which of the offered options is called by words of its name."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from types import MappingProxyType

from voice.language.acts import Act, Mention
from voice.language.expectation import Asked, Expectation
from voice.language.lexicon import Lexicon
from voice.language.readings import NOTHING, Reading
from voice.language.templates import Hit
from voice.language.text import Utterance
from voice.language.words import Cue, Words

UNCLEAR = 0.1
"""Words with this score or less mean something only if they call what was offered."""
REMEMBERED = 0.97
"""Beside no open question, what calls something like that comes before an order of the words."""


def option_reading(hit: Hit, said: Utterance, expectation: Expectation, lexicon: Lexicon) -> Reading:
    """An offered option called by words of its name ("the oatly one"), or by words that may yet tell one."""
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
    score = REMEMBERED if is_open else UNCLEAR / 2
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
    act = reading.acts[0]
    return replace(reading, acts=(replace(act, slots=MappingProxyType({**act.slots, "called": "perhaps"})),))


def named_option(said: Utterance, options: tuple[str, ...], words: Words) -> int | None:
    """The 1-based place of the one option that the words tell apart, or None."""
    if not options:
        return None
    names = [set(words.keys(name)) for name in options]
    spread = Counter(key for name in names for key in name)
    content = [k for s, k in zip(said.symbols, said.keys, strict=True) if (s,) not in words.cues]
    if not content or any(key not in spread for key in content):
        return None
    scores = [sum(1 / spread[key] for key in content if key in name) for name in names]
    best = max(scores)
    winners = [place for place, score in enumerate(scores, start=1) if score == best]
    return winners[0] if len(winners) == 1 else None


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
