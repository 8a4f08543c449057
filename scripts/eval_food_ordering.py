#!/usr/bin/env python3
"""How many written food orders are understood whole?

Each order of DIR/dev.jsonl (or FILE) is parsed over the menu of DIR: schema.json and the alias files that
it names are the whole menu, nothing here or in the parser knows what its words mean. An order is
exact if its lines are those of the file; the order of siblings does not count.

  exact            share of orders whose every line is equal
  line_f1          of whole lines;  slot_f1  of the values in them
  accepted         share of orders that the parser is sure of (everything explained, nothing bent)
  accepted_exact   share of exact ones among these
  ms_p50, ms_p95   time of one order, on one core

  scripts/eval_food_ordering.py --data DIR --file dev.jsonl --json
  scripts/eval_food_ordering.py --menu DIR --pizza FILE.jsonl      rows in the form of the PIZZA set

Exit codes: 0 measured, 2 wrong use or data.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="folder of a menu with its orders")
    parser.add_argument(
        "--file", default="dev.jsonl", help="orders in that folder (default dev.jsonl), or a path"
    )
    parser.add_argument("--menu", type=Path, help="folder of the menu for --pizza")
    parser.add_argument("--pizza", type=Path, help="orders in the form of the PIZZA set")
    parser.add_argument("--limit", type=int, help="at most so many orders")
    parser.add_argument("--errors", action="store_true", help="show what was misunderstood, on stderr")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of the table")
    options = parser.parse_args()
    if (options.data is None) == (options.pizza is None) or (options.pizza is None) != (options.menu is None):
        parser.error("give --data DIR, or --menu DIR and --pizza FILE")
    return options


def main() -> int:
    options = arguments()
    sys.path.insert(0, str(ROOT / "scripts" / "parts"))
    from project import in_project_environment  # noqa: PLC0415 - found only now

    in_project_environment("hassil", "rapidfuzz")
    from food_orders import NO_NAMES, Scores, load_orders, names_of_values, taker  # noqa: PLC0415 - only in the project's environment

    folder = options.menu or options.data
    file = options.pizza or options.data / options.file
    try:
        take = taker(folder)
        values = names_of_values(folder) if options.pizza else NO_NAMES
        orders = load_orders(file, values)[: options.limit]
    except (OSError, ValueError, KeyError) as fault:
        print(f"{folder} and {file} hold no menu with orders: {fault}", file=sys.stderr)
        return 2
    scores = Scores()
    for order in orders:
        taken = take(order.said)
        if not scores.add(order, taken) and options.errors:
            print(f"{order.said}\n  wanted {order.text}\n  got    {taken.text}", file=sys.stderr)
    result = {"menu": folder.name, **scores.summary()}
    print(json.dumps(result) if options.json else "\n".join(f"{k:<16}{v}" for k, v in result.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
