"""Index files: opened if they are whole and of this catalog, built anew if not.

A file bears a mark of every product it was made of. Where only a few products have other names since then,
the file is kept and those stand beside it; prices and stock are not in it at all.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
import numpy.typing as npt

from catalog.history import History
from catalog.product import Product
from catalog.search.engine import SHELF, CatalogSearch
from catalog.search.index import texts_of
from catalog.search.lexicon import load_lexicon
from catalog.search.namebook import NameBook, build_file, open_file
from catalog.search.shelf import ListedShelf
from catalog.search.snapshot import Array, Damaged, SnapshotWriter, read_snapshot

Rows = Callable[[], Iterable[tuple[str, str]]]
"""Gives the (sku, name) rows, from the beginning each time."""
Marks = npt.NDArray[np.uint64]
BESIDE = 500
"""So many products may have come or changed before the file is built anew."""
_GONE = 0.05
"""The share of its products that a file may have lost."""
_MARKS = "marks.index"


def open_or_build(path: Path, rows: Rows, language: str, made_of: str) -> NameBook:
    """The index over the rows, from its file if that is whole and was made of `made_of` (a catalog's
    version, say); a missing, damaged, older or foreign file is replaced at once by a new one.
    """
    book = _whole(path, language, made_of)
    if book is None:
        build_file(rows(), language, path, made_of)
        book = open_file(path)
    return book


def _whole(path: Path, language: str, made_of: str) -> NameBook | None:
    try:
        book = open_file(path)
    except (Damaged, FileNotFoundError, KeyError):  # KeyError: whole, but made of other arrays
        return None
    return book if (book.language, book.made_of) == (language, made_of) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The search over a catalog; `built` tells that its files were made now, `trouble` why they are not
    kept at all and the search lives in memory.
    """

    search: CatalogSearch
    built: bool = False
    trouble: OSError | None = None


def open_search(products: Iterable[Product], folder: Path, history: History | None = None) -> Opened:
    """The search over these products, with its indexes in files of `folder` where the catalog is large.

    Files that are missing, damaged, of another program or another catalog are replaced. Where the folder
    takes none (read-only, a full disk) the search is built in memory.
    """
    listed = list(products)
    if len(listed) <= SHELF:
        return Opened(search=CatalogSearch(listed, history))
    try:
        with _alone(folder):
            return _stored(listed, folder, history)
    except OSError as fault:
        return Opened(search=CatalogSearch(listed, history), trouble=fault)


def _stored(listed: Sequence[Product], folder: Path, history: History | None) -> Opened:
    marks = np.array([_mark(product) for product in listed], np.uint64)
    languages = sorted({language for product in listed for language in product.names})
    kept = _kept_marks(folder / _MARKS)
    changed = np.ones(len(marks), bool) if kept is None else ~np.isin(marks, kept)
    gone = 0 if kept is None else int((~np.isin(kept, marks)).sum())
    books: list[NameBook] = []
    if kept is not None and changed.sum() <= BESIDE and gone <= BESIDE + _GONE * len(kept):
        made_of = _made_of(kept)
        found = [_whole(_file(folder, language), language, made_of) for language in languages]
        books = [book for book in found if book is not None]
    if len(books) == len(languages):
        return Opened(search=_search(books, listed, changed, history))
    books = _built(listed, marks, languages, folder)
    return Opened(search=_search(books, listed, np.zeros(len(listed), bool), history), built=True)


def _search(
    books: Sequence[NameBook],
    listed: Sequence[Product],
    changed: npt.NDArray[np.bool_],
    history: History | None,
) -> CatalogSearch:
    """The indexes with the products as they are now; those that changed stand beside them."""
    news = np.flatnonzero(changed).tolist()
    if not news:
        return CatalogSearch.stored(books, ListedShelf(listed), history)
    same = [listed[place] for place in np.flatnonzero(~changed).tolist()]
    return CatalogSearch.stored(books, ListedShelf(same), history).with_changes(listed[n] for n in news)


def _built(listed: Sequence[Product], marks: Marks, languages: Sequence[str], folder: Path) -> list[NameBook]:
    """Writes every file; the marks last, so that they never speak of files that are not there."""
    made_of = _made_of(marks)
    for language in languages:
        build_file(_rows(listed, language), language, _file(folder, language), made_of)
    _keep_marks(folder / _MARKS, marks)
    return [open_file(_file(folder, language)) for language in languages]


def _rows(listed: Sequence[Product], language: str) -> Iterator[tuple[str, str]]:
    lexicon = load_lexicon(language)
    return ((product.sku, text) for product in listed for text, _ in texts_of(product, lexicon))


def _file(folder: Path, language: str) -> Path:
    return folder / f"names-{language}.index"


def _mark(product: Product) -> int:
    """A number that changes with the product's SKU and whatever it is found by."""
    found_by = (product.sku, product.brand, product.size, *_flat(product))
    digest = hashlib.blake2b("\0".join(found_by).encode(errors="replace"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def _flat(product: Product) -> Iterator[str]:
    for language in sorted(product.names):
        yield f"\1{language}"
        yield from product.names[language]


def _made_of(marks: Marks) -> str:
    return f"{_recipe():08x}-{hashlib.blake2b(marks.tobytes(), digest_size=16).hexdigest()}"


@cache
def _recipe() -> int:
    """A sum over the search's own code and word lists: what other ones made may be spelled otherwise."""
    recipe = 0
    for folder in (resources.files("catalog.search"), resources.files("catalog") / "data" / "lang"):
        for file in sorted(folder.iterdir(), key=lambda one: one.name):
            if file.is_file():
                recipe = zlib.crc32(file.read_bytes(), recipe)
    return recipe


def _keep_marks(path: Path, marks: Marks) -> None:
    writer = SnapshotWriter(path)
    try:
        writer.array("marks", "uint32", 2 * len(marks))[:] = marks.view(np.uint32)
        writer.release("marks")
        writer.finish({"recipe": _recipe()})
    except BaseException:
        writer.abandon()
        raise


def _kept_marks(path: Path) -> Marks | None:
    try:
        meta, arrays = read_snapshot(path)
    except (Damaged, FileNotFoundError):
        return None
    marks: Array | None = arrays.get("marks")
    if marks is None or meta.get("recipe") != _recipe():
        return None
    return np.ascontiguousarray(marks).view(np.uint64)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time looks for the files and builds them: the next one finds them whole.

    A folder that takes no lock, because it may only be read, may still hold good files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        yield
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        for left in folder.glob(".*.part"):  # by a process that was killed as it wrote
            left.unlink(missing_ok=True)
        yield
    finally:
        os.close(handle)
