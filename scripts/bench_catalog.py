#!/usr/bin/env python3
"""Which product was meant? The catalog search beside the libraries that people use for it, in one run.

Catalogs of several sizes are made of real product names: those that are asked for, and others by chance;
above what the file holds, "name, size" variants. Sets of queries: whole names, parts of them, typing errors,
colloquial words, and names spoken by synthetic voices and heard by a recogniser (scripts/hear_names.py).

  scripts/bench_catalog.py --data products.tsv.gz                          1k, 10k and 100k, all peers
  scripts/bench_catalog.py --data products.tsv.gz --sizes 1M --peers ratio,fts5_trigram,tantivy_ngram
  scripts/bench_catalog.py --data products.tsv.gz --sizes 1k --peers none  in seconds
  scripts/bench_catalog.py --data products.tsv.gz --language ko            Korean, as Vosk heard it
  scripts/bench_catalog.py --catalog shop.tsv --queries asked.jsonl        your own
  scripts/bench_catalog.py --catalog shop.tsv --queries asked.jsonl --json one line of JSON

Korean names are those of the sample shop and of the file, spoken by espeak-ng and heard by Vosk, freely and
told the words of the catalog (scripts/hear_names.py --language ko).

--catalog is sku TAB name; each line of --queries is {"set": ..., "q": ..., "truth": [names]}; an answer is
right if its name is one of the truth. Printed for each method, size and set: the share right at once and
among the first five names, the mean reciprocal rank, CPU time per query, and how many queries could be
answered with 95 % of the answers right if the least sure were left out. A slow peer is asked a share of the
queries (n).

Exit codes: 0 measured, 2 wrong use or data.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SIZES = "1k,10k,100k"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--data", type=Path, help="product names, barcode TAB name (.gz or not), for a catalog of each size"
    )
    parser.add_argument("--catalog", type=Path, help="your own catalog, sku TAB name, in the place of --data")
    parser.add_argument("--queries", type=Path, help="your own queries, JSON lines")
    parser.add_argument(
        "--sizes", nargs="+", help=f"as 1k,10k,100k,1M (default {SIZES}; with --catalog as large as it is)"
    )
    parser.add_argument("--language", choices=("en", "ko"), default="en", help="of --data (default en)")
    parser.add_argument("--peers", nargs="+", default=["all"], help="all (default), none, or some, by name")
    parser.add_argument("--limit", type=int, help="at most so many queries of each set")
    parser.add_argument(
        "--patience", type=float, default=60.0, help="CPU seconds for a peer's queries at one size"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the catalogs and made queries (default 1)")
    parser.add_argument("--json", action="store_true", help="one line of JSON in the place of the tables")
    options = parser.parse_args()
    if not options.data and not options.catalog:
        parser.error("give --data or --catalog")
    if options.language == "ko" and (options.catalog or options.queries or options.sizes):
        parser.error("--language ko has its own catalog and queries")
    if not options.data and not options.queries:
        parser.error("with --catalog give --queries, too")
    return options


def main() -> int:
    options = arguments()
    sys.path.insert(0, str(ROOT / "scripts" / "parts"))
    from project import in_project_environment  # noqa: PLC0415 - found only now

    in_project_environment("rapidfuzz", "numpy")
    from catalog_bench import chosen_peers, run_all  # noqa: PLC0415
    from catalog_report import tables  # noqa: PLC0415
    from catalog_sizes import sizes_of  # noqa: PLC0415

    try:
        sizes = sizes_of(options.sizes or ([] if options.catalog else [SIZES]))
        peers = chosen_peers(options.peers, options.language)
        result: dict[str, Any] = run_all(options, sizes, peers)
    except (OSError, ValueError) as fault:
        print(fault, file=sys.stderr)
        return 2
    print(json.dumps(result) if options.json else tables(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
