"""A child program that answers one JSON line with one JSON line, and is ended when it is late.

A foreign library that may hang or crash lives in such a child: this process only ever waits until a
deadline. Not for several threads at once.
"""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from voice.errors import EngineFault

Reply = dict[str, Any]
AGAIN = "It is started again for the next sentence."


class LineProcess:
    """Starts the program with its first question. What it writes to stderr goes to the file `log`."""

    def __init__(self, command: Sequence[str], *, log: Path, environment: Mapping[str, str]) -> None:
        self._command = tuple(command)
        self._log = log
        self._environment = dict(environment)
        self._process: subprocess.Popen[bytes] | None = None
        self._unread = b""

    @property
    def pid(self) -> int:
        """Process id of the running program, or 0."""
        return self._process.pid if self._process else 0

    def ask(self, question: Reply, deadline_s: float) -> Reply:
        """The program's answer. Raises EngineFault (and ends the program) when it is late, gone or
        talks nonsense; the next question starts a fresh one.
        """
        end = time.monotonic() + deadline_s
        process = self._running()
        try:
            return self._exchange(process, question, end)
        except (OSError, ValueError) as error:
            self.stop()
            raise EngineFault(f"{self._name} failed: {error}. {self._last_words()}", remedy=AGAIN) from error
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the program, by its id. Harmless when none runs."""
        process, self._process, self._unread = self._process, None, b""
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                _close(pipe)

    @property
    def _name(self) -> str:
        return self._command[-1]

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            with self._log.open("wb") as log:
                self._process = subprocess.Popen(  # noqa: S603 - our own program
                    self._command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    env=self._environment,
                    bufsize=0,
                )
        return self._process

    def _exchange(self, process: subprocess.Popen[bytes], question: Reply, end: float) -> Reply:
        if process.stdin is None or process.stdout is None:
            raise ValueError("no pipes")
        process.stdin.write(json.dumps(question).encode() + b"\n")
        answer = json.loads(self._line(process.stdout.fileno(), end))
        if not isinstance(answer, dict):
            raise ValueError(f"answered {answer!r}")  # noqa: TRY004 - what was said is wrong, not its type
        return answer

    def _line(self, source: int, end: float) -> bytes:
        with selectors.DefaultSelector() as selector:
            selector.register(source, selectors.EVENT_READ)
            while b"\n" not in self._unread:
                if not selector.select(max(0.0, end - time.monotonic())):
                    raise EngineFault(f"{self._name} missed its deadline and was ended.", remedy=AGAIN)
                data = os.read(source, 65536)
                if not data:
                    raise ValueError("it ended without an answer")
                self._unread += data
        line, _, self._unread = self._unread.partition(b"\n")
        return line

    def _last_words(self) -> str:
        try:
            return self._log.read_text(errors="replace")[-400:].strip()
        except OSError:
            return ""


def _close(pipe: Any) -> None:
    """A pipe to a dead program may complain about what was not written."""
    try:
        pipe.close()
    except OSError:
        return
