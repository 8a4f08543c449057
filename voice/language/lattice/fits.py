"""How a thing that was said fits a kind of products."""

from __future__ import annotations

from collections.abc import Collection

from voice.language.lattice.items import Item
from voice.language.lattice.menu import Kind


def is_product(item: Item, kind: Kind) -> bool:
    """True where it tells a product of the kind."""
    own = kind.slots[kind.product].values if kind.product else frozenset()
    return any(slot == kind.product and value in own for (slot, value), _ in item.span.values)


def is_value(item: Item, kind: Kind) -> bool:
    """True where it is a value of the kind."""
    return any(v[0] in kind.slots and v[1] in kind.slots[v[0]].values for v, _ in item.span.values)


def is_single(item: Item, kind: Kind) -> bool:
    """True for a value of which there is one, and that only tells more of a product ("large")."""
    slots = [kind.slots[slot] for (slot, _), _ in item.span.values if slot in kind.slots]
    return bool(slots) and all(one.single and one.name != kind.product for one in slots)


def is_option(item: Item, kind: Kind) -> bool:
    """True for an option of which a line may have several, and nothing that names the line."""
    named = kind.name in item.span.heads or is_product(item, kind)
    return not named and is_value(item, kind) and not is_single(item, kind)


def only_tells(item: Item, kind: Kind) -> bool:
    """True for any option, and nothing that names the line."""
    return is_option(item, kind) or is_single(item, kind)


def brings_head(item: Item, before: str, kind: Kind) -> bool:
    """True where the kind is named behind the second of two that are one thing ("a miso and soy ramen")."""
    ends = tuple(f" {head}" for head in kind.heads)
    return not item.span.plural and item.span.text.endswith(ends) and not before.endswith(ends)


def only_describes(item: Item, kind: Kind, taken: Collection[str]) -> bool:
    """True for "regular" in "a large latte with regular syrup", where the size is `taken` already."""
    bare = item.span.describes and item.number is None and not item.article
    slots = {slot for (slot, _), _ in item.span.values if slot in kind.slots}
    return bare and is_single(item, kind) and all(slot in taken for slot in slots)
