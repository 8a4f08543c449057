"""The one place that opens databases: SQLite by path, others by URL, always on the current schema.

SQLite runs with a write-ahead log and full synchronisation: what `writing` has committed survives a
power cut. A writer takes the write lock at once (BEGIN IMMEDIATE), so that what it read stays true
until it commits. Faults of the driver come out as errors of `catalog.errors`; a damaged file is never
written to.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, Table, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from catalog.errors import BadInput, CatalogError, DamagedData, StorageFull, StoreDown
from catalog.schema import Schema, check_version, migrate

BUSY_MS = 15_000
"""How long a writer waits for another one before it gives up."""

SCARCE_BYTES = 256 * 1024
"""Some file systems report a full disk as a plain write error; this little room left tells."""


class Database:
    """An open database that holds `schema`. Safe to share among threads, not across a fork.

    `where` is a path (SQLite) or an SQLAlchemy URL. Raises BadInput (no folder, no permission, a
    newer or foreign file), DamagedData, StorageFull or StoreDown (locked for too long).
    """

    def __init__(self, where: Path | str, schema: Schema) -> None:
        self.where = str(where)
        self.schema = schema
        self._path = None if "://" in self.where else Path(self.where)
        if self._path is not None:
            _check_path(self._path)
        self._engine = _engine(self.where, self._path)
        try:
            self._bring_up_to_date()
        except BaseException:
            self._engine.dispose()
            raise

    def _bring_up_to_date(self) -> None:
        with self.reading() as connection:
            if check_version(connection, self.schema, self.where):
                return
        with self.writing() as connection:
            # Asked again under the lock: another process may have been faster.
            if not check_version(connection, self.schema, self.where):
                migrate(connection, self.schema)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection with one consistent view; changes made through it are not kept."""
        with self._faults_named(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection with the write lock: all of the block is durable when it ends, or nothing."""
        with self._faults_named(), self._engine.connect() as plain:
            connection = plain.execution_options(writes=True)
            with connection.begin():
                yield connection

    @contextmanager
    def aside(self, table: Table) -> Iterator[Connection]:
        """A connection with this temporary table, empty, which goes with the connection; the block begins
        its own transactions, with the option `writes` for those that need the write lock.
        """
        with self._faults_named(), self._engine.connect() as connection:
            try:
                with connection.begin():
                    table.create(connection)
                yield connection
            finally:
                self._drop(table, connection)

    @staticmethod
    def _drop(table: Table, connection: Connection) -> None:
        try:
            with connection.begin():
                table.drop(connection)
        except DBAPIError:
            connection.invalidate()  # it goes with its connection, then

    @contextmanager
    def _faults_named(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as fault:
            raise self._named(fault) from fault

    def _named(self, fault: DBAPIError) -> CatalogError:
        name = getattr(fault.orig, "sqlite_errorname", "")
        state = getattr(fault.orig, "sqlstate", "")
        if name == "SQLITE_FULL" or state == "53100" or (name.startswith("SQLITE_IOERR") and self._scarce()):
            return StorageFull(
                f"The disk that holds {self.where} is full; nothing was changed.",
                remedy="Free some space and try again.",
            )
        if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            return DamagedData(
                f"{self.where} is damaged: {fault.orig}.",
                remedy="It was left as it is. Move it aside and restore a backup, "
                "or start without it: a new one is made.",
            )
        if name.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH")):
            return BadInput(
                f"{self.where} cannot be written: {fault.orig}.",
                remedy="Give this user the right to write the file and its folder, or choose another.",
            )
        kind = "is busy" if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) else "did not answer"
        return StoreDown(f"The database {self.where} {kind}: {fault.orig}.", remedy="Try again.")

    def _scarce(self) -> bool:
        return self._path is not None and shutil.disk_usage(self._path.parent).free < SCARCE_BYTES

    def damage(self) -> str:
        """What SQLite's own check finds wrong, empty if all is well. Reads the whole file."""
        if self._path is None:
            return ""
        try:
            with self.reading() as connection:
                found = connection.exec_driver_sql("PRAGMA integrity_check(5)").scalars().all()
        except DamagedData as fault:
            return fault.message
        return "" if found == ["ok"] else "; ".join(map(str, found))

    def close(self) -> None:
        """Release the file. Harmless when closed already."""
        self._engine.dispose()


def _check_path(path: Path) -> None:
    folder = path.parent
    if not folder.is_dir():
        raise BadInput(
            f"The folder {folder} does not exist.", remedy="Create it, or choose another place for the data."
        )
    if path.is_dir():
        raise BadInput(f"{path} is a folder, not a database file.", remedy="Name a file in it.")
    target = path if path.exists() else folder
    if not os.access(target, os.W_OK | os.R_OK) or not os.access(folder, os.W_OK | os.X_OK):
        raise BadInput(
            f"{path} cannot be written by this user.",
            remedy="Give this user the right to write the file and its folder, or choose another.",
        )


def _engine(where: str, path: Path | None) -> Engine:
    if path is None:
        return create_engine(where, pool_pre_ping=True)
    url = URL.create("sqlite+pysqlite", database=str(path))  # a path may hold "?" and "%"
    engine = create_engine(url, connect_args={"timeout": BUSY_MS / 1000})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late: see _begin_sqlite
    for pragma in (f"busy_timeout={BUSY_MS}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
