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
