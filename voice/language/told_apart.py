"""Things that are counted by their kind first: "two muffins, one blueberry and one chocolate"."""

from __future__ import annotations

from voice.language.lexicon import Lexicon
from voice.language.numbers import number_at
from voice.language.text import Utterance
from voice.language.words import Cue, Words

MOST_WORDS = 3
"""Words that may tell a thing from others of its kind."""

Share = tuple[int, int, int]
"""How many, and from where to where the words stand that tell which."""


def told_apart(said: Utterance, lexicon: Lexicon) -> Utterance | None:
    """The same with each thing called by its whole name; None where not all that were counted are told, or
    where no product is called so.
    """
    words = lexicon.words
    counted = None if words.free_spacing else number_at(words, said.symbols, 0)
    if counted is None or counted[1] < 2 or counted[0] >= len(said):
        return None
    at, total = counted
    for end in range(min(len(said), at + MOST_WORDS), at, -1):
        kind, shares = said.keys[at:end], _shares(said, end, words)
        named = len(shares) > 1 and all(lexicon.holders((*said.keys[a:b], *kind)) for _, a, b in shares)
        if named and sum(number for number, _, _ in shares) == total:
            texts = (f"{number} {said.text(a, b)} {' '.join(kind)}" for number, a, b in shares)
            return words.read(", ".join(texts))
    return None


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
        start = at = number[0]
        while at < len(said) and not _ends(said, start, at, words):
            at += 1
        if not start < at <= start + MOST_WORDS:
            return []
        shares.append((number[1], start, at))
    return shares


def _ends(said: Utterance, start: int, at: int, words: Words) -> bool:
    paused = at > start and at in said.pauses
    return paused or said.symbols[at : at + 1] in words.cues or number_at(words, said.symbols, at) is not None
