"""The products behind an index, by place and by SKU: in memory, or wherever a shop keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from catalog.product import Product, Sku


class Shelf(Protocol):
    """Products in a fixed order. Reads come from many threads."""

    def __len__(self) -> int:
        """How many there are."""
        ...

    def __getitem__(self, place: int) -> Product:
        """The product at this place, as it is now."""
        ...

    def place(self, sku: Sku) -> int | None:
        """Where the product of that SKU is."""
        ...


class ListedShelf:
    """Products held in memory."""

    def __init__(self, products: Iterable[Product]) -> None:
        self._products: Sequence[Product] = list(products)
        self._places = {product.sku: place for place, product in enumerate(self._products)}

    def __len__(self) -> int:
        return len(self._products)

    def __getitem__(self, place: int) -> Product:
        return self._products[place]

    def place(self, sku: Sku) -> int | None:
        """Where the product of that SKU is."""
        return self._places.get(sku)


class ChangedShelf:
    """Another shelf with some products changed, gone or added; the other one stays as it is."""

    def __init__(self, shelf: Shelf, changed: Mapping[int, Product | None], added: Sequence[Product]) -> None:
        self.shelf = shelf
        self.changed = dict(changed)
        self.added = ListedShelf(added)

    def __len__(self) -> int:
        return len(self.shelf) + len(self.added)

    def __getitem__(self, place: int) -> Product:
        if place >= len(self.shelf):
            return self.added[place - len(self.shelf)]
        return self.changed.get(place) or self.shelf[place]

    def place(self, sku: Sku) -> int | None:
        """Where the product of that SKU is, unless it is gone."""
        added = self.added.place(sku)
        if added is not None:
            return len(self.shelf) + added
        place = self.shelf.place(sku)
        return None if place is None or self.changed.get(place, sku) is None else place


def products_of(shelf: Shelf) -> Iterator[Product]:
    """Every product that is not gone."""
    for place in range(len(shelf)):
        product = shelf[place]
        if shelf.place(product.sku) == place:
            yield product
