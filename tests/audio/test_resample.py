"""The resampler against the sines it should give."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice.audio.frames import AudioFormat, Frames
from voice.audio.resample import Resampler, floats, join, pcm, resample, silence
from voice.errors import BadAudio

RATES = [8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000]


def sine(hz: float, rate: int, seconds: float = 0.5) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * hz * np.arange(int(rate * seconds)) / rate)).astype(np.float32)


def whole(samples: np.ndarray, source: int, target: int) -> np.ndarray:
    worker = Resampler(source, target)
    return np.concatenate((worker.accept(samples), worker.finish()))


def level_db(error: np.ndarray, signal: np.ndarray) -> float:
    return 10 * np.log10(np.mean(error**2) / np.mean(signal**2) + 1e-20)


@pytest.mark.parametrize("source", RATES)
@pytest.mark.parametrize("target", [16000, 44100])
def test_a_sine_stays_the_same_sine(source: int, target: int):
    hz = 0.4 * min(source, target) * 0.9
    got = whole(sine(hz, source), source, target)
    wanted = sine(hz, target)
    assert len(got) == -(-len(sine(hz, source)) * target // source)
    inside = slice(200, min(len(got), len(wanted)) - 200)
    assert level_db(got[inside] - wanted[inside], wanted[inside]) < -70


@pytest.mark.parametrize("source", [22050, 44100, 48000])
def test_what_is_too_high_vanishes_and_does_not_fold_back(source: int):
    tone = sine(8800, source)
    got = whole(tone, source, 16000)[300:-300]
    assert level_db(got, tone) < -70


@given(
    st.sampled_from(RATES),
    st.sampled_from(RATES),
    st.lists(st.integers(0, 900), max_size=8),
    st.integers(0, 2**32 - 1),
)
@settings(max_examples=60, deadline=None)
def test_pieces_give_the_same_as_the_whole(source: int, target: int, sizes: list[int], seed: int):
    sound = np.random.default_rng(seed).uniform(-1, 1, sum(sizes)).astype(np.float32)
    worker = Resampler(source, target)
    parts = [worker.accept(part) for part in np.split(sound, np.cumsum(sizes))]
    parts.append(worker.finish())
    got = np.concatenate(parts)
    assert len(got) == -(-len(sound) * target // source)
    np.testing.assert_allclose(got, whole(sound, source, target), atol=1e-5)


def test_the_streaming_memory_is_bounded():
    worker = Resampler(44100, 16000)
    for _ in range(50):
        worker.accept(np.zeros(4410, dtype=np.float32))
        assert len(worker._held) < 400


def test_frames_keep_their_time_and_become_mono():
    stereo = Frames(pcm(np.repeat(sine(440, 48000), 2)), AudioFormat(rate=48000, channels=2), at_ms=70)
    got = resample(stereo, 16000)
    assert (got.format, got.at_ms, got.samples) == (AudioFormat(), 70, 8000)
    assert level_db(floats(got)[200:-200] - sine(440, 16000)[200:-200], sine(440, 16000)) < -60
    assert resample(got, 16000) is got


def test_loud_sound_is_clipped_not_wrapped():
    assert np.frombuffer(pcm(np.array([2.0, -2.0])), dtype="<i2").tolist() == [32767, -32768]


def test_rates_out_of_range_are_refused():
    with pytest.raises(BadAudio):
        Resampler(7999, 16000)
    with pytest.raises(BadAudio):
        resample(silence(10, 16000), 96000)


def test_pieces_of_one_format_join():
    assert join([silence(10, 16000), silence(20, 16000)]).duration_ms == 30
    assert join([]).samples == 0
    with pytest.raises(BadAudio):
        join([silence(10, 16000), silence(10, 8000)])
