"""Imports a product feed: the good rows and every bad one, or, strictly, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from catalog.errors import BadInput, BadRow
from catalog.ports import ProductSource
from catalog.product import Product
from catalog.sources.feeds import CsvSource, JsonlSource, JsonSource

Format = Literal["auto", "csv", "json", "jsonl"]
_SUFFIXES: dict[str, Format] = {
    ".csv": "csv", ".tsv": "csv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl",
}  # fmt: skip


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


def open_source(path: Path, format: Format = "auto", language: str = "en") -> ProductSource:  # noqa: A002 - the word users know
    """The feed at `path`. Raises BadInput if its format can neither be told nor guessed."""
    kind = _SUFFIXES.get(path.suffix.casefold()) if format == "auto" else format
    match kind:
        case "csv":
            return CsvSource(path=path, language=language)
        case "json":
            return JsonSource(path=path, language=language)
        case "jsonl":
            return JsonlSource(path=path, language=language)
        case _:
            raise BadInput(
                f"{path}: the ending '{path.suffix}' tells no known format.",
                remedy="Use a .csv, .json or .jsonl file, or name the format.",
            )


def import_products(
    path: Path | str,
    *,
    strict: bool = False,
    format: Format = "auto",  # noqa: A002 - the word users know
    language: str = "en",
) -> ImportReport:
    """Reads the feed at `path`; nothing is written anywhere.

    Raises BadInput (BadRow with its place, where there is one) if the file as a whole cannot be used.
    """
    path = Path(path)
    products: list[Product] = []
    bad: list[BadRow] = []
    for row in open_source(path, format, language).rows():
        if isinstance(row, BadRow):
            bad.append(row)
        else:
            products.append(row)
    kept = () if strict and bad else tuple(products)
    rows = len(products) + len(bad)
    return ImportReport(path=path, products=kept, bad_rows=tuple(bad), rows=rows, strict=strict)
