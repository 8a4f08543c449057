"""What the guesser gains: sentences understood right and wrong without it and with it."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from guess_examples import ERRORS, PER_INTENT, TALK, TALK_SHARE, Example, Examples, parted
from guess_training import guesses, threshold, trained
from shoppers.bank import BANKS, Bank, Tongue, other_phrases, phrases

from catalog.sample import sample_products
from voice.hearing.transcript import Hypothesis, Source, Transcript
from voice.language.expectation import Asked, Expectation
from voice.language.guess import GUESSABLE, guesser_of
from voice.language.lexicon import Lexicon
from voice.language.locale import load_locale
from voice.language.understand import Understanding
from voice.language.vocabulary import Vocabulary

ACTS = {
    "opening": "add",
    "more": "add",
    "reorder": "reorder",
    "reorder_last": "reorder_last",
    "checkout": "checkout",
    "remove": "remove",
    "undo": "undo",
    "price": "price",
}
"""Acts of the simulated shoppers, and the intents that they are."""
LEARNED, UNSEEN = BANKS / "wide.en.yaml", BANKS / "unseen.en.yaml"
"""What people said who know nothing of the templates: to learn from beside them, and to measure with."""
TAUGHT = frozenset({"reorder", "reorder_last", "checkout", "undo", "price"})
"""What is learned of them: of orders with stories around them it would learn that stories are orders."""
PER_PHRASE = 16
RATES = (0.0, 0.05, 0.1, 0.2)


class Bench:
    """A locale over the sample shop, and what is drawn from it."""

    def __init__(self, language: str, seed: int) -> None:
        self.locale = load_locale(language)
        self._seed = seed
        lexicon = Lexicon.of(sample_products(), language, self.locale.words)
        self._lexicon = lexicon
        self._vocabulary = Vocabulary(lexicon, self.locale.words, self.locale.verbs)
        self._learned, self._held = parted(self.locale.templates)

    def trained_partly(self) -> dict[str, Any]:
        """A model that has not seen the held-out templates, with its threshold."""
        drawn = self._drawn(0)
        examples = [
            *drawn.of_templates(self._learned),
            *self._spoken(drawn),
            *drawn.talk(TALK_SHARE * PER_INTENT),
        ]
        data = trained(examples, drawn, self._seed)
        data["threshold"] = threshold(data, self._held_examples(), self._drawn(2), GUESSABLE)
        return data

    def trained(self, least: float) -> dict[str, Any]:
        """The model of all templates."""
        drawn = self._drawn(3)
        examples = [
            *drawn.of_templates(self.locale.templates),
            *self._spoken(drawn),
            *drawn.talk(TALK_SHARE * PER_INTENT),
        ]
        return {**trained(examples, drawn, self._seed), "threshold": least}

    def held_out(self, data: dict[str, Any]) -> str:
        """The partly trained model on held-out templates, other ones than the threshold was chosen on."""
        drawn = self._drawn(4)
        found = guesses(guesser_of(data), self._held_examples(4), drawn)
        may = [one for one in found if one[0] in GUESSABLE]
        rest = [one for one in found if one[0] not in GUESSABLE and one[0] != TALK]
        talk = [one for one in found if one[0] == TALK]
        right = sum(i == g for i, g, _ in may)
        wrong = sum(g in GUESSABLE and i != g for i, g, _ in may)
        lines = [
            f"threshold {data['threshold']}",
            f"held-out templates: n {len(may)}, right {right / len(may):.3f}, wrong {wrong / len(may):.3f}",
        ]
        for name, others in (("of intents that are never guessed", rest), ("talk", talk)):
            taken = sum(g in GUESSABLE for _, g, _ in others)
            lines.append(f"{name}: n {len(others)}, taken for a wish {taken / max(len(others), 1):.4f}")
        return "\n".join(lines)

    def figures(self, data: dict[str, Any]) -> str:
        """The whole understanding without the model and with it."""
        drawn = self._drawn(5)
        lines = [self._compared("talk", list(drawn.talk(1500)), data)]
        if self.locale.language == "en":
            for rate in RATES:
                name = f"shoppers' phrases, word errors {rate:.0%}"
                said = list(self._phrases(drawn, rate, phrases("en"), 6))
                lines.append(self._compared(name, said, data))
            said = list(self._phrases(drawn, 0.0, other_phrases(UNSEEN, "en"), 2))
            lines.append(self._compared("phrases of people it never saw", said, data))
        return "\n".join(lines)

    def _compared(self, name: str, examples: Sequence[Example], data: dict[str, Any]) -> str:
        n, meant = max(len(examples), 1), [one.intent for one in examples]
        right, wrong = [], []
        for model in (None, data):
            found = list(zip(meant, self._understood(examples, model), strict=True))
            right.append(sum(i == g for i, g in found) / n)
            wrong.append(sum(g not in {TALK, i} for i, g in found) / n)
        asks = f"right {right[0]:.3f} -> {right[1]:.3f}, " if any(meant) else ""
        return f"{name}: n {len(examples)}, {asks}wrong {wrong[0]:.3f} -> {wrong[1]:.3f}"

    def _understood(self, examples: Iterable[Example], data: dict[str, Any] | None) -> list[str]:
        guesser = guesser_of(data) if data is not None else None
        meaning = Understanding(replace(self.locale, guesser=guesser), self._lexicon, "USD")
        open_question = Expectation(language=self.locale.language, asked=Asked.OPEN)
        found = []
        for one in examples:
            heard = Transcript(
                hypotheses=(Hypothesis(one.text),),
                began_ms=0,
                ended_ms=0,
                language=self.locale.language,
                engine="test",
                source=Source.TYPED,
            )
            acts = meaning.understand(heard, open_question).acts
            found.append(acts[0].intent if acts else TALK)
        return found

    def _spoken(self, drawn: Examples) -> Iterable[Example]:
        """Sentences to learn that are no templates."""
        if self.locale.language != "en":
            return
        bank = other_phrases(LEARNED, "en")
        for rate in ERRORS:
            said = self._phrases(drawn, rate, bank, PER_PHRASE // len(ERRORS))
            yield from (example for example in said if example.intent in TAUGHT)

    def _phrases(self, drawn: Examples, rate: float, bank: Bank, times: int) -> Iterable[Example]:
        chance = random.Random(f"{self._seed}/{rate}")  # noqa: S311 - to be drawn again
        tongue, products = Tongue("en", chance, bank), sample_products()
        for act, intent in ACTS.items():
            for phrase in bank[act] * times:
                name = tongue.name(chance.choice(products))
                text = phrase.format(name=name, items=tongue.thing(name, chance.randint(1, 3)))
                yield Example(drawn.with_errors(text, rate), intent)

    def _held_examples(self, more: int = 1) -> list[Example]:
        drawn = self._drawn(more)
        return [*drawn.of_templates(self._held, 60), *drawn.talk(3 * PER_INTENT)]

    def _drawn(self, more: int) -> Examples:
        return Examples(self.locale, self._vocabulary, 10 * self._seed + more)
