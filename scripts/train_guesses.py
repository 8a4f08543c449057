#!/usr/bin/env python3
"""Trains what guesses at sentences that no template fits, and shows what it gains.

It learns from the locale's own templates over the sample shop, with word errors, from what people say who
know none of them (English: scripts/parts/shoppers/wide.en.yaml), and from talk that asks for nothing. Every
fifth template of each intent is held out: on these the reject threshold is chosen; then all templates are
learned. The weights are a data file of the locale.

  scripts/train_guesses.py --language en                 writes voice/locales/en/guesses.json
  scripts/train_guesses.py --language ko --try           writes nothing
  scripts/train_guesses.py --language en --test          only measures the file that is there

It prints, for held-out templates without and with word errors, for talk, and (English) for two banks of
phrases of the simulated shoppers, which it never sees, how many are understood right and wrong without it
and with it.

Exit codes: 0 done, 2 wrong use.
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
    parser.add_argument("--language", default="en", help="en (default) or ko")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--try", dest="tried", action="store_true", help="write nothing")
    parser.add_argument("--test", action="store_true", help="train nothing, measure what is there")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    sys.path.insert(0, str(ROOT / "scripts" / "parts"))
    from project import in_project_environment  # noqa: PLC0415 - found only now

    in_project_environment("hassil", "yaml")
    from guess_figures import Bench  # noqa: PLC0415 - only in the project's environment

    from voice.language.locale import GUESSES  # noqa: PLC0415

    bench = Bench(options.language, options.seed)
    file = bench.locale.folder / GUESSES
    if options.test:
        print(bench.figures(json.loads(file.read_text("utf-8"))))
        return 0
    partly = bench.trained_partly()
    print(bench.held_out(partly))
    data = bench.trained(partly["threshold"])
    print(bench.figures(data))
    if not options.tried:
        file.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
        print(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1000} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
