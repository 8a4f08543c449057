"""Remembers the first line of each SKU in bounded memory: a scratch table that grows on disk."""

from __future__ import annotations

import sqlite3

from catalog.errors import StorageFull

CACHE_KIB = 16_384
"""Of the table so much stays in memory."""


class FirstLines:
    """Where each SKU stood first. Nothing of it outlives the object."""

    def __init__(self) -> None:
        # An empty name is SQLite's private file in the folder for temporary files.
        self._table = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for setting in (f"cache_size=-{CACHE_KIB}", "journal_mode=OFF", "synchronous=OFF"):
            self._table.execute(f"PRAGMA {setting}")
        self._table.execute("CREATE TABLE lines (sku TEXT PRIMARY KEY, line INTEGER) WITHOUT ROWID")
        self._table.execute("BEGIN")

    def first(self, sku: str, line: int) -> int:
        """The line that the SKU stood in first: `line` itself where it is new. Raises StorageFull."""
        try:
            added = self._table.execute("INSERT OR IGNORE INTO lines VALUES (?, ?)", (sku, line))
            if added.rowcount == 1:
                return line
            found = self._table.execute("SELECT line FROM lines WHERE sku = ?", (sku,)).fetchone()
        except sqlite3.OperationalError as error:
            raise StorageFull(
                f"The folder for temporary files took no more ({error}); nothing was changed.",
                remedy="Free some space there, or set TMPDIR to another folder.",
            ) from error
        return int(found[0])

    def close(self) -> None:
        """Let the table go."""
        self._table.close()
