"""Files as a microphone, and the recording of a dialogue."""

from __future__ import annotations

import threading
import time
import wave
from pathlib import Path

import numpy as np
import pytest
from fixtures_sound import best_fit, chirp
from hypothesis import given, settings
from hypothesis import strategies as st

from voice.adapters.wav_microphone import Silences, WavMicrophone
from voice.adapters.wav_recorder import WavRecorder
from voice.audio.frames import VAD_BLOCK, AudioFormat, Frames
from voice.audio.resample import join, pcm, silence
from voice.audio.wav import load_wav, write_wav
from voice.errors import BadAudio, Misuse


def listened(microphone: WavMicrophone) -> list[Frames]:
    microphone.start()
    try:
        return list(microphone.frames())
    finally:
        microphone.close()


def test_files_are_heard_in_order_with_silence_between(tmp_path: Path):
    write_wav(tmp_path / "one.wav", chirp(0.5, rate=44100))
    write_wav(tmp_path / "two.wav", chirp(0.8, rate=16000))
    quiet = Silences(before_ms=100, between_ms=700, after_ms=200)
    microphone = WavMicrophone([tmp_path / "one.wav", tmp_path / "two.wav", chirp(0.3)], silences=quiet)
    blocks = listened(microphone)
    assert microphone.name == "one.wav, two.wav, a sound"
    assert all((b.samples, b.format) == (VAD_BLOCK, AudioFormat()) for b in blocks)
    assert [b.at_ms for b in blocks] == [32 * i for i in range(len(blocks))]
    heard = join(blocks)
    assert abs(heard.duration_ms - (100 + 500 + 700 + 800 + 700 + 300 + 200)) <= 33
    for sound, begin in ((chirp(0.5), 100), (chirp(0.8), 1300), (chirp(0.3), 2800)):
        window = Frames(heard.data[32 * (begin - 50) : 32 * (begin + sound.duration_ms + 50)])
        fit, lag = best_fit(window, sound)
        assert fit > 0.99
        assert abs(lag - 800) < 40


@given(st.lists(st.integers(0, 2000), max_size=4), st.tuples(*[st.integers(0, 300)] * 3))
@settings(max_examples=50, deadline=None)
def test_no_sample_is_lost_or_moved(lengths: list[int], times: tuple[int, int, int]):
    sounds = [Frames(np.full(n, i + 1, "<i2").tobytes()) for i, n in enumerate(lengths)]
    quiet = Silences(before_ms=times[0], between_ms=times[1], after_ms=times[2])
    heard = np.frombuffer(join(listened(WavMicrophone(sounds, silences=quiet))).data, "<i2")
    parts = [np.zeros(16 * times[0], int)]
    for number, length in enumerate(lengths):
        parts += [np.zeros(16 * times[1], int)] * bool(number) + [np.full(length, number + 1)]
    wanted = np.concatenate([*parts, np.zeros(16 * times[2], int)])
    assert len(heard) - len(wanted) in range(VAD_BLOCK)
    np.testing.assert_array_equal(heard[: len(wanted)], wanted)
    assert not heard[len(wanted) :].any()


def test_a_bad_file_is_named_before_anything_is_heard(tmp_path: Path):
    write_wav(tmp_path / "good.wav", chirp(0.1))
    (tmp_path / "bad.wav").write_bytes(b"nonsense")
    with pytest.raises(BadAudio, match=r"bad\.wav"):
        WavMicrophone([tmp_path / "good.wav", tmp_path / "bad.wav"]).start()


def test_listening_before_the_start_is_misuse():
    with pytest.raises(Misuse):
        WavMicrophone([]).frames()


def test_real_time_takes_its_time_and_closing_ends_it():
    microphone = WavMicrophone([chirp(0.4)], silences=Silences(before_ms=0, after_ms=0), real_time=True)
    began = time.monotonic()
    listened(microphone)
    assert time.monotonic() - began >= 0.4
    endless = WavMicrophone([silence(60_000, 16000)], real_time=True)
    endless.start()
    closer = threading.Timer(0.1, endless.close)
    closer.start()
    assert len(list(endless.frames())) < 300


def channels(path: Path) -> tuple[np.ndarray, np.ndarray]:
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16000, 2, 2)
        values = np.frombuffer(file.readframes(10**7), "<i2").reshape(-1, 2)
    return values[:, 0], values[:, 1]


def constant(value: int, ms: int, at_ms: int = 0) -> Frames:
    return Frames(np.full(16 * ms, value, "<i2").tobytes(), at_ms=at_ms)


def test_a_recording_has_both_sides_in_place(tmp_path: Path):
    with WavRecorder(tmp_path / "d.wav") as recorder:
        for at in range(0, 320, 32):
            if at == 96:
                recorder.played(constant(7, 100), at_ms=120)
                recorder.played(constant(9, 200), at_ms=260)
            if at == 288:
                recorder.stopped(300)
            if at != 160:  # this block was lost
                recorder.heard(constant(5, 32, at))
        assert recorder.written_ms == 320
    left, right = channels(tmp_path / "d.wav")
    assert len(left) == 320 * 16
    assert not left[160 * 16 : 192 * 16].any()
    assert (np.delete(left, np.s_[160 * 16 : 192 * 16]) == 5).all()
    spans = [(0, 120, 0), (120, 220, 7), (220, 260, 0), (260, 300, 9), (300, 320, 0)]
    for begin, end, value in spans:
        assert (right[begin * 16 : end * 16] == value).all(), (begin, end)


def test_what_was_said_last_is_kept_and_later_writing_is_misuse(tmp_path: Path):
    recorder = WavRecorder(tmp_path / "d.wav")
    recorder.heard(constant(5, 32))
    recorder.played(constant(7, 100), at_ms=0)
    recorder.close()
    recorder.close()
    left, right = channels(tmp_path / "d.wav")
    assert len(left) == 100 * 16
    assert (right[32 * 16 :] == 7).all()
    assert not right[: 32 * 16].any()
    with pytest.raises(Misuse):
        recorder.heard(constant(5, 32, 32))


def test_a_sentence_from_far_ahead_is_misuse(tmp_path: Path):
    with WavRecorder(tmp_path / "d.wav") as recorder, pytest.raises(Misuse):
        recorder.played(constant(7, 100), at_ms=600_000)


def test_a_played_sentence_of_another_rate_fits(tmp_path: Path):
    with WavRecorder(tmp_path / "d.wav") as recorder:
        recorder.played(chirp(0.5, rate=22050), at_ms=0)
    right = channels(tmp_path / "d.wav")[1]
    assert best_fit(Frames(right.tobytes()), chirp(0.5))[0] > 0.99
    assert load_wav(tmp_path / "d.wav").duration_ms == 500
    assert pcm(np.zeros(1, np.float32)) == b"\0\0"
