"""What is bought most, for somebody who names nothing."""

from __future__ import annotations

from collections.abc import Iterable

from catalog.ports import Ambiguous, Candidate, Decision, NoMatch, Query
from catalog.product import Product

OFFERED = 3


def bought_most(products: Iterable[Product], query: Query) -> Decision:
    """The most popular products that are to be had, the first of each category before the second of any;
    NoMatch where the catalog does not tell how popular they are. Of one category, all of it.
    """
    known = [p for p in products if p.stock != 0 and (p.popularity > 0 or query.filters.category)]
    seen: dict[str, int] = {}
    ranked: list[tuple[int, Product]] = []
    for product in sorted(known, key=lambda p: (-p.popularity, p.sku)):
        before = seen.get(product.category, 0)
        seen[product.category] = before + 1
        ranked.append((before, product))
    ranked.sort(key=lambda one: one[0])
    found = tuple(Candidate(product=p, probability=1.0) for _, p in ranked[: query.limit])
    if len(found) < 2:  # one thing is no choice
        return NoMatch(nearest=found)
    return Ambiguous(candidates=found[:OFFERED], differs=("name",), others=found[OFFERED:])
