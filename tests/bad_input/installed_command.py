"""The installed `voicecart` as a user runs it: a process of its own, a home of its own, a deadline."""

from __future__ import annotations

import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

COMMAND = Path(sys.executable).with_name("voicecart")
DEADLINE_S = 120
"""What a hang is told by; machines that test are busy."""
NO_CARD = "pcm.!default { type pulse }\n"
"""An ALSA configuration that knows no card; its one device asks a sound server that is not there. (With an
empty configuration PortAudio aborts the process.)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a run ended."""

    code: int
    out: str
    err: str

    def told(self) -> dict[str, Any]:
        """The line of JSON that it ended with."""
        told: dict[str, Any] = json.loads(self.out.splitlines()[-1])
        return told


@dataclass(slots=True, kw_only=True)
class Voicecart:
    """Runs the command with its data in `home`/data. `sound` is the environment of a sound card."""

    home: Path
    sound: Mapping[str, str] | None = None
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.home / "data"

    def environment(self) -> dict[str, str]:
        """Nobody's settings but the test's."""
        plain = {k: v for k, v in os.environ.items() if not k.startswith(("VOICECART_", "XDG_", "PULSE_"))}
        quiet = self.home / "asound.conf"
        quiet.write_text(NO_CARD)
        sound = {"ALSA_CONFIG_PATH": str(quiet), "PULSE_SERVER": f"unix:{self.home}/none"}
        own = {"HOME": str(self.home), "VOICECART_DATA_DIR": str(self.data), "OMP_NUM_THREADS": "1"}
        return {**plain, **(self.sound or sound), **own, "COLUMNS": "200", **self.settings}

    def run(self, *words: object, typed: bytes | str = b"", deadline_s: float = DEADLINE_S) -> Ran:
        """Run it to its end; fails where it does not come to one."""
        given = typed.encode() if isinstance(typed, str) else typed
        ran = subprocess.run(
            [COMMAND, *map(str, words)],
            env=self.environment(),
            input=given,
            capture_output=True,
            timeout=deadline_s,
            check=False,
        )
        return Ran(code=ran.returncode, out=_text(ran.stdout), err=_text(ran.stderr))

    def start(self, *words: object) -> subprocess.Popen[bytes]:
        """Begin a run whose keyboard the test is; standard error goes to `home`/err.txt."""
        with (self.home / "err.txt").open("wb") as err:
            return subprocess.Popen(
                [COMMAND, *map(str, words)],
                env=self.environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=err,
                bufsize=0,
                preexec_fn=_ctrl_c_works,  # noqa: PLW1509 -- the test has no other thread
            )

    def orders(self) -> int:
        """Orders that the embedded store holds beside those of the sample history."""
        return _count(self.data / "store.db", "SELECT count(*) FROM orders WHERE idempotency_key IS NOT NULL")

    def entries(self) -> int:
        """Entries of the ledger: every yes that was ever written down."""
        return _count(self.data / "ledger.db", "SELECT count(*) FROM ledger_entries")


def _ctrl_c_works() -> None:
    """Test runners may ignore it; a shell's user does not."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="replace")


def _count(path: Path, query: str) -> int:
    if not path.exists():
        return 0
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return int(connection.execute(query).fetchone()[0])
    finally:
        connection.close()


def read_until(process: subprocess.Popen[bytes], words: str, deadline_s: float = DEADLINE_S) -> str:
    """What it has written until these words came; fails where it ends or the deadline comes first."""
    assert process.stdout is not None
    os.set_blocking(process.stdout.fileno(), False)
    said, end = b"", time.monotonic() + deadline_s
    while words.encode() not in said:
        assert time.monotonic() < end, f"no {words!r} in {_text(said)}"
        part = process.stdout.read(65536)
        if part:
            said += part
        elif part == b"":
            raise AssertionError(f"ended without {words!r}: {_text(said)}")
        else:
            time.sleep(0.02)
    return _text(said)


def say(process: subprocess.Popen[bytes], line: str) -> None:
    """Type a line."""
    assert process.stdin is not None
    process.stdin.write(line.encode() + b"\n")


def largest_child_mib() -> float:
    """Memory of the largest child so far, MiB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
