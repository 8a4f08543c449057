"""Imports a product feed: the good rows and every bad one, or, strictly, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from catalog.errors import BadRow
from catalog.ports import ProductSource
from catalog.product import Product
from catalog.sources.feed import Feed
from catalog.sources.how import AS_IT_IS, How


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import gave: `products` to be kept (none if strict and anything was bad), and every
    bad row in the order of the file. `rows` counts all rows that were read.
    """

    path: Path
    products: tuple[Product, ...]
    bad_rows: tuple[BadRow, ...]
    rows: int
    strict: bool = False

    @property
    def refused(self) -> bool:
        """True if nothing may be kept because the import was strict and a row was bad."""
        return self.strict and bool(self.bad_rows)


def open_source(path: Path, how: How = AS_IT_IS) -> ProductSource:
    """The feed at `path`, to be read row by row in bounded memory; nothing is opened yet."""
    return Feed(path=path, how=how)


def import_products(path: Path | str, *, strict: bool = False, how: How = AS_IT_IS) -> ImportReport:
    """Reads the feed at `path` into memory; nothing is written anywhere.

    Raises BadInput (BadRow with its place, where there is one) if the file as a whole cannot be used.
    """
    path = Path(path)
    products: list[Product] = []
    bad: list[BadRow] = []
    for row in open_source(path, how).rows():
        if isinstance(row, BadRow):
            bad.append(row)
        else:
            products.append(row)
    kept = () if strict and bad else tuple(products)
    rows = len(products) + len(bad)
    return ImportReport(path=path, products=kept, bad_rows=tuple(bad), rows=rows, strict=strict)
