"""Reads a feed line by line: bounded memory, strict UTF-8, clear refusals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from catalog.errors import BadRow, Place

MAX_LINE = 1 << 20
"""Bytes; a longer line is no product but a broken file."""
_HEAD = 8192
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_RESAVE = 'Save the file as "UTF-8" text and import it again.'


@dataclass(frozen=True, slots=True)
class TextLine:
    """A decoded line with its end, counted from one."""

    number: int
    text: str


def open_feed(path: Path) -> BinaryIO:
    """The opened file, behind its byte order mark. Raises BadRow if it is missing, empty or binary."""
    file = _open(path)
    head = file.read(_HEAD)
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        file.close()
        raise fault(path, 1, "the file is empty.", "Export the products again and check the path.")
    if head.startswith(_UTF16):
        file.close()
        raise fault(path, 1, "the file is UTF-16, not UTF-8.", _RESAVE)
    if b"\0" in head:
        file.close()
        line = head[: head.index(b"\0")].count(b"\n") + 1
        remedy = "Choose the CSV, JSON or JSONL export, not a spreadsheet or an archive."
        raise fault(path, line, "this is a binary file (it holds NUL bytes).", remedy)
    file.seek(len(_BOM) if head.startswith(_BOM) else 0)
    return file


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise fault(path, 0, "there is no such file.", "Check the path.") from None
    except IsADirectoryError:
        raise fault(path, 0, "this is a folder.", "Name one file.") from None
    except OSError as error:
        raise fault(path, 0, f"it cannot be read ({error.strerror}).", "Check its permissions.") from None


def fault(path: Path, line: int, message: str, remedy: str, *, field: str = "") -> BadRow:
    """A BadRow at that line of the file."""
    return BadRow(Place(file=str(path), line=line, field=field), message, remedy=remedy)


def text_lines(path: Path) -> Iterator[TextLine | BadRow]:
    """Every line, or what is wrong with it. Raises BadRow for a fault of the whole file."""
    with open_feed(path) as file:
        number = 0
        while raw := file.readline(MAX_LINE + 1):
            number += 1
            if len(raw) > MAX_LINE:
                _skip_line(file, raw)
                yield fault(
                    path,
                    number,
                    f"the line is longer than {MAX_LINE} bytes.",
                    "Check for a missing quote or line end.",
                )
            else:
                yield _decoded(path, number, raw)


def _skip_line(file: BinaryIO, raw: bytes) -> None:
    while raw and not raw.endswith(b"\n"):
        raw = file.readline(MAX_LINE)


def _decoded(path: Path, number: int, raw: bytes) -> TextLine | BadRow:
    if b"\0" in raw:
        return fault(
            path, number, f"byte {raw.index(0) + 1} of the line is NUL.", "Remove it; text has no NUL bytes."
        )
    try:
        return TextLine(number, raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        what = f"byte {error.start + 1} of the line (0x{raw[error.start]:02x}) is not UTF-8."
        return fault(path, number, what, _RESAVE)
