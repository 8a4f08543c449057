"""A microphone that plays files: the same sound, in audio time, as often as one likes."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from voice.audio.frames import RECOGNISER_RATE, VAD_BLOCK, Frames
from voice.audio.resample import resample
from voice.audio.wav import read_wav, wav_form
from voice.errors import Misuse

BLOCK_BYTES = 2 * VAD_BLOCK


@dataclass(frozen=True, slots=True, kw_only=True)
class Silences:
    """Milliseconds of silence before the first file, between files, and behind the last one (long
    enough for the end of speech to be noticed).
    """

    before_ms: int = 300
    between_ms: int = 1_500
    after_ms: int = 1_500


class WavMicrophone:
    """A `Microphone` over WAV files or sounds, one after the other.

    As fast as blocks are taken, or in `real_time`, one block every 32 ms. Then nothing is ever dropped:
    files wait.
    """

    def __init__(
        self, sounds: Sequence[Path | Frames], *, silences: Silences | None = None, real_time: bool = False
    ) -> None:
        self._sounds = tuple(sounds)
        self._silences = silences or Silences()
        self._real_time = real_time
        self._started = False
        self._closed = threading.Event()

    @property
    def name(self) -> str:
        """The files, for people."""
        names = [sound.name if isinstance(sound, Path) else "a sound" for sound in self._sounds]
        return ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")

    @property
    def dropped_ms(self) -> int:
        """Always 0."""
        return 0

    def start(self) -> None:
        """Look at every file's header. Raises BadAudio naming the first file that cannot be used."""
        for sound in self._sounds:
            if isinstance(sound, Path):
                wav_form(sound)
        self._closed.clear()
        self._started = True

    def frames(self) -> Iterator[Frames]:
        """Full blocks of VAD_BLOCK samples from 0 ms on, the last one filled up with silence. Raises
        Misuse before `start`, BadAudio for a file that changed since.
        """
        if not self._started:
            raise Misuse("The files were listened to before they were started.", remedy="Call start first.")
        return self._paced(_full_blocks(self._parts()))

    def close(self) -> None:
        """`frames` ends."""
        self._started = False
        self._closed.set()

    def _parts(self) -> Iterator[bytes]:
        yield _silence(self._silences.before_ms)
        for number, sound in enumerate(self._sounds):
            if number:
                yield _silence(self._silences.between_ms)
            if isinstance(sound, Path):
                yield from (frames.data for frames in read_wav(sound))
            else:
                yield resample(sound, RECOGNISER_RATE).data
        yield _silence(self._silences.after_ms)

    def _paced(self, blocks: Iterator[Frames]) -> Iterator[Frames]:
        began = time.monotonic()
        for block in blocks:
            if self._real_time:
                self._closed.wait(max(0.0, began + block.end_ms / 1000 - time.monotonic()))
            if self._closed.is_set():
                return
            yield block


def _silence(ms: int) -> bytes:
    return bytes(2 * (ms * RECOGNISER_RATE // 1000))


def _full_blocks(parts: Iterator[bytes]) -> Iterator[Frames]:
    held, given = b"", 0
    for part in parts:
        held += part
        at = 0
        while len(held) - at >= BLOCK_BYTES:
            yield Frames(held[at : at + BLOCK_BYTES], at_ms=given * 1000 // RECOGNISER_RATE)
            at, given = at + BLOCK_BYTES, given + VAD_BLOCK
        held = held[at:]
    if held:
        yield Frames(held.ljust(BLOCK_BYTES, b"\0"), at_ms=given * 1000 // RECOGNISER_RATE)
