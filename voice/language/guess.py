"""A small linear model: what a sentence most likely asks for that no template fits.

It is trained from the templates themselves (scripts/train_guesses.py) and knows their words only: what is in
the catalog counts as one sign, numbers as another. A guess below the threshold is none. What agrees to
something or proves who somebody is cannot be guessed at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp

from voice.language.expectation import Asked

THING, NUMBER, STRANGE = "@", "#", "?"
"""A name of the catalog, a number, and a word that no template holds."""
MARKS = frozenset({THING, NUMBER, STRANGE})
UNIT = 20
"""Weights are kept as whole twentieths."""
OF_THINGS = frozenset({"add", "find", "price", "stock", "reorder", "remove"})
"""Intents that need a product."""
TELLING = frozenset({"show", "repeat", "help", "price", "stock", "hold", "status", "history"})
"""Intents that change nothing: all that may be guessed while a read-back waits for its answer."""
GUESSABLE = TELLING | OF_THINGS | {"checkout", "undo", "reorder_last", "handoff", "greet", "thanks"}
"""All that may ever be guessed. A check-out is read back; nothing here is a yes, a no, a choice or a PIN."""
ALLOWED: Mapping[Asked, frozenset[str]] = {
    Asked.OPEN: GUESSABLE,
    Asked.CHOICE: GUESSABLE,
    Asked.YES_NO: GUESSABLE,
    Asked.CONSENT: TELLING,
}
LEAST = 2
"""Signs that a sentence must have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A word or mark with the places of the utterance that it stands for; `word` is what was said."""

    text: str
    start: int
    end: int
    word: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guesser:
    """The weights: feature → (place of an intent, weight), and each intent's own."""

    intents: tuple[str, ...]
    own: tuple[float, ...]
    weights: Mapping[str, Sequence[tuple[int, float]]]
    threshold: float

    def guess(self, signs: Sequence[Sign], *, free_spacing: bool) -> tuple[str, float]:
        """The likeliest intent and its probability; no intent ("", 0) below the threshold."""
        found = tuple(features(signs, free_spacing=free_spacing))
        return self.guess_of(found) if len(signs) >= LEAST else ("", 0.0)

    def guess_of(self, found: Sequence[str]) -> tuple[str, float]:
        """The same of a sentence's features."""
        if not any(feature in self.weights for feature in found):
            return "", 0.0
        scores = list(self.own)
        scale = len(found) ** -0.5
        for feature in found:
            for place, weight in self.weights.get(feature, ()):
                scores[place] += weight * scale
        best = max(range(len(scores)), key=scores.__getitem__)
        probability = 1.0 / sum(exp(score - scores[best]) for score in scores)
        return (self.intents[best], probability) if probability >= self.threshold else ("", 0.0)


def guesser_of(data: Mapping[str, object]) -> Guesser:
    """The model of a data file. Raises KeyError, TypeError or ValueError for one that is none."""
    intents, own, weights = data["intents"], data["own"], data["weights"]
    if not (isinstance(intents, list) and isinstance(own, list) and isinstance(weights, dict)):
        raise TypeError("lists of intents and their own weights, and weights by feature, are expected")
    if len(own) != len(intents):
        raise ValueError("each intent has a weight of its own")
    return Guesser(
        intents=tuple(map(str, intents)),
        own=tuple(weight / UNIT for weight in own),
        weights={
            str(feature): tuple((int(place), weight / UNIT) for place, weight in pairs)
            for feature, pairs in weights.items()
        },
        threshold=float(str(data["threshold"])),
    )


def features(signs: Sequence[Sign], *, free_spacing: bool) -> Iterator[str]:
    """Words, pairs of neighbours, and three letters of words: those of a misheard word are nearly right."""
    texts = ["^", *(sign.text for sign in signs), "$"]
    yield from texts[1:-1]
    yield from (f"{a} {b}" for a, b in pairwise(texts))
    if free_spacing:
        yield from (f"{a} {b} {c}" for a, b, c in zip(texts, texts[1:], texts[2:], strict=False))
        return
    for sign in signs:
        word = sign.word or ("" if sign.text in MARKS else sign.text)
        letters = f"<{word}>"
        if word:
            yield from (f"~{letters[i : i + 3]}" for i in range(len(letters) - 2))
