"""WAV files of the usual forms, read as the sound that hearing works on.

Taken: RIFF WAVE, integer PCM of 8, 16, 24 or 32 bits, floating point of 32 or 64 bits, plain or
"extensible" header, one or two channels, 8 to 48 kHz. Everything else is BadAudio with the file's name.
Reading keeps about one second in memory, whatever the file's length.
"""

from __future__ import annotations

import io
import struct
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from voice.audio.frames import RECOGNISER_RATE, VAD_BLOCK, AudioFormat, Frames
from voice.audio.resample import Resampler, Samples, join, pcm
from voice.errors import BadAudio

PCM, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE
FORM_WE_TAKE = "Use a WAV file: PCM of 8 to 32 bits or float, one or two channels, 8000 to 48000 Hz."
ENDLESS = 0x7FFFF000
"""Data sizes from here on are what programs write that do not know the length: read to the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WavForm:
    """What a WAV header says. `bits` per sample of one channel; `size` of the data in bytes."""

    rate: int
    channels: int
    bits: int
    floating: bool
    start: int
    size: int

    @property
    def frame_bytes(self) -> int:
        """Bytes of one sample of every channel."""
        return self.channels * self.bits // 8

    @property
    def duration_ms(self) -> int:
        """Length in whole milliseconds."""
        return self.size // self.frame_bytes * 1000 // self.rate


def wav_form(path: Path) -> WavForm:
    """The form of a file, with its data checked to be there. Raises BadAudio naming the file."""
    try:
        with path.open("rb") as file:
            return _checked(path, file)
    except OSError as error:
        raise BadAudio(f"{path} cannot be read: {error.strerror}.", remedy=FORM_WE_TAKE) from error


def read_wav(path: Path, *, block: int = VAD_BLOCK) -> Iterator[Frames]:
    """The file as blocks of `block` samples, 16 kHz mono, timed from 0 ms; the last may be shorter.

    Raises BadAudio naming the file, before the first block where the header already tells.
    """
    form = wav_form(path)
    return _blocks(path, form, block)


def load_wav(path: Path) -> Frames:
    """The whole file as one sound, 16 kHz mono. Raises BadAudio."""
    return join(list(read_wav(path, block=RECOGNISER_RATE)))


def wav_bytes(frames: Frames) -> bytes:
    """A WAV file with this sound, for players and browsers."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(frames.format.channels)
        file.setsampwidth(frames.format.width)
        file.setframerate(frames.format.rate)
        file.writeframes(frames.data)
    return buffer.getvalue()


def write_wav(path: Path, frames: Frames) -> None:
    """Write this sound to a file, in its own form."""
    path.write_bytes(wav_bytes(frames))


def _checked(path: Path, file: BinaryIO) -> WavForm:
    magic = file.read(12)
    if len(magic) < 12 or magic[:4] != b"RIFF" or magic[8:] != b"WAVE":
        raise BadAudio(f"{path} is not a WAV file.", remedy=FORM_WE_TAKE)
    described: tuple[int, int, int, int] | None = None
    while len(head := file.read(8)) == 8:
        name, size = struct.unpack("<4sI", head)
        if name == b"fmt ":
            described = _description(path, file.read(size))
            file.seek(size % 2, io.SEEK_CUR)
        elif name == b"data":
            return _with_data(path, file, described, size)
        else:
            file.seek(size + size % 2, io.SEEK_CUR)
    raise BadAudio(f"{path} ends before its sound begins.", remedy="Record or copy it again.")


def _description(path: Path, chunk: bytes) -> tuple[int, int, int, int]:
    """(tag, channels, rate, bits) of a format chunk."""
    if len(chunk) < 16:
        raise BadAudio(f"{path} has a broken header.", remedy="Record or copy it again.")
    tag, channels, rate, _, _, bits = struct.unpack("<HHIIHH", chunk[:16])
    if tag == EXTENSIBLE and len(chunk) >= 26:
        (tag,) = struct.unpack("<H", chunk[24:26])
    return tag, channels, rate, bits


def _with_data(path: Path, file: BinaryIO, described: tuple[int, int, int, int] | None, size: int) -> WavForm:
    if described is None:
        raise BadAudio(f"{path} does not say what form its sound has.", remedy=FORM_WE_TAKE)
    tag, channels, rate, bits = described
    if (tag, bits) not in {(PCM, 8), (PCM, 16), (PCM, 24), (PCM, 32), (FLOAT, 32), (FLOAT, 64)}:
        raise BadAudio(f"{path} is compressed or of {bits} bits (WAV form {tag}).", remedy=FORM_WE_TAKE)
    try:
        AudioFormat(rate=rate, channels=channels)
    except BadAudio as error:
        raise BadAudio(f"{path}: {error.message}", remedy=FORM_WE_TAKE) from error
    start = file.tell()
    there = file.seek(0, io.SEEK_END) - start
    if size >= ENDLESS:
        size = there - there % (channels * bits // 8)
    if size > there or size % (channels * bits // 8):
        raise BadAudio(
            f"{path} is cut off: {there} of {size} bytes of sound are there.",
            remedy="Record or copy it again.",
        )
    return WavForm(rate=rate, channels=channels, bits=bits, floating=tag == FLOAT, start=start, size=size)


def _blocks(path: Path, form: WavForm, block: int) -> Iterator[Frames]:
    given, held = 0, b""
    for part in _sixteen_khz(path, form):
        held += pcm(part)
        while len(held) >= 2 * block:
            yield Frames(held[: 2 * block], at_ms=given * 1000 // RECOGNISER_RATE)
            held, given = held[2 * block :], given + block
    if held:
        yield Frames(held, at_ms=given * 1000 // RECOGNISER_RATE)


def _sixteen_khz(path: Path, form: WavForm) -> Iterator[Samples]:
    worker = Resampler(form.rate, RECOGNISER_RATE)
    left = form.size
    with path.open("rb") as file:
        file.seek(form.start)
        while left > 0:
            data = file.read(min(left, form.rate * form.frame_bytes))
            if not data or len(data) % form.frame_bytes:
                raise BadAudio(f"{path} became shorter while it was read.", remedy="Read it again.")
            left -= len(data)
            yield worker.accept(_mono(data, form))
    yield worker.finish()


def _mono(data: bytes, form: WavForm) -> Samples:
    values = _values(data, form).reshape(-1, form.channels)
    return np.asarray(values.mean(axis=1), dtype=np.float32)


def _values(data: bytes, form: WavForm) -> Samples:
    """Samples -1..1 of all channels, in file order."""
    if form.floating:
        floating = np.frombuffer(data, dtype=f"<f{form.bits // 8}")
        return np.asarray(np.nan_to_num(np.clip(floating, -1, 1)), dtype=np.float32)
    if form.bits == 8:
        return np.asarray((np.frombuffer(data, dtype=np.uint8) - np.float64(128)) / 128, dtype=np.float32)
    if form.bits == 24:
        triples = np.frombuffer(data, dtype=np.uint8).reshape(-1, 3)
        wide = np.zeros((len(triples), 4), dtype=np.uint8)
        wide[:, 1:] = triples
        return np.asarray(wide.reshape(-1).view("<i4") / np.float64(2**31), dtype=np.float32)
    integers = np.frombuffer(data, dtype=f"<i{form.bits // 8}")
    return np.asarray(integers / np.float64(2 ** (form.bits - 1)), dtype=np.float32)
