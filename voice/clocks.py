"""Clocks for the runtime: one that follows the machine, one that follows the sound."""

from __future__ import annotations

import time


class MonotonicClock:
    """Milliseconds since it was made; after the first `align`, audio time. Then it never goes back."""

    def __init__(self) -> None:
        self._zero = time.monotonic()
        self._aligned = False

    def now_ms(self) -> int:
        """Milliseconds now."""
        return int((time.monotonic() - self._zero) * 1000)

    def align(self, stream_ms: int) -> None:
        """Sound up to `stream_ms` (audio time) is here, so that it is at least that late now.

        To be told of every block: the first ones may have waited for their taker for seconds, and a
        clock behind the sound would date the end of a read-back before a yes that interrupted it.
        """
        zero = time.monotonic() - stream_ms / 1000
        self._zero = min(self._zero, zero) if self._aligned else zero
        self._aligned = True


class AudioClock:
    """As late as the sound that was taken so far: for files, which play as fast as they are read."""

    def __init__(self) -> None:
        self._now = 0

    def now_ms(self) -> int:
        """The end of the newest sound."""
        return self._now

    def advance(self, to_ms: int) -> None:
        """Sound up to here was taken; never goes back."""
        self._now = max(self._now, to_ms)
