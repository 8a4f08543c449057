#!/usr/bin/env python3
"""Trains the catalog search's ranker and writes its weights, a data file that needs no library to be used.

It learns from names that a recogniser heard (scripts/hear_names.py), typing errors, parts of names and
whole names, each asked of catalogs of several sizes up to a million names, where many are alike, and from
those names only whose sha1 begins with 0-9; the bench tests with others. Names: Open Food Facts (ODbL 1.0).

  scripts/train_ranker.py --data products.tsv.gz                 writes catalog/data/ranker.json
  scripts/train_ranker.py --data products.tsv.gz --sizes 10k --out try.json
  scripts/train_ranker.py --data products.tsv.gz --cache FOLDER  keeps the features between runs

Exit codes: 0 written, 2 wrong use or data.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZES = "1k,3k,10k,100k,1M"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--data", type=Path, required=True, help="product names, barcode TAB name, .gz or not"
    )
    parser.add_argument("--sizes", nargs="+", default=[SIZES], help=f"default {SIZES}")
    parser.add_argument("--out", type=Path, default=ROOT / "catalog" / "data" / "ranker.json")
    parser.add_argument("--cache", type=Path, help="a folder that keeps the features of each size")
    parser.add_argument("--epochs", type=int, default=18, help="passes over the queries (default 18)")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> int:
    options = arguments()
    sys.path.insert(0, str(ROOT / "scripts" / "parts"))
    from project import in_project_environment  # noqa: PLC0415 - found only now

    in_project_environment("sklearn", "pocketsphinx")
    from catalog_sizes import sizes_of  # noqa: PLC0415
    from ranker_examples import examples  # noqa: PLC0415
    from ranker_training import trained  # noqa: PLC0415

    try:
        made = [
            one for size in sizes_of(options.sizes) for one in examples(options.data, size, options.cache)
        ]
    except (OSError, ValueError) as fault:
        print(fault, file=sys.stderr)
        return 2
    data = trained(made, options.epochs, options.seed)
    options.out.write_text(data.model_dump_json() + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
