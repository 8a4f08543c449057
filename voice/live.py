"""What a running assistant knows of the catalog, swapped whole when the shop changes something."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from catalog.ports import Decision, Query
from catalog.product import Product, Sku
from catalog.search import CatalogSearch
from voice.hearing.transcript import Transcript
from voice.language.acts import Interpretation
from voice.language.expectation import Expectation
from voice.language.lexicon import Lexicon
from voice.language.meaning import Meaning


class LiveSearch:
    """The search over the catalog as it is now. Implements `catalog.ports.Search`; threads may share it."""

    def __init__(self, now: CatalogSearch) -> None:
        self.now = now
        """Assign another one to swap it: whoever searches just then ends with the one begun with."""

    def find(self, query: Query) -> Decision:
        """What the phrase means in this catalog."""
        return self.now.find(query)

    def product(self, sku: Sku) -> Product | None:
        """The product of that SKU in the local catalog."""
        return self.now.product(sku)

    def products(self) -> Iterable[Product]:
        """Every product of the local catalog."""
        return self.now.products()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What follows from the names of the products: the words to listen for, and what sentences mean."""

    lexicon: Lexicon
    meaning: Meaning


class LiveMeaning:
    """The meaning over the catalog as it is now. Implements `voice.language.meaning.Meaning`.

    `learn` makes what is known of a catalog; it may take a second for 10,000 products.
    """

    def __init__(self, learn: Callable[[Iterable[Product]], Known], products: Iterable[Product]) -> None:
        self._learn = learn
        self._known = learn(products)

    @property
    def lexicon(self) -> Lexicon:
        """The words of the catalog."""
        return self._known.lexicon

    def understand(self, transcript: Transcript, expectation: Expectation) -> Interpretation:
        """The best reading; without acts where nothing was understood."""
        return self._known.meaning.understand(transcript, expectation)

    def learn(self, products: Iterable[Product]) -> None:
        """Know these products from now on, and no others."""
        self._known = self._learn(products)
