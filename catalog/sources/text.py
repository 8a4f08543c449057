"""Reads a feed line by line: bounded memory, strict decoding, clear refusals."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from catalog.errors import BadRow, Place
from catalog.sources.encodings import UTF8, likely_encoding
from catalog.sources.raw import Opened, fault

MAX_LINE = 1 << 20
"""Bytes; a longer line is no product but a broken file."""
FOREIGN = 100
"""So many undecodable lines without one foreign letter that could be decoded: the encoding is another."""

__all__ = ["MAX_LINE", "TextLine", "Undecodable", "fault", "open_feed", "text_lines", "undecodable"]


class Undecodable(BadRow):
    """A row with bytes that its encoding does not know."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """A decoded line with its end, counted from one."""

    number: int
    text: str


def open_feed(path: Path) -> BinaryIO:
    """The opened file, behind its byte order mark. Raises BadRow if it is missing, empty or binary."""
    return Opened(path).bytes


def text_lines(opened: Opened) -> Iterator[TextLine | BadRow]:
    """Every line, or what is wrong with it. Raises BadRow for a fault of the whole file."""
    number, wrong, foreign = 0, 0, False
    with closing(opened):
        while raw := opened.bytes.readline(MAX_LINE + 1):
            number += 1
            line = _line(opened, number, raw)
            if isinstance(line, TextLine):
                foreign = foreign or not line.text.isascii()
            elif not foreign and isinstance(line, Undecodable):
                wrong += 1
                if wrong >= FOREIGN:
                    raise fault(
                        opened.path, number, f"{wrong} lines are no {opened.encoding} text.", line.remedy
                    )
            yield line


def _line(opened: Opened, number: int, raw: bytes) -> TextLine | BadRow:
    if len(raw) > MAX_LINE:
        _skip_line(opened.bytes, raw)
        what, remedy = f"the line is longer than {MAX_LINE} bytes.", "Check for a missing quote or line end."
        return fault(opened.path, number, what, remedy)
    if b"\0" in raw:
        what = f"byte {raw.index(0) + 1} of the line is NUL."
        return fault(opened.path, number, what, "Remove it; text has no NUL bytes.")
    try:
        return TextLine(number, raw.decode(opened.encoding))
    except UnicodeDecodeError as error:
        return undecodable(opened, number, error)


def undecodable(opened: Opened, line: int, error: UnicodeDecodeError, at: int = 0) -> Undecodable:
    """What is said of a byte that the encoding does not know; `at` is where the line begins in it."""
    raw, name = error.object, "UTF-8" if opened.encoding == UTF8 else opened.encoding
    what = f"byte {error.start - at + 1} of the line (0x{raw[error.start]:02x}) is not {name}."
    end = raw.find(b"\n", error.start)
    guess = likely_encoding(raw[at : end if end >= 0 else len(raw)])
    remedy = f'If the file is in another encoding, name it: --encoding {guess}. Or save it as "UTF-8" text.'
    return Undecodable(Place(file=str(opened.path), line=line), what, remedy=remedy)


def _skip_line(file: BinaryIO, raw: bytes) -> None:
    while raw and not raw.endswith(b"\n"):
        raw = file.readline(MAX_LINE)
