"""Microphone and speaker of this machine.

The callbacks of PortAudio's thread copy one block and return. The microphone's blocks wait in a bounded
queue; what nobody takes in time is dropped and counted as audio time. The speaker's stream runs all the
time (silence between sentences), so a sentence starts at once and an echo canceller has an unbroken
reference; stopping only takes the sentence away, and at most the stream's latency is still heard.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from voice.adapters import portaudio
from voice.audio.frames import RECOGNISER_RATE, VAD_BLOCK, AudioFormat, Frames
from voice.audio.resample import Resampler, floats, pcm, resample
from voice.errors import AudioError, Misuse
from voice.ports import PlaybackDone

FIRST_BLOCK_S = 5.0
"""A wireless device may need some time to wake."""
GONE_S = 1.5
"""A device that gave nothing for so long went away; a living one gives a block every 32 ms."""
POLL_S = 0.25
MICROPHONE_BLOCK_MS = VAD_BLOCK * 1000 // RECOGNISER_RATE
SPEAKER_BLOCK_MS = 20

log = logging.getLogger(__name__)


class SounddeviceMicrophone:
    """A `Microphone`: a device by number or part of its name, None for the usual one.

    `queue_blocks` blocks of 32 ms wait for the taker (64 are two seconds); more are dropped.
    """

    def __init__(self, device: portaudio.Device = None, *, queue_blocks: int = 64) -> None:
        self._device = device
        self._queue_blocks = queue_blocks
        self._stream: portaudio.Stream | None = None
        self._queue: queue.Queue[tuple[int, bytes]] = queue.Queue(queue_blocks)
        self._ended = threading.Event()
        self._position = 0
        self._dropped = 0

    @property
    def name(self) -> str:
        """The device, for people."""
        return "the usual microphone" if self._device is None else str(self._device)

    @property
    def dropped_ms(self) -> int:
        """Milliseconds lost so far; an overflow inside the driver counts as the one block surely lost."""
        return self._dropped * 1000 // self._stream.rate if self._stream else 0

    def start(self) -> None:
        """Open it; sound is taken from now on. Raises NoMicrophone. Harmless when open."""
        if self._stream is not None:
            return
        self._queue = queue.Queue(self._queue_blocks)
        self._ended = threading.Event()
        self._position = self._dropped = 0
        wanted = portaudio.StreamWanted(
            direction="input",
            device=self._device,
            rates=(RECOGNISER_RATE,),
            block_ms=MICROPHONE_BLOCK_MS,
            callback=self._on_block,
            ended=self._ended.set,
        )
        self._stream = portaudio.started(portaudio.open_stream(wanted), "input")

    def frames(self) -> Iterator[Frames]:
        """Blocks until it is closed. Raises NoMicrophone (and closes it) when the device goes away, at
        most about two seconds later, and Misuse before `start`.
        """
        if self._stream is None:
            raise Misuse("The microphone was listened to before it was started.", remedy="Call start first.")
        return self._take(_Blocks(self._stream.rate, self._stream.channels))

    def close(self) -> None:
        """Release it; `frames` ends. Harmless when closed."""
        stream, self._stream = self._stream, None
        self._ended.set()
        if stream is not None:
            stream.close()

    def _on_block(self, data: Any, count: int, _times: Any, flags: Any) -> None:
        if flags and flags.input_overflow:
            self._position += count
            self._dropped += count
        try:
            self._queue.put_nowait((self._position, bytes(data)))
        except queue.Full:
            self._dropped += count
        self._position += count

    def _take(self, blocks: _Blocks) -> Iterator[Frames]:
        heard_at, patience = time.monotonic(), FIRST_BLOCK_S
        while self._stream is not None:
            try:
                position, data = self._queue.get(timeout=POLL_S)
            except queue.Empty:
                if self._ended.is_set() or time.monotonic() - heard_at > patience:
                    self._report_gone()
                continue
            yield from blocks.accept(position, data)
            heard_at, patience = time.monotonic(), GONE_S

    def _report_gone(self) -> None:
        if self._stream is None:
            return
        why = "its stream ended" if self._ended.is_set() else "it gave no more sound"
        self.close()
        raise portaudio.gone("input", self.name, why)


class _Blocks:
    """Turns a device's blocks into blocks of VAD_BLOCK samples, 16 kHz mono, in audio time."""

    def __init__(self, rate: int, channels: int) -> None:
        self._form = AudioFormat(rate=rate, channels=channels)
        self._resampler = Resampler(rate, RECOGNISER_RATE)
        self._expected = 0
        self._lost = 0
        self._given = 0
        self._held = b""

    def accept(self, position: int, data: bytes) -> Iterator[Frames]:
        """The full blocks now there; `position` is the first sample's place in the device's stream."""
        block = Frames(data, self._form)
        self._lost += position - self._expected
        self._expected = position + block.samples
        if self._form == AudioFormat():
            self._held += data
        else:
            self._held += pcm(self._resampler.accept(floats(block)))
        while len(self._held) >= 2 * VAD_BLOCK:
            at_ms = self._given * 1000 // RECOGNISER_RATE + self._lost * 1000 // self._form.rate
            piece, self._held = self._held[: 2 * VAD_BLOCK], self._held[2 * VAD_BLOCK :]
            self._given += VAD_BLOCK
            yield Frames(piece, at_ms=at_ms)


class _Piece:
    """One sentence on its way out, in the device's form. It ends once: heard out, or cut."""

    def __init__(self, data: bytes, done: PlaybackDone) -> None:
        self.data = data
        self.offset = 0
        self.done = done
        self.cut = threading.Event()
        self.ending = False

    def take(self, size: int) -> bytes:
        part = self.data[self.offset : self.offset + size]
        self.offset += len(part)
        return part

    @property
    def over(self) -> bool:
        return self.offset >= len(self.data)


class SounddeviceSpeaker:
    """A `Speaker`: a device by number or part of its name, None for the usual one. One thread plays.

    Playing while something plays stops that first (its `done` gets False). `heard` is called on
    PortAudio's thread with every block that goes out, silence too, in the device's form: it must return
    at once (an echo canceller's `played` does).
    """

    def __init__(
        self, device: portaudio.Device = None, *, heard: Callable[[Frames], None] | None = None
    ) -> None:
        self._device = device
        self._heard = heard
        self._lock = threading.Lock()
        self._stream: portaudio.Stream | None = None
        self._form = AudioFormat()
        self._ended = threading.Event()
        self._beat = self._latency_s = 0.0
        self._piece: _Piece | None = None
        self._unfinished = 0
        self._endings: queue.SimpleQueue[tuple[_Piece, float] | None] = queue.SimpleQueue()
        self._reporter: threading.Thread | None = None

    @property
    def name(self) -> str:
        """The device, for people."""
        return "the usual speaker" if self._device is None else str(self._device)

    @property
    def playing(self) -> bool:
        """True from `play` until its `done` is called."""
        return self._unfinished > 0

    def start(self) -> None:
        """Open it. Raises NoSpeaker. Harmless when open."""
        self._open()
        if self._reporter is None:
            self._reporter = threading.Thread(target=self._report, daemon=True, name="speaker-reports")
            self._reporter.start()

    def play(self, frames: Frames, done: PlaybackDone) -> None:
        """Start playing and return. A device that went away is opened again first (seconds, where a sound
        server hangs); `done` gets False when it stays away. Raises Misuse before `start`.
        """
        if self._reporter is None:
            raise Misuse("The speaker was asked to play before it was started.", remedy="Call start first.")
        piece = _Piece(b"", done)
        with self._lock:
            self._unfinished += 1
        try:
            self._open()
        except AudioError as error:
            log.warning("The speaker is gone: %s", error)
            self._end(piece, cut=True)
            return
        piece.data = self._in_device_form(frames)
        self._replace(piece)

    def stop(self) -> None:
        """Silence now; the piece's `done` gets False."""
        self._replace(None)

    def close(self) -> None:
        """Stop, and release the device. Harmless when closed."""
        self.stop()
        reporter, self._reporter = self._reporter, None
        if reporter is not None:
            self._endings.put(None)
            if reporter is not threading.current_thread():
                reporter.join(2)
        self._release()

    def _open(self) -> None:
        if self._stream is not None and not self._dead:
            return
        self._release()
        self._ended = threading.Event()
        wanted = portaudio.StreamWanted(
            direction="output",
            device=self._device,
            rates=(),
            block_ms=SPEAKER_BLOCK_MS,
            callback=self._on_block,
            ended=self._ended.set,
        )
        stream = portaudio.open_stream(wanted)
        self._form = AudioFormat(rate=stream.rate, channels=stream.channels)
        self._beat = time.monotonic() + FIRST_BLOCK_S
        self._latency_s = stream.latency_s
        self._stream = portaudio.started(stream, "output")

    def _release(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

    @property
    def _dead(self) -> bool:
        return self._ended.is_set() or time.monotonic() - self._beat > GONE_S

    def _in_device_form(self, frames: Frames) -> bytes:
        mono = resample(frames, self._form.rate)
        if self._form.channels == 1:
            return mono.data
        return np.repeat(np.frombuffer(mono.data, dtype="<i2"), self._form.channels).tobytes()

    def _replace(self, piece: _Piece | None) -> None:
        with self._lock:
            old, self._piece = self._piece, piece
        if old is not None:
            self._end(old, cut=True)

    def _end(self, piece: _Piece, *, cut: bool, after_s: float = 0.0) -> None:
        """Have the piece reported, once: what is cut while its last samples are in the air, is cut."""
        if cut:
            piece.cut.set()
        with self._lock:
            first, piece.ending = not piece.ending, True
        if first:
            self._endings.put((piece, after_s))

    def _on_block(self, out: Any, count: int, _times: Any, _flags: Any) -> None:
        size = count * self._form.frame_bytes
        with self._lock:
            piece = self._piece
            part = piece.take(size) if piece else b""
        block = part + bytes(size - len(part))
        out[:] = block
        self._beat = max(self._beat, time.monotonic())
        if piece is not None and piece.over and not piece.ending:
            self._end(piece, cut=False, after_s=self._latency_s + SPEAKER_BLOCK_MS / 1000)
        if self._heard is not None:
            self._heard(Frames(block, self._form))

    def _report(self) -> None:
        while True:
            try:
                ending = self._endings.get(timeout=POLL_S)
            except queue.Empty:
                self._watch()
                continue
            if ending is None:
                return
            self._tell(*ending)

    def _watch(self) -> None:
        """A dead device plays nothing on: what it was given is not heard."""
        if self._piece is not None and self._dead:
            log.warning("The speaker %s went away while it played.", self.name)
            self.stop()

    def _tell(self, piece: _Piece, after_s: float) -> None:
        heard = not piece.cut.wait(after_s)
        with self._lock:
            self._unfinished -= 1
            if self._piece is piece:
                self._piece = None
        try:
            piece.done(heard)
        except Exception:  # the runtime's code on our thread: later sentences must still be reported
            log.exception("What follows a sentence failed.")
