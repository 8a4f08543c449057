"""Utterances cut out of speech probabilities."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.audio.segmenter import (
    Segmenter,
    SegmenterSettings,
    ShortPause,
    SpeechEnded,
    SpeechStarted,
)
from voice.errors import Misuse, SettingsError

BLOCK = 32
probabilities = st.lists(st.sampled_from([0.0, 0.1, 0.4, 0.6, 0.95]), max_size=400)
runs = st.lists(st.tuples(st.sampled_from([0.0, 0.4, 0.9]), st.integers(1, 40)), max_size=30).map(
    lambda parts: [p for p, n in parts for _ in range(n)]
)


def events(
    stream: list[float], settings: SegmenterSettings | None = None, at_ms: int = 0, flush: bool = True
):
    segmenter = Segmenter(settings)
    found = []
    for index, probability in enumerate(stream):
        start = at_ms + index * BLOCK
        found += segmenter.push(probability, start, start + BLOCK)
    return found + list(segmenter.flush() if flush else ())


def speech(blocks: int):
    return [0.9] * blocks


def quiet(blocks: int):
    return [0.0] * blocks


def test_one_utterance_with_its_pause_and_end():
    assert events(quiet(20) + speech(30) + quiet(30), flush=False) == [
        SpeechStarted(at_ms=640 - 320, voice_ms=640),
        ShortPause(at_ms=1_600),
        SpeechEnded(at_ms=1_600),
    ]


def test_the_end_comes_after_600_ms_of_silence_and_the_pause_after_200():
    segmenter = Segmenter()
    told = {}
    for index, probability in enumerate(speech(10) + quiet(25)):
        for event in segmenter.push(probability, index * BLOCK, (index + 1) * BLOCK):
            told[type(event)] = (index + 1) * BLOCK - 320
    assert 200 <= told[ShortPause] < 200 + BLOCK
    assert 600 <= told[SpeechEnded] < 600 + BLOCK


def test_speech_after_a_pause_goes_on_and_may_pause_again():
    stream = speech(10) + quiet(8) + speech(10) + quiet(8) + speech(5) + quiet(30)
    kinds = [type(event) for event in events(stream)]
    assert kinds == [SpeechStarted, ShortPause, ShortPause, ShortPause, SpeechEnded]


def test_a_click_and_a_cough_are_no_speech():
    assert events(quiet(10) + speech(1) + quiet(10) + speech(2) + quiet(40)) == []


def test_ten_minutes_of_low_probability_give_nothing():
    assert events([0.3] * (600_000 // BLOCK)) == []


def test_endless_speech_is_cut_and_the_pieces_touch():
    found = events(speech(1_000))
    ends = [event for event in found if isinstance(event, SpeechEnded)]
    starts = [event for event in found if isinstance(event, SpeechStarted)]
    assert [event.cut for event in ends] == [True, True, False]
    assert [event.at_ms for event in starts[1:]] == [event.at_ms for event in ends[:-1]]


def test_lost_blocks_count_as_the_silence_they_are():
    segmenter = Segmenter()
    for index in range(10):
        segmenter.push(0.9, index * BLOCK, (index + 1) * BLOCK)
    assert segmenter.push(0.0, 2_000, 2_032) == (SpeechEnded(at_ms=320),)


def test_the_first_voice_is_never_before_the_stream():
    assert events(speech(10), flush=False) == [SpeechStarted(at_ms=0, voice_ms=0)]


def test_reset_keeps_earlier_sound_out_of_the_next_utterance():
    segmenter = Segmenter()
    for index in range(10):
        segmenter.push(0.9, index * BLOCK, (index + 1) * BLOCK)
    segmenter.reset()
    assert not segmenter.speaking
    (event,) = [e for i in range(10, 14) for e in segmenter.push(0.9, i * BLOCK, (i + 1) * BLOCK)]
    assert event == SpeechStarted(at_ms=320, voice_ms=320)


@given(probabilities | runs, st.integers(0, 10**9))
def test_events_alternate_fit_and_move_with_the_stream(stream: list[float], shift: int):
    found = events(stream)
    settings = SegmenterSettings()
    last_end, start = 0, None
    for event in found:
        match event:
            case SpeechStarted():
                assert start is None
                assert last_end <= event.at_ms <= event.voice_ms
                assert event.voice_ms - event.at_ms <= settings.preroll_ms
                start = event
            case ShortPause():
                assert start is not None
                assert event.at_ms > start.voice_ms
            case SpeechEnded():
                assert start is not None
                assert event.at_ms - start.voice_ms >= settings.min_speech_ms
                assert event.at_ms - start.at_ms <= settings.longest_ms + BLOCK
                last_end, start = event.at_ms, None
    assert start is None
    moved = events(stream, at_ms=shift)
    assert [type(e) for e in moved] == [type(e) for e in found]
    assert [e.at_ms - shift for e in moved if isinstance(e, SpeechEnded)] == [
        e.at_ms for e in found if isinstance(e, SpeechEnded)
    ]


@given(runs)
def test_no_voice_of_an_ended_utterance_is_outside_it(stream: list[float]):
    """Every run of ten loud blocks or more lies within some utterance."""
    found = events(stream)
    spans = list(
        zip(
            (e.at_ms for e in found if isinstance(e, SpeechStarted)),
            (e.at_ms for e in found if isinstance(e, SpeechEnded)),
            strict=True,
        )
    )
    for index in range(len(stream) - 9):
        if all(p >= 0.5 for p in stream[index : index + 10]):
            middle = (index + 5) * BLOCK
            assert any(start <= middle <= end for start, end in spans)


def test_blocks_that_run_backwards_are_misuse():
    segmenter = Segmenter()
    segmenter.push(0.0, 100, 132)
    with pytest.raises(Misuse):
        segmenter.push(0.0, 100, 132)
    with pytest.raises(Misuse):
        segmenter.push(0.0, 200, 190)


@pytest.mark.parametrize(
    "wrong",
    [
        {"threshold": 1.2},
        {"release": 0.6},
        {"release": 0.0},
        {"pause_ms": 600},
        {"pause_ms": 0},
        {"preroll_ms": -1},
        {"longest_ms": 700},
    ],
)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, float]):
    with pytest.raises(SettingsError):
        SegmenterSettings(**wrong)
