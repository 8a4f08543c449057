"""A product feed behind `ProductSource`: what it is, how its rows read, and the products in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from catalog.errors import BadRow, Place
from catalog.product import Product
from catalog.sources import google, openfoodfacts
from catalog.sources.columns import lacking, likely, own_columns
from catalog.sources.csv_rows import CsvRows
from catalog.sources.detect import Container, container_of
from catalog.sources.how import AS_IT_IS, Columns, How, Record
from catalog.sources.json_rows import json_records, jsonl_records
from catalog.sources.ld_rows import ld_records
from catalog.sources.mapping import mapped
from catalog.sources.raw import Opened, fault
from catalog.sources.row import FieldFault, RowReader, known_field
from catalog.sources.schema_org import schema_org_fields
from catalog.sources.xml_rows import xml_records

Records = Iterator[Record | BadRow]
Fields = Callable[[Mapping[str, Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A file of products; its content tells its form where `how` does not."""

    path: Path
    how: How = AS_IT_IS

    def rows(self) -> Iterator[Product | BadRow]:
        """Each row in order. Raises BadRow, or BadInput, if the file cannot be used at all."""
        opened = Opened(self.path, self.how.encoding, self.how.on_bytes)
        with opened, closing(RowReader(self.path, self.how.language)) as reader:
            records, fields = self._read(opened)
            for record in records:
                yield record if isinstance(record, BadRow) else self._product(record, fields, reader)

    def _product(self, record: Record, fields: Fields, reader: RowReader) -> Product | BadRow:
        try:
            read = fields(record.fields)
            if self.how.columns:
                read = mapped(read, record.fields, self.how.columns, own=fields is _known_fields)
        except FieldFault as wrong:
            place = Place(file=str(self.path), line=record.line, field=wrong.field)
            return BadRow(place, wrong.reason, remedy=wrong.remedy)
        except RecursionError:
            return fault(self.path, record.line, "it is nested too deeply.", "A product is a flat object.")
        return reader.read(read, record.line)

    def _read(self, opened: Opened) -> tuple[Records, Fields]:
        container = container_of(opened.head(), self.path, self.how.format)
        match container:
            case "csv":
                return self._table(CsvRows(opened))
            case "xml":
                return xml_records(opened), google.google_fields
            case "ld":
                return ld_records(opened), schema_org_fields
            case _:
                return self._objects(opened, container)

    def _table(self, table: CsvRows) -> tuple[Records, Fields]:
        header, chosen = table.columns, self.how.format
        plain = [google.plain(name) for name in header]
        if chosen == "google" or (chosen == "auto" and google.is_google(frozenset(plain))):
            self._check(plain, google.REQUIRED)
            return table.named(_first_of_each(header)), google.google_fields
        if chosen == "openfoodfacts" or (
            chosen == "auto" and openfoodfacts.is_openfoodfacts(frozenset(header))
        ):
            self._check(header, openfoodfacts.REQUIRED)
            self._check_prices()
            return table.named(_first_of_each(header), quoted=False), openfoodfacts.openfoodfacts_fields
        return table.named(own_columns(self.path, header, self.how.columns)), self._own()

    def _objects(self, opened: Opened, container: Container) -> tuple[Records, Fields]:
        records = jsonl_records(opened) if container == "jsonl" else json_records(opened)
        first = next(records, None)
        if first is None:
            return records, self._own()
        records = chain((first,), records)
        keys = frozenset(first.fields) if isinstance(first, Record) else frozenset[str]()
        if self.how.format == "openfoodfacts" or (
            self.how.format == "auto" and openfoodfacts.is_openfoodfacts(keys)
        ):
            self._check_prices()
            return records, openfoodfacts.openfoodfacts_fields
        if isinstance(first, Record):
            self._check_keys(first)
        return records, self._own()

    def _own(self) -> Fields:
        return _known_fields if self.how.columns else dict

    def _check(self, names: list[str], required: tuple[str, ...]) -> None:
        missing = next((name for name in required if name not in names), None)
        if missing and missing not in _given(self.how.columns, required):
            raise fault(self.path, 1, f"the column '{missing}' is missing.", "Export it too.", field=missing)

    def _check_prices(self) -> None:
        gone = set(lacking(["sku", "name"], self.how.columns))
        if "price" in gone or ("currency" in gone and "price" in self.how.columns.defaults):
            what = f"there is no {'price' if 'price' in gone else 'currency'} for these products."
            raise fault(self.path, 1, what, openfoodfacts.NO_PRICES)

    def _check_keys(self, first: Record) -> None:
        """A list whose keys are another shop's is refused once, with its likely mapping, not row by row."""
        missing = lacking(first.fields, self.how.columns)
        if missing and likely(first.fields, missing) and not all(map(known_field, first.fields)):
            try:
                own_columns(self.path, list(first.fields), self.how.columns)
            except BadRow as wrong:
                place = Place(file=str(self.path), line=first.line, field=wrong.place.field)
                told = wrong.message.partition(": ")[2].replace("column", "key")
                raise BadRow(place, told, remedy=wrong.remedy) from None


def _given(columns: Columns, required: tuple[str, ...]) -> set[str]:
    """The required columns of a foreign form that a mapping makes up for."""
    ours = dict(zip(required, ("sku", "name", "price"), strict=False))
    return {theirs for theirs, name in ours.items() if name in columns.columns or name in columns.defaults}


def _first_of_each(header: list[str]) -> list[str]:
    return [name if name not in header[:i] else f"{name} ({i})" for i, name in enumerate(header)]


def _known_fields(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if known_field(name) or name == "options"}
