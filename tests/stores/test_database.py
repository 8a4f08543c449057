"""Files that are damaged, foreign, newer, out of reach, or on a full disk."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import sqlite3
import subprocess
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from catalog.consent import ConsentId, ConsentReceipt
from catalog.database import Database
from catalog.errors import BadInput, DamagedData, StorageFull, StoreDown
from catalog.ledger import Ledger
from catalog.money import Money
from catalog.order import IdempotencyKey, Line, NotPlaced, Placed, Quote, StillUnknown, Unknown
from catalog.product import Product, Sku
from catalog.schema import KNOWN, LEDGER, MIGRATIONS, STORE, Schema
from catalog.stores.embedded import EmbeddedStore
from catalog.tables import Moment, ledger_metadata, store_metadata
from catalog.testing import FakeStore

METADATA = {"store": store_metadata, "ledger": ledger_metadata}


@pytest.mark.parametrize("schema", KNOWN, ids=lambda schema: schema.name)
def test_migrations_lead_to_the_tables_of_today(tmp_path: Path, schema: Schema):
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS / schema.name))
    config.set_main_option("version_locations", str(MIGRATIONS / schema.name))
    config.set_main_option("path_separator", "newline")
    assert ScriptDirectory.from_config(config).get_current_head() == schema.head
    database = Database(tmp_path / "a.db", schema)
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": schema.version_table})
        assert compare_metadata(context, METADATA[schema.name]) == []
        constraints = connection.exec_driver_sql(
            "SELECT count(*) FROM sqlite_master WHERE sql LIKE '%CHECK (stock >= 0)%'"
        ).scalar()
    assert constraints == (schema is STORE)
    assert database.damage() == ""
    database.close()


def test_store_and_ledger_may_share_a_file(tmp_path: Path):
    for schema in (STORE, LEDGER, STORE, LEDGER):
        Database(tmp_path / "both.db", schema).close()


def test_any_file_name_will_do(tmp_path: Path):
    path = tmp_path / "차 ?mode=memory%20#1.db"
    Database(path, STORE).close()
    assert path.stat().st_size > 0


def test_a_database_is_set_up_for_power_cuts(tmp_path: Path):
    database = Database(tmp_path / "a.db", STORE)
    with database.reading() as connection:
        found = {
            pragma: connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
            for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 15_000}
    database.close()


def test_a_writer_locks_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("catalog.database.BUSY_MS", 20)
    one, two = Database(tmp_path / "a.db", STORE), Database(tmp_path / "a.db", STORE)
    with one.writing(), pytest.raises(StoreDown, match="busy"), two.writing():
        pytest.fail("two writers at once")
    with one.writing(), two.reading() as reader:
        assert reader.exec_driver_sql("SELECT count(*) FROM orders").scalar() == 0


def test_a_failed_block_keeps_nothing(tmp_path: Path):
    database = Database(tmp_path / "a.db", STORE)
    with suppress(KeyError), database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO answers VALUES ('k', 'd', 'a', 't')")
        raise KeyError
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM answers").scalar() == 0


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("content", [b"hello, this is no database\n" * 400, random.Random(1).randbytes(9000)])
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, content: bytes):
    path = tmp_path / "shop.db"
    path.write_bytes(content)
    with pytest.raises(DamagedData, match=r"shop\.db") as caught:
        Database(path, STORE)
    assert "Move it aside" in caught.value.remedy
    assert files(tmp_path) == {"shop.db": content}


def damaged(path: Path) -> None:
    """Overwrite the pages behind the first with noise, as a bad disk does."""
    store = EmbeddedStore(path)
    store.load_products(
        Product(sku=Sku(f"s{n}"), names={"en": ("thing",)}, price=Money(1, "USD")) for n in range(500)
    )
    store.close()
    data = path.read_bytes()
    path.write_bytes(data[:4096] + random.Random(2).randbytes(len(data) - 4096))


def test_damage_inside_is_named_and_never_written_to(tmp_path: Path):
    path = tmp_path / "shop.db"
    damaged(path)
    before = path.read_bytes()
    with pytest.raises(DamagedData, match="malformed"):
        list(EmbeddedStore(path).products())
    with pytest.raises(DamagedData):
        EmbeddedStore(path).set_stock(Sku("s1"), 4)
    assert path.read_bytes() == before


def test_damage_can_be_asked_for(tmp_path: Path):
    path = tmp_path / "shop.db"
    Database(path, STORE).close()
    with sqlite3.connect(path) as file:  # an index that does not agree with its table
        file.execute("INSERT INTO order_events (order_number, at, status) VALUES (1, 't', 's')")
        file.execute("PRAGMA writable_schema=ON")
        file.execute("UPDATE sqlite_master SET rootpage = 3 WHERE name = 'ix_order_events_order_number'")
    file.close()
    database = Database(path, STORE)
    assert database.damage() != ""
    database.close()


def test_a_newer_schema_is_refused_and_left_alone(tmp_path: Path):
    path = tmp_path / "shop.db"
    Database(path, STORE).close()
    with sqlite3.connect(path) as file:
        file.execute("UPDATE store_schema_version SET version_num = '0042'")
    file.close()
    before = path.read_bytes()
    with pytest.raises(BadInput, match=r"newer voicecart \(store version 0042; this one knows 0002\)"):
        Database(path, STORE)
    assert path.read_bytes() == before
    Database(path, LEDGER).close()  # that part of the file is not newer


def test_a_version_that_is_none_is_damage(tmp_path: Path):
    path = tmp_path / "shop.db"
    Database(path, STORE).close()
    with sqlite3.connect(path) as file:
        file.execute("UPDATE store_schema_version SET version_num = 'xyz'")
    file.close()
    with pytest.raises(DamagedData, match="xyz"):
        Database(path, STORE)


def test_the_database_of_another_program_is_refused(tmp_path: Path):
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE bookmarks (url TEXT)")
    file.close()
    with pytest.raises(BadInput, match="bookmarks"):
        Database(path, STORE)
    with sqlite3.connect(path) as file:
        assert file.execute("SELECT name FROM sqlite_master").fetchall() == [("bookmarks",)]
    file.close()


def test_a_missing_folder_is_named(tmp_path: Path):
    with pytest.raises(BadInput, match="does not exist"):
        Database(tmp_path / "no" / "shop.db", STORE)
    with pytest.raises(BadInput, match="is a folder"):
        Database(tmp_path, STORE)


def test_a_file_without_permission_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "shop.db"
    Database(path, STORE).close()
    path.chmod(0o444)
    if os.geteuid() == 0:  # root may write everything, so the answer of the system is played
        monkeypatch.setattr(os, "access", lambda _, mode: not mode & os.W_OK)
    with pytest.raises(BadInput, match="cannot be written"):
        Database(path, STORE)


def open_and_close(path: Path) -> None:
    Database(path, STORE).close()


def test_many_processes_may_open_a_new_database_at_once(tmp_path: Path):
    context = multiprocessing.get_context("spawn")
    many = [context.Process(target=open_and_close, args=(tmp_path / "a.db",)) for _ in range(4)]
    for process in many:
        process.start()
    for process in many:
        process.join()
    assert [process.exitcode for process in many] == [0] * 4


@pytest.fixture
def small_disk(tmp_path: Path):
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or not shutil.which("mount") or subprocess.run(mount, check=False).returncode:
        pytest.skip("needs the right to mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path) -> Path:
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    return ballast


def test_no_database_on_a_full_disk(small_disk: Path):
    fill(small_disk)
    with pytest.raises(StorageFull, match="is full"):
        Database(small_disk / "a.db", STORE)


def test_a_full_disk_loses_nothing(small_disk: Path):
    store = EmbeddedStore(small_disk / "shop.db")
    shelf = [Product(sku=Sku("tea"), names={"en": ("tea",)}, price=Money(450, "USD"), stock=5)]
    store.load_products(shelf)
    quote = store.quote([Line(sku=Sku("tea"), quantity=2)], language="en")
    assert isinstance(quote, Quote)
    ballast = fill(small_disk)
    key = IdempotencyKey("k")
    with pytest.raises(StorageFull):
        store.load_products(
            Product(sku=Sku(f"s{n}"), names={"en": ("x" * 200,)}, price=Money(1, "USD")) for n in range(2000)
        )
    assert list(store.products()) == shelf
    assert isinstance(store.place(quote, key), Unknown)
    assert isinstance(store.reconcile(key, quote), StillUnknown)
    ballast.unlink()
    assert store.reconcile(key, quote) == NotPlaced()
    assert isinstance(store.place(quote, IdempotencyKey("k2")), Placed)
    assert store.count_orders() == 1
    store.close()


def test_a_ledger_on_a_full_disk_sends_nothing(small_disk: Path):
    store = FakeStore([Product(sku=Sku("tea"), names={"en": ("tea",)}, price=Money(450, "USD"))])
    ledger = Ledger(small_disk / "ledger.db")
    quote = store.quote([Line(sku=Sku("tea"), quantity=2)], language="en")
    assert isinstance(quote, Quote)
    consent = ConsentReceipt(
        consent_id=ConsentId("c"),
        fingerprint=quote.fingerprint,
        session_id="s",
        turn=1,
        said="yes",
        at=datetime.now(UTC),
    )
    entry = ledger.confirm(quote, consent)
    ballast = fill(small_disk)
    with pytest.raises(StorageFull, match="is full"):
        ledger.place(store, entry)
    with pytest.raises(StorageFull):
        ledger.confirm(quote, replace(consent, consent_id=ConsentId("d")))
    assert store.made == []
    assert ledger.entries() == (entry,)
    ballast.unlink()
    assert isinstance(ledger.place(store, entry), Placed)
    ledger.close()


def test_a_file_that_became_read_only_is_named(tmp_path: Path):
    database = Database(tmp_path / "a.db", STORE)
    with database.reading() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")  # as if the disk had been mounted anew
    with pytest.raises(BadInput, match="cannot be written"), database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM answers")
    database.close()


def test_damage_while_it_is_open_is_told(tmp_path: Path):
    path = tmp_path / "a.db"
    database = Database(path, STORE)
    database.close()  # only its connections: the next question opens the file anew
    data = path.read_bytes()
    path.write_bytes(data[:1024] + random.Random(3).randbytes(len(data) - 1024))
    assert "malformed" in database.damage()
    database.close()


def test_a_moment_needs_a_time_zone(tmp_path: Path):
    assert Moment().process_bind_param(None, None) is None
    assert Moment().process_result_value(None, None) is None
    with pytest.raises(ValueError, match="time zone"):
        Moment().process_bind_param(datetime(2026, 1, 1), None)  # noqa: DTZ001
