"""Figures of many dialogues, each rate with its Wilson interval (95 %)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import sqrt
from statistics import mean
from typing import Any

from shoppers.verdict import Outcome

Z = 1.96


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The interval that a rate of `hits` of `n` lies in."""
    if not n:
        return 0.0, 1.0
    rate, z2 = hits / n, Z * Z
    middle = (rate + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * sqrt(rate * (1 - rate) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def summary(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """What is printed: rates as fractions, their intervals beside them."""
    by_goal: dict[int, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        by_goal[one.shopper].append(one)
    whole = sum(all(o.success for o in group) for group in by_goal.values())
    rates = {
        "success": (sum(o.success for o in outcomes), len(outcomes)),
        "pass3": (whole, len(by_goal)),
        "wrong_orders": (sum(o.wrong for o in outcomes), len(outcomes)),
        "double_orders": (sum(o.double for o in outcomes), len(outcomes)),
        "unconfirmed_orders": (sum(o.unconfirmed for o in outcomes), len(outcomes)),
    }
    ordered = [o for o in outcomes if o.ordered]
    figures: dict[str, Any] = {"n": len(by_goal), "dialogues": len(outcomes)}
    figures |= {name: _rate(hits, n) for name, (hits, n) in rates.items()}
    figures |= {
        "turns_reorder": _mean(o.turns for o in ordered if o.kind == "reorder"),
        "turns_three_items": _mean(o.turns for o in ordered if o.kind == "three_items"),
        "confirmations": _mean(o.confirmations for o in ordered),
        "broken_promises": sum(len(o.broken) for o in outcomes),
        "intervals": {name: [round(x, 4) for x in wilson(*pair)] for name, pair in rates.items()},
    }
    return figures


def table(figures: dict[str, Any]) -> str:
    """The same for people."""
    lines = [f"{figures['n']} shoppers, {figures['dialogues']} dialogues"]
    for name, (low, high) in figures["intervals"].items():
        lines.append(f"{name:<20}{figures[name]:>9.2%}   [{low:.2%} .. {high:.2%}]")
    lines += [f"{n:<20}{figures[n]:>9}" for n in ("turns_reorder", "turns_three_items", "confirmations")]
    lines.append(f"{'broken_promises':<20}{figures['broken_promises']:>9}")
    return "\n".join(lines)


def _rate(hits: int, n: int) -> float:
    return round(hits / n, 4) if n else 0.0


def _mean(values: Iterable[int]) -> float:
    found = list(values)
    return round(mean(found), 2) if found else 0.0
