"""A shopper's words: phrases of the bank filled with numbers, names and options."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from string import Formatter

import yaml

from catalog.order import Chosen
from catalog.product import Product

BANKS = Path(__file__).parent
"""Where the banks of phrases stand."""
LEAST = 8
"""Ways to say each act."""
LONGEST_NAME = 5
"""Words of a name that anybody says."""


Bank = Mapping[str, tuple[str, ...]]
"""Act → ways to say it, with {placeholders}."""


class BankError(ValueError):
    """A bank of phrases that cannot be used: says file, act and what to do."""


@cache
def phrases(language: str) -> Bank:
    """The bank of a language that comes with the shoppers."""
    return _read(BANKS / f"phrases.{language}.yaml")


def other_phrases(file: Path, language: str) -> Bank:
    """Another bank, over the one of the language: acts that the file does not have are said as ever. Raises
    BankError for acts that no shopper has, and for phrases that leave out what is to be said.
    """
    usual, read = phrases(language), _read(file)
    for act, ways in read.items():
        if act not in usual:
            raise BankError(f"{file}: {act}: no shopper does this; there are {', '.join(sorted(usual))}")
        slots = [_slots(way) for way in usual[act]]
        for way in ways:
            _check(way, set.intersection(*slots), set.union(*slots), f"{file}: {act}")
    return {**usual, **read}


def _check(way: str, needed: set[str], known: set[str], place: str) -> None:
    try:
        slots = _slots(way)
    except ValueError as fault:
        raise BankError(f'{place}: "{way}": {fault}') from fault
    if foreign := sorted(slots - known):
        raise BankError(f'{place}: "{way}": nothing fills {", ".join(foreign)}; known: {sorted(known)}')
    if missing := sorted(needed - slots):
        raise BankError(f'{place}: "{way}": does not say {", ".join(missing)}')


def _read(file: Path) -> Bank:
    try:
        read = yaml.safe_load(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise BankError(f"{file}: cannot be read as a bank of phrases: {fault}") from fault
    if not isinstance(read, dict) or not all(isinstance(ways, list) and ways for ways in read.values()):
        raise BankError(f"{file}: must be a mapping of acts, each with a list of phrases")
    return {str(act): tuple(map(str, ways)) for act, ways in read.items()}


def _slots(way: str) -> set[str]:
    return {slot for _, slot, _, _ in Formatter().parse(way) if slot is not None}


class Tongue:
    """Says acts in the words of one shopper, who draws them by chance. Who was not understood is `brief`."""

    def __init__(self, language: str, chance: random.Random, bank: Bank | None = None) -> None:
        self._language, self._chance = language, chance
        self._bank = bank or phrases(language)
        self.brief = False

    def say(self, act: str, **filled: str) -> str:
        """One of the ways to say the act; one of the shortest where the shopper is brief."""
        ways = self._bank[act]
        if self.brief:
            lengths = sorted(len(way.split()) for way in ways)
            ways = tuple(way for way in ways if len(way.split()) <= lengths[1])
        return self._chance.choice(ways).format(**filled)

    def number(self, number: int) -> str:
        """A number as it is said."""
        words = self._bank["numbers"]
        return words[number] if number < len(words) else str(number)

    def ordinal(self, place: int) -> str:
        """First, second, third."""
        return self._bank["ordinals"][place - 1]

    def digits(self, digits: Sequence[int]) -> str:
        """Digits one by one."""
        return " ".join(self._bank["numbers"][digit] for digit in digits)

    def name(self, product: Product, *, whole: bool = False) -> str:
        """The product by one of its names; `whole`: by the full one."""
        names = product.names[self._language]
        short = [n for n in names if len(n.split()) <= LONGEST_NAME and not any(c.isdigit() for c in n)]
        full = product.name(self._language)
        chosen = full if whole or not short else self._chance.choice(short)
        return chosen.replace(",", "").lower()

    def other_name(self, product: Product, turn: int) -> str:
        """The names of a product in turn, the shortest first."""
        names = sorted(product.names[self._language], key=lambda name: (len(name.split()), len(name)))
        return names[turn % len(names)].replace(",", "").lower()

    def option(self, product: Product, chosen: Chosen) -> str:
        """An option by one of its names."""
        group = product.group(chosen.group)
        value = group.value(chosen.value) if group else None
        return self._chance.choice(value.names[self._language]) if value else chosen.value

    def thing(self, name: str, quantity: int, options: Sequence[str] = ()) -> str:
        """So many of a thing with options."""
        act = "one" if quantity == 1 else "many"
        said = self.say(act, n=self.number(quantity), name=name, names=plural(name))
        return self.say("with", item=said, options=" and ".join(options)) if options else said

    def joined(self, things: Sequence[str]) -> str:
        """Things in one breath."""
        said = things[0]
        for thing in things[1:]:
            said += self._chance.choice(self._bank["joints"]) + thing
        return said


def plural(name: str) -> str:
    """An English name for several: only its last word changes."""
    if name.endswith(("s", "x", "ch", "sh")):
        return name if name.endswith("s") else f"{name}es"
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return f"{name[:-1]}ies"
    return f"{name}s"
