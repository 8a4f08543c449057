"""What an answer comes to by the cues in it, where no sentence of the locale says just that.

People answer a question in more words than any list of sentences holds ("hmm, my daughter won't eat any of
those, what else is there"). While a question is open, and no product, number or option is named beside it,
one cue tells enough: a place among the offers, others than these, none of it, no, or yes to a question that
costs nothing. A yes to the read-back is never found like this; a no is, as it orders nothing.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from types import MappingProxyType

from voice.language.acts import Act
from voice.language.carriers import is_question
from voice.language.expectation import Asked, Expectation
from voice.language.guess import NUMBER, THING, Sign
from voice.language.guessing import signs_of
from voice.language.numbers import number_at
from voice.language.options import named_option
from voice.language.readings import NOTHING, Reading
from voice.language.text import Utterance
from voice.language.vocabulary import Vocabulary
from voice.language.words import Words, longest

SCORE = 0.6
"""Found by a cue, with words beside it that nothing explains."""
ASKED = frozenset({Asked.CHOICE, Asked.YES_NO, Asked.CONSENT})

HESITATES = Act(intent="hold", slots=MappingProxyType({"topic": "hesitation"}))
"""Somebody who only says "um" is about to go on."""
REFUSALS = frozenset({"no", "decline", "drop"})
AGREEMENTS = frozenset({"yes", "agree"})

Cues = frozenset[str]


def gist(said: Utterance, expectation: Expectation, vocabulary: Vocabulary) -> Reading:
    """The answer that the cues tell; nothing where they tell none, or more than one."""
    words, asked = vocabulary.words, expectation.asked
    if asked not in ASKED or not words.answers:
        return NOTHING
    found = tuple(_cues(said, words))
    cues = frozenset(kind for kind, _ in found)
    places = tuple(_places(said, words, {at for _, covered in found for at in covered}))
    things = [sign for sign in signs_of(said, vocabulary) if _is_thing(sign, said, words)]
    takes = not cues & (REFUSALS | {"not"}) and not is_question(said, words)
    if len(things) > len(places):
        by_name = asked is Asked.CHOICE and not places and takes
        return _named(said.cut(things[0].start, things[-1].end), expectation, words) if by_name else NOTHING
    if places:
        one = asked is Asked.CHOICE and len(set(places)) == 1 and takes
        return _found("select", ordinal=str(places[0])) if one else NOTHING
    if asked is Asked.CHOICE and "other" in cues and "drop" not in cues:
        return _found("select", quality="other")
    return _yes_or_no(asked, cues, takes=takes)


def _yes_or_no(asked: Asked, cues: Cues, *, takes: bool) -> Reading:
    """A refusal, but for what is agreed to as well; a yes only where it costs nothing."""
    if asked is Asked.CONSENT:
        return _found("no") if "no" in cues and not cues & AGREEMENTS else NOTHING
    if "drop" in cues:
        return _found("no", drop="yes") if "yes" not in cues else NOTHING
    if cues & REFUSALS:
        return _found("no") if "yes" not in cues else NOTHING
    agreed = asked is Asked.YES_NO and bool(cues & AGREEMENTS) and takes
    return _found("yes", consent="weak") if agreed else NOTHING


def _is_thing(sign: Sign, said: Utterance, words: Words) -> bool:
    """Whether it names or counts something; "that one" does not."""
    points = sign.end == sign.start + 1 and said.symbols[sign.start] in words.pronouns
    return sign.text in {THING, NUMBER} and not points


def _named(said: Utterance, expectation: Expectation, words: Words) -> Reading:
    """The one of the offers that the words name."""
    place = named_option(said, expectation.options, words)
    return NOTHING if place is None else _found("select", ordinal=str(place))


def _found(intent: str, **slots: str) -> Reading:
    act = Act(intent=intent, slots=MappingProxyType(slots), confidence=SCORE)
    return Reading(acts=(act,), score=SCORE, rule=f"gist: {intent}", sure=False)


def _cues(said: Utterance, words: Words) -> Iterator[tuple[str, range]]:
    """The kinds of cues in the words, and where; of cues that stand in each other the longest counts."""
    at = 0
    while at < len(said):
        ends = {kind: longest(table, said.symbols, at) for kind, table in words.answers.items()}
        end = max(ends.values())
        if end > at:
            yield from ((kind, range(at, end)) for kind, own in ends.items() if own == end)
        at = max(end, at + 1)


def _places(said: Utterance, words: Words, taken: Container[int]) -> Iterator[int]:
    """The places that are named outside of cues: "the second", "number two", not "on second thought"."""
    for at in range(len(said)):
        end = longest(words.ordinals, said.symbols, at)
        if end > at and at not in taken:
            yield words.ordinals[said.symbols[at:end]]
        marked = longest(words.answers.get("place", frozenset()), said.symbols, at)
        number = number_at(words, said.symbols, marked) if marked > at else None
        if number is not None:
            yield number[1]
