"""A coffee menu of six slots as products with option groups; its sentences are made from its grammar."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

from catalog.money import Money
from catalog.product import Language, OptionGroup, OptionValue, Product, Sku

EN = Language("en")
DRINKS = (
    *("americano", "cappuccino", "espresso", "iced mocha", "latte"),
    *("mocha", "coffee", "drip coffee", "house coffee", "iced coffee"),
)
AMOUNTS = ("", "a little bit of ", "a bit of ", "some ", "a lot of ", "lots of ")
SLOTS = {
    "size": ("small", "medium", "large", "eight ounce", "twelve ounce", "sixteen ounce", "twenty ounce"),
    "roast": ("light roast", "medium roast", "dark roast"),
    "numberOfShots": ("single shot", "double shot", "triple shot"),
    "milkAmount": tuple(
        amount + milk
        for milk in ("milk", "skim milk", "whole milk", "soy milk", "almond milk", "cream")
        for amount in AMOUNTS
    ),
    "sugarAmount": tuple(
        amount + sugar for sugar in ("sugar", "brown sugar", "sweetener") for amount in AMOUNTS
    ),
}
BEFORE = ("size", "roast", "numberOfShots")
OPENINGS = (
    "can i get a",
    "can I have a",
    "I want a",
    "get me a",
    "give me a",
    "I'd like a",
    "make me a",
    "brew a",
    "may I have a",
    "",
)


def menu() -> tuple[Product, ...]:
    """Every drink with every group; the phrases themselves are the ids of the values."""
    groups = tuple(
        OptionGroup(
            id=slot,
            names={EN: (slot,)},
            values=tuple(OptionValue(id=phrase, names={EN: (phrase,)}) for phrase in phrases),
        )
        for slot, phrases in SLOTS.items()
    )
    return tuple(
        Product(sku=Sku(drink), names={EN: (drink,)}, price=Money(400, "USD"), options=groups)
        for drink in DRINKS
    )


def orders(count: int, seed: int) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Sentence, drink, and the options that it names."""
    chance = random.Random(seed)
    for _ in itertools.repeat(None, count):
        front = chance.sample(BEFORE, chance.randint(0, 3))
        back = chance.sample(("milkAmount", "sugarAmount"), chance.randint(0, 2))
        options = {slot: chance.choice(SLOTS[slot]) for slot in (*front, *back)}
        drink = chance.choice(DRINKS)
        said = [chance.choice(OPENINGS), *(options[s] for s in front), drink]
        if back:
            said += ["with", " and ".join(options[s] for s in back)]
        yield " ".join(said).strip(), drink, options
