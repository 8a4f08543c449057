"""Our search for the catalog bench: an index file built by a process of its own, opened, asked by phrase.

A catalog as small as a shop's shelf is searched as the assistant searches it, in memory. Run as a program
it builds the index (CATALOG.tsv INDEX LANGUAGE) and prints what that took as JSON.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parent.parent.parent))

from catalog.money import Money
from catalog.ports import Ambiguous, Decision, Match, Query
from catalog.product import Product, Sku
from catalog.search import CatalogSearch
from catalog.search.engine import SHELF
from catalog.search.namebook import build_file, open_file
from catalog.search.shelf import products_of

PRICE = Money(100, "USD")


class RowShelf:
    """The catalog's rows as products, made when they are asked for; the SKU is the row's number."""

    def __init__(self, rows: list[tuple[str, str]], language: str) -> None:
        self._rows = rows
        self._language = language

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place: int) -> Product:
        return Product(sku=Sku(str(place)), names={self._language: (self._rows[place][1],)}, price=PRICE)

    def place(self, sku: Sku) -> int | None:
        return int(sku)


def prepare(rows: list[tuple[str, str]], language: str) -> tuple[Any, dict[str, float]]:
    """How to ask for the rows that a phrase means, and what building the index took."""
    search, took = _opened(rows, language)

    def ask(q: str, limit: int) -> list[tuple[int, float]]:
        answer = search.find(Query(phrases=(q,), language=language, limit=limit))
        return [(int(c.product.sku), c.probability) for c in _all(answer)]

    ask("warm up", 5)
    return ask, took


def _opened(rows: list[tuple[str, str]], language: str) -> tuple[CatalogSearch, dict[str, float]]:
    shelf = RowShelf(rows, language)
    with tempfile.TemporaryDirectory(prefix="voicecart-bench-") as folder:
        table, index = Path(folder) / "rows.tsv", Path(folder) / "names.index"
        table.write_text(
            "".join(f"{i}\t{_line(name)}\n" for i, (_, name) in enumerate(rows)), encoding="utf-8"
        )
        done = subprocess.run(
            [sys.executable, __file__, str(table), str(index), language],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise OSError(f"the index could not be built: {done.stderr.strip()[-500:]}")
        began = time.perf_counter()
        book = open_file(index)
        reopened = time.perf_counter() - began
    small = len(rows) <= SHELF
    search = CatalogSearch(products_of(shelf)) if small else CatalogSearch.stored([book], shelf)
    return search, {**json.loads(done.stdout), "reopen_s": round(reopened, 3)}


def _line(name: str) -> str:
    return " ".join(name.split())


def _all(answer: Decision) -> tuple[Any, ...]:
    if isinstance(answer, Match):
        return (answer.best, *answer.others)
    if isinstance(answer, Ambiguous):
        return (*answer.candidates, *answer.others)
    return answer.nearest


def _build(table: Path, index: Path, language: str) -> dict[str, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    build_file(_rows(table), language, index)
    return {
        "build_cpu_s": round(time.process_time() - cpu, 3),
        "build_wall_s": round(time.perf_counter() - wall, 3),
        "peak_mb": _peak_mb(),
    }


def _peak_mb() -> float:
    """The most memory that this process held: what its parent held is not in Linux's own figure."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(x for x in status.read_text(encoding="ascii").splitlines() if x.startswith("VmHWM"))
        return round(int(line.split()[1]) / 1024, 1)
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def _rows(table: Path) -> Iterator[tuple[str, str]]:
    with table.open(encoding="utf-8") as lines:
        for line in lines:
            sku, _, name = line.rstrip("\n").partition("\t")
            yield sku, name


if __name__ == "__main__":
    print(json.dumps(_build(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])))
