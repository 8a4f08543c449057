#!/usr/bin/env python3
"""Does any utterance crash the assistant, or order without a yes of its own?

Generated and mutated utterances are typed into one conversation after the other: sentences of the locale's
templates, product names and numbers in them, words shuffled, doubled, cut and misspelt, other scripts and
control signs. The understanding, the dialogue core and its skills are the real ones, and so is the catalog
search; prices, PIN and orders are answered at once. After every utterance it must hold that

  - nothing was raised, and no part reported trouble
  - an order went out only for an utterance that is an explicit yes to the read-back before it (and the PIN)
  - nothing was ordered twice for one yes

  scripts/fuzz_utterances.py --count 100000 --seed 1
  scripts/fuzz_utterances.py --count 2000 --language ko --json      one line of JSON

Exit codes: 0 nothing found, 1 found (each on stderr, with its utterance), 2 wrong use.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=10_000, help="so many utterances (default 10000)")
    parser.add_argument("--seed", type=int, default=1, help="of everything that is drawn (default 1)")
    parser.add_argument("--language", default="en", help="en (default) or ko")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of the table")
    options = parser.parse_args()
    if options.count < 1:
        parser.error("--count must be at least 1")
    return options


def main() -> int:
    options = arguments()
    sys.path.insert(0, str(ROOT / "scripts" / "parts"))
    from project import in_project_environment  # noqa: PLC0415 - found only now

    in_project_environment("hassil", "yaml")
    from fuzzing import fuzz  # noqa: PLC0415 - only in the project's environment

    began = time.process_time()
    found = fuzz(options.count, options.seed, options.language)
    result = {
        "n": options.count,
        "language": options.language,
        "seed": options.seed,
        "crashes": len(found.crashes),
        "orders": found.orders,
        "orders_without_yes": len(found.unconfirmed),
        "seconds": round(time.process_time() - began, 1),
    }
    for text in (*found.crashes, *found.unconfirmed):
        print(text, file=sys.stderr)
    print(json.dumps(result) if options.json else "\n".join(f"{k:<20}{v}" for k, v in result.items()))
    return 1 if found.crashes or found.unconfirmed else 0


if __name__ == "__main__":
    sys.exit(main())
