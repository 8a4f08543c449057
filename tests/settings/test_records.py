"""Turn records and the log: whole lines, private files, and never a PIN."""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog

from voice.adapters import logs, records
from voice.adapters.durable import locked
from voice.adapters.records import JsonLinesRecords, open_records, read_records
from voice.adapters.redact import redacted
from voice.dialogue.actions import CheckPin
from voice.language.acts import Act
from voice.ports import TurnRecord

PIN = "4715"


def turn(number: int = 1, **data: str) -> TurnRecord:
    return TurnRecord(at_ms=number, kind="turn", data=tuple(data.items()))


def test_one_line_per_turn_and_the_file_is_private(tmp_path: Path) -> None:
    kept = JsonLinesRecords(tmp_path / "new", now=lambda: datetime(2026, 1, 2, tzinfo=UTC))
    kept.record(turn(1, heard="two oat milk\nplease", asked="open"))
    kept.record(turn(2, heard="우유"))
    path = tmp_path / "new" / records.FILE
    assert path.stat().st_mode & 0o777 == 0o600
    assert [r["at_ms"] for r in read_records(tmp_path / "new")] == [1, 2]
    first, second = (json.loads(line) for line in path.read_text().splitlines())
    assert first == {
        "time": "2026-01-02T00:00:00.000+00:00",
        "at_ms": 1,
        "kind": "turn",
        "data": {"heard": "two oat milk\nplease", "asked": "open"},
    }
    assert second["data"]["heard"] == "우유"


def test_disabled_makes_no_file(tmp_path: Path) -> None:
    open_records(tmp_path / "data", enabled=False).record(turn())
    assert not (tmp_path / "data").exists()
    open_records(tmp_path / "data", enabled=True).record(turn())
    assert (tmp_path / "data" / records.FILE).exists()


def test_full_files_are_set_aside_and_the_oldest_goes(tmp_path: Path) -> None:
    kept = JsonLinesRecords(tmp_path, max_bytes=300, kept=2)
    for number in range(20):
        kept.record(turn(number))
    names = sorted(p.name for p in tmp_path.glob("turns*"))
    assert {"turns.jsonl.1", "turns.jsonl.2"} <= set(names)
    assert "turns.jsonl.3" not in names
    numbers = [r["at_ms"] for r in read_records(tmp_path)]
    assert numbers == list(range(numbers[0], 20))
    assert 4 < len(numbers) < 20
    assert all((tmp_path / n).stat().st_mode & 0o777 == 0o600 for n in names)


def _write(folder: str, start: int) -> None:
    kept = JsonLinesRecords(Path(folder), max_bytes=20_000, kept=50)
    for number in range(start, start + 200):
        kept.record(turn(number, heard="x" * (number % 300)))


def test_lines_of_several_processes_never_mix(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(str(tmp_path), 1000 * n)) for n in (1, 2, 3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    lines = [line for path in tmp_path.glob("turns*") for line in path.read_text().splitlines()]
    assert sorted(json.loads(line)["at_ms"] for line in lines) == [
        *range(1000, 1200),
        *range(2000, 2200),
        *range(3000, 3200),
    ]


def test_a_line_is_written_and_files_are_moved_by_one_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone, seen = [], []

    @contextmanager
    def watched(path: Path) -> Iterator[None]:
        with locked(path):
            alone.append(path)
            yield
            alone.clear()

    write, replace = os.write, Path.replace
    monkeypatch.setattr(records, "locked", watched)
    monkeypatch.setattr(os, "write", lambda *a: seen.append(bool(alone)) or write(*a))
    monkeypatch.setattr(Path, "replace", lambda *a: seen.append(bool(alone)) or replace(*a))
    JsonLinesRecords(tmp_path, max_bytes=1).record(turn())
    assert len(seen) > 1
    assert all(seen)


def test_a_line_cut_off_by_a_crash_spoils_no_other(tmp_path: Path) -> None:
    kept = JsonLinesRecords(tmp_path)
    kept.record(turn(1))
    with (tmp_path / records.FILE).open("ab") as file:
        file.write(b'{"time": "2026-01')
    kept.record(turn(2))
    assert [r["at_ms"] for r in read_records(tmp_path)] == [1, 2]


def test_a_full_disk_loses_the_record_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = JsonLinesRecords(tmp_path)
    kept.record(turn(1))
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, data[:10]))
    kept.record(turn(2))
    monkeypatch.setattr(os, "write", real)
    kept.record(turn(3))
    assert kept.lost == 1
    assert len((tmp_path / records.FILE).read_text().splitlines()) == 2
    assert [r["at_ms"] for r in read_records(tmp_path)] == [1, 3]


def test_recording_never_raises(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    kept = JsonLinesRecords(tmp_path / "file")
    kept.record(turn())
    assert kept.lost == 1


def test_what_is_said_while_the_pin_is_asked_is_not_recorded(tmp_path: Path) -> None:
    kept = JsonLinesRecords(tmp_path)
    kept.record(turn(1, asked="pin", heard="four seven", digits="47", verdict="wrong"))
    (record,) = read_records(tmp_path)
    assert record["data"] == {"asked": "pin", "verdict": "wrong"}


@dataclass(frozen=True)
class Carrier:
    pin: str
    shop: str


SECRETS = [
    {"pin": PIN},
    {"digits": PIN},
    {"answer": {"digits": PIN, "pin_digits": PIN}},
    {"act": Act(intent="pin", slots={"digits": PIN})},
    {"acts": [Act(intent="pin", slots={"digits": PIN})]},
    {"action": CheckPin(request=1, positions=(1, 2), digits=PIN)},
    {"carrier": Carrier(pin=PIN, shop="a")},
    {"note": f"the pin is {PIN}"},
    {"note": f"slots={{'digits': '{PIN}'}}"},
    {"note": f"PIN: {PIN[:2]} {PIN[2:]}"},
    {"phase": "auth", "transcript": f"{PIN} please"},
    {"asked": "pin", "said": PIN, "hypotheses": [PIN], "closed": PIN},
    {"error": ValueError(f"digits={PIN}")},
    {"shop": {"password": PIN, "api.token": PIN}},
    {"sound": PIN.encode()},
]


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    yield logs.open_logs(tmp_path / "data", level="debug")
    logs.close_logs()
    structlog.reset_defaults()


@pytest.mark.parametrize("values", SECRETS)
def test_a_pin_is_in_no_log_line(
    log_file: Path,
    values: dict[str, object],
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    logs.log_of("test").info("turn", mark="kept", **values)
    logging.getLogger("library").warning("odd: %s", {"pin_digits": PIN})
    try:
        raise ValueError(f"bad pin {PIN}")
    except ValueError:
        logs.log_of("test").exception("failed")
    assert PIN not in caplog.records[0].getMessage()
    kept, foreign, failed = lines = [json.loads(line) for line in log_file.read_text().splitlines()]
    said = [{key: value for key, value in line.items() if key != "timestamp"} for line in lines]
    assert PIN not in json.dumps(said).replace(" ", "")  # the time may hold any digits
    assert kept["mark"] == "kept"
    assert foreign["logger"] == "library"
    assert "ValueError" in failed["exception"]
    assert capfd.readouterr() == ("", "")


def test_what_is_no_secret_is_kept() -> None:
    values = {"pinned": 3, "spinach": "2 bunches", "asked": "open", "heard": "add 12 eggs", "order": "1234"}
    assert redacted(values) == values
    assert redacted({"phase": "auth", "verdict": "ok"}) == {"phase": "auth", "verdict": "ok"}


def test_the_log_is_structured_private_and_levelled(tmp_path: Path) -> None:
    path = logs.open_logs(tmp_path, level="warning")
    logs.log_of("store").info("quiet")
    logs.log_of("store").warning("slow", ms=900)
    logs.close_logs()
    structlog.reset_defaults()
    (line,) = (json.loads(line) for line in path.read_text().splitlines())
    assert line | {"timestamp": ""} == {
        "event": "slow",
        "ms": 900,
        "logger": "voicecart.store",
        "level": "warning",
        "timestamp": "",
    }
    assert path.stat().st_mode & 0o777 == 0o600


def test_nothing_reaches_the_screen_even_without_a_disk(tmp_path: Path) -> None:
    code = (
        "import logging, sys; from pathlib import Path; from voice.adapters import logs\n"
        "logs.open_logs(Path(sys.argv[1])); (Path(sys.argv[1]) / logs.FILE).mkdir()\n"
        "logs.log_of('a').error('lost'); logging.getLogger('b').error('lost')\n"
    )
    run = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, check=True)
    assert (run.stdout, run.stderr) == (b"", b"")
