"""One line of an order with its values, as it was understood."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A value of a line; `amount` tells how much of it, `negated` that it is left out."""

    slot: str
    value: str
    amount: str = ""
    negated: bool = False
    shared: bool = False
    """True where it was said of all lines before, too ("all large")."""
    behind: bool = False
    """True where it was said behind the line's name."""
    said: str = ""
    """Its words; and in `measure` those that told how much of it ("two", "a little bit of")."""
    measure: str = ""
    sure: bool = True
    """False where the words could be another value as well."""

    def means(self, other: Filled) -> bool:
        """True where both want the same value."""
        return (self.slot, self.value, self.negated) == (other.slot, other.value, other.negated)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One line: its kind, how many, and its values in the order they were said."""

    kind: str
    number: int = 1
    numbered: bool = False
    """True where the number was said, not only an article or nothing."""
    filled: tuple[Filled, ...] = ()
    counted: bool = False
    """True where a number or an article was said."""
    named: bool = True
    """False where neither its product nor its kind was said."""
    shares: bool = False
    """True where its number counts what was named before ("two ..., one with ...")."""
    joined: bool = False
    """True where an "and" joins it to the line before."""
    told: bool = False
    """True where it only counts the lines behind it ("two drinks, one ...")."""
    dressed: bool = False
    """True where a "with" told its options."""
