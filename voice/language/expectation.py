"""What the dialogue waits for: decides what may be said now and how short answers are read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Asked(StrEnum):
    """The open question."""

    OPEN = "open"
    """Anything: a new request, or the next item of the basket."""
    CHOICE = "choice"
    """Which of the offered options?"""
    YES_NO = "yes_no"
    """A question that costs nothing: a proposed product, an unusual quantity."""
    CONSENT = "consent"
    """The read-back: the only question whose yes may become an order."""
    PIN = "pin"
    """Digits of the PIN."""
    CANCEL = "cancel"
    """May a placed order be cancelled?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """The open question with what it is about. Names are as spoken in `language`.

    `options` are the offered products in the order they were read; `basket` the names of the lines;
    `focus` the name of the line or product that "it" and "that" mean, empty where there is none; `recent`
    what was offered before that line came in, for as long as it is remembered; `chosen` the names of what is
    chosen of the line in focus.
    """

    language: str
    asked: Asked = Asked.OPEN
    options: tuple[str, ...] = ()
    basket: tuple[str, ...] = ()
    focus: str = ""
    pin_digits: int = 0
    recent: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
