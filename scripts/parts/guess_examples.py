"""Sentences to train and to test the guesser with: drawn from the locale's templates, with words dropped,
swapped, mistaken and put in; and talk that asks for nothing.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from utterances import Utterances

from voice.language.expectation import Asked
from voice.language.guess import GUESSABLE, features
from voice.language.guessing import signs_of
from voice.language.locale import Locale
from voice.language.templates import Template
from voice.language.vocabulary import Vocabulary

TALK = ""
"""The intent of what asks for nothing."""
PER_INTENT = 500
TALK_SHARE = 5
"""So many times as much talk as sentences of one intent."""
ERRORS = (0.0, 0.0, 0.08, 0.15)
"""Rates of word errors that sentences are drawn with."""
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and what it asks for."""

    text: str
    intent: str


class Examples:
    """Draws sentences; the same seed draws the same ones."""

    def __init__(self, locale: Locale, vocabulary: Vocabulary, seed: int) -> None:
        self._locale, self._vocabulary = locale, vocabulary
        self._chance = random.Random(seed)  # noqa: S311 - to be drawn again
        self._made = Utterances(locale, vocabulary.lexicon.products, self._chance)
        words = sorted(locale.words.common | locale.verbs | locale.words.chatter)
        self._words = [w for w in words if w.isalpha()]

    def of_templates(self, templates: Iterable[Template], per_intent: int = PER_INTENT) -> Iterator[Example]:
        """So many of each intent, over its templates in turn. Those misheard are no way to say it, and what
        is said only beside one question means another thing beside others.
        """
        by_intent: dict[str, list[Template]] = defaultdict(list)
        for template in templates:
            elsewhere = template.intent in GUESSABLE and template.asked and Asked.OPEN not in template.asked
            if not template.misheard and not elsewhere:
                by_intent[template.intent].append(template)
        for intent, own in sorted(by_intent.items()):
            for number in range(per_intent):
                text = self._made.of_template(own[number % len(own)])
                yield Example(self.with_errors(text, self._chance.choice(ERRORS)), intent)

    def talk(self, count: int) -> Iterator[Example]:
        """Words of the language in any order, some with a product among them, and halves of sentences."""
        templates = tuple(self._locale.templates)
        for number in range(count):
            words = self._chance.choices(self._words, k=self._chance.randint(2, 9))
            if number % 3 == 1:
                product = self._chance.choice(self._vocabulary.lexicon.products)
                words.insert(self._chance.randrange(len(words)), product.name(self._locale.language).lower())
            if number % 3 == 2:
                said = self._made.of_template(self._chance.choice(templates)).split()
                words[1:1] = said[: max(1, len(said) // 3)]
            yield Example(self._joined(words), TALK)

    def _joined(self, words: Sequence[str]) -> str:
        if not self._locale.words.free_spacing:
            return " ".join(words)
        return "".join(word + self._chance.choice(("", " ")) for word in words)

    def with_errors(self, text: str, rate: float) -> str:
        """The text with words left out, swapped, mistaken or put in at a rate."""
        words = text.split()
        heard: list[str] = []
        for word in words:
            if self._chance.random() >= rate:
                heard.append(word)
                continue
            kind = self._chance.random()
            if kind < 0.25:
                continue
            other = self._chance.choice(self._words)
            heard += [other] if kind < 0.75 else [word, other] if kind < 0.9 else [*heard[-1:], word]
        return " ".join(heard)

    def features(self, text: str) -> tuple[str, ...]:
        """What the model sees of a text."""
        said = self._locale.words.read(text)
        if said is None:
            return ()
        signs = signs_of(said, self._vocabulary)
        return tuple(features(signs, free_spacing=self._locale.words.free_spacing))


def parted(templates: Iterable[Template]) -> tuple[list[Template], list[Template]]:
    """Templates to learn from, and those held out: every fifth of each intent."""
    learned: list[Template] = []
    held: list[Template] = []
    seen: dict[str, int] = defaultdict(int)
    for template in templates:
        seen[template.intent] += 1
        (held if seen[template.intent] % FOLDS == 0 else learned).append(template)
    return learned, held
