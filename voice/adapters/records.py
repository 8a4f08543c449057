"""Turn records as JSON lines on this machine, for the shop's statistics; nothing is sent anywhere."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from voice.adapters.durable import PRIVATE, locked, private_folder
from voice.adapters.redact import redacted
from voice.ports import Telemetry, TurnRecord

FILE = "turns.jsonl"
MAX_BYTES = 5_000_000
KEPT = 5
"""Full files that stay beside the one being written: turns.jsonl.1 is the newest of them."""


class NoRecords:
    """Keeps nothing."""

    def record(self, record: TurnRecord) -> None:
        """Forget it."""


class JsonLinesRecords:
    """One line of JSON per turn in `folder`, mode 600. Lines of several processes never mix; a file that
    has reached `max_bytes` is set aside, and of those the newest `kept` stay.
    """

    def __init__(
        self,
        folder: Path,
        *,
        max_bytes: int = MAX_BYTES,
        kept: int = KEPT,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._path, self._max_bytes, self._kept, self._now = folder / FILE, max_bytes, kept, now
        self.lost = 0
        """Records that could not be kept (disk full, folder not writable)."""

    def record(self, record: TurnRecord) -> None:
        """Append one line; where that fails, count it in `lost` and go on."""
        try:
            self._append(_line(record, self._now()))
        except OSError:
            self.lost += 1

    def _append(self, line: bytes) -> None:
        private_folder(self._path.parent)
        with locked(self._path.with_name(f".{FILE}.lock")):
            handle = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, PRIVATE)
            try:
                size = os.fstat(handle).st_size
                _whole_line(handle, line, size)
            finally:
                os.close(handle)
            if size + len(line) >= self._max_bytes:
                self._set_aside()

    def _set_aside(self) -> None:
        for number in range(self._kept, 0, -1):
            source = self._numbered(number - 1)
            with suppress(FileNotFoundError):
                source.replace(self._numbered(number))
        if not self._kept:
            self._path.unlink()

    def _numbered(self, number: int) -> Path:
        return self._path.with_name(f"{FILE}.{number}") if number else self._path


def open_records(folder: Path, *, enabled: bool) -> Telemetry:
    """Where turn records go: to files in `folder`, or nowhere (then no file is made)."""
    return JsonLinesRecords(folder) if enabled else NoRecords()


def read_records(folder: Path) -> Iterator[dict[str, Any]]:
    """Every kept record, oldest first; a damaged line (power cut, foreign hand) is left out."""
    old = sorted(
        folder.glob(f"{FILE}.*"), key=lambda p: -int(p.suffix[1:] or 0) if p.suffix[1:].isdigit() else 0
    )
    for path in (*old, folder / FILE):
        if path.is_file():
            yield from _read(path)


def _read(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_bytes().splitlines():
        with suppress(ValueError):
            record = json.loads(line)
            if isinstance(record, dict):
                yield record


def _line(record: TurnRecord, now: datetime) -> bytes:
    told = redacted(dict(record.data))
    values = {"time": now.isoformat(timespec="milliseconds"), "at_ms": record.at_ms, "kind": record.kind} | {
        "data": told
    }
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _whole_line(handle: int, line: bytes, size: int) -> None:
    """Write the line or nothing of it; where an earlier one was cut off, begin behind it."""
    if size and os.pread(handle, 1, size - 1) != b"\n":
        line = b"\n" + line
    if os.write(handle, line) != len(line):
        os.ftruncate(handle, size)
        raise OSError("the disk took only part of a record")
