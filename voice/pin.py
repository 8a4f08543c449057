"""The PIN as the rest of voicecart sees it: a challenge, a verdict, and what a good PIN is."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, pairwise
from typing import Protocol

from catalog.errors import BadInput

PIN_LENGTHS = range(4, 9)
ASKED_DIGITS = 2
TRIES = 3
"""Wrong answers in a row, spoken or typed, before the PIN is locked."""


class PinAnswer(StrEnum):
    """What became of a try."""

    OK = "ok"
    WRONG = "wrong"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True, kw_only=True)
class PinChallenge:
    """Positions of the digits to say, counted from one, ascending: (2, 4) asks for the 2nd and 4th."""

    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PinVerdict:
    """The answer to a try: `tries_left` until it locks; `wait_s` until an unlock may be tried again."""

    answer: PinAnswer
    tries_left: int
    wait_s: int = 0


class PinCheck(Protocol):
    """Keeps a PIN and judges tries. A try is spent, durably, before it is judged."""

    @property
    def has_pin(self) -> bool:
        """Whether a PIN is set; without one, nothing that needs it can be ordered."""
        ...

    @property
    def locked(self) -> bool:
        """Whether only an unlock at the terminal helps now."""
        ...

    def challenge(self, rng: random.Random) -> PinChallenge:
        """The digits to ask for. The same until they are answered right, whatever happens between:
        else one who overheard some digits could ask again until these come up.
        """
        ...

    def check(self, challenge: PinChallenge, digits: str) -> PinVerdict:
        """Whether these are the challenge's digits, in its order ("47")."""
        ...

    def check_whole(self, pin: str) -> PinVerdict:
        """Whether this, typed, is the whole PIN."""
        ...


def checked_pin(pin: str) -> str:
    """The PIN if it is a fair one; else BadInput that says why and never repeats it."""
    length = f"{PIN_LENGTHS.start} to {PIN_LENGTHS.stop - 1}"
    if not (pin.isascii() and pin.isdigit()):
        raise BadInput("A PIN is made of digits alone.", remedy=f"Choose {length} digits.")
    if len(pin) not in PIN_LENGTHS:
        raise BadInput(f"A PIN of {len(pin)} digits is not taken.", remedy=f"Choose {length} digits.")
    if len(set(pin)) < 3:
        raise BadInput("That PIN is easy to guess.", remedy="Use at least three different digits.")
    if _is_run(pin):
        raise BadInput("That PIN is easy to guess.", remedy="Do not use digits that follow each other.")
    if _repeats(pin):
        raise BadInput("That PIN is easy to guess.", remedy="Do not repeat a group of digits.")
    if len(pin) == 4 and pin[:2] in ("19", "20"):
        raise BadInput("That PIN looks like a year.", remedy="Choose digits that are no date.")
    return pin


def pairs(length: int) -> tuple[tuple[int, ...], ...]:
    """Every pair of positions of a PIN that long: 6 for four digits, 28 for eight."""
    return tuple(combinations(range(1, length + 1), ASKED_DIGITS))


def _is_run(pin: str) -> bool:
    """Each digit one above (or one below) the last, where 9 is followed by 0."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    return steps in ({1}, {9})


def _repeats(pin: str) -> bool:
    half, odd = divmod(len(pin), 2)
    return not odd and pin[:half] == pin[half:]
