"""What comes near to a thing that the shop does not have: told as such, and never taken for it.

A product that bears all words said but one is something else, where names of other products here bear that
one: whole milk is no "organic oat milk", however well the rest fits. And what is called "spicy hummus" and is
not there may be wanted as another hummus.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from catalog.ports import Candidate, Decision, NoMatch, Query, fitting
from catalog.search.colloquial import otherwise
from catalog.search.fuzz import likeness
from catalog.search.lexicon import Lexicon
from catalog.search.names import Reading, jamo, read, tokens
from catalog.search.phones import word_phones

_FORM = 0.75
"""Words that share so much of their letters, and the first one, are forms or slips of one."""
_JOINED = 5
"""From so many letters on a word may be part of another: "oatmilk" is written apart, or together."""
_WAYS = 3


class _Near:
    """A product that comes near, with its names read once."""

    def __init__(self, candidate: Candidate, lexicon: Lexicon) -> None:
        product = candidate.product
        names = product.names.get(lexicon.language, ()) or (product.name(lexicon.language),)
        self.candidate = candidate
        self._names = [read(text, lexicon) for text in names]
        self._brand = [read(product.brand, lexicon)] if product.brand else []

    def lacked(self, said: list[Reading]) -> tuple[str, ...]:
        """The words that no name of the product bears, in the reading that leaves the fewest over."""
        over = (tuple(word for word in reading.words if self._lacks(word)) for reading in said)
        return min(over, key=len, default=())

    def _lacks(self, word: str) -> bool:
        return not word[0].isdigit() and not self.bears(word)

    def bears(self, word: str) -> bool:
        """Whether a name has the word, in some form, as it sounds, or run together with others."""
        return _bears([*self._names, *self._brand], word)

    def is_headed(self, said: list[Reading]) -> bool:
        """Whether a name tells the same kind of thing as the words do."""
        heads = [(reading.head, jamo(reading.head)) for reading in said if reading.head]
        return any(
            _is_form(head, name.head) or (not head.isascii() and name.letters.endswith(letters))
            for name in self._names
            if name.head
            for head, letters in heads
        )


def with_akin(decision: Decision, query: Query, lexicon: Lexicon) -> Decision:
    """The decision with what may be offered where what was said is not there."""
    if isinstance(decision, NoMatch):
        last = [read(query.phrases[-1], lexicon)] if query.phrases else []  # as it was said, unmended
        akin = tuple(c for c in decision.nearest if _Near(c, lexicon).is_headed(last))
        return replace(decision, instead=akin) if akin else decision
    said = _said(query.phrases, lexicon)
    instead = _instead(fitting(decision), decision.others, said, lexicon)
    return replace(decision, instead=instead) if instead else decision


def _said(phrases: tuple[str, ...], lexicon: Lexicon) -> list[Reading]:
    """The readings of what was said, also in words that shops use for the same."""
    texts = [
        text
        for phrase in phrases
        for text in (phrase, *(way.text for way in otherwise(tokens(phrase), lexicon, _WAYS)))
    ]
    return [read(text, lexicon) for text in texts]


def _instead(
    fits: tuple[Candidate, ...], others: tuple[Candidate, ...], said: list[Reading], lexicon: Lexicon
) -> tuple[Candidate, ...]:
    """What comes nearest where all that fits lacks words said that tell others apart; nothing where one has
    them all.
    """
    best = [_Near(candidate, lexicon) for candidate in fits]
    over = [near.lacked(said) for near in best]
    if not all(over):
        return ()
    rest = [_Near(candidate, lexicon) for candidate in others]
    telling = {word for word in chain(*over) if any(near.bears(word) for near in (*best, *rest))}
    if not all(telling & set(words) for words in over):
        return ()
    least = min(map(len, over))
    found = [*best, *(near for near in rest if len(near.lacked(said)) <= least)]
    return tuple(near.candidate for near in found if near.is_headed(said)) or fits


def _bears(named: list[Reading], word: str) -> bool:
    within = len(word) >= _JOINED or not word.isascii()
    return any(
        any(_is_form(word, one) for one in name.text.split()) or (within and jamo(word) in name.letters)
        for name in named
    )


def _is_form(one: str, other: str) -> bool:
    if one == other:
        return True
    if one[0] != other[0] or not one.isascii():
        return False
    return likeness(one, other) >= _FORM or word_phones(one) == word_phones(other)
