"""Which version of our tables a database holds, and how it becomes the current one.

Alembic applies the migrations in `catalog/migrations/<schema>/`; each schema keeps its version in a
table of its own, so that store and ledger may share a database. A database that is newer than this
program is refused and left as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from catalog.errors import BadInput, DamagedData

MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """A set of tables with versions: `head` is the newest that this program knows, four digits."""

    name: str
    head: str

    @property
    def version_table(self) -> str:
        """The table that holds the version of this schema."""
        return f"{self.name}_schema_version"


STORE = Schema(name="store", head="0002")
LEDGER = Schema(name="ledger", head="0001")
KNOWN = (STORE, LEDGER)


def current_version(connection: Connection, schema: Schema) -> str | None:
    """The version of `schema` in this database, or None where it was never set up."""
    if not inspect(connection).has_table(schema.version_table):
        return None
    found = connection.execute(text(f"SELECT version_num FROM {schema.version_table}")).scalar()  # noqa: S608 - our own name
    return None if found is None else str(found)


def check_version(connection: Connection, schema: Schema, where: str) -> bool:
    """True if the database is current, False if it must be migrated.

    Raises BadInput for a newer or a foreign database, DamagedData for a version that is no version.
    """
    version = current_version(connection, schema)
    if version is None:
        _refuse_foreign(connection, where)
        return False
    if not version.isdigit():
        raise DamagedData(
            f"{where} says that its {schema.name} tables are of version '{version}', which is none.",
            remedy="Restore the file from a backup.",
        )
    if int(version) > int(schema.head):
        raise BadInput(
            f"{where} was written by a newer voicecart ({schema.name} version {version}; "
            f"this one knows {schema.head}).",
            remedy="Update voicecart, or choose another file. The file was not changed.",
        )
    return version == schema.head


def _refuse_foreign(connection: Connection, where: str) -> None:
    tables = set(inspect(connection).get_table_names())
    if tables and not tables & {known.version_table for known in KNOWN}:
        raise BadInput(
            f"{where} is a database of another program (it holds {', '.join(sorted(tables)[:3])}).",
            remedy="Choose another file. The file was not changed.",
        )


def migrate(connection: Connection, schema: Schema) -> None:
    """Bring the tables to the newest version inside the connection's own transaction."""
    from alembic.config import Config  # noqa: PLC0415 - only a new or old database needs Alembic
    from alembic.runtime.environment import EnvironmentContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS / schema.name).replace("%", "%%"))
    config.set_main_option("version_locations", str(MIGRATIONS / schema.name).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    script = ScriptDirectory.from_config(config)

    with EnvironmentContext(config, script, fn=lambda rev, _: script._upgrade_revs("head", rev)) as context:  # noqa: SLF001 - the way that Alembic's manual gives
        context.configure(connection=connection, version_table=schema.version_table, transactional_ddl=True)
        context.run_migrations()
