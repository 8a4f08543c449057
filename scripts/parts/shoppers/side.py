"""The shopper's side of a conversation: what is wanted now, what was said, and how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from catalog.order import Line
from catalog.product import Product, Sku
from shoppers.bank import Tongue
from shoppers.goals import Want
from shoppers.mending import difference, paired
from shoppers.room import Room
from shoppers.wording import Words

STUBBORN = 4
"""How often a shopper asks for the same thing."""


class Side:
    """Speaks in the room, and keeps count. `turns` are those that the order takes; `spoken` wear patience."""

    def __init__(self, wants: Sequence[Want], tongue: Tongue, room: Room, known: dict[Sku, Product]) -> None:
        self.wants, self.tongue, self.room, self.known = tuple(wants), tongue, room, known
        self.words = Words(tongue, known)
        self.asked: Counter[str] = Counter()
        self.turns = self.spoken = 0
        self.left = False

    def say(self, text: str, *, answer: str = "", hold: bool = False, free: bool = False) -> None:
        """A turn that the order takes; or a `free` one, which answers what the shopper's own question beside
        the goal has led to.
        """
        self.spoken += 1
        self.turns += not (free or self.room.witness.placed)
        self.room.say(text, answer=answer, hold=hold)

    def aside(self, text: str, *, answer: str = "") -> bool:
        """A turn that the shopper makes of free will; whether it was heard word for word."""
        return self.room.say(text, answer=answer)

    def leave(self) -> None:
        """Say goodbye."""
        self.room.say(self.tongue.say("leave"))
        self.left = True

    def correction(self, lines: Sequence[Line]) -> str:
        """What to say about the first difference between the lines and what is wanted; nothing if none."""
        found = difference(self.wants, lines, self.known)
        if found is None:
            return ""
        key = f"{found.act} {sorted(found.skus)}"
        self.asked[key] += 1
        self.left = self.asked[key] > STUBBORN
        return self.words.mending(found, self.asked[key])

    def open_wants(self) -> list[Want]:
        """What is wanted and not in the basket at all."""
        lines = self.room.session.basket.order_lines
        return [want for want, line in paired(self.wants, lines) if line is None]
