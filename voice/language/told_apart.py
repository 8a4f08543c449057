"""Things that are counted first and told apart then: "two muffins, one blueberry and one chocolate", "two
lattes, one large and the other decaf".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from voice.language.lexicon import Keys, Lexicon
from voice.language.numbers import number_at
from voice.language.text import Utterance
from voice.language.words import Cue, Words, longest

MOST_WORDS = 3
"""Words that may tell a thing from others of its kind."""

Share = tuple[int, int, int]
"""How many, and from where to where the words stand that tell which."""


def told_apart(said: Utterance, lexicon: Lexicon) -> Utterance | None:
    """The same with each thing called by its whole name; None where no product is called so. Those that are
    not told are just of their kind ("two lattes, one iced").
    """
    words = lexicon.words
    counted = None if words.free_spacing else number_at(words, said.symbols, 0)
    if counted is None or counted[1] < 2 or counted[0] >= len(said):
        return None
    at, total = counted
    for end in range(min(len(said), at + MOST_WORDS), at, -1):
        kind, shares = said.keys[at:end], _shares(said, end, words)
        left = total - sum(number for number, _, _ in shares)
        if shares and left >= 0 and _are_named(said, shares, kind, lexicon, whole=not left):
            texts = [f"{number} {said.text(a, b)} {' '.join(kind)}" for number, a, b in shares]
            return words.read(", ".join([f"{left} {' '.join(kind)}"][: min(left, 1)] + texts))
    return None


def _are_named(
    said: Utterance, shares: Sequence[Share], kind: Keys, lexicon: Lexicon, *, whole: bool
) -> bool:
    """Whether products are called by the words of each share and the kind, but for options of that; where
    some are left, no share may be a thing of its own ("two bananas, one bread").
    """
    called = [lexicon.holders((*said.keys[a:b], *kind)) for _, a, b in shares]
    options = [_is_option(said.keys[a:b], kind, lexicon) for _, a, b in shares]
    if whole:
        return len(shares) > 1 and any(called) and all(map(any, zip(called, options, strict=True)))
    apart = any(lexicon.is_kind(said.keys[b - 1]) for _, _, b in shares)
    return bool(lexicon.named(kind)) and not apart and not any(options) and all(called)


def _is_option(keys: Keys, kind: Keys, lexicon: Lexicon) -> bool:
    entry = lexicon.entry(keys)
    return entry is not None and any(value.products & lexicon.named(kind) for value in entry.values)


def others_counted(said: Utterance, words: Words) -> Utterance | None:
    """The same with "the other" and "the rest" as the number of those that are left of what was counted; None
    where no number is left for them.
    """
    for at in range(1, len(said)):
        end = longest(words.others, said.symbols, at)
        left = _left(said, at, words) if end > at else 0
        if left:
            told = number_at(words, said.symbols, end)
            ends = told[0] if told and told[1] == left else end
            number = words.read(str(left))
            before, after = said.cut(0, at), said.cut(ends, len(said))
            whole = before.and_then(number).and_then(after) if number and len(after) else None
            return replace(whole, pauses=whole.pauses | (said.pauses & {at})) if whole else None
    return None


def _left(said: Utterance, at: int, words: Words) -> int:
    """How many of what was counted before that place nothing is told of; 0 where that is not known."""
    numbers: list[int] = []
    place = 0
    while place < at:
        end, number = number_at(words, said.symbols, place) or (place + 1, 0)
        numbers += [number] if number else []
        place = end
    told = 0
    for number in reversed(numbers):
        if told and number > told:
            return number - told
        told += number
    return 0


def _shares(said: Utterance, at: int, words: Words) -> list[Share]:
    """The counted runs of words from here to the end; none where anything else stands there."""
    shares: list[Share] = []
    while at < len(said):
        if words.cues.get(said.symbols[at : at + 1]) is Cue.AND:
            at += 1
        article = words.cues.get(said.symbols[at : at + 1]) is Cue.ARTICLE
        number = (at + 1, 1) if article else number_at(words, said.symbols, at)
        if number is None:
            return []
        start = at = _behind_fillers(said, number[0], words)
        while at < len(said) and not _ends(said, start, at, words):
            at += 1
        if not start < at <= start + MOST_WORDS:
            return []
        shares.append((number[1], start, at))
    return shares


def _behind_fillers(said: Utterance, at: int, words: Words) -> int:
    while words.cues.get(said.symbols[at : at + 1]) is Cue.FILLER and at not in said.pauses:
        at += 1
    return at


def _ends(said: Utterance, start: int, at: int, words: Words) -> bool:
    paused = at > start and at in said.pauses
    return paused or said.symbols[at : at + 1] in words.cues or number_at(words, said.symbols, at) is not None
