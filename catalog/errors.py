"""The errors of the shop side, one class for each different reaction.

CatalogError
├── BadInput          the caller's data is wrong: say where and what to do; nothing was changed
│   └── BadRow        one row of an import: file:line, field, reason
├── DamagedData       a file or database of ours cannot be read: keep it aside, restore or rebuild
├── StorageFull       the disk took no more: nothing half-written is kept; free space, try again
└── StoreFault        the store did not answer as it promised
    ├── StoreDown     no answer or a passing fault, and the request changed nothing: may be retried
    └── StoreProtocol an answer that we do not understand: retrying does not help

Every error carries a stable `code` (for programs and replies), whether trying again can help
(`retryable`), and a `remedy` for the person who reads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


class CatalogError(Exception):
    """The root: something on the shop side failed and says what to do about it."""

    code: ClassVar[str] = "catalog_error"
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".rstrip()


class BadInput(CatalogError):
    """Data handed to us is wrong; nothing was changed."""

    code = "bad_input"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where bad input stands: file and line count from one; field may be empty."""

    file: str
    line: int
    field: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" + (f" [{self.field}]" if self.field else "")


class BadRow(BadInput):
    """One row of an import that cannot become a product."""

    code = "bad_row"

    def __init__(self, place: Place, message: str, *, remedy: str = "") -> None:
        super().__init__(f"{place}: {message}", remedy=remedy)
        self.place = place


class DamagedData(CatalogError):
    """A file or database of ours is not what we wrote."""

    code = "damaged_data"


class StorageFull(CatalogError):
    """The disk is full; nothing half-written was kept."""

    code = "storage_full"
    retryable = True


class StoreFault(CatalogError):
    """The store did not answer as its interface promises."""

    code = "store_fault"


class StoreDown(StoreFault):
    """No answer, and the request changed nothing."""

    code = "store_down"
    retryable = True


class StoreProtocol(StoreFault):
    """An answer that cannot be understood."""

    code = "store_protocol"
