"""A damaged database is left as it is, and nothing is ordered over it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from installed_command import Voicecart

from voice.exits import Exit

ORDER = "reorder toothbrush heads\nyes\n"


def _garbage(path: Path) -> None:
    path.write_bytes(b"this is no database\n" * 5_000)


def _torn(path: Path) -> None:
    size = path.stat().st_size
    path.write_bytes(path.read_bytes()[: size // 2 - 100])


def _holed(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("name", "harm"),
    [
        ("store.db", _torn),
        ("ledger.db", _garbage),
        pytest.param("store.db", _garbage, marks=pytest.mark.slow),
        pytest.param("store.db", _holed, marks=pytest.mark.slow),
        pytest.param("ledger.db", _torn, marks=pytest.mark.slow),
        pytest.param("ledger.db", _holed, marks=pytest.mark.slow),
    ],
)
def test_a_damaged_database_stops_the_order_and_stays(
    voicecart: Voicecart, name: str, harm: Callable[[Path], None]
) -> None:
    database = voicecart.data / name
    for beside in (f"{name}-wal", f"{name}-shm"):
        (voicecart.data / beside).unlink(missing_ok=True)
    harm(database)
    before = database.read_bytes()
    typed = voicecart.run("type", typed=ORDER)
    looked = voicecart.run("doctor", "--json")
    assert typed.code == Exit.DAMAGED, typed.out + typed.err
    assert looked.code in {Exit.DAMAGED, Exit.SOUND}, looked.err  # the sound comes first, and there is none
    for said in (typed.err, looked.out):
        assert f"{name} is damaged" in said
        assert "restore a backup" in said
    assert "Traceback" not in typed.err + looked.err
    assert database.read_bytes() == before
    if name == "ledger.db":
        assert voicecart.orders() == 0


def test_a_file_of_another_program_is_not_written_to(voicecart: Voicecart) -> None:
    for name in ("store.db", "ledger.db"):
        for file in voicecart.data.glob(f"{name}*"):
            file.unlink()
        other = sqlite3.connect(voicecart.data / name)
        other.execute("CREATE TABLE somebody_elses (x)")
        other.commit()
        other.close()
        ran = voicecart.run("orders")
        assert ran.code in {Exit.INPUT, Exit.DAMAGED}
        assert name in ran.err
        tables = sqlite3.connect(voicecart.data / name).execute("SELECT name FROM sqlite_master").fetchall()
        assert tables == [("somebody_elses",)]
        (voicecart.data / name).unlink()
        assert voicecart.run("orders").code == Exit.OK
