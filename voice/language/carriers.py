"""What people say before and after the matter itself ("hey, could you ...", "... please")."""

from __future__ import annotations

from voice.language.text import Utterance
from voice.language.words import Words


def stripped(said: Utterance, words: Words) -> list[Utterance]:
    """The utterance as it is, then without lead-in and lead-out, then without one of them."""
    start, end = 0, len(said)
    while (more := _led_in(said, words, start)) > start and more < end:
        start = more
    while (less := _led_out(said, words, end)) < end and less > start:
        end = less
    spans = dict.fromkeys([(0, len(said)), (start, end), (0, end), (start, len(said))])
    return [said.cut(*span) for span in spans]


def _led_in(said: Utterance, words: Words, at: int) -> int:
    first = said.symbols[at : at + 1]
    ends = [
        at + len(x) for x in words.lead_in if x and x[:1] == first and said.symbols[at : at + len(x)] == x
    ]
    return max((end for end in ends if end in said.breaks), default=at)


def _led_out(said: Utterance, words: Words, at: int) -> int:
    last = said.symbols[at - 1 : at] if at else ()
    starts = [
        at - len(x)
        for x in words.lead_out
        if x and x[-1:] == last and said.symbols[max(0, at - len(x)) : at] == x
    ]
    return min(starts, default=at)
