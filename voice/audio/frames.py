"""Blocks of sound that carry their own format."""

from __future__ import annotations

from dataclasses import dataclass

from voice.errors import BadAudio

RECOGNISER_RATE = 16_000
"""Samples per second that hearing works at; sources resample to it."""
VAD_BLOCK = 512
"""Samples in one block at RECOGNISER_RATE (32 ms): what the Silero detector asks for."""


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """Signed little-endian PCM: `rate` samples per second, `width` bytes per sample, `channels`."""

    rate: int = RECOGNISER_RATE
    width: int = 2
    channels: int = 1

    def __post_init__(self) -> None:
        if not 8_000 <= self.rate <= 48_000:
            raise BadAudio(
                f"A sample rate of {self.rate} Hz is not usable.",
                remedy="Use 8000 to 48000 Hz.",
            )
        if self.width != 2 or self.channels not in (1, 2):
            raise BadAudio(
                f"{self.width * 8}-bit sound with {self.channels} channels is not usable.",
                remedy="Use 16-bit PCM with one or two channels.",
            )

    @property
    def frame_bytes(self) -> int:
        """Bytes of one sample of every channel."""
        return self.width * self.channels


@dataclass(frozen=True, slots=True)
class Frames:
    """PCM bytes in a format; `at_ms` is the stream's audio time at the first sample."""

    data: bytes
    format: AudioFormat = AudioFormat()
    at_ms: int = 0

    def __post_init__(self) -> None:
        if not isinstance(self.data, bytes):
            raise BadAudio(f"Frames hold bytes, not {type(self.data).__name__}.")
        if len(self.data) % self.format.frame_bytes:
            raise BadAudio("The sound ends in the middle of a sample.")

    @property
    def samples(self) -> int:
        """Samples per channel."""
        return len(self.data) // self.format.frame_bytes

    @property
    def duration_ms(self) -> int:
        """Length in whole milliseconds of audio."""
        return self.samples * 1000 // self.format.rate

    @property
    def end_ms(self) -> int:
        """Audio time just behind the last sample."""
        return self.at_ms + self.duration_ms
