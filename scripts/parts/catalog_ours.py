"""Our search for the catalog bench: built from rows, asked by phrase."""

from __future__ import annotations

import resource
import time

from catalog_peers import Ask, Found

from catalog.money import Money
from catalog.ports import Ambiguous, Match, Query
from catalog.product import Product, Sku
from catalog.search import CatalogSearch


def prepare(rows: list[tuple[str, str]]) -> tuple[Ask, dict[str, float]]:
    """The search over these rows, and what building it took."""
    cpu, wall = time.process_time(), time.perf_counter()
    products = [
        Product(sku=Sku(str(i)), names={"en": (name,)}, price=Money(100, "USD"))
        for i, (_, name) in enumerate(rows)
    ]
    search = CatalogSearch(products, languages=["en"])
    cost = {
        "build_cpu_s": round(time.process_time() - cpu, 3),
        "build_wall_s": round(time.perf_counter() - wall, 3),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "reopen_s": 0.0,
    }

    def ask(q: str, limit: int) -> Found:
        answer = search.find(Query(phrases=(q,), language="en", limit=limit))
        if isinstance(answer, Match):
            found = (answer.best, *answer.others)
        elif isinstance(answer, Ambiguous):
            found = (*answer.candidates, *answer.others)
        else:
            found = answer.nearest
        return [(int(c.product.sku), c.probability) for c in found]

    def timed(q: str, limit: int) -> Found:
        return ask(q, limit)

    return timed, cost
