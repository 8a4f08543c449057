"""Numbers that were heard as other words: "free lattes" may be three of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from voice.hearing.transcript import Transcript
from voice.language.expectation import Asked, Expectation
from voice.language.lexicon import Lexicon
from voice.language.numbers import number_at
from voice.language.text import Utterance
from voice.language.words import Cue, Symbols, Words, longest

HEARD_NUMBERS = "heard_number"
"""The locale's list of words that numbers are heard as."""
MOST_DIGIT_WORDS = 3
"""What two digits are misheard as has no more words than this."""


def counted(said: Utterance, heard: Mapping[Symbols, str], lexicon: Lexicon) -> Utterance | None:
    """The utterance with a number wherever such a word stands before several of a product, and is no word
    of a name there ("gluten free breads"); None where there is none. `heard` has the number for each word.
    """
    symbols, keys = list(said.symbols), list(said.keys)
    for at in range(len(said) - 1):
        number = heard.get(said.symbols[at : at + 1])
        if number is not None and at + 1 not in said.pauses and _is_before_several(said, at, lexicon):
            symbols[at] = keys[at] = number
    return replace(said, symbols=tuple(symbols), keys=tuple(keys)) if keys != list(said.keys) else None


def _is_before_several(said: Utterance, at: int, lexicon: Lexicon) -> bool:
    keys = said.keys
    named = any(
        entry.products and said.symbols[end - 1] != keys[end - 1]
        for end, entry in lexicon.entries_at(keys, at + 1)
    )
    after_name = at > 0 and bool(lexicon.holders(keys[at - 1 : at + 1]))
    return named and not after_name and not lexicon.holders(keys[at : at + 2])


def may_be_digits(transcript: Transcript, expectation: Expectation) -> bool:
    """True for a word or two that mean nothing where digits of a PIN are asked for, and the closed hearing
    makes digits of them. A wrong guess costs a try and opens nothing.
    """
    words = transcript.hypotheses[0].text.split() if transcript.hypotheses else []
    heard = transcript.closed is not None and transcript.closed.label == "pin"
    return heard and expectation.asked is Asked.PIN and 0 < len(words) <= MOST_DIGIT_WORDS


def counts_on(said: Utterance, words: Words) -> bool:
    """Whether other things are counted behind an "and" or a pause ("large and one of them decaf")."""
    return any(
        number_at(words, said.symbols, end if joins else at) is not None
        for at in range(1, len(said))
        for end in [longest(words.cues, said.symbols, at)]
        for joins in [words.cues.get(said.symbols[at:end]) is Cue.AND]
        if joins or at in said.pauses
    )
