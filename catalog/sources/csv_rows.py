"""Records of a CSV file with a header line; "," or ";" or tab, whichever the header uses most."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from catalog.errors import BadRow
from catalog.sources.how import Record
from catalog.sources.raw import Opened, fault
from catalog.sources.text import TextLine, text_lines

MAX_RECORD = 4 << 20
"""Characters; a row that goes on over so many lines has a quote that nobody closed."""


class _Quoted(csv.Dialect):
    delimiter, quotechar, doublequote = ",", '"', True
    lineterminator, quoting, strict = "\n", csv.QUOTE_MINIMAL, True


class _Plain(csv.Dialect):
    delimiter, lineterminator, quoting, strict = ",", "\n", csv.QUOTE_NONE, True


class CsvRows:
    """The header's columns, as they are written, and then the rows."""

    def __init__(self, opened: Opened) -> None:
        """Read the header. Raises BadRow where there is none."""
        self._path = opened.path
        self._lines = _Lines(opened)
        header = next(self._lines, "")
        for bad in self._lines.drain():
            raise bad
        self._delimiter = max(",;\t", key=header.count)
        try:
            cells = next(csv.reader([header], delimiter=self._delimiter), [])
        except csv.Error as error:
            raise fault(self._path, 1, f"the header is no CSV: {error}.", "Check its quotes.") from None
        self.columns = [cell.strip() for cell in cells]

    def named(self, names: Sequence[str], *, quoted: bool = True) -> Iterator[Record | BadRow]:
        """Each row in order, its cells under these names; `quoted` False takes quotes as letters."""
        form = _Quoted if quoted else _Plain
        reader = csv.reader(self._lines, form, delimiter=self._delimiter)
        while True:
            start = self._lines.begin()
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield fault(self._path, start, f"it is no CSV: {error}.", "Check the quotes of this line.")
                continue
            yield from self._lines.drain()
            if cells is None:
                return
            if any(cell.strip() for cell in cells):
                yield self._record(names, cells, start)

    def _record(self, names: Sequence[str], cells: Sequence[str], line: int) -> Record | BadRow:
        if len(cells) != len(names):
            what = f"the row has {len(cells)} cells, the header {len(names)}."
            return fault(self._path, line, what, "Quote cells that hold the separator.")
        return Record(line, {name: cell.strip() for name, cell in zip(names, cells, strict=True)})


class _Lines:
    """Text lines for the CSV reader; lines that cannot be read are set aside until `drain`."""

    def __init__(self, opened: Opened) -> None:
        self._lines = text_lines(opened)
        self._bad: list[BadRow] = []
        self._number = self._size = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        for line in self._lines:
            if isinstance(line, TextLine):
                self._number = line.number
                self._size += len(line.text)
                if self._size > MAX_RECORD:
                    raise csv.Error(f"a row is longer than {MAX_RECORD} characters")
                return line.text
            self._bad.append(line)
            self._number = line.place.line
        raise StopIteration

    def begin(self) -> int:
        """The line at which the next row begins."""
        self._size = 0
        return self._number + 1

    def drain(self) -> Iterator[BadRow]:
        """What could not be read since the last call."""
        bad, self._bad = self._bad, []
        yield from bad
