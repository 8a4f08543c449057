"""The search over one catalog: an index per language, and one shopper's history.

A shop's shelf of up to SHELF products is weighed with all that is known of each product (`blend.py`);
a larger catalog is looked through by the learned ranker (`wide.py`), in memory or from an index file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from catalog.history import History
from catalog.ports import NO_FILTERS, Decision, Filters, NoMatch, Purpose, Query
from catalog.product import Product, Sku
from catalog.search.akin import with_akin
from catalog.search.blend import ShelfIndex, wide_index
from catalog.search.decide import decide
from catalog.search.fuzz import likeness
from catalog.search.index import LanguageIndex
from catalog.search.lexicon import FALLBACK, Lexicon, load_lexicon
from catalog.search.limits import is_limited, unlimited, within
from catalog.search.namebook import NameBook
from catalog.search.names import has_hangul, read
from catalog.search.popular import bought_most
from catalog.search.rank import Scored, hear, score
from catalog.search.shelf import ChangedShelf, ListedShelf, Shelf, products_of
from catalog.search.weights import load_weights
from catalog.search.wide import WideIndex

SHELF = 3_000
_TIE = 1e-6
_KEPT = 200
_WIDE = 40
"""So many names of a large catalog are weighed; filters and history choose among them."""

Index = ShelfIndex | WideIndex


class CatalogSearch:
    """Finds products by how they read and sound. Implements `catalog.ports.Search`.

    `languages` None takes every language that a product is named in. Immutable: `with_history` and
    `with_changes` give another view of the same index.
    """

    def __init__(
        self,
        products: Iterable[Product],
        history: History | None = None,
        languages: Sequence[str] | None = None,
    ) -> None:
        listed = list(products)
        self._shelf: Shelf = ListedShelf(listed)
        self._history = history
        self._weights = load_weights()
        named = sorted({lang for p in listed for lang in p.names})
        wanted = list(dict.fromkeys(languages if languages is not None else named)) or [FALLBACK]
        self._indexes: Mapping[str, Index] = {lang: _index(listed, load_lexicon(lang)) for lang in wanted}
        self._added: Mapping[str, LanguageIndex] = {}

    @classmethod
    def stored(cls, books: Sequence[NameBook], shelf: Shelf, history: History | None = None) -> CatalogSearch:
        """The search over opened index files (files.py), one per language, and the shelf behind them."""
        indexes = {
            book.language: WideIndex(book, load_lexicon(book.language), _owner_by_sku(book, shelf))
            for book in books
        }
        empty = cls((), history, languages=[])
        return empty._view(shelf, indexes, {})

    def with_history(self, history: History | None) -> CatalogSearch:
        """The same catalog for a shopper with that history; shares the index, costs nothing."""
        other = object.__new__(CatalogSearch)
        other.__dict__.update(self.__dict__)
        other._history = history
        return other

    def with_changes(self, changed: Iterable[Product] = (), gone: Iterable[Sku] = ()) -> CatalogSearch:
        """The catalog after some products changed, came or went; shares the index. A new price or stock
        costs nothing; products with new names are kept on a small shelf of their own beside the index.
        """
        shelf = self._shelf if isinstance(self._shelf, ChangedShelf) else ChangedShelf(self._shelf, {}, ())
        places: dict[int, Product | None] = dict(shelf.changed)
        added = {product.sku: product for product in products_of(shelf.added)}
        for sku in gone:
            added.pop(sku, None)
            _change(shelf.shelf, sku, None, places)
        for product in changed:
            old = shelf.shelf.place(product.sku)
            if old is not None and product.sku not in added and texts_equal(shelf[old], product):
                places[old] = product
            else:
                _change(shelf.shelf, product.sku, None, places)
                added[product.sku] = product
        new = list(added.values())
        beside = {lang: LanguageIndex(new, load_lexicon(lang)) for lang in self._indexes if new}
        return self._view(ChangedShelf(shelf.shelf, places, new), self._indexes, beside)

    def _view(
        self, shelf: Shelf, indexes: Mapping[str, Index], added: Mapping[str, LanguageIndex]
    ) -> CatalogSearch:
        other = object.__new__(CatalogSearch)
        other.__dict__.update(self.__dict__, _shelf=shelf, _indexes=indexes, _added=added)
        return other

    def product(self, sku: Sku) -> Product | None:
        """The product of that SKU in the local catalog."""
        place = self._shelf.place(sku)
        return None if place is None else self._shelf[place]

    def products(self) -> Iterable[Product]:
        """Every product of the local catalog."""
        return tuple(products_of(self._shelf))

    def find(self, query: Query) -> Decision:
        """What the phrases mean in this catalog. Nothing said is NoMatch."""
        if query.filters.only and self._is_wide():
            return self._among(query)
        if not query.phrases and query.purpose is Purpose.FIND:
            allowed = (p for p in self.products() if passes(p, query.filters))
            return NoMatch() if self._is_wide() else bought_most(allowed, query)
        lexicon = self._index(query).lexicon
        if not is_limited(query.filters):
            return with_akin(self._found(query), query, lexicon)
        free = replace(query, filters=unlimited(query.filters), limit=max(query.limit, _WIDE))
        return with_akin(within(self._found(free), self._found(query), query, lexicon), query, lexicon)

    def _found(self, query: Query) -> Decision:
        index = self._index(query)
        ranked = self._ranked(query, index)
        if ranked is None:
            return NoMatch()
        lexicon = index.lexicon
        return decide(ranked, self._shelf, query.purpose, lexicon, self._weights.decide)

    def _ranked(self, query: Query, index: Index) -> list[Scored] | None:
        found = self._scores(query, index)
        if found is None:
            return None
        allowed = self._allowed(found, query)
        if len(allowed) < query.limit and allowed != found and isinstance(index, WideIndex):
            few = index.among(lambda place: passes(self._shelf[place], query.filters))
            allowed = self._allowed(self._scores(query, few) or [], query)
        weighed = sorted((self._weighed(s, query.purpose) for s in allowed), key=lambda s: -s.score)
        kept = self._as_written_first(weighed[:_KEPT], query)
        return self._bought_first(kept, query.purpose)[: max(query.limit, 1)]

    def _allowed(self, found: list[Scored], query: Query) -> list[Scored]:
        wanted = query.filters
        return [s for s in found if wanted is NO_FILTERS or passes(self._shelf[s.product], wanted)]

    def _scores(self, query: Query, index: Index) -> list[Scored] | None:
        """Every product that may be meant and is still there, unordered; None if nothing was said."""
        wide = isinstance(index, WideIndex)
        heard = () if wide and not self._added else hear(query.phrases, index.lexicon)
        if not wide and not heard:
            return None
        if isinstance(index, WideIndex):
            chosen_from = query.filters is not NO_FILTERS or self._history is not None
            found = index.score(query.phrases, max(_WIDE if chosen_from else 0, query.limit))
        else:
            found = index.score(query.phrases, heard, self._weights)
        if not isinstance(self._shelf, ChangedShelf):
            return found
        base = len(self._shelf.shelf)
        kept = [s for s in found if self._shelf.changed.get(s.product, s) is not None]
        added = self._added.get(index.lexicon.language)
        new = score(heard, added, self._weights.rank).values() if added else ()
        return kept + [replace(s, product=s.product + base) for s in new]

    def _is_wide(self) -> bool:
        return any(isinstance(index, WideIndex) for index in self._indexes.values())

    def _among(self, query: Query) -> Decision:
        """What was just offered is a small shelf of its own."""
        few = [p for sku in sorted(query.filters.only) if (p := self.product(sku)) is not None]
        rest = replace(query, filters=replace(query.filters, only=NO_FILTERS.only))
        return CatalogSearch(few, self._history, list(self._indexes)).find(rest) if few else NoMatch()

    def _index(self, query: Query) -> Index:
        """The language's index; English words in a Korean sentence are looked up as English."""
        own = self._indexes.get(query.language)
        foreign = (
            own is not None and own.lexicon.script == "hangul" and not any(map(has_hangul, query.phrases))
        )
        if own is None or (foreign and FALLBACK in self._indexes):
            return self._indexes.get(FALLBACK) or next(iter(self._indexes.values()))
        return own

    def _weighed(self, item: Scored, purpose: Purpose) -> Scored:
        product = self._shelf[item.product]
        w, h = self._weights.rank, self._weights.history
        extra = w.popularity * max(0.0, min(product.popularity, 1.0))
        if product.stock == 0:
            extra += w.out_of_stock
        if purpose is not Purpose.REORDER and item.score >= h.floor and self._was_bought(item):
            extra += h.find if purpose is Purpose.FIND else h.add
        return replace(item, score=item.score + extra) if extra else item

    def _as_written_first(self, ranked: list[Scored], query: Query) -> list[Scored]:
        """Of several that read alike ("Candy" and "Candies") the one that is written most like the phrase."""
        alike = sum(1 for s in ranked if s.score >= ranked[0].score - _TIE)
        if alike < 2:
            return ranked
        said = [phrase.casefold() for phrase in query.phrases]

        def like(item: Scored) -> float:
            name = self._shelf[item.product].name(query.language).casefold()
            return max((likeness(phrase, name) for phrase in said), default=0.0)

        return sorted(ranked[:alike], key=lambda s: -like(s)) + ranked[alike:]

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
        return self._history is not None and self._history.bought(self._shelf[item.product].sku)


def _index(products: Sequence[Product], lexicon: Lexicon) -> Index:
    return (ShelfIndex if len(products) <= SHELF else wide_index)(products, lexicon)


def _owner_by_sku(book: NameBook, shelf: Shelf) -> Callable[[int], int | None]:
    return lambda row: shelf.place(Sku(book.sku(row)))


def _change(shelf: Shelf, sku: Sku, product: Product | None, places: dict[int, Product | None]) -> None:
    place = shelf.place(sku)
    if place is not None:
        places[place] = product


def texts_equal(one: Product, other: Product) -> bool:
    """Whether both are found by the same words."""
    return (one.names, one.brand, one.size) == (other.names, other.brand, other.size)


def passes(product: Product, filters: Filters) -> bool:
    """Whether a product meets the shopper's demands; prices compare within one currency only."""
    if filters.only and product.sku not in filters.only:
        return False
    if product.sku in filters.exclude or (filters.in_stock and product.stock == 0):
        return False
    low, high = filters.min_price, filters.max_price
    if low is not None and (low.currency != product.price.currency or product.price.minor < low.minor):
        return False
    if high is not None and (high.currency != product.price.currency or product.price.minor > high.minor):
        return False
    if filters.category and filters.category.casefold() != product.category.casefold():
        return False
    if filters.brand and _letters(filters.brand) != _letters(product.brand):
        return False
    own = product.attributes
    return all(_letters(own.get(key, "")) == _letters(value) for key, value in filters.attributes)


@lru_cache(maxsize=10_000)
def _letters(text: str) -> str:
    return read(text, load_lexicon(FALLBACK)).letters
