"""Records of schema.org products in JSON-LD: a .json or .jsonld file, or the scripts of an HTML page.

Products are found wherever they stand: in a list, in @graph, in an ItemList, in an offer catalog, as
variants of a group.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.errors import BadRow
from catalog.sources.how import Record
from catalog.sources.json_rows import decoder
from catalog.sources.raw import Opened, fault
from catalog.sources.text import undecodable

MAX_PAGE = 64 << 20
"""Bytes; such a file is read whole."""
MAX_DEPTH = 16
_INSIDE = frozenset(
    {"@graph", "itemListElement", "item", "mainEntity", "hasVariant", "hasOfferCatalog", "itemOffered"}
)
_GROUP = ("name", "brand", "category", "offers", "size")
"""What a variant has from its group where it does not say it itself."""
_SPACE = re.compile(r"\s*")
_SCRIPT = re.compile(r"<script\b([^>]{0,500})>", re.IGNORECASE)
_END = re.compile("</script", re.IGNORECASE)
_MEND = "Mend the JSON there."


def ld_records(opened: Opened) -> Iterator[Record | BadRow]:
    """Each product. Raises BadRow where the file is too large, no JSON, or holds no product."""
    with opened:
        text = _whole(opened)
    page = text.lstrip()[:1] == "<"
    walks = _scripts(opened, text) if page else [_Walk(opened, text, 1)]
    found = False
    for walk in walks:
        for record in walk.records():
            found = True
            yield record
    if not found:
        what = "it holds no schema.org Product."
        raise fault(opened.path, 1, what, 'Give objects of "@type": "Product", or another format.')


def _whole(opened: Opened) -> str:
    raw = opened.as_utf8().read(MAX_PAGE + 1)
    if len(raw) > MAX_PAGE:
        what = f"the file is larger than {MAX_PAGE >> 20} MiB."
        raise fault(opened.path, 1, what, "Split it, or export JSONL, CSV or a Google feed.")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line, begin = raw.count(b"\n", 0, error.start) + 1, raw.rfind(b"\n", 0, error.start) + 1
        raise undecodable(opened, line, error, begin) from None


def _scripts(opened: Opened, page: str) -> Iterator[_Walk]:
    at, lines = 0, _Lines(page)
    while script := _SCRIPT.search(page, at):
        at = script.end()
        if "application/ld+json" in script[1].casefold():
            end = _END.search(page, at)
            if end is None:
                return
            yield _Walk(opened, page[at : end.start()].rstrip(), lines.at(at))
            at = end.end()


@dataclass(frozen=True, slots=True)
class _Walk:
    """One JSON text that begins in line `first` of the file."""

    opened: Opened
    text: str
    first: int

    def records(self) -> Iterator[Record | BadRow]:
        """The products in it. Raises BadRow at a fault of its form."""
        at = self._space(0)
        end = self._decoded(at)[1]
        if self._space(end) < len(self.text):
            raise self._wrong("Extra data", self._space(end))
        lines = _Lines(self.text, self.first)
        yield from self._found(at, {}, 0, lines)

    def _found(self, at: int, group: Mapping[str, Any], depth: int, lines: _Lines) -> Iterator[Record]:
        """The products at or below the value at `at`, which is known to be good JSON."""
        if depth > MAX_DEPTH:
            raise self._wrong(f"products nested more than {MAX_DEPTH} deep", at)
        if self.text[at] == "[":
            for element in self._elements(at):
                yield from self._found(element, group, depth + 1, lines)
        elif self.text[at] == "{":
            value = self._decoded(at)[0]
            if _is(value, "ProductGroup"):
                group = {key: value[key] for key in _GROUP if key in value}
            elif _is(value, "Product"):
                yield Record(lines.at(at), {**group, **value})
                return
            for key, place in self._members(at):
                if key in _INSIDE:
                    yield from self._found(place, group, depth + 1, lines)

    def _elements(self, at: int) -> Iterator[int]:
        at = self._space(at + 1)
        while self.text[at] != "]":
            yield at
            at = self._space(self._decoded(at)[1])
            at = self._space(at + 1) if self.text[at] == "," else at

    def _members(self, at: int) -> Iterator[tuple[str, int]]:
        at = self._space(at + 1)
        while self.text[at] != "}":
            key, at = self._decoded(at)
            at = self._space(self._space(at) + 1)
            yield key, at
            at = self._space(self._decoded(at)[1])
            at = self._space(at + 1) if self.text[at] == "," else at

    def _decoded(self, at: int) -> tuple[Any, int]:
        try:
            return decoder.raw_decode(self.text, at)
        except json.JSONDecodeError as error:
            raise self._wrong(error.msg, error.pos) from None
        except (ValueError, RecursionError) as error:
            raise self._wrong(f"it cannot be read as JSON: {error}", at) from None

    def _wrong(self, what: str, at: int) -> BadRow:
        line, column = self.text.count("\n", 0, at) + self.first, at - self.text.rfind("\n", 0, at)
        return fault(self.opened.path, line, f"column {column}: {what}.", _MEND)

    def _space(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at


class _Lines:
    """Counts lines up to places that only grow."""

    def __init__(self, text: str, first: int = 1) -> None:
        self._text, self._at, self._line = text, 0, first

    def at(self, place: int) -> int:
        """The line of a place in the text."""
        self._line += self._text.count("\n", self._at, place)
        self._at = place
        return self._line


def _is(value: Mapping[str, Any], kind: str) -> bool:
    types = value.get("@type", ())
    named = [types] if isinstance(types, str) else types if isinstance(types, list) else []
    return any(isinstance(one, str) and re.split("[/:#]", one)[-1] == kind for one in named)
