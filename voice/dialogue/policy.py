"""The shop's rules for a conversation."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Limits and patience. Times are in milliseconds of silence."""

    pin_above: Money | None = None
    """A total above this needs the PIN; None never asks for it."""
    order_max: Money | None = None
    """No order above this is taken by voice."""
    quantity_max: int = 99
    quantity_ask: int = 12
    """A quantity above this is asked about where the shopper has no habit."""
    habit_factor: int = 3
    """So many times the usual quantity is asked about."""
    sure: float = 0.75
    """A match below this probability is asked about before it goes into the basket."""
    shown: int = 3
    """Products offered at once."""
    pages: int = 2
    no_input_ms: int = 8_000
    misses: int = 3
    pin_tries: int = 3
