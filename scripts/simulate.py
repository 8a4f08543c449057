#!/usr/bin/env python3
"""How many simulated shoppers get exactly what they came for?

Seeded shoppers with goals, manners and a bank of phrases of their own (scripts/parts/shoppers) talk to the
assistant: the very same understanding, dialogue, store, ledger and PIN vault, over the sample shop. Each
goal is shopped for three times in other words. The verdict is the state of the store against the goal; on
every turn a witness checks that no order goes out without a fresh yes to exactly its read-back, that what is
charged was said, that undo brings the basket back, and that no basket is lost.

  success             dialogues that ended with exactly what was meant in the store
  pass3               goals that succeeded all three times
  wrong_orders        dialogues with an order that was not meant; double_orders, unconfirmed_orders likewise
  turns_reorder       turns to the order (what shoppers do of free will is not counted), three items likewise
  confirmations       yes-or-no questions for each order

  scripts/simulate.py --shoppers 100 --seed 1              words as they are
  scripts/simulate.py --shoppers 100 --noise 10            every tenth word wrong, missing or one too many
  scripts/simulate.py --shoppers 10 --speech 10            a synthesized voice in noise at 10 dB, really heard
  scripts/simulate.py --speech 10 --voice espeak           the same with a voice that is hard to hear
  scripts/simulate.py --phrases FILE                       in the words of another bank of phrases
  scripts/simulate.py --shoppers 100 --json                one line of JSON

Exit codes: 0 measured, 2 wrong use, 3 no voice or recogniser for --speech.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 3


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shoppers", type=int, default=100, help="so many goals (default 100)")
    parser.add_argument("--seed", type=int, default=1, help="of goals, manners, words and noise (default 1)")
    parser.add_argument(
        "--noise", choices=("none", "5", "10", "20"), default="none", help="errors in %% of words"
    )
    parser.add_argument("--speech", type=float, metavar="DB", help="speak instead, in noise at this ratio")
    parser.add_argument(
        "--voice",
        default="",
        metavar="ENGINE",
        help="of --speech: piper (the default where it is installed), espeak (hard to hear), pyttsx3, ...",
    )
    parser.add_argument("--phrases", type=Path, metavar="FILE", help="another bank of phrases")
    parser.add_argument("--failures", action="store_true", help="show what went wrong, on stderr")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of the table")
    options = parser.parse_args()
    if options.shoppers < 1:
        parser.error("--shoppers must be at least 1")
    return options


def main() -> int:
    options = arguments()
    sys.path.insert(0, str(ROOT / "scripts" / "parts"))
    from project import in_project_environment  # noqa: PLC0415 - found only now

    in_project_environment("hassil", "yaml")
    from shoppers.bank import BankError  # noqa: PLC0415 - only in the project's environment
    from shoppers.figures import summary, table  # noqa: PLC0415

    from voice.errors import VoiceError  # noqa: PLC0415

    try:
        figures = summary(list(dialogues(options)))
    except BankError as fault:
        print(fault, file=sys.stderr)
        return 2
    except VoiceError as fault:
        print(fault, file=sys.stderr)
        return 3
    print(json.dumps(figures) if options.json else table(figures))
    return 0


def dialogues(options: argparse.Namespace) -> Iterator[Any]:
    """The outcome of each dialogue."""
    from shoppers.bank import other_phrases  # noqa: PLC0415
    from shoppers.opening import dialogue, ears_of, goals_of  # noqa: PLC0415
    from shoppers.room import open_floor  # noqa: PLC0415

    how = {"noise": options.noise, "speech": options.speech, "voice": options.voice}
    bank = other_phrases(options.phrases, "en") if options.phrases else None
    with open_floor("en") as floor, ears_of(floor, **how) as ears:
        goals = goals_of(floor, options.seed, options.shoppers)
        for goal in goals:
            for again in range(ROUNDS):
                seed = f"{options.seed}/{goal.number}/{again}"
                outcome = dialogue(floor, ears, goal, seed=seed, bank=bank)
                if options.failures and (not outcome.success or outcome.broken):
                    print(f"--- {goal.number}/{again} {outcome.kind}: {outcome.why}", file=sys.stderr)
                    print(*outcome.broken, *outcome.log, sep="\n", file=sys.stderr, flush=True)
                yield outcome


if __name__ == "__main__":
    sys.exit(main())
