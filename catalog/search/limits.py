"""A price limit chooses among the products that the words mean without it: where the olive oil costs more,
the sardines in olive oil were not asked for.
"""

from __future__ import annotations

from dataclasses import replace

from catalog.ports import Ambiguous, Candidate, Decision, Filters, Match, NoMatch, Query, all_of
from catalog.product import Product
from catalog.search.lexicon import Lexicon
from catalog.search.names import read
from catalog.size import amount

MEANT = 0.25
"""From such a likelihood on a product may be meant."""
ALONE = 0.5
"""From such a likelihood on the only one within the limit is named alone."""
OFFERED = 3


def is_limited(filters: Filters) -> bool:
    """Whether a price limit chooses among what is meant; what is sought beside something else that is left
    out is limited by the price of that.
    """
    return (filters.max_price is not None or filters.min_price is not None) and not filters.exclude


def unlimited(filters: Filters) -> Filters:
    """The same demands at any price."""
    return replace(filters, max_price=None, min_price=None)


def within(free: Decision, limited: Decision, query: Query, lexicon: Lexicon) -> Decision:
    """Of what was found within the limit what is meant without it, too (`free`). Where there is none of that,
    `beyond` tells what is meant, the nearest to the limit first.
    """
    if isinstance(free, NoMatch):
        return limited
    known = {c.product.sku for c in all_of(free)}
    meant = _meant(free, query, lexicon)
    if not meant:
        return limited
    skus = {c.product.sku for c in meant}
    further = len(meant) > 1  # of many that are meant not all are known
    fits = tuple(
        c
        for c in all_of(limited)
        if c.product.sku in skus or (further and c.product.sku not in known and c.probability >= MEANT)
    )
    if not fits:
        best = all_of(free)[0].product
        alike = tuple(c for c in meant if c.product.category == best.category)
        return NoMatch(beyond=_nearest_first(alike or meant, query.filters))
    if len(fits) == 1 and fits[0].probability >= ALONE:
        return Match(best=fits[0])
    differs = limited.differs if isinstance(limited, Ambiguous) else ()
    return Ambiguous(candidates=fits[:OFFERED], differs=differs, others=fits[OFFERED:])


def _meant(free: Decision, query: Query, lexicon: Lexicon) -> tuple[Candidate, ...]:
    """What the words may mean: what bears every word and is likely, or of the best one's kind; where the best
    does not bear them all, what is likely.
    """
    found = all_of(free)
    bearing = tuple(c for c in found if _bears(c.product, query.phrases, lexicon))
    likely = tuple(c for c in found if c.probability >= MEANT)
    if found[0] in bearing and found[0].probability >= MEANT:
        more = {c.product.sku for c in likely}
        kind = _kind(found[0].product)
        return tuple(c for c in bearing if c.product.sku in more or _kind(c.product) == kind)
    return likely


def _bears(product: Product, phrases: tuple[str, ...], lexicon: Lexicon) -> bool:
    """Whether one name of the product has every word of a phrase."""
    names = [set(read(name, lexicon).words) for name in product.names.get(lexicon.language, ())]
    return any(name.issuperset(read(phrase, lexicon).words) for name in names for phrase in phrases)


def _kind(product: Product) -> tuple[str, str]:
    """The shelf that it stands on, and how things of its kind are measured."""
    measured = amount(product.size)
    return product.category, measured[0] if measured else ""


def _nearest_first(found: tuple[Candidate, ...], filters: Filters) -> tuple[Candidate, ...]:
    dearest = filters.max_price is None
    return tuple(sorted(found, key=lambda c: c.product.price.minor, reverse=dearest))
