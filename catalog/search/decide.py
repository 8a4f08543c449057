"""From scores to an answer: one product, two or three alike, or none; and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence

from catalog.ports import Ambiguous, Candidate, Decision, Match, NoMatch, Purpose
from catalog.product import Product
from catalog.search.lexicon import Lexicon
from catalog.search.names import read
from catalog.search.rank import Scored
from catalog.search.shelf import Shelf
from catalog.search.weights import DecideWeights

OFFERED = 3
"""More than three choices cannot be kept in mind when they are spoken."""


def probability(score: float, margin: float, w: DecideWeights, learned: float | None = None) -> float:
    """Logistic on a score, its lead over the next (`margin`, may be negative), and how sure the ranker is
    where it was asked: 0..1.
    """
    lead = max(-w.margin_cap, min(margin, w.margin_cap))
    asked = 0.0 if learned is None else w.asked + w.learned * learned
    return 1 / (1 + math.exp(-(w.bias + w.score * min(score, 1.1) + w.margin * lead + asked)))


def decide(
    ranked: Sequence[Scored],
    products: Shelf,
    purpose: Purpose,
    lexicon: Lexicon,
    w: DecideWeights,
) -> Decision:
    """The decision over candidates sorted best first."""
    candidates = _candidates(ranked, products, w)
    if not ranked or ranked[0].score < w.none_below:
        return NoMatch(nearest=tuple(candidates[:OFFERED]))
    alike = _alike(ranked, purpose, w)
    if alike == 1 and candidates[0].probability >= w.match_from:
        return Match(best=candidates[0], others=tuple(candidates[1:]))
    if len(candidates) == 1:
        return NoMatch(nearest=tuple(candidates))
    shown = tuple(candidates[: min(max(alike, 2), OFFERED)])
    return Ambiguous(
        candidates=shown,
        differs=differs([c.product for c in shown], lexicon),
        others=tuple(candidates[len(shown) :]),
    )


def _candidates(ranked: Sequence[Scored], products: Shelf, w: DecideWeights) -> list[Candidate]:
    scores = [item.score for item in ranked]
    found = []
    for i, item in enumerate(ranked):
        rival = scores[0] if i else (scores[1] if len(scores) > 1 else 0.0)
        chance = item.sure
        if chance is None:
            chance = probability(item.score, item.score - rival, w, item.learned)
        found.append(
            Candidate(
                product=products[item.product],
                probability=round(chance, 4),
                why=(("score", round(item.score, 3)), *item.parts.items()),
            )
        )
    return found


def _alike(ranked: Sequence[Scored], purpose: Purpose, w: DecideWeights) -> int:
    """How many of the first candidates the phrase fits alike (at least one).

    A name said word for word beats whatever else fits, except when the shopper is looking around:
    then all that bear every word said are worth offering.
    """
    if purpose is Purpose.FIND and ranked[0].covers:
        return max(1, sum(1 for item in ranked if item.covers and item.score >= w.none_below))
    if ranked[0].exact:
        return sum(1 for item in ranked if item.exact)
    return sum(1 for item in ranked if item.score >= ranked[0].score - w.alike)


def differs(products: Sequence[Product], lexicon: Lexicon) -> tuple[str, ...]:
    """What tells products apart, most telling first: of "name", "brand", "size", "price"."""
    cores = {_core(p, lexicon) for p in products}
    facts = {
        "name": len(cores),
        "brand": len({p.brand.casefold() for p in products}),
        "size": len({p.size.casefold() for p in products}),
        "price": len({p.price for p in products}),
    }
    order = ("name", "brand", "size", "price")
    telling = sorted((f for f in order if facts[f] > 1), key=lambda f: (-facts[f], order.index(f)))
    return tuple(telling) or ("name",)


def _core(product: Product, lexicon: Lexicon) -> str:
    name = product.name(lexicon.language).partition(",")[0]  # sizes and packings stand behind a comma
    words = {w for w in read(name, lexicon).core.split() if not w.isdigit()}
    words -= set(read(product.brand, lexicon).words)
    return " ".join(sorted(words))
