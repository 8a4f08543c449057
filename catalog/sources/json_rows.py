"""Records of JSON Lines and of JSON lists, one after the other and never whole in memory."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, BinaryIO

from catalog.errors import BadRow
from catalog.sources.how import Record
from catalog.sources.raw import HEAD, Opened, fault
from catalog.sources.text import MAX_LINE, TextLine, text_lines, undecodable

MAX_ELEMENT = MAX_LINE
"""Characters; a longer element of a list is no product but a broken file."""
_LIST = re.compile(r'\s*(?:\{\s*"products"\s*:\s*)?\[')
_SPACE = re.compile(r"\s*")


def jsonl_records(opened: Opened) -> Iterator[Record | BadRow]:
    """One record per line; empty lines are passed over."""
    for line in text_lines(opened):
        if isinstance(line, BadRow):
            yield line
        elif line.text.strip():
            yield _of_line(opened, line)


def _of_line(opened: Opened, line: TextLine) -> Record | BadRow:
    remedy = "Mend the JSON of this line."
    try:
        value = decoder.decode(line.text)
    except json.JSONDecodeError as error:
        return fault(opened.path, line.number, f"column {error.colno}: {error.msg}.", remedy)
    except (ValueError, RecursionError) as error:
        return fault(opened.path, line.number, f"it cannot be read as JSON: {error}.", remedy)
    return _of_value(opened, value, line.number)


def _of_value(opened: Opened, value: Any, line: int) -> Record | BadRow:
    if not isinstance(value, Mapping):
        return fault(opened.path, line, "a row is an object.", 'Write {"sku": ..., "name": ...}.')
    return Record(line, value)


def json_records(opened: Opened) -> Iterator[Record | BadRow]:
    """The elements of a list, or of {"products": [..]}. Raises BadRow where the file is no such JSON."""
    with opened:
        text = Text(opened)
        start = _LIST.match(text.ahead())
        if start is None:
            raise _no_list(text)
        text.skip(start.end())
        wrapped = "{" in start[0]
        text.skip_space()
        while text.ahead(1) != "]":
            line = text.line
            yield _of_value(opened, text.value(), line)
            text.skip_space()
            if text.ahead(1) == ",":
                text.skip(1)
                text.skip_space()
                if text.ahead(1) == "]":
                    raise text.wrong("a comma without a product behind it", text.line, text.column)
            elif text.ahead(1) != "]":
                raise text.wrong("Expecting ',' delimiter", text.line, text.column)
        text.skip(1)
        text.end(after="}" if wrapped else "")


def _no_list(text: Text) -> BadRow:
    try:
        text.value()
        text.end()
    except BadRow as fault_of_form:
        return fault_of_form
    return fault(text.path, 1, "it holds no list of products.", 'Write [{"sku": ...}, ...].')


class Text:
    """Decoded text with a cursor; of what is behind the cursor only the place is kept."""

    def __init__(self, opened: Opened) -> None:
        self.path = opened.path
        self.line = self.column = 1
        self._opened = opened
        self._source: BinaryIO = opened.as_utf8()
        self._buffer, self._at = "", 0
        self._bytes = b""
        self._ended = False

    def _more(self) -> bool:
        """Read on; False at the end. The part of the buffer that was passed is let go."""
        if self._ended:
            return False
        part = self._source.read(HEAD)
        self._ended = not part
        self._bytes += part
        self._buffer, self._at = self._buffer[self._at :] + self._decoded(), 0
        return True

    def _decoded(self) -> str:
        raw, self._bytes = self._bytes, b""
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError as error:
            if len(raw) - error.start < 4 and not self._ended:  # a letter that is cut by the end of the block
                self._bytes = raw[error.start :]
                return raw[: error.start].decode("utf-8")
            raise self._undecodable(raw, error) from None

    def _undecodable(self, raw: bytes, error: UnicodeDecodeError) -> BadRow:
        ahead = self._buffer[self._at :] + raw[: error.start].decode("utf-8")
        line = self.line + ahead.count("\n")
        begin = raw.rfind(b"\n", 0, error.start) + 1
        if begin or not ahead.rpartition("\n")[2]:
            return undecodable(self._opened, line, error, begin)
        before = len(ahead.rpartition("\n")[2].encode()) + (self.column - 1 if "\n" not in ahead else 0)
        return undecodable(self._opened, line, error, error.start - before)

    def ahead(self, count: int = 512) -> str:
        """The next so many characters, fewer at the end."""
        while len(self._buffer) - self._at < count and self._more():
            pass
        return self._buffer[self._at : self._at + count]

    def skip(self, count: int) -> None:
        """Go on by so many characters of what is ahead."""
        passed = self._buffer[self._at : self._at + count]
        self._at += count
        self.line += passed.count("\n")
        last = passed.rfind("\n")
        self.column = len(passed) - last if last >= 0 else self.column + len(passed)

    def skip_space(self) -> None:
        """Go on to the next sign that is no space."""
        while True:
            space = _SPACE.match(self._buffer, self._at)
            self.skip(space.end() - self._at if space else 0)
            if self._at < len(self._buffer) or not self._more():
                return

    def value(self) -> Any:
        """The JSON value that begins here, passed over. Raises BadRow at its line and column."""
        while True:
            try:
                value, end = decoder.raw_decode(self._buffer, self._at)
            except json.JSONDecodeError as error:
                if not self._grown():
                    raise self._syntax(error) from None
                continue
            except (ValueError, RecursionError) as error:
                raise self.wrong(f"it cannot be read as JSON: {error}", self.line) from None
            if end == len(self._buffer) and self._more():
                continue  # a number may go on behind the end of the block
            self.skip(end - self._at)
            return value

    def _grown(self) -> bool:
        size = len(self._buffer) - self._at
        if size > MAX_ELEMENT and not self._ended:
            raise fault(
                self.path,
                self.line,
                f"an element is longer than {MAX_ELEMENT} characters, or its JSON is broken.",
                "Mend the JSON there; a product is a short object.",
            )
        return self._more()

    def _syntax(self, error: json.JSONDecodeError) -> BadRow:
        passed = error.doc[self._at : error.pos]
        last = passed.rfind("\n")
        column = len(passed) - last if last >= 0 else self.column + len(passed)
        return self.wrong(error.msg, self.line + passed.count("\n"), column)

    def wrong(self, what: str, line: int, column: int = 0) -> BadRow:
        """A fault of the file's form at that place."""
        where = f"column {column}: " if column else ""
        return fault(self.path, line, f"{where}{what}.", "Mend the JSON there.")

    def end(self, after: str = "") -> None:
        """Nothing may follow but `after`. Raises BadRow."""
        self.skip_space()
        if after and self.ahead(1) == after:
            self.skip(1)
            self.skip_space()
        elif after:
            raise self.wrong("Expecting '}' behind the list", self.line, self.column)
        if self.ahead(1):
            raise self.wrong("Extra data", self.line, self.column)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the key '{next(n for n in names if names.count(n) > 1)}' stands twice")
    return found


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


decoder = json.JSONDecoder(parse_float=Decimal, parse_constant=_constant, object_pairs_hook=_object)
"""Decimals stay exact; a key that stands twice is no silent choice."""
