"""A recording of a dialogue: left what was heard, right what was said, on the microphone's time."""

from __future__ import annotations

import threading
import wave
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from voice.audio.frames import RECOGNISER_RATE, Frames
from voice.audio.resample import resample
from voice.errors import Misuse

LONGEST_LEAD_MS = 120_000
"""What is said may lie so far ahead of what was heard; more would grow without bound."""


class WavRecorder:
    """Writes a stereo WAV file of 16 kHz as the dialogue goes on; bounded memory, safe for several threads.

    Never used unless somebody asked for a recording. The microphone leads: `heard` writes, gaps in its
    time become silence; `played` lays a sentence at its place, `stopped` takes away what was not said.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._file: wave.Wave_write | None = wave.open(str(path), "wb")  # noqa: SIM115 - lives until close
        self._file.setnchannels(2)
        self._file.setsampwidth(2)
        self._file.setframerate(RECOGNISER_RATE)
        self._written = 0
        self._ahead: NDArray[np.int16] = np.zeros(0, dtype=np.int16)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def written_ms(self) -> int:
        """How much is in the file."""
        return self._written * 1000 // RECOGNISER_RATE

    def heard(self, block: Frames) -> None:
        """A block of the microphone, at its audio time; what was written already is not written again."""
        values = _values(block)
        with self._lock:
            begin = block.at_ms * RECOGNISER_RATE // 1000
            # at_ms is in whole milliseconds: less than that is no gap.
            gap = begin - self._written
            if gap >= RECOGNISER_RATE // 1000:
                self._write(np.zeros(gap, dtype=np.int16))
            self._write(values[max(0, -gap) :] if -gap >= RECOGNISER_RATE // 1000 else values)

    def played(self, frames: Frames, at_ms: int) -> None:
        """A sentence that is said from `at_ms` of the microphone's time on; its past is left out. Raises
        Misuse when it ends more than LONGEST_LEAD_MS ahead.
        """
        values = _values(frames)
        with self._lock:
            begin = at_ms * RECOGNISER_RATE // 1000 - self._written
            values, begin = values[max(0, -begin) :], max(0, begin)
            end = begin + len(values)
            if end > LONGEST_LEAD_MS * RECOGNISER_RATE // 1000:
                raise Misuse(
                    "A recording was handed a sentence from far ahead.", remedy="Record what is heard."
                )
            if end > len(self._ahead):
                self._ahead = np.pad(self._ahead, (0, end - len(self._ahead)))
            self._ahead[begin:end] = values

    def stopped(self, at_ms: int) -> None:
        """What was to be said from `at_ms` on was not said."""
        with self._lock:
            self._ahead = self._ahead[: max(0, at_ms * RECOGNISER_RATE // 1000 - self._written)]

    def close(self) -> None:
        """Write the rest of what was said and close the file. Harmless when closed."""
        with self._lock:
            if self._file is None:
                return
            if len(self._ahead):
                self._write(np.zeros(len(self._ahead), dtype=np.int16))
            self._file.close()
            self._file = None

    def _write(self, left: NDArray[np.int16]) -> None:
        if self._file is None:
            raise Misuse("A recording was written after it was closed.", remedy="Open a new one.")
        right = self._ahead[: len(left)]
        self._ahead = self._ahead[len(left) :]
        pair = np.stack((left, np.pad(right, (0, len(left) - len(right)))), axis=1)
        self._file.writeframes(pair.astype("<i2").tobytes())
        self._written += len(left)


def _values(frames: Frames) -> NDArray[np.int16]:
    return np.frombuffer(resample(frames, RECOGNISER_RATE).data, dtype="<i2").astype(np.int16)
