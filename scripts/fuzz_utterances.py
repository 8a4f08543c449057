#!/usr/bin/env python3
"""Does any utterance crash the assistant, or order without a yes of its own?

Generated and mutated utterances are typed into one conversation after the other: sentences of the locale's
templates, product names and numbers in them, words shuffled, doubled, cut and misspelt, other scripts and
control signs. The understanding, the dialogue core and its skills are the real ones, and so is the catalog
search; prices, PIN and orders are answered at once. After every utterance it must hold that

  - nothing was raised, and no part reported trouble
  - an order went out only for an utterance that is an explicit yes to the read-back before it (and the PIN)
  - nothing was ordered twice for one yes

  scripts/fuzz_utterances.py --count 100000 --seed 1 --processes 2
  scripts/fuzz_utterances.py --count 1000000 --kept blocks.jsonl    goes on where it was broken off
  scripts/fuzz_utterances.py --count 2000 --language ko --json      one line of JSON

seconds               of processor time, without start-up

Exit codes: 0 nothing found, 1 found (each on stderr, with its utterance), 2 wrong use.
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
    parser.add_argument("--count", type=int, default=10_000, help="so many utterances (default 10000)")
    parser.add_argument("--seed", type=int, default=1, help="of everything that is drawn (default 1)")
    parser.add_argument("--language", default="en", help="en (default) or ko")
    parser.add_argument(
        "--products", type=int, default=60, help="size of the catalog (default 60), 0: whole sample shop"
    )
    parser.add_argument("--processes", type=int, default=1, help="that share the work (default 1)")
    parser.add_argument("--kept", type=Path, help="a file of finished blocks, to go on with")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of the table")
    options = parser.parse_args()
    if options.count < 1 or options.processes < 1 or options.products < 0:
        parser.error("--count and --processes must be at least 1, --products at least 0")
    return options


def main() -> int:
    options = arguments()
    sys.path.insert(0, str(ROOT / "scripts" / "parts"))
    from project import in_project_environment  # noqa: PLC0415 - found only now

    in_project_environment("hassil", "yaml")
    from fuzz_blocks import Run, done_blocks  # noqa: PLC0415 - only in the project's environment

    run = Run(
        count=options.count,
        seed=options.seed,
        language=options.language,
        products=options.products,
        processes=options.processes,
    )
    result = {"n": 0, "language": run.language, "seed": run.seed, "crashes": 0, "orders": 0}
    result |= {"orders_without_yes": 0, "seconds": 0.0}
    for block in done_blocks(run, options.kept):
        for text in (*block.crashes, *block.unconfirmed):
            print(text, file=sys.stderr, flush=True)
        counted = {"n": block.n, "crashes": len(block.crashes), "orders": block.orders}
        counted |= {"orders_without_yes": len(block.unconfirmed), "seconds": block.seconds}
        result |= {name: round(result[name] + more, 1) for name, more in counted.items()}
    print(json.dumps(result) if options.json else "\n".join(f"{k:<20}{v}" for k, v in result.items()))
    return 1 if result["crashes"] or result["orders_without_yes"] else 0


if __name__ == "__main__":
    sys.exit(main())
