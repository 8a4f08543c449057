"""How things of the basket are to be, said by their names alone: "the latte decaf", "the mocha with soy milk
and the large one without foam". Nothing more is ordered so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType

from voice.language.acts import Act, Mention
from voice.language.again import MOST_WORDS, Read, Told, is_several, joints, said_of
from voice.language.expectation import Asked, Expectation
from voice.language.lexicon import Lexicon
from voice.language.options import are_called
from voice.language.readings import NOTHING, Reading
from voice.language.reference import places_of
from voice.language.text import Utterance
from voice.language.words import described, longest

SCORE = 1.05
"""Above any sentence that would take these words for other things than those that are there."""


def of_basket(said: Utterance, expectation: Expectation, lexicon: Lexicon, read: Read) -> Reading:
    """The changes of things in the basket, where every part of the words is one."""
    asked, words = expectation.asked in {Asked.OPEN, Asked.CONSENT}, lexicon.words
    if not (asked and expectation.basket) or longest(words.definite, said.symbols, 0) == 0:
        return NOTHING
    if any(longest(words.questions, said.symbols, at) > at for at in said.pauses):
        return NOTHING  # "the latte, is it decaf"
    acts = tuple(_Changes(said, expectation.basket, lexicon, read).acts())
    return Reading(acts=acts, score=SCORE, rule="change: of the basket") if acts else NOTHING


@dataclass(frozen=True, slots=True)
class _Changes:
    said: Utterance
    basket: tuple[str, ...]
    lexicon: Lexicon
    read: Read

    def acts(self) -> list[Act]:
        """A change for each part; none where a part is no change."""
        held = frozenset().union(*map(self.lexicon.called, self.basket))
        acts: list[Act] = []
        for start, end in self._parts():
            found = self._change(self.said.cut(start, end), held)
            if not found:
                return []
            acts += found
        return acts

    def _parts(self) -> Iterator[tuple[int, int]]:
        words, size = self.lexicon.words, len(self.said)
        places = [
            (0, longest(words.definite, self.said.symbols, 0)),
            *reversed(list(joints(self.said, words))),
        ]
        called = [one for one in places if any(self._heads(self.said.cut(one[1], size)))]
        for at, (_, start) in enumerate(called):
            yield start, called[at + 1][0] if at + 1 < len(called) else size

    def _heads(self, part: Utterance) -> Iterator[int]:
        """Where the name of something in the basket may end."""
        words = self.lexicon.words
        for end in range(min(MOST_WORDS, len(part) - 1), 0, -1):
            pronoun = end > 1 and part.symbols[end - 1] in words.pronouns
            if pronoun or are_called(
                self.basket, (Mention(phrases=(part.text(end - 1, end),)),), self.lexicon
            ):
                yield end

    def _change(self, part: Utterance, held: frozenset[int]) -> list[Act]:
        for end in self._heads(part):
            head, rest = part.cut(0, end), part.cut(end, len(part))
            target = self._target(head, held)
            names = (target.phrases[-1:] or self.basket) if target else ()
            for name in names:
                told = said_of(name, rest, self.lexicon, self.read)
                if target and told:
                    several = is_several(head, self.lexicon.words)
                    return [self._act(target, told.lines[0].mention, several=several), *_more(told)]
        return []

    def _act(self, target: Mention, how: Mention, *, several: bool) -> Act:
        if target.phrases and not target.options and len(places_of(target.phrases, self.basket)) == 1:
            return Act(
                intent="change", mentions=(replace(how, phrases=target.phrases, exact_sku=target.exact_sku),)
            )
        slots = MappingProxyType({"which": "several" if several else "one"})
        return Act(intent="change", mentions=(target, replace(how, phrases=())), slots=slots)

    def _target(self, head: Utterance, held: frozenset[int]) -> Mention | None:
        found = self.read(described(head, self.lexicon.words), held).lines
        one = found[0].mention if len(found) == 1 else None
        if one is None or one.quantity is not None or one.removed or one.foreign or one.lacking:
            return None
        return one


def _more(told: Told) -> tuple[Act, ...]:
    """What is ordered behind a change."""
    more = tuple(line.mention for line in told.lines[1:])
    return (Act(intent="add", mentions=more),) if more else ()
