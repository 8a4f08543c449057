"""Index files: opened if they are whole and of these very rows, built anew if not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from catalog.search.namebook import NameBook, build_file, open_file
from catalog.search.snapshot import Damaged

Rows = Callable[[], Iterable[tuple[str, str]]]
"""Gives the (sku, name) rows, from the beginning each time."""


def open_or_build(path: Path, rows: Rows, language: str, made_of: str) -> NameBook:
    """The index over the rows, from its file if that is whole and was made of `made_of` (a catalog's
    version, say); a missing, damaged, older or foreign file is replaced at once by a new one.
    """
    try:
        book = open_file(path)
    except (Damaged, FileNotFoundError):
        book = None
    if book is not None and (book.language, book.made_of) == (language, made_of):
        return book
    build_file(rows(), language, path, made_of)
    return open_file(path)
