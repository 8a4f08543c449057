"""Readings by guess: asked only where the templates and the order lines have found nothing. Never sure."""

from __future__ import annotations

from voice.language.acts import Act
from voice.language.carriers import is_question
from voice.language.expectation import Asked
from voice.language.guess import ALLOWED, NUMBER, OF_THINGS, STRANGE, THING, Guesser, Sign
from voice.language.lexicon import NOBODY
from voice.language.numbers import number_at
from voice.language.parser import parse_lines
from voice.language.readings import NOTHING, Reading, line_score, orderlike
from voice.language.text import Utterance
from voice.language.vocabulary import Vocabulary
from voice.language.words import longest

ORDERS = frozenset({"add", "remove"})
"""What changes the basket: never guessed of a question."""


def guessed(said: Utterance, asked: Asked, guesser: Guesser | None, vocabulary: Vocabulary) -> Reading:
    """What the utterance most likely means while this question is open; nothing where that is unclear."""
    allowed = ALLOWED.get(asked)
    if guesser is None or allowed is None:
        return NOTHING
    signs = signs_of(said, vocabulary)
    intent, probability = guesser.guess(signs, free_spacing=vocabulary.words.free_spacing)
    if intent not in allowed or (intent in ORDERS and is_question(said, vocabulary.words)):
        return NOTHING
    refrains = vocabulary.words.calling.refrains
    if intent == "remove" and any(longest(refrains, said.symbols, at) > at for at in range(len(said))):
        return NOTHING
    rule = f"guess: {intent} {probability:.2f}"
    if intent in OF_THINGS:
        return _about_things(said, signs, intent, vocabulary, rule)
    act = Act(intent=intent, confidence=probability)
    return Reading(acts=(act,), score=probability, rule=rule, unexplained=_left(signs), sure=False)


def _about_things(
    said: Utterance, signs: tuple[Sign, ...], intent: str, vocabulary: Vocabulary, rule: str
) -> Reading:
    """The products that stand between the first and the last name or number."""
    things = [sign for sign in signs if sign.text in {THING, NUMBER}]
    if not any(sign.text == THING for sign in things):
        return NOTHING
    lines = parse_lines(said.cut(things[0].start, things[-1].end), vocabulary, NOBODY)
    if not orderlike(lines) or not all(line.mention.phrases for line in lines.lines):
        return NOTHING
    score = line_score(lines)
    act = Act(intent=intent, mentions=tuple(x.mention for x in lines.lines), confidence=max(0.0, score))
    return Reading(
        acts=(act,),
        score=score,
        rule=rule,
        unexplained=(*lines.unexplained, *_left(signs)),
        repaired=lines.repaired,
        sure=False,
    )


def _left(signs: tuple[Sign, ...]) -> tuple[str, ...]:
    return tuple(sign.word for sign in signs if sign.word)


def signs_of(said: Utterance, vocabulary: Vocabulary) -> tuple[Sign, ...]:
    """The utterance as the model sees it, neighbouring names of the catalog taken as one."""
    signs: list[Sign] = []
    at = 0
    while at < len(said):
        sign = _sign(said, at, vocabulary)
        at = sign.end
        if signs and sign.text == signs[-1].text == THING:
            sign = Sign(text=THING, start=signs.pop().start, end=sign.end)
        signs.append(sign)
    return tuple(signs)


def _sign(said: Utterance, at: int, vocabulary: Vocabulary) -> Sign:
    symbol, lexicon = said.symbols[at], vocabulary.lexicon
    free = vocabulary.words.free_spacing
    named = max(
        (end for end, entry in lexicon.entries_at(said.keys, at) if entry.products or entry.values),
        default=at,
    )
    if named - at > 1 or (named > at and not free and symbol not in vocabulary.verbs):
        return Sign(text=THING, start=at, end=named)
    number = number_at(vocabulary.words, said.symbols, at)
    if number is not None and (not free or symbol.isascii()):
        return Sign(text=NUMBER, start=at, end=number[0])
    if free or symbol in vocabulary.verbs:
        return Sign(text=symbol, start=at, end=at + 1)
    is_thing = lexicon.knows(said.keys[at]) and not vocabulary.is_normal(symbol)
    return Sign(text=THING if is_thing else STRANGE, start=at, end=at + 1, word="" if is_thing else symbol)
