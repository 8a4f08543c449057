"""What things of an order have to do with those before: shares of a number, the ends of lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile

from voice.language.lattice.cues import Role
from voice.language.lattice.items import ONE, Item


def mark_shares(items: Sequence[Item], products: Mapping[str, str]) -> None:
    """Mark the things that share out a number, and what only counts those behind it ("two drinks, a plum soda
    and a green tea"); `products` has the slot that tells the product of each kind.
    """
    for at, whole in enumerate(items):
        others = items[at + 1 :]
        told = _kinds_of(whole, others, products)
        whole.told = bool(told)
        for share in told or _shares(whole, others, frozenset(products.values())):
            share.shares = True


def mark_lists(items: Sequence[Item], single: frozenset[str]) -> None:
    """Tell the things that end a list how long it is ("egg, corn and nori"); of the slots in `single` a line
    has one value.
    """
    for at, item in enumerate(items):
        small = item.leads - {Role.AMOUNT}
        if small == {Role.AND} and not (item.paused or item.strangers) and _may_be_listed(item, single):
            before = takewhile(lambda one: _may_be_listed(one, single), reversed(items[:at]))
            item.lists = len(list(before))


def _may_be_listed(item: Item, single: frozenset[str]) -> bool:
    """True for an option of which a line may have several."""
    slots = {slot for (slot, _), _ in item.span.values}
    return bool(slots - single) and item.number is None and not item.span.heads


def _shares(whole: Item, others: Sequence[Item], products: frozenset[str]) -> list[Item]:
    """The things whose numbers share out what was counted ("three lattes, two small and one large")."""
    shares: list[Item] = []
    left = whole.number or 0
    for item in others if left > 1 else ():
        one = shares and item.leads & ONE and not item.leads & {Role.WITH, Role.AMOUNT}  # "... and a large"
        if item.number is None and not one:
            continue
        led = item.leads & {Role.WITH, Role.CARRIER} and not item.shares
        if item.span.heads or _names(item, products) or item.unit or led:
            break
        shares.append(item)
        left -= item.number or 1
        if left <= 0:
            break
    return shares if left == 0 and len(shares) > 1 else []


def _kinds_of(whole: Item, others: Sequence[Item], products: Mapping[str, str]) -> list[Item]:
    """The products that tell which ones were counted ("two large drinks, a plum soda and a green tea")."""
    first, *runs = _runs([whole, *others])
    slots = {products[kind] for one in first if not one.span.values for kind in one.span.heads} - {""}
    kin = {value for one in first for value in one.span.kin}
    if (whole.number or 0) < 2 or not (slots or kin):
        return []
    shares: list[Item] = []
    left = whole.number or 0
    for run in runs:
        values = [value for item in run for value, _ in item.span.values]
        told = any(slot in slots for slot, _ in values) or (run[0].number and not kin.isdisjoint(values))
        if not told or run[0].leads & {Role.WITH, Role.CARRIER}:
            break
        shares.append(run[0])
        left -= run[0].number or 1
        if left <= 0:
            break
    return shares if left == 0 and len(shares) > 1 else []


def _runs(items: Sequence[Item]) -> list[list[Item]]:
    """The things in runs that each begin with one that is counted."""
    runs: list[list[Item]] = []
    for item in items:
        if not runs or item.number is not None or item.leads & ONE:
            runs.append([])
        runs[-1].append(item)
    return runs


def _names(item: Item, products: frozenset[str]) -> bool:
    """True where the thing tells a product."""
    return not products.isdisjoint(slot for (slot, _), _ in item.span.values)
