"""Replies as values: an id and arguments; the words stand in the locale's reply files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from catalog.money import Money


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence to be. `args` hold words of the shop (names), numbers, money, or inner messages;
    a tuple of inner messages becomes a spoken list.
    """

    id: str
    args: Mapping[str, str | int | Money | Message | tuple[Message, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )


def message(message_id: str, **args: str | int | Money | Message | tuple[Message, ...]) -> Message:
    """A message with its arguments by name."""
    return Message(message_id, args)


@dataclass(frozen=True, slots=True)
class Said:
    """A message within a speech. `mark` names the moment at which it has been heard to its end."""

    message: Message
    mark: str = ""


TOTAL = "total"
"""The mark behind the sentence that speaks the total: consent counts only after it."""
