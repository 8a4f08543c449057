"""Generated and mutated utterances, and what of them says yes to an order: for scripts/fuzz_utterances.py."""

from __future__ import annotations

import random
import string
from collections.abc import Iterable
from dataclasses import dataclass

from catalog.product import Product
from voice.language.expectation import Asked
from voice.language.locale import Locale
from voice.language.templates import Chain, Choice, Literal, Node, Slot, Template

ANSWERS = {"yes": 4, "no": 1, "select": 2, "checkout": 3, "pin": 1}
"""Intents that are drawn more often, since they lead to orders, and how often beside each other."""
SIGNS = string.punctuation + "\u200b\u00e9\u4e2d\u0416\u0b95\U0001f600\t\u202e"
LONGEST_JUNK = 40
NUMBERS = ("0", "1", "2", "3", "12", "47", "99", "1000000", "-1", "1.5")


@dataclass(frozen=True)
class Consent:
    """The words of which a yes to an order is made, and those of which it needs one: `strong` where words are
    not spaced, else one of each set of a sentence.
    """

    words: frozenset[str]
    strong: frozenset[str]
    needs: tuple[tuple[frozenset[str], ...], ...]
    free_spacing: bool

    @classmethod
    def of(cls, locale: Locale) -> Consent:
        """All words of the locale's explicit yes, with what is said around anything."""
        explicit = [t for t in locale.templates if t.intent == "yes" and t.slots.get("consent") == "explicit"]
        led = (*locale.words.lead_in, *locale.words.lead_out)
        whole = {"".join(said) for said in led}
        around = whole | {s for said in led for s in said if len(s) > 1}
        said = {s for template in explicit for s in _literals(template.node)}
        weak = {
            s
            for t in locale.templates
            if t.intent == "yes" and t.slots.get("consent") == "weak"
            for s in _literals(t.node)
        }
        return cls(
            words=frozenset(said | weak | around | {s for s, *more in locale.words.anywhere if not more}),
            strong=frozenset(said - whole),
            needs=tuple(t.needs for t in explicit if t.suits(Asked.CONSENT, None)),
            free_spacing=locale.words.free_spacing,
        )

    def is_yes(self, text: str) -> bool:
        """Whether nothing but such words was said, and one that agrees."""
        cleaned = "".join(sign if sign.isalnum() or sign == "'" else " " for sign in text.casefold())
        cleaned = cleaned.replace("'", "")
        if self.free_spacing:
            return self._is_made(cleaned.replace(" ", ""))
        parts = set(cleaned.split())
        return self.words >= parts and any(all(map(parts.intersection, needs)) for needs in self.needs)

    def _is_made(self, text: str) -> bool:
        """Whether a text without spaces is made of the words, one of them strong."""
        reached = {0: False}  # end → whether a strong word stands before it
        for start in range(len(text)):
            for end in range(start + 1, len(text) + 1) if start in reached else ():
                if (word := text[start:end]) in self.words:
                    reached[end] = reached.get(end, False) or reached[start] or word in self.strong
        return bool(text) and reached.get(len(text), False)


class Utterances:
    """Draws utterances by chance, from a locale and a catalog."""

    def __init__(self, locale: Locale, products: Iterable[Product], chance: random.Random) -> None:
        self._locale, self._chance = locale, chance
        self._names = [name for p in products for name in p.names.get(locale.language, ())]
        self._options = sorted(
            {
                name
                for product in products
                for group in product.options
                for value in group.values
                for name in value.names.get(locale.language, ())
            }
        )
        self._templates = tuple(locale.templates)
        self._answers = {intent: [t for t in self._templates if t.intent == intent] for intent in ANSWERS}
        self._last = "yes"

    def one(self) -> str:
        """The next utterance."""
        kinds = (self._sentence, self._order, self._answer, self._mutated, self._joined, self._junk)
        self._last = self._chance.choices(kinds, (30, 20, 25, 12, 8, 5))[0]()
        return self._last

    def of_template(self, template: Template) -> str:
        """One of the sentences of a template."""
        return self._of(template.node)

    def _sentence(self) -> str:
        return self._of(self._chance.choice(self._templates).node)

    def _answer(self) -> str:
        intent = self._chance.choices(list(ANSWERS), list(ANSWERS.values()))[0]
        return self._of(self._chance.choice(self._answers[intent]).node)

    def _order(self) -> str:
        said = []
        for _ in range(self._chance.randint(1, 4)):
            number = self._chance.choice(("", *NUMBERS[1:5]))
            option = self._chance.choice(("", "", self._chance.choice(self._options or [""])))
            said.append(f"{number} {option} {self._chance.choice(self._names)}".strip())
        return self._chance.choice((" ", ", ", ". ")).join(said)

    def _joined(self) -> str:
        return f"{self._sentence()}{self._chance.choice((' ', ', ', '... '))}{self._sentence()}"

    def _junk(self) -> str:
        signs = string.ascii_letters + string.digits + " " * 20 + SIGNS
        return "".join(self._chance.choices(signs, k=self._chance.randint(1, LONGEST_JUNK)))

    def _mutated(self) -> str:
        """The last one, or a new one, with words or letters shuffled, doubled, cut or put in."""
        words = self._chance.choice((self._last, self._sentence(), self._order())).split() or ["x"]
        at = self._chance.randrange(len(words))
        match self._chance.randrange(6):
            case 0:
                self._chance.shuffle(words)
            case 1:
                words.insert(at, words[at])
            case 2:
                del words[at]
            case 3:
                words[at] = words[at][: self._chance.randint(0, len(words[at]))]
            case 4:
                words.insert(at, self._chance.choice(SIGNS))
            case _:
                words = words * self._chance.randint(2, 6)
        return " ".join(words)

    def _of(self, node: Node) -> str:
        match node:
            case Literal(text=text):
                return text
            case Slot(list_name=list_name):
                return self._slot(list_name)
            case Choice(items):
                return self._of(self._chance.choice(items))
            case Chain(items):
                return " ".join(filter(None, map(self._of, items)))
        return ""

    def _slot(self, name: str) -> str:
        if name in {"items", "item", "words"}:
            return self._chance.choice(self._names)
        if name == "change":
            return self._chance.choice((*NUMBERS, *self._options, *self._names[:5]))
        table = self._locale.lists.get(name)
        if table:
            return " ".join(self._chance.choice(list(table)))
        return self._chance.choice(NUMBERS)


def _literals(node: Node) -> set[str]:
    match node:
        case Literal(symbols=symbols):
            return {s for s in symbols if len(s) > 1} | {"".join(symbols)}
        case Choice(items) | Chain(items):
            return {s for item in items for s in _literals(item)}
    return set()
