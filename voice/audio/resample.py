"""Change the sample rate of sound: a windowed-sinc filter in polyphase form, streaming.

Output sample n stands at input position n * source / target. Its value is the sum of the inputs around
that position, weighted by a Kaiser-windowed sinc whose cut-off is the lower of the two Nyquist
frequencies, so that nothing folds back. Only as many distinct fractions exist as the reduced target
rate has units, so all weights are made once.
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil, gcd

import numpy as np
from numpy.typing import NDArray

from voice.audio.frames import AudioFormat, Frames
from voice.errors import BadAudio

Samples = NDArray[np.float32]
"""Mono samples, -1..1."""

ZERO_CROSSINGS = 24
"""Half length of the sinc in zero crossings of its cut-off."""
KAISER_BETA = 9.0
"""About 90 dB of stop-band attenuation."""
ROLL_OFF = 0.945
"""Cut-off as a share of the lower Nyquist frequency: the transition ends where folding would begin."""
CHUNK = 4096
"""Output samples worked out at once: bounds the memory of the gathered windows."""


@lru_cache(maxsize=8)
def _weights(up: int, down: int) -> Samples:
    """Shape (up, taps): row p holds the weights for an output p/up behind an input sample."""
    cutoff = ROLL_OFF * min(1.0, up / down)
    half = ceil(ZERO_CROSSINGS / cutoff)
    offsets = np.arange(-half + 1, half + 1)[None, :] - (np.arange(up) / up)[:, None]
    window = np.i0(KAISER_BETA * np.sqrt(np.clip(1 - (offsets / half) ** 2, 0, None))) / np.i0(KAISER_BETA)
    weights = cutoff * np.sinc(cutoff * offsets) * window
    weights /= weights.sum(axis=1, keepdims=True)
    return np.asarray(weights, dtype=np.float32)


class Resampler:
    """Changes mono samples from `source` to `target` Hz as they come, with bounded memory.

    The sum of all that `accept` and `finish` return has ceil(n * target / source) samples for n given,
    aligned with the input (no delay). Not for several threads at once.
    """

    def __init__(self, source: int, target: int) -> None:
        for rate in (source, target):
            AudioFormat(rate=rate)
        common = gcd(source, target)
        self._up, self._down = target // common, source // common
        self._table = _weights(self._up, self._down)
        self._half = self._table.shape[1] // 2
        self._held: Samples = np.zeros(self._half - 1, dtype=np.float32)
        self._first = -(self._half - 1)  # input index of _held[0]
        self._taken = 0
        self._given = 0

    def accept(self, samples: Samples) -> Samples:
        """Samples that can be told now; the last few wait for what follows."""
        if self._up == self._down:
            return samples
        self._taken += len(samples)
        self._held = np.concatenate((self._held, samples.astype(np.float32, copy=False)))
        complete = self._first + len(self._held) - self._half
        # Output n needs inputs up to floor(n * down / up) + half.
        return self._until(max(self._given, (complete * self._up - 1) // self._down + 1))

    def finish(self) -> Samples:
        """The rest, as if silence followed. Call once, at the end."""
        if self._up == self._down:
            return np.zeros(0, dtype=np.float32)
        self._held = np.concatenate((self._held, np.zeros(self._half + 1, dtype=np.float32)))
        return self._until(ceil(self._taken * self._up / self._down))

    def _until(self, end: int) -> Samples:
        parts = [self._span(at, min(at + CHUNK, end)) for at in range(self._given, end, CHUNK)]
        self._given = end
        keep_from = end * self._down // self._up - self._half + 1
        cut = max(0, keep_from - self._first)
        self._held = self._held[cut:]
        self._first += cut
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)

    def _span(self, begin: int, end: int) -> Samples:
        positions = np.arange(begin, end, dtype=np.int64) * self._down
        starts = positions // self._up - self._half + 1 - self._first
        windows = np.lib.stride_tricks.sliding_window_view(self._held, self._table.shape[1])
        summed = np.einsum("ij,ij->i", windows[starts], self._table[positions % self._up])
        return np.asarray(summed, dtype=np.float32)


def floats(frames: Frames) -> Samples:
    """The sound as mono samples -1..1 (two channels are averaged)."""
    values = np.asarray(np.frombuffer(frames.data, dtype="<i2"), dtype=np.float32) / np.float32(32768)
    if frames.format.channels == 1:
        return values
    return np.asarray(values.reshape(-1, frames.format.channels).mean(axis=1), dtype=np.float32)


def pcm(samples: Samples) -> bytes:
    """16-bit little-endian bytes of samples -1..1; what is louder is clipped."""
    return np.clip(np.rint(samples * 32768), -32768, 32767).astype("<i2").tobytes()


def resample(frames: Frames, rate: int) -> Frames:
    """The same sound as mono at `rate` Hz (8000..48000), beginning at the same audio time.

    Raises BadAudio for another rate.
    """
    form = AudioFormat(rate=rate)
    if frames.format == form:
        return frames
    worker = Resampler(frames.format.rate, rate)
    return Frames(pcm(np.concatenate((worker.accept(floats(frames)), worker.finish()))), form, frames.at_ms)


def join(pieces: list[Frames]) -> Frames:
    """The pieces end to end as one, from the audio time of the first. Raises BadAudio if formats differ."""
    if not pieces:
        return Frames(b"")
    if any(piece.format != pieces[0].format for piece in pieces):
        raise BadAudio("Sounds of different formats cannot be joined.", remedy="Resample them first.")
    return Frames(b"".join(piece.data for piece in pieces), pieces[0].format, pieces[0].at_ms)


def silence(ms: int, rate: int) -> Frames:
    """So many milliseconds of nothing, mono."""
    return Frames(bytes(2 * (ms * rate // 1000)), AudioFormat(rate=rate))
