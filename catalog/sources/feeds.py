"""CSV, JSONL and JSON feeds behind `ProductSource`; see the package for the form of a row."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from catalog.errors import BadRow, Place
from catalog.product import Product
from catalog.sources.row import COLUMNS, NESTED, RowReader, did_you_mean
from catalog.sources.text import TextLine, fault, open_feed, text_lines

MAX_JSON = 256 << 20
"""Bytes; a JSON file is read whole, so a larger one should be JSONL."""
_LIST = re.compile(r'\s*(?:\{\s*"products"\s*:\s*)?\[')
_SPACE = re.compile(r"\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvSource:
    """A CSV file with a header line; "," or ";" or tab, whichever the header uses most."""

    path: Path
    language: str = "en"

    def rows(self) -> Iterator[Product | BadRow]:
        """Each row in order. Raises BadRow if the file or its header cannot be used."""
        lines, rows = _Lines(self.path), RowReader(self.path, self.language)
        header = next(lines, "")
        yield from lines.drain()
        columns = _columns(self.path, header)
        reader = csv.reader(lines, delimiter=_delimiter(header), strict=True)
        while True:
            start = lines.number + 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield fault(self.path, start, f"it is no CSV: {error}.", "Check the quotes of this line.")
                continue
            yield from lines.drain()
            if cells is None:
                return
            if any(c.strip() for c in cells):
                yield self._row(rows, columns, cells, start)

    def _row(
        self, rows: RowReader, columns: Sequence[str], cells: Sequence[str], line: int
    ) -> Product | BadRow:
        if len(cells) != len(columns):
            what = f"the row has {len(cells)} cells, the header {len(columns)}."
            return fault(self.path, line, what, "Quote cells that hold the separator.")
        return rows.read({c: v.strip() for c, v in zip(columns, cells, strict=True)}, line)


class _Lines:
    """Text lines for the CSV reader; lines that cannot be read are set aside until `drain`."""

    def __init__(self, path: Path) -> None:
        self._lines = text_lines(path)
        self._bad: list[BadRow] = []
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        for line in self._lines:
            if isinstance(line, TextLine):
                self.number = line.number
                return line.text
            self._bad.append(line)
            self.number = line.place.line
        raise StopIteration

    def drain(self) -> Iterator[BadRow]:
        """What could not be read since the last call."""
        bad, self._bad = self._bad, []
        yield from bad


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)


def _columns(path: Path, header: str) -> list[str]:
    columns = [c.strip().casefold() for c in next(csv.reader([header], delimiter=_delimiter(header)), [])]
    for column in columns:
        head, _, tail = column.partition(".")
        if column not in COLUMNS and not (head in NESTED and tail):
            remedy = f"The columns are {', '.join(COLUMNS)}, names.<lang>, aliases.<lang>, attributes.<key>."
            raise fault(path, 1, f"'{column}' is no known column{did_you_mean(head)}", remedy, field=column)
        if columns.count(column) > 1:
            raise fault(path, 1, f"the column '{column}' stands twice.", "Remove one of them.", field=column)
    missing = [c for c in ("sku", "price", "currency") if c not in columns]
    if not any(c == "name" or c.startswith("names.") for c in columns):
        missing.append("name")
    if missing:
        raise fault(
            path, 1, f"the column '{missing[0]}' is missing.", "Add it to the header line.", field=missing[0]
        )
    return columns


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonlSource:
    """A file with one JSON object per line; empty lines are passed over."""

    path: Path
    language: str = "en"

    def rows(self) -> Iterator[Product | BadRow]:
        """Each row in order. Raises BadRow if the file cannot be used at all."""
        rows = RowReader(self.path, self.language)
        for line in text_lines(self.path):
            if isinstance(line, BadRow):
                yield line
            elif line.text.strip():
                yield self._row(rows, line)

    def _row(self, rows: RowReader, line: TextLine) -> Product | BadRow:
        try:
            value = _DECODER.decode(line.text)
        except json.JSONDecodeError as error:
            return fault(
                self.path, line.number, f"column {error.colno}: {error.msg}.", "Mend the JSON of this line."
            )
        except (ValueError, RecursionError) as error:
            return fault(
                self.path, line.number, f"it cannot be read as JSON: {error}.", "Mend the JSON of this line."
            )
        return _from_object(rows, value, Place(file=str(self.path), line=line.number))


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonSource:
    """A JSON file: a list of rows, or {"products": [..]}. Read whole, at most `MAX_JSON` bytes."""

    path: Path
    language: str = "en"

    def rows(self) -> Iterator[Product | BadRow]:
        """Each row in order. Raises BadRow where the file is no such JSON, at its line and column."""
        text = self._text()
        start = _LIST.match(text)
        if start is None:
            self._check_syntax(text)
            raise fault(self.path, 1, "it holds no list of products.", 'Write [{"sku": ...}, ...].')
        yield from self._elements(text, start.end())

    def _text(self) -> str:
        with open_feed(self.path) as file:
            raw = file.read(MAX_JSON + 1)
        if len(raw) > MAX_JSON:
            raise fault(
                self.path, 1, f"the file is larger than {MAX_JSON >> 20} MiB.", "Use JSONL, one row per line."
            )
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError as error:
            before = raw[: error.start]
            line, byte = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
            what = f"byte {byte} of the line (0x{raw[error.start]:02x}) is not UTF-8."
            raise fault(self.path, line, what, "Save the file as UTF-8 text.") from None

    def _check_syntax(self, text: str) -> None:
        try:
            _DECODER.decode(text)
        except json.JSONDecodeError as error:
            raise self._syntax(error) from None
        except (ValueError, RecursionError) as error:
            raise fault(self.path, 1, f"it cannot be read as JSON: {error}.", "Mend the JSON.") from None

    def _syntax(self, error: json.JSONDecodeError) -> BadRow:
        return fault(self.path, error.lineno, f"column {error.colno}: {error.msg}.", "Mend the JSON there.")

    def _elements(self, text: str, at: int) -> Iterator[Product | BadRow]:
        line, counted, rows = 1, 0, RowReader(self.path, self.language)
        at = _past_space(text, at)
        while text[at : at + 1] != "]":
            line, counted = line + text.count("\n", counted, at), at
            try:
                value, at = _DECODER.raw_decode(text, at)
                at = _past_space(text, at)
                if text[at : at + 1] not in {",", "]"}:
                    raise json.JSONDecodeError("Expecting ',' delimiter", text, at)
            except json.JSONDecodeError as error:
                raise self._syntax(error) from None
            except (ValueError, RecursionError) as error:
                raise fault(
                    self.path, line, f"it cannot be read as JSON: {error}.", "Mend the JSON there."
                ) from None
            yield _from_object(rows, value, Place(file=str(self.path), line=line))
            if text[at] == ",":
                at = _past_space(text, at + 1)
        self._check_tail(text, at + 1)

    def _check_tail(self, text: str, at: int) -> None:
        rest = text[at:].strip()
        if rest and not (rest == "}" and text.lstrip().startswith("{")):
            where = json.JSONDecodeError("Extra data", text, at + text[at:].index(rest))
            raise self._syntax(where)


def _past_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _from_object(rows: RowReader, value: Any, place: Place) -> Product | BadRow:
    if not isinstance(value, Mapping):
        return BadRow(place, "a row is an object.", remedy='Write {"sku": ..., "name": ...}.')
    return rows.read(value, place.line)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the key '{next(n for n in names if names.count(n) > 1)}' stands twice")
    return found


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=_constant, object_pairs_hook=_object)
