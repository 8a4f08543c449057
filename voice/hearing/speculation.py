"""Whether a decoding made at a short pause still stands when the utterance ends. Pure."""

from __future__ import annotations

import math
from typing import Final

from voice.audio.frames import RECOGNISER_RATE

_BLOCK: Final = 2 * RECOGNISER_RATE * 32 // 1000
_SILENCE_BLOCKS: Final = 5
"""At a pause at least this many blocks of 32 ms were silent."""
_FLOOR: Final = 60.0
"""Loudness (root mean square, of 32,767) of a quiet room's noise."""
_LOUDER: Final = 3.0


def loudness(pcm: bytes) -> float:
    """Root mean square of 16-bit samples."""
    samples = memoryview(pcm).cast("h")
    return math.sqrt(sum(s * s for s in samples) / len(samples)) if samples else 0.0


def still_stands(pcm: bytes, decoded_bytes: int) -> bool:
    """Whether nothing louder than the pause itself came after the first `decoded_bytes` of `pcm`.

    The sound ends in silence when an utterance is over, but may not when it was cut as too long or
    the stream ended.
    """
    pause = _blocks(pcm, max(0, decoded_bytes - _SILENCE_BLOCKS * _BLOCK), decoded_bytes)
    since = _blocks(pcm, decoded_bytes, len(pcm))
    return max(since, default=0.0) <= _LOUDER * max(_FLOOR, *pause, 0.0)


def _blocks(pcm: bytes, start: int, stop: int) -> list[float]:
    return [loudness(pcm[at : min(at + _BLOCK, stop)]) for at in range(start, stop, _BLOCK)]
