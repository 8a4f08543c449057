"""The search over one catalog: an index per language, and one shopper's history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from catalog.history import History
from catalog.ports import Decision, Filters, NoMatch, Purpose, Query
from catalog.product import Product, Sku
from catalog.search.decide import decide
from catalog.search.index import LanguageIndex
from catalog.search.lexicon import FALLBACK, load_lexicon
from catalog.search.names import has_hangul, read
from catalog.search.rank import Scored, hear, score
from catalog.search.weights import load_weights

_KEPT = 200


class CatalogSearch:
    """Finds products by how they read and sound. Implements `catalog.ports.Search`.

    `languages` None takes every language that a product is named in. Immutable: `with_history` gives
    another view of the same index.
    """

    def __init__(
        self,
        products: Iterable[Product],
        history: History | None = None,
        languages: Sequence[str] | None = None,
    ) -> None:
        self._products = list(products)
        self._history = history
        self._places = {p.sku: i for i, p in enumerate(self._products)}
        self._weights = load_weights()
        named = sorted({lang for p in self._products for lang in p.names})
        wanted = list(dict.fromkeys(languages if languages is not None else named)) or [FALLBACK]
        self._indexes: Mapping[str, LanguageIndex] = {
            lang: LanguageIndex(self._products, load_lexicon(lang)) for lang in wanted
        }

    def with_history(self, history: History | None) -> CatalogSearch:
        """The same catalog for a shopper with that history; shares the index, costs nothing."""
        other = object.__new__(CatalogSearch)
        other.__dict__.update(self.__dict__)
        other._history = history
        return other

    def product(self, sku: Sku) -> Product | None:
        """The product of that SKU in the local catalog."""
        place = self._places.get(sku)
        return None if place is None else self._products[place]

    def products(self) -> Iterable[Product]:
        """Every product of the local catalog."""
        return tuple(self._products)

    def find(self, query: Query) -> Decision:
        """What the phrases mean in this catalog. Nothing said is NoMatch."""
        index = self._index(query)
        heard = hear(query.phrases, index.lexicon)
        if not heard:
            return NoMatch()
        found = score(heard, index, self._weights.rank).values()
        allowed = [s for s in found if passes(self._products[s.product], query.filters)]
        weighed = sorted((self._weighed(s, query.purpose) for s in allowed), key=lambda s: -s.score)
        ranked = self._bought_first(weighed[:_KEPT], query.purpose)[: max(query.limit, 1)]
        return decide(ranked, self._products, query.purpose, index.lexicon, self._weights.decide)

    def _index(self, query: Query) -> LanguageIndex:
        """The language's index; English words in a Korean sentence are looked up as English."""
        own = self._indexes.get(query.language)
        foreign = (
            own is not None and own.lexicon.script == "hangul" and not any(map(has_hangul, query.phrases))
        )
        if own is None or (foreign and FALLBACK in self._indexes):
            return self._indexes.get(FALLBACK) or next(iter(self._indexes.values()))
        return own

    def _weighed(self, item: Scored, purpose: Purpose) -> Scored:
        product = self._products[item.product]
        w, h = self._weights.rank, self._weights.history
        extra = w.popularity * max(0.0, min(product.popularity, 1.0))
        if product.stock == 0:
            extra += w.out_of_stock
        if purpose is not Purpose.REORDER and item.score >= h.floor and self._was_bought(item):
            extra += h.find if purpose is Purpose.FIND else h.add
        return replace(item, score=item.score + extra)

    def _bought_first(self, ranked: list[Scored], purpose: Purpose) -> list[Scored]:
        """For a reorder, what was bought before and fits is meant; the rest only follows.

        It fits if it bears every word said, or about as well as the best there is: a shopper who
        usually buys oat milk and says "goat milk" does not mean oat milk.
        """
        if purpose is not Purpose.REORDER or not ranked:
            return ranked
        d = self._weights.decide
        near = max(ranked[0].score - d.alike, d.none_below)
        bought = [s for s in ranked if self._was_bought(s) and s.score >= d.none_below]
        fits = [s for s in bought if s.covers] or [s for s in bought if s.score >= near]
        if not fits:
            return ranked
        lead = [replace(s, score=s.score + self._weights.history.reorder) for s in fits]
        reach = min(s.score for s in lead) - 2 * d.alike
        rest = [s for s in ranked if s not in fits]
        return lead + [replace(s, score=min(s.score, reach), exact=False) for s in rest]

    def _was_bought(self, item: Scored) -> bool:
        return self._history is not None and self._history.bought(self._products[item.product].sku)


def passes(product: Product, filters: Filters) -> bool:
    """Whether a product meets the shopper's demands; prices compare within one currency only."""
    if filters.only and product.sku not in filters.only:
        return False
    if product.sku in filters.exclude or (filters.in_stock and product.stock == 0):
        return False
    if filters.category and filters.category.casefold() != product.category.casefold():
        return False
    lexicon = load_lexicon(FALLBACK)
    if filters.brand and read(filters.brand, lexicon).letters != read(product.brand, lexicon).letters:
        return False
    low, high = filters.min_price, filters.max_price
    if low is not None and (low.currency != product.price.currency or product.price.minor < low.minor):
        return False
    return high is None or (high.currency == product.price.currency and product.price.minor <= high.minor)
