"""WAV files of every usual form, and of forms that are refused."""

from __future__ import annotations

import struct
import tracemalloc
import wave
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voice.audio.frames import AudioFormat, Frames
from voice.audio.resample import floats, pcm
from voice.audio.wav import load_wav, read_wav, wav_bytes, wav_form, write_wav
from voice.errors import BadAudio

SUBTYPES = ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"]


def tone(rate: int, seconds: float = 0.4, hz: float = 700) -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * hz * np.arange(int(rate * seconds)) / rate)


@given(
    st.sampled_from(SUBTYPES),
    st.sampled_from(["WAV", "WAVEX"]),
    st.sampled_from([8000, 11025, 16000, 22050, 44100, 48000]),
    st.sampled_from([1, 2]),
    st.integers(1, 700),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_usual_form_is_the_same_sound(  # noqa: PLR0917
    tmp_path: Path, subtype: str, kind: str, rate: int, channels: int, block: int
):
    path = tmp_path / "x.wav"
    mono = tone(rate)
    soundfile.write(path, np.stack([mono] * channels, axis=1), rate, subtype=subtype, format=kind)
    blocks = list(read_wav(path, block=block))
    assert all(b.format == AudioFormat() for b in blocks)
    assert all(b.samples == block for b in blocks[:-1])
    assert [b.at_ms for b in blocks] == [i * block * 1000 // 16000 for i in range(len(blocks))]
    got = np.concatenate([floats(b) for b in blocks])
    wanted = tone(16000)
    assert abs(len(got) - len(wanted)) <= 1
    inside = slice(200, 6000)
    worst = 0.012 if subtype == "PCM_U8" else 0.0005
    assert np.max(np.abs(got[inside] - wanted[inside])) < worst


def test_form_tells_rate_and_length(tmp_path: Path):
    write_wav(tmp_path / "a.wav", Frames(bytes(44100), AudioFormat(rate=22050)))
    form = wav_form(tmp_path / "a.wav")
    assert (form.rate, form.channels, form.bits, form.duration_ms) == (22050, 1, 16, 1000)


@given(st.binary(max_size=400).map(lambda data: data[: len(data) // 2 * 2]))
def test_what_we_write_others_can_read(data: bytes):
    import io  # noqa: PLC0415

    with wave.open(io.BytesIO(wav_bytes(Frames(data)))) as file:
        assert (file.getframerate(), file.getnchannels(), file.readframes(10_000)) == (16000, 1, data)


def test_an_empty_file_of_sound_is_no_blocks(tmp_path: Path):
    write_wav(tmp_path / "empty.wav", Frames(b""))
    assert list(read_wav(tmp_path / "empty.wav")) == []
    assert load_wav(tmp_path / "empty.wav").samples == 0


def bad_files(folder: Path) -> dict[str, Path]:
    good = wav_bytes(Frames(pcm(tone(16000))))
    contents = {
        "not a WAV": b"ID3\x04this is music",
        "nothing": b"",
        "cut off": good[:-1000],
        "no data": good[:36],
        "half header": good[:20],
        "wrong rate": good[:24] + struct.pack("<II", 96000, 192000) + good[32:],
        "rate 0": good[:24] + struct.pack("<II", 0, 0) + good[32:],
        "six channels": good[:22] + struct.pack("<H", 6) + good[24:],
        "compressed": good[:20] + struct.pack("<H", 6) + good[22:],
        "12 bits": good[:34] + struct.pack("<H", 12) + good[36:],
        "odd size": good[:40] + struct.pack("<I", 1001) + good[44:],
        "data before form": good[:12] + good[36:],
    }
    for name, content in contents.items():
        (folder / f"{name}.wav").write_bytes(content)
    return {name: folder / f"{name}.wav" for name in contents}


def test_other_files_are_refused_by_name(tmp_path: Path):
    for name, path in bad_files(tmp_path).items():
        with pytest.raises(BadAudio, match=f"{name}.wav") as caught:
            read_wav(path)
        assert caught.value.remedy, name


def test_missing_file_and_folder_are_refused(tmp_path: Path):
    for path in (tmp_path / "nosuch.wav", tmp_path):
        with pytest.raises(BadAudio, match="cannot be read"):
            read_wav(path)


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged_files_are_sound_or_bad_audio_never_else(tmp_path: Path, data: st.DataObject):
    good = bytearray(wav_bytes(Frames(bytes(200))))
    for _ in range(data.draw(st.integers(1, 6))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "damaged.wav"
    path.write_bytes(bytes(good[: data.draw(st.integers(0, len(good)))]))
    try:
        blocks = list(read_wav(path))
    except BadAudio as error:
        assert "damaged.wav" in str(error)  # noqa: PT017
    else:
        assert all(isinstance(block, Frames) for block in blocks)


def test_a_header_without_length_is_read_to_its_end(tmp_path: Path):
    good = wav_bytes(Frames(bytes(3200)))
    for size in (0xFFFFFFFF, 0x7FFFF000):
        (tmp_path / "s.wav").write_bytes(good[:40] + struct.pack("<I", size) + good[44:])
        assert load_wav(tmp_path / "s.wav").samples == 1600


@pytest.mark.slow
def test_half_an_hour_in_bounded_memory(tmp_path: Path):
    path = tmp_path / "long.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(44100)
        for _ in range(30 * 60):
            file.writeframes(bytes(44100 * 4))
    tracemalloc.start()
    samples = sum(block.samples for block in read_wav(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert samples == 30 * 60 * 16000
    assert peak < 20_000_000
