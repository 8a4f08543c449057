"""What can be ordered: kinds of products with their slots, and how their values are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Value = tuple[str, str]
"""A slot's name and one of its values."""
EVERYTHING = "*"
"""Stands for all values of a slot, where a slot has it among its values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Something to say about a product. A `single` slot takes one value; `amounts` tells that there can
    be a little or extra of a value, `negatable` that it can be left out.
    """

    name: str
    values: frozenset[str]
    single: bool = False
    negatable: bool = True
    amounts: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Products that are ordered in the same way. `heads` name any of them ("ramen", "drink"); the values
    of the slot `product`, where there is one, tell which.
    """

    name: str
    slots: Mapping[str, Slot]
    heads: tuple[str, ...] = ()
    product: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """Kinds, and the names of all values: every way in which one is called."""

    kinds: tuple[Kind, ...]
    names: Mapping[Value, tuple[str, ...]]
    framed: Mapping[Value, tuple[str, ...]] = field(default_factory=dict)
    """Names within words that only show which slot is meant ("side of dumplings")."""
    more_cues: tuple[tuple[str, str], ...] = field(default=())
    """The menu's own (phrase, amount) for how much, and (phrase, "") for none."""
