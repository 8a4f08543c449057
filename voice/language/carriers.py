"""What people say before and after the matter itself ("hey, could you ...", "... please")."""

from __future__ import annotations

from itertools import pairwise

from voice.language.text import Utterance
from voice.language.words import Cue, Words, longest


def stripped(said: Utterance, words: Words) -> list[Utterance]:
    """The utterance as it is, then without lead-in and lead-out, then without one of them, last with the
    innermost of them: "actually just two lattes" begins with two that may be, and the second one counts.
    """
    starts, ends = beginnings(said, words), [len(said)]
    while (less := led_out(said, words, ends[-1])) < ends[-1] and less > starts[-1]:
        ends.append(less)
    start, end = starts[-1], ends[-1]
    spans = [(0, len(said)), (start, end), (0, end), (start, len(said))]
    spans += [(inner, end) for inner in starts[-2:-1]] + [(start, inner) for inner in ends[-2:-1]]
    return [said.cut(*span) for span in dict.fromkeys(spans)]


def unasked(said: Utterance, words: Words) -> list[Utterance]:
    """The utterance as it is and without lead-in and lead-out, as what may be an order without a verb;
    nothing for a question, which never changes anything.
    """
    return [] if is_question(said, words) else stripped(said, words)[:2]


def is_question(said: Utterance, words: Words) -> bool:
    """Whether the words ask: they begin so or, where words are not spaced, a word that asks is among them."""
    starts = range(len(said)) if words.free_spacing else beginnings(said, words)
    return any(longest(words.questions, said.symbols, at) > at for at in starts)


def apologises(said: Utterance, words: Words) -> bool:
    """Whether what is said is led in as the right thing for a wrong one ("sorry, five coffees"), and comes on
    top of nothing ("sorry, and two more coffees").
    """
    starts = beginnings(said, words)
    led = [said.symbols[start:end] for start, end in pairwise(starts)]
    more = any(words.cues.get(symbols) is Cue.AND for symbols in led)
    more |= any(longest(words.additions, said.symbols, at) > at for at in range(len(said)))
    return not more and any(longest(words.apologies, said.symbols, start) > start for start in starts[:-1])


def beginnings(said: Utterance, words: Words) -> list[int]:
    """Where the matter itself may begin: at once, and after each of the words that lead in."""
    starts = [0]
    while (more := _led_in(said, words, starts[-1])) > starts[-1] and more < len(said):
        starts.append(more)
    return starts


def _led_in(said: Utterance, words: Words, at: int) -> int:
    first = said.symbols[at : at + 1]
    ends = [
        at + len(x) for x in words.lead_in if x and x[:1] == first and said.symbols[at : at + len(x)] == x
    ]
    return max((end for end in ends if end in said.breaks), default=at)


def led_out(said: Utterance, words: Words, at: int) -> int:
    """Where what people say at the end of anything begins, before a place; that place where nothing does."""
    last = said.symbols[at - 1 : at] if at else ()
    starts = [
        at - len(x)
        for x in words.lead_out
        if x and x[-1:] == last and said.symbols[max(0, at - len(x)) : at] == x
    ]
    return min(starts, default=at)
