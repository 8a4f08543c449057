"""Which lines of the basket words name: by any name of the product, or by how the line is made."""

from __future__ import annotations

from catalog.product import Language
from voice.dialogue.basket import Basket, BasketLine
from voice.dialogue.describe import option_names
from voice.language.reference import places_of


def called(basket: Basket, phrases: tuple[str, ...], language: str) -> tuple[BasketLine, ...]:
    """The lines that are called so, by any of their products' names: several where these are alike."""
    names = [
        (name, line)
        for line in basket.lines
        for name in line.product.names.get(Language(language), (line.product.name(language),))
    ]
    return tuple(names[place][1] for place in places_of(phrases, [name for name, _ in names]))


def made(basket: Basket, phrases: tuple[str, ...], language: str) -> tuple[BasketLine, ...]:
    """The lines that are made so, by the name of an option that they have: "the small one"."""
    said = {phrase.casefold() for phrase in phrases}
    return tuple(
        line for line in basket.lines if any(name.casefold() in said for name in option_names(line, language))
    )


def in_container(basket: Basket, container: str, language: str) -> tuple[BasketLine, ...]:
    """The lines of which one is such a container ("a loaf of wheat bread", "one bunch")."""
    return tuple(line for line in basket.lines if container in _words_of(line, language))


def is_contained(line: BasketLine, language: str) -> bool:
    """Whether one is told to be some container, in its name and in its size ("one bunch")."""
    size = line.product.size.casefold().split()
    return bool(size) and any(
        size[-1] in name.casefold() for name in line.product.names.get(Language(language), ())
    )


def _words_of(line: BasketLine, language: str) -> frozenset[str]:
    names = line.product.names.get(Language(language), ())
    return frozenset(
        word.strip(",") for text in (*names, line.product.size) for word in text.casefold().split()
    )
