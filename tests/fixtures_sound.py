"""A virtual sound card for tests: `sound` is fresh for each test, this process uses it by default.

One directory for each card: tests in several processes do not hear each other.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import numpy as np
import pytest

from voice.adapters.portaudio import refresh_devices
from voice.adapters.virtual_sound import PROGRAMS, Recording, VirtualSound
from voice.audio.frames import AudioFormat, Frames
from voice.audio.resample import floats, pcm

PATIENCE_S = 20
MakeSound = Callable[..., AbstractContextManager[VirtualSound]]


@pytest.fixture(scope="session")
def make_sound() -> MakeSound:
    """Virtual sound cards: `with make_sound(echo=True) as card`. Skips where PulseAudio is missing."""
    if any(shutil.which(name) is None for name in PROGRAMS):
        pytest.skip("PulseAudio is not installed")

    def make(*, echo: bool = False) -> VirtualSound:
        return VirtualSound(echo=echo, changed=refresh_devices)

    return make


@pytest.fixture
def sound(make_sound: MakeSound) -> Iterator[VirtualSound]:
    """A running virtual sound card without echo."""
    with make_sound() as card:
        yield card


def chirp(seconds: float, rate: int = 16_000, loud: float = 0.5) -> Frames:
    """A rising tone, 300 to 3000 Hz: it fits its like at one place only."""
    t = np.arange(int(seconds * rate)) / rate
    tone = loud * np.sin(2 * np.pi * (300 * t + 1350 * t**2 / seconds))
    return Frames(pcm(tone.astype(np.float32)), AudioFormat(rate=rate))


def best_fit(heard: Frames, said: Frames) -> tuple[float, int]:
    """(correlation 0..1, samples of delay) of `said` where it fits best in `heard`; one rate for both."""
    long, short = floats(heard).astype(np.float64), floats(said).astype(np.float64)
    size = 1 << (len(long) + len(short)).bit_length()
    product = np.fft.irfft(np.fft.rfft(long, size) * np.conj(np.fft.rfft(short, size)), size)
    lag = int(np.argmax(product[: max(1, len(long) - len(short) + 1)]))
    part = long[lag : lag + len(short)]
    short = short[: len(part)]
    scale = np.linalg.norm(part) * np.linalg.norm(short)
    return (float(part @ short / scale) if scale else 0.0), lag


def loud_span_ms(frames: Frames, threshold: float = 0.003) -> tuple[int, int]:
    """(first, last) millisecond louder than `threshold`; (0, 0) where all is silent."""
    values = np.flatnonzero(np.abs(floats(frames)) > threshold)
    if not len(values):
        return 0, 0
    return int(values[0] * 1000 // frames.format.rate), int(values[-1] * 1000 // frames.format.rate)


def until(condition: Callable[[], bool]) -> None:
    """Wait for it; fail after PATIENCE_S."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def recording(sound: VirtualSound) -> Recording:
    """A recording of the speaker that has surely begun."""
    made = sound.record_speaker()
    until(lambda: made.recorded_ms > 200)
    return made
