"""Things of an order that are put in the place of others: "a small latte, no, make it a large"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from voice.language.lattice.cues import Role
from voice.language.lattice.items import ONE, Item

BARE = ONE | {Role.INSTEAD, Role.DEFINITE, Role.AMOUNT}
"""What may stand between a correction and what it corrects."""


def repaired(items: Sequence[Item], products: frozenset[str]) -> list[Item]:
    """The things as they are meant; `products` are the slots that tell a product."""
    kept: list[Item] = []
    for item in items:
        bare = Role.INSTEAD in item.leads and item.leads <= BARE and not item.negated
        target = next((one for one in _line(kept, products) if _is_other(one, item)), None) if bare else None
        if target is None:
            kept.append(item)
            continue
        target.span, target.amount = item.span, item.amount
        target.number = target.number if item.number is None else item.number
        target.total = item.total
    return kept


def _line(items: Sequence[Item], products: frozenset[str]) -> Iterator[Item]:
    """The things of the last line, the last one first: back to where its name was counted."""
    named = False
    for item in reversed(items):
        name = bool(item.span.heads) or any(slot in products for (slot, _), _ in item.span.values)
        if named and name:
            return
        yield item
        named |= name
        if named and (item.number is not None or item.leads & {*ONE, Role.CARRIER}):
            return


def _is_other(item: Item, new: Item) -> bool:
    """True where the new thing can stand for this one: another value of its slot, or another kind."""
    slots = {slot for (slot, _), _ in new.span.values}
    if slots:
        return not slots.isdisjoint(slot for (slot, _), _ in item.span.values)
    return bool(item.span.heads)
