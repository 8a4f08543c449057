"""What a recogniser should expect in a state of the dialogue, from the locale, the catalog and history."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from voice.hearing.bias import ClosedAnswer, SpeechBias
from voice.language.example import example_order
from voice.language.expectation import Asked, Expectation
from voice.language.lexicon import Lexicon
from voice.language.likely import likely_phrases
from voice.language.locale import Locale
from voice.language.templates import EMPTY, Chain, Choice, Literal, Node, Slot, Template
from voice.language.words import Words

MAX_PHRASES = 2_000
MAX_PER_TEMPLATE = 6
"""Phrases of one template: its first branches, which the locale's author wrote as the likeliest."""
MAX_WORDS = 400
MAX_ASKED = 60
"""Names beside a closed question. The whole shop in its open hearing leaves little room for a yes: of Vosk's
Korean answers of one syllable nearly all became products."""
MAX_CLOSED = 12
"""Phrases of one template that a closed question allows."""
MAX_FAVOURITES = 40
NAMED = 20
"""Products that stand in place of a template's product slot."""

_CLOSED = {
    Asked.CONSENT: ("yes", "no"),
    Asked.YES_NO: ("yes", "no"),
    Asked.CANCEL: ("yes", "no"),
    Asked.PIN: ("pin", "no", "stop"),
    Asked.CHOICE: ("select", "no"),
}
_PLACING = frozenset({"yes", "no", "checkout", "pin", "cancel_order"})
"""Intents whose words never stand in phrases: prompts bleed into transcripts."""


def bias_for(
    expectation: Expectation, locale: Locale, lexicon: Lexicon, favourites: tuple[str, ...] = ()
) -> SpeechBias:
    """The bias for what may be said now; `favourites` are names that this shopper buys, likeliest first."""
    known = _likeliest(expectation, lexicon, favourites)
    if expectation.asked in _CLOSED:
        known = known[:MAX_ASKED]
    return SpeechBias(
        language=expectation.language,
        phrases=tuple(islice(dict.fromkeys(_phrases(expectation, locale, known)), MAX_PHRASES)),
        words=known[:MAX_WORDS],
        example=example_order(locale.words, lexicon, known),
        closed=tuple(dict.fromkeys(_closed(expectation, locale))),
        likely=likely_phrases(expectation, locale.words, lexicon, favourites),
    )


def _likeliest(expectation: Expectation, lexicon: Lexicon, favourites: tuple[str, ...]) -> tuple[str, ...]:
    about = (*expectation.options, expectation.focus, *expectation.basket)
    names = (*about, *favourites[:MAX_FAVOURITES], *lexicon.vocabulary())
    return tuple(dict.fromkeys(name for name in names if name))


def _phrases(expectation: Expectation, locale: Locale, names: tuple[str, ...]) -> Iterator[str]:
    """Whole utterances: what the open question asks for, orders of favourites, then the rest."""
    yield from expectation.options
    if expectation.asked is not Asked.OPEN:  # beside a question, the whole catalog only drowns the answer
        names = tuple(dict.fromkeys(n for n in (*expectation.options, *expectation.basket) if n))
    open_now = [t for t in locale.templates if _may_be_said(t, expectation)]
    for template in (t for t in open_now if t.asked):
        yield from islice(expand(template.node, locale, names[:1]), MAX_PER_TEMPLATE)
    orders = [t for t in open_now if t.intent in {"add", "reorder"} and not t.asked][:6]
    for name in names[:NAMED]:
        yield locale.words.order.format(name)
        for template in orders:
            yield from islice(expand(template.node, locale, (name,)), 2)
    for template in (t for t in open_now if not t.asked):
        yield from islice(expand(template.node, locale, names[:1]), MAX_PER_TEMPLATE // 2)
    for name in names:
        yield locale.words.order.format(name)


def _may_be_said(template: Template, expectation: Expectation) -> bool:
    return (
        not template.misheard
        and template.intent not in _PLACING
        and (not template.asked or expectation.asked in template.asked)
    )


def _closed(expectation: Expectation, locale: Locale) -> Iterator[ClosedAnswer]:
    """Every allowed answer to a closed question; the yes words are those of consent alone."""
    for intent in _CLOSED.get(expectation.asked, ()):
        best = locale.words.closed.get(intent, ())
        yield from (ClosedAnswer(intent, phrase) for phrase in best)
        for template in locale.templates:
            if not best and template.intent == intent and _answers(template, expectation):
                for phrase in islice(expand(template.node, locale, ()), MAX_CLOSED):
                    yield ClosedAnswer(intent, phrase)
    if expectation.asked is Asked.PIN:
        yield from _digit_runs(expectation.pin_digits, locale.words)
    if expectation.asked is Asked.CHOICE:
        yield from _places(expectation.options, locale.words)


def _answers(template: Template, expectation: Expectation) -> bool:
    if template.intent == "yes" and template.slots.get("consent") != "explicit":
        return False
    return template.intent != "pin" and (not template.asked or expectation.asked in template.asked)


def _places(options: tuple[str, ...], words: Words) -> Iterator[ClosedAnswer]:
    """The offered options by name and by number."""
    for place, option in enumerate(options, start=1):
        yield ClosedAnswer("select", option)
        if "select" not in words.closed:
            yield from (
                ClosedAnswer("select", text) for text, number in _small_numbers(words) if number == place
            )


def _digit_runs(digits: int, words: Words) -> Iterator[ClosedAnswer]:
    """All runs of two digits; for other lengths the digits alone, which an engine may repeat."""
    said = [_spaced(symbols, words) for symbols in words.digits]
    if digits == 2:
        for one in said:
            for other in said:
                yield ClosedAnswer("pin", f"{one} {other}")
    else:
        for one in said:
            yield ClosedAnswer("pin", one)


def _small_numbers(words: Words) -> Iterator[tuple[str, int]]:
    for symbols, (value, _) in words.numbers.items():
        yield _spaced(symbols, words), value


def _spaced(symbols: tuple[str, ...], words: Words) -> str:
    return words.written.get(symbols) or ("" if words.free_spacing else " ").join(symbols)


def expand(node: Node, locale: Locale, names: tuple[str, ...]) -> Iterator[str]:
    """Sentences of a template, the first branches first; product slots take `names`."""
    for text in _expand(node, locale, names):
        yield " ".join(text.split())


def _expand(node: Node, locale: Locale, names: tuple[str, ...]) -> Iterator[str]:
    match node:
        case Literal(text=text):
            yield text
        case Slot(list_name=list_name):
            yield from _slot_texts(list_name, locale, names)
        case Choice(items):
            briefest = sorted(items, key=lambda item: item != EMPTY)
            yield from _in_turn([_expand(item, locale, names) for item in briefest])
        case Chain(items):
            if all(
                next(_expand(item, locale, names), None) is not None for item in items
            ):  # else for ever none
                yield from _expand_chain(items, locale, names)


def _in_turn(branches: list[Iterator[str]]) -> Iterator[str]:
    """One text of each branch in turn, so that a cut-off expansion shows them all."""
    while branches:
        left = []
        for branch in branches:
            text = next(branch, None)
            if text is not None:
                yield text
                left.append(branch)
        branches = left


def _expand_chain(items: tuple[Node, ...], locale: Locale, names: tuple[str, ...]) -> Iterator[str]:
    if not items:
        yield ""
        return
    for first in _expand(items[0], locale, names):
        for rest in _expand_chain(items[1:], locale, names):
            yield first + rest


def _slot_texts(list_name: str, locale: Locale, names: tuple[str, ...]) -> Iterator[str]:
    words = locale.words
    match list_name:
        case "items" | "item" | "words":
            yield from names
        case "number" | "change":
            yield from (text for text, value in islice(_small_numbers(words), 12) if value)
        case "ordinal":
            yield from (_spaced(symbols, words) for symbols in islice(words.ordinals, 6))
        case "digits" | "order" | "money":
            return
        case _:
            yield from (locale.written[symbols] for symbols in locale.lists[list_name])
