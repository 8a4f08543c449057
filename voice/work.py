"""Blocking calls off the conversation's thread, each with a deadline."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from typing import Protocol

from voice.dialogue.events import Event

Job = Callable[[], Event]
log = logging.getLogger(__name__)


class Work(Protocol):
    """Runs jobs in order and reports the event each one gives."""

    def do(self, job: Job) -> None:
        """Run it, now or soon."""
        ...

    def close(self) -> None:
        """Take no more jobs."""
        ...


class AtOnce:
    """Runs each job where it stands: for typing, replays and tests, where nothing else goes on."""

    def __init__(self, report: Callable[[Event], None]) -> None:
        self._report = report

    def do(self, job: Job) -> None:
        """Run it now."""
        self._report(job())

    def close(self) -> None:
        """Nothing is open."""


class InBackground:
    """Runs jobs one after the other on a thread of its own."""

    def __init__(self, report: Callable[[Event], None]) -> None:
        self._report = report
        self._jobs: queue.Queue[Job | None] = queue.Queue()
        self._thread = threading.Thread(target=self._run, name="voicecart-shop", daemon=True)
        self._thread.start()

    def do(self, job: Job) -> None:
        """Run it after those before it."""
        self._jobs.put(job)

    def close(self) -> None:
        """Finish what runs, for a few seconds; an order on its way is in the ledger either way."""
        self._jobs.put(None)
        self._thread.join(timeout=5.0)

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                event = job()
            except Exception:  # a job that breaks its word: its deadline tells the conversation
                log.exception("A request to the store failed.")
                continue
            self._report(event)
