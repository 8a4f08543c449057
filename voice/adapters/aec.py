"""Takes the assistant's own voice out of what the microphone hears (extra `aec`, library pywebrtc-audio).

The canceller compares the microphone with a reference, what went to the speaker. Both streams run at the
pace of their sound cards; the reference is kept a little behind, so that every echo comes after its cause.
"""

from __future__ import annotations

import importlib
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from voice.audio.frames import RECOGNISER_RATE, VAD_BLOCK, AudioFormat, Frames
from voice.audio.resample import Resampler, floats, pcm
from voice.errors import EngineFault, Misuse, ModelMissing
from voice.ports import Microphone

STEP = RECOGNISER_RATE // 100
"""The library works on 10 ms at a time."""
STEP_BYTES = 2 * STEP
LONGEST_REFERENCE = 4 * RECOGNISER_RATE
"""Samples of reference that may wait; the microphone's own queue holds two seconds."""
LEAD = VAD_BLOCK + 160
"""Samples of reference that stay when too many wait: the next block and 10 ms."""
SURPLUS = VAD_BLOCK + 480
"""Reference is late when never fewer than this waited (a speaker that stuttered leaves it so): 30 ms
beyond the next block. An echo comes some 70 ms after its cause, so less than that does no harm."""
WINDOW_S = 1.0
"""Time between two looks at that; longer than it takes to catch up on a microphone's backlog."""
WINDOW_BLOCKS = 16
"""Fewer blocks than this say nothing: nobody listened."""
INSTALL = "Install it: pip install 'voicecart[aec]'"


class WebrtcEchoCanceller:
    """WebRTC's AEC3 for 16 kHz mono. `played` may be called from any thread, the rest from one.

    `suppress_noise` 0..4: off, or 6, 12, 18, 21 dB of steady noise less.
    """

    def __init__(self, *, suppress_noise: int = 0, clock: Callable[[], float] = time.monotonic) -> None:
        self._suppress_noise = suppress_noise
        self._clock = clock
        self._engine: Any = None
        self._waiting: deque[Frames] = deque(maxlen=400)
        self._lock = threading.Lock()
        self._near = self._far = self._out = self._reference_held = b""
        self._resampler: Resampler | None = None
        self._form: AudioFormat | None = None
        self._fewest, self._blocks, self._look_at = 0, 0, 0.0
        self.reset()

    @property
    def name(self) -> str:
        """The engine, for people."""
        return "WebRTC AEC3"

    def start(self) -> None:
        """Load it. Raises ModelMissing where the extra is not installed."""
        try:
            library = importlib.import_module("pywebrtc_audio")
        except ImportError as error:
            raise ModelMissing("The echo canceller is not installed.", remedy=INSTALL) from error
        self._engine = library.AudioProcessor(
            sample_rate=RECOGNISER_RATE,
            num_channels=1,
            echo_cancellation=True,
            noise_suppression=self._suppress_noise > 0,
            ns_level=max(0, self._suppress_noise - 1),
        )
        self.reset()

    def played(self, frames: Frames) -> None:
        """What goes out of the speaker, silence too, in order. Returns at once (called by sound drivers)."""
        self._waiting.append(frames)

    def clean(self, block: Frames) -> Frames:
        """The block without echo, as long, 10 ms late. Raises Misuse before `start` or for sound that is
        not 16 kHz mono, EngineFault where the library fails.
        """
        if self._engine is None or block.format != AudioFormat():
            raise Misuse("The echo canceller takes 16 kHz mono, after start.", remedy="Resample, start.")
        self._near += block.data
        self._far += self._reference(block.samples)
        while len(self._near) >= STEP_BYTES:
            self._out += self._step(self._near[:STEP_BYTES], self._far[:STEP_BYTES])
            self._near, self._far = self._near[STEP_BYTES:], self._far[STEP_BYTES:]
        ready, self._out = self._out[: len(block.data)], self._out[len(block.data) :]
        return Frames(ready, at_ms=block.at_ms)

    def reset(self) -> None:
        """Forget what was played so far: a microphone starts to listen now."""
        with self._lock:
            self._waiting.clear()
            self._reference_held = b""
            self._resampler = self._form = None
            self._fewest, self._blocks, self._look_at = LONGEST_REFERENCE, 0, self._clock() + WINDOW_S
            self._near, self._far, self._out = b"", b"", bytes(STEP_BYTES)

    def close(self) -> None:
        """Free it."""
        self._engine = None
        self.reset()

    def _step(self, near: bytes, far: bytes) -> bytes:
        try:
            cleaned = self._engine.process(np.frombuffer(near, np.int16), np.frombuffer(far, np.int16))
        except (RuntimeError, ValueError, TypeError) as error:
            raise EngineFault(f"The echo canceller failed: {error}", remedy="It is started again.") from error
        return bytes(cleaned.tobytes())

    def _reference(self, samples: int) -> bytes:
        """So many samples of what was played; silence where nothing was."""
        with self._lock:
            while self._waiting:
                self._reference_held += self._converted(self._waiting.popleft())
            self._forget_surplus()
            wanted = 2 * samples
            ready, self._reference_held = self._reference_held[:wanted], self._reference_held[wanted:]
        return ready.ljust(wanted, b"\0")

    def _converted(self, frames: Frames) -> bytes:
        if self._resampler is None or frames.format != self._form:
            self._resampler, self._form = Resampler(frames.format.rate, RECOGNISER_RATE), frames.format
        return pcm(self._resampler.accept(floats(frames)))

    def _forget_surplus(self) -> None:
        """Keep cause before effect: a reference that waits longer than its echo needs is too old."""
        waits = len(self._reference_held) // 2
        if waits > LONGEST_REFERENCE:
            self._reference_held = self._reference_held[-2 * LEAD :]
        if self._clock() >= self._look_at:
            if self._blocks >= WINDOW_BLOCKS and self._fewest > SURPLUS:
                self._reference_held = self._reference_held[2 * (self._fewest - LEAD) :]
            self._fewest, self._blocks, self._look_at = LONGEST_REFERENCE, 0, self._clock() + WINDOW_S
        self._fewest, self._blocks = min(self._fewest, waits), self._blocks + 1


class EchoFreeMicrophone:
    """A `Microphone` that hears through another one without the assistant's own voice."""

    def __init__(self, microphone: Microphone, canceller: WebrtcEchoCanceller) -> None:
        self._microphone = microphone
        self._canceller = canceller

    @property
    def name(self) -> str:
        """The device and the canceller, for people."""
        return f"{self._microphone.name} through {self._canceller.name}"

    @property
    def dropped_ms(self) -> int:
        """Milliseconds lost by the microphone."""
        return self._microphone.dropped_ms

    def start(self) -> None:
        """Start both. Raises ModelMissing, NoMicrophone or BadAudio."""
        self._canceller.start()
        self._microphone.start()

    def frames(self) -> Iterator[Frames]:
        """The microphone's blocks, cleaned."""
        blocks = self._microphone.frames()
        self._canceller.reset()
        return map(self._canceller.clean, blocks)

    def close(self) -> None:
        """Release both."""
        self._microphone.close()
        self._canceller.close()
