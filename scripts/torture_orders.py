#!/usr/bin/env python3
"""Kills the process at every step between yes and done; no order may be lost or doubled.

  scripts/torture_orders.py --runs 200                 the embedded store, a table per step
  scripts/torture_orders.py --runs 200 --store oscar   a running django-oscar (scripts/stores up oscar)
  scripts/torture_orders.py --runs 200 --json          {"runs", "lost", "double", "unreconciled"}

Exit codes: 0 all three are zero, 1 they are not, 2 wrong use, 3 the store cannot be opened.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=200, help="how many orders (default 200)")
    parser.add_argument("--store", default="embedded", help="embedded (default) or oscar")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same plan (default 1)")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of the table")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    sys.path.insert(0, str(ROOT / "scripts" / "parts"))
    from project import in_project_environment  # noqa: PLC0415 - found only now

    in_project_environment("sqlalchemy")
    from catalog.errors import CatalogError  # noqa: PLC0415 - only in the project's environment
    from catalog.testing.crash import CrashTest, as_json  # noqa: PLC0415
    from catalog.testing.shops import SHOPS  # noqa: PLC0415

    if options.store not in SHOPS or options.runs < 1:
        print(f"--store is one of {', '.join(SHOPS)}; --runs is 1 or more", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="voicecart-torture-") as folder:
        try:
            shop = SHOPS[options.store](Path(folder))
        except (CatalogError, ModuleNotFoundError) as fault:
            print(f"The store '{options.store}' cannot be opened: {fault}", file=sys.stderr)
            return 3
        started = time.monotonic()
        test = CrashTest(shop=shop, ledger=Path(folder) / "ledger.db", seed=options.seed)
        report = test.run(options.runs, _progress(options.runs))
        if options.json:
            print(as_json(report))
        else:
            print_table(report, time.monotonic() - started)
    for finding in report.lost + report.double + report.unreconciled:
        print(finding, file=sys.stderr)
    return 1 if report.lost or report.double or report.unreconciled else 0


def _progress(runs: int):  # noqa: ANN202 - a callback or nothing to show
    if not sys.stderr.isatty():
        return lambda _: None
    return lambda done: print(
        f"\r{done}/{runs}", end="\n" if done == runs else "", file=sys.stderr, flush=True
    )


def print_table(report, seconds: float) -> None:  # noqa: ANN001 - its class is imported late
    print(f"{'step':<28}{'runs':>6}{'killed':>8}   ended as")
    for step, ends in sorted(report.ends.items()):
        told = ", ".join(f"{state} {times}" for state, times in sorted(ends.items()))
        print(f"{step:<28}{sum(ends.values()):>6}{report.killed[step]:>8}   {told}")
    print(
        f"\n{report.runs} runs in {seconds:.0f} s: "
        f"lost {len(report.lost)}, double {len(report.double)}, unreconciled {len(report.unreconciled)}"
    )


if __name__ == "__main__":
    sys.exit(main())
