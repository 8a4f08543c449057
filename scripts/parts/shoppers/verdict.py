"""The verdict on a dialogue: what the store holds against what was meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.order import Order, OrderStatus
from shoppers.goals import Goal, Kind, Want
from shoppers.mending import paired
from shoppers.room import Room


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one dialogue; `turns` are those up to the order that it took."""

    shopper: int
    kind: str
    success: bool
    wrong: bool
    double: bool
    unconfirmed: bool
    ordered: bool
    turns: int
    confirmations: int
    broken: tuple[str, ...]
    log: tuple[str, ...]
    why: str


def verdict(goal: Goal, wants: Sequence[Want], room: Room, *, turns: int) -> Outcome:
    """Judge by the store, and by what the witness saw."""
    orders, witness = room.orders(), room.witness
    right = [order for order in orders if goal.kind is not Kind.LOOK and _is_wanted(order, wants)]
    cancelled = bool(orders) and orders[0].status is OrderStatus.CANCELLED
    success = len(orders) == len(right) == 1 and cancelled == goal.ways.cancels
    if goal.kind is Kind.LOOK:
        success = not orders
    return Outcome(
        shopper=goal.number,
        kind=goal.kind,
        success=success,
        wrong=len(right) < len(orders),
        double=len(orders) > 1,
        unconfirmed=witness.unconfirmed > 0,
        ordered=bool(orders),
        turns=turns,
        confirmations=witness.confirmations,
        broken=tuple(witness.broken),
        log=tuple(witness.log),
        why="" if success else _why(goal, wants, orders),
    )


def _is_wanted(order: Order, wants: Sequence[Want]) -> bool:
    lines = [ordered.line for ordered in order.lines]
    fit = all(line is not None and want.takes(line) for want, line in paired(wants, lines))
    return fit and len(lines) == len(wants)


def _why(goal: Goal, wants: Sequence[Want], orders: Sequence[Order]) -> str:
    wanted = "; ".join(_told(want) for want in wants)
    got = " | ".join(", ".join(str(o.line) for o in order.lines) for order in orders) or "no order"
    return f"wanted {wanted}; {got}; {goal.ways}"


def _told(want: Want) -> str:
    options = "".join(f" +{c.group}={c.value}" for c in want.options)
    return f"{want.quantity} {'/'.join(sorted(want.skus))}{options}"
