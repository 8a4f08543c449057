"""Records of an XML feed: the <item>s of RSS 2.0 and the <entry>s of Atom.

Document types and entities are refused before they can do anything: nothing is expanded and nothing is
fetched. Memory holds one item.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat

from catalog.errors import BadInput, BadRow
from catalog.sources.encodings import UTF8, checked_encoding
from catalog.sources.how import Record
from catalog.sources.raw import HEAD, Opened, Recoded, fault
from catalog.sources.text import MAX_LINE

MAX_DEPTH = 32
MAX_ITEM = MAX_LINE
"""Characters of one item, or bytes of one tag."""
_ITEMS = frozenset({"item", "entry"})
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]{1,40})["']""")
_BETWEEN = " "
_NO_TYPE = "Export the feed without <!DOCTYPE>: a product feed needs no entities of its own."
_MEND = "Mend the XML there, or export the feed again."


def xml_records(opened: Opened) -> Iterator[Record | BadRow]:
    """Each item with its direct children by name. Raises BadRow where the file is no such XML."""
    with opened:
        source, reader, found = _utf8(opened), _Items(opened), 0
        for part in iter(lambda: source.read(HEAD), b""):
            for item in reader.fed(part):
                found += 1
                yield item
        for item in reader.fed(b"", final=True):
            found += 1
            yield item
        if not found:
            remedy = "Give a Google Merchant feed (RSS 2.0 or Atom), or export CSV."
            raise fault(opened.path, 1, "it holds no <item> and no <entry>.", remedy)


def _utf8(opened: Opened) -> BinaryIO:
    """What the parser reads: UTF-8, whatever the file is in and says of itself."""
    declared = _DECLARED.match(opened.head())
    if declared is None or opened.encoding != UTF8:
        return opened.as_utf8()
    try:
        encoding = checked_encoding(declared[1].decode("ascii"))
    except BadInput as error:
        raise fault(opened.path, 1, error.message, error.remedy) from None
    if encoding.startswith(("utf-8", "utf-16", "utf-32", "ascii")):  # what is not UTF-8 yet became it
        return opened.bytes
    return io.BufferedReader(Recoded(opened.bytes, encoding, opened.path), HEAD)


class _Items:
    """A parser that keeps the item it is in, and those that are ready."""

    def __init__(self, opened: Opened) -> None:
        self._path = opened.path
        self._ready: list[Record | BadRow] = []
        self._fields: dict[str, str] | None = None
        self._line = self._depth = self._item_depth = self._size = self._given = 0
        self._text: list[str] = []
        self._parser = expat.ParserCreate(UTF8, namespace_separator=_BETWEEN)
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._doctype
        self._parser.ExternalEntityRefHandler = self._doctype

    def fed(self, part: bytes, *, final: bool = False) -> list[Record | BadRow]:
        """The items that end in this part of the file. Raises BadRow."""
        self._given += len(part)
        try:
            self._parser.Parse(part, final)
        except expat.ExpatError as error:
            what = f"column {error.offset + 1}: {expat.ErrorString(error.code)}."
            raise fault(self._path, error.lineno, what, _MEND) from None
        if self._given - self._parser.CurrentByteIndex > MAX_ITEM + HEAD:
            raise self._wrong(f"a tag is longer than {MAX_ITEM} bytes", _MEND)
        ready, self._ready = self._ready, []
        return ready

    def _wrong(self, what: str, remedy: str) -> BadRow:
        return fault(self._path, self._parser.CurrentLineNumber, f"{what}.", remedy)

    def _doctype(self, *_: object) -> int:
        raise self._wrong("it declares a document type or an entity", _NO_TYPE)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._wrong(f"its elements are nested more than {MAX_DEPTH} deep", _MEND)
        if self._fields is not None:
            self._grow(sum(len(k) + len(v) for k, v in attributes.items()))
            if self._depth == self._item_depth + 1:
                self._text = []
                if "href" in attributes:  # an Atom link
                    self._text.append(attributes["href"])
        elif _local(tag) in _ITEMS:
            self._fields, self._item_depth, self._size = {}, self._depth, 0
            self._line = self._parser.CurrentLineNumber

    def _characters(self, text: str) -> None:
        if self._fields is not None:
            self._grow(len(text))
            if self._depth == self._item_depth + 1:
                self._text.append(text)

    def _grow(self, size: int) -> None:
        self._size += size
        if self._size > MAX_ITEM:
            what = f"the item that begins in line {self._line} is longer than {MAX_ITEM} characters"
            raise self._wrong(what, "A product is short; check where the item ends.")

    def _end(self, tag: str) -> None:
        if self._fields is not None and self._depth == self._item_depth + 1:
            # Of what comes several times (images, shipping) the first is the main one.
            self._fields.setdefault(_local(tag), "".join(self._text).strip())
        elif self._fields is not None and self._depth == self._item_depth:
            self._ready.append(Record(self._line, self._fields))
            self._fields = None
        self._depth -= 1


def _local(tag: str) -> str:
    return tag.rpartition(_BETWEEN)[2].casefold()
