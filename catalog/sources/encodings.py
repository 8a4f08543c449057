"""Encodings of text: which one a mark tells, whether a name is one, and which one bytes look like."""

from __future__ import annotations

import codecs
import difflib
import re

from catalog.errors import BadInput

UTF8 = "utf-8"
KNOWN = ("utf-8", "utf-16", "cp949", "cp1252", "latin-1", "shift_jis", "euc-jp", "gb18030", "big5")
"""What shops' programs write; shown where another name was given."""
_MARKS = (
    (codecs.BOM_UTF8, UTF8),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LIKELY = (
    ("cp949", re.compile("[\uac00-\ud7a3]{2}")),
    ("shift_jis", re.compile("[\u3041-\u30fe]{2}")),
    ("gb18030", re.compile("[\u4e00-\u9fff]{3}")),
)


def marked_encoding(head: bytes) -> tuple[str, int]:
    """The encoding that a byte order mark tells, and the mark's length; ("", 0) without one."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name, len(mark)
    return "", 0


def checked_encoding(name: str) -> str:
    """The encoding's plain name. Raises BadInput where Python knows no such text encoding."""
    try:
        codecs.getincrementaldecoder(name)
        b"a".decode(name, "ignore")  # of no bytes at all nothing would be asked
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        close = difflib.get_close_matches(name.casefold(), KNOWN, n=1)
        meant = f" Did you mean '{close[0]}'?" if close else ""
        raise BadInput(
            f"'{name}' is no known encoding.{meant}", remedy=f"Often used: {', '.join(KNOWN)}."
        ) from None


def likely_encoding(line: bytes) -> str:
    """The encoding that bytes which are no UTF-8 look like."""
    for name, letters in _LIKELY:
        try:
            if letters.search(line.decode(name)):
                return name
        except UnicodeDecodeError:
            continue
    return "cp1252"
