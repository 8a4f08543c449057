"""The loop of hearing, driven by scripted parts."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice.audio.frames import AudioFormat, Frames
from voice.audio.segmenter import SegmenterSettings, SpeechEnded, SpeechStarted
from voice.errors import BadAudio, EngineFault, Misuse
from voice.hearing.bias import ClosedAnswer, SpeechBias
from voice.hearing.ear import Ear, Heard
from voice.hearing.transcript import Caption, ClosedHearing, Transcript
from voice.testing import Saying, ScriptedActivity, ScriptedRecognizer, blocks, loud, says, silence

BIAS = SpeechBias(language="en", words=("coffee",))


def make(
    *script: Saying,
    bias: Callable[[], SpeechBias] = lambda: BIAS,
    segmenting: SegmenterSettings | None = None,
):
    recognizer = ScriptedRecognizer(script)
    recognizer.start()
    return Ear(ScriptedActivity(), recognizer, bias, segmenting), recognizer


def run(ear: Ear, *pieces: Frames):
    heard = [event for block in blocks(*pieces) for event in ear.hear(block)]
    return heard + list(ear.end())


def transcripts(heard: list[Heard]):
    return [event for event in heard if isinstance(event, Transcript)]


def test_an_utterance_is_told_in_order_with_the_times_of_the_voice():
    ear, _ = make(says("two coffees"))
    heard = run(ear, silence(960), loud(800), silence(1_200))
    assert [type(event) for event in heard] == [SpeechStarted, Caption, SpeechEnded, Transcript]
    assert heard[0] == SpeechStarted(at_ms=640, voice_ms=960)
    assert heard[3].text == "two coffees"
    assert (heard[3].began_ms, heard[3].ended_ms) == (960, 1_760)


def test_the_recogniser_gets_the_preroll_and_every_block_once():
    ear, recognizer = make(says("x"))
    taken = []
    accept = recognizer.accept
    recognizer.accept = lambda frames: (taken.append(frames), accept(frames))[1]
    run(ear, silence(960), loud(800), silence(1_200))
    assert taken[0].at_ms == 640
    assert [b.at_ms for b in taken] == list(range(640, taken[-1].at_ms + 1, 32))
    assert taken[-1].end_ms >= 1_760 + 600


def test_the_bias_is_that_of_the_moment_the_utterance_began():
    turns = iter([SpeechBias(language="en", words=("first",)), SpeechBias(language="en", words=("second",))])
    ear, recognizer = make(says("a"), says("b"), bias=lambda: next(turns))
    run(ear, loud(640), silence(960), loud(640), silence(960))
    assert [bias.words for bias in recognizer.biases] == [("first",), ("second",)]


def test_a_file_that_ends_within_speech_is_heard_to_its_end():
    ear, _ = make(says("coffee"))
    assert [t.text for t in transcripts(run(ear, silence(320), loud(700)))] == ["coffee"]


def test_nothing_before_the_end_of_a_mute_is_heard():
    ear, recognizer = make(says("late"))
    ear.muted(3_200)
    heard = run(ear, loud(3_000), silence(1_000), loud(640), silence(960))
    assert [t.began_ms for t in transcripts(heard)] == [4_000]
    assert len(recognizer.biases) == 1


def test_sound_under_a_mute_is_in_no_preroll():
    ear, recognizer = make(says("late"))
    ear.muted(1_600)
    taken = []
    accept = recognizer.accept
    recognizer.accept = lambda frames: (taken.append(frames.at_ms), accept(frames))[1]
    run(ear, loud(2_560), silence(960))
    assert min(taken) == 1_600


def test_a_mute_forgets_the_utterance_that_has_begun():
    ear, recognizer = make(says("kept"))
    stream = list(blocks(loud(960), silence(1_600), loud(640), silence(960)))
    heard = []
    for block in stream:
        if block.at_ms == 640:
            ear.muted(1_600)
        heard += ear.hear(block)
    assert [t.text for t in transcripts(heard)] == ["kept"]
    assert len(recognizer.biases) == 2


def test_unmute_hears_again_sooner():
    ear, _ = make(says("early"))
    ear.muted(60_000)
    ear.unmute(320)
    assert len(transcripts(run(ear, loud(1_280), silence(960)))) == 1


def test_a_failing_recogniser_costs_one_utterance_only():
    ear, recognizer = make(says("the rest"), says("second"))
    accept = recognizer.accept
    broken = [EngineFault("down")]

    def failing(frames: Frames) -> Caption | None:
        if broken:
            raise broken.pop()
        return accept(frames)

    recognizer.accept = failing
    heard = []
    faults = 0
    for block in blocks(loud(640), silence(960), loud(640), silence(960)):
        try:
            heard += ear.hear(block)
        except EngineFault:
            faults += 1
    assert faults == 1
    assert len(recognizer.biases) == 3
    assert [t.text for t in transcripts(heard)][-1] == "second"


def test_other_formats_and_backward_time_are_refused():
    ear, _ = make()
    with pytest.raises(BadAudio):
        list(ear.hear(Frames(bytes(1_024), AudioFormat(rate=48_000))))
    list(ear.hear(silence(64, at_ms=1_000)))
    with pytest.raises(Misuse):
        list(ear.hear(silence(64, at_ms=500)))


@given(st.lists(st.integers(1, 3_000), min_size=1, max_size=40))
@settings(max_examples=60, deadline=None)
def test_how_the_sound_is_cut_into_frames_makes_no_difference(cuts: list[int]):
    sound = b"".join(p.data for p in (silence(500), loud(700), silence(900), loud(400), silence(900)))
    whole, _ = make(says("a"), says("b"))
    expected = run(whole, Frames(sound))
    ear, _ = make(says("a"), says("b"))
    heard, at, turn = [], 0, 0
    while at < len(sound) // 2:
        size = cuts[turn % len(cuts)]
        piece = sound[2 * at : 2 * (at + size)]
        heard += ear.hear(Frames(piece, at_ms=at * 1000 // 16_000))
        at, turn = at + size, turn + 1
    heard += ear.end()
    assert [(type(e), getattr(e, "text", ""), getattr(e, "began_ms", 0)) for e in heard] == [
        (type(e), getattr(e, "text", ""), getattr(e, "began_ms", 0)) for e in expected
    ]


def test_ten_minutes_of_noise_need_no_more_memory_than_ten_seconds():
    def peak(seconds: int) -> int:
        ear, recognizer = make(segmenting=SegmenterSettings(longest_ms=15_000))
        second = loud(1_024)
        tracemalloc.start()
        for turn in range(seconds):
            list(ear.hear(Frames(second.data, at_ms=turn * 1_024)))
            del recognizer.biases[:-1]
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    assert peak(600) < 2 * peak(20) + 500_000


CLOSED = SpeechBias(language="en", closed=(ClosedAnswer("yes", "yes"),))


def test_a_voice_that_is_there_when_a_mute_ends_began_nobody_knows_when():
    ear, _ = make(says("yes"))
    heard = []
    for block in blocks(silence(640), loud(1_920), silence(960)):
        if 640 <= block.at_ms < 2_240:  # our own voice sounds, and the shopper's over it
            ear.muted(block.end_ms)
        else:
            heard += ear.hear(block)
    assert [t.began_ms for t in transcripts(heard)] == [640]


def test_a_voice_some_time_after_a_mute_began_where_it_was_heard():
    ear, _ = make(says("yes"))
    ear.muted(1_600)
    assert [t.began_ms for t in transcripts(run(ear, silence(1_920), loud(640), silence(960)))] == [1_920]


def test_an_utterance_with_lost_sound_is_no_closed_answer():
    ear, _ = make(says("yes", label="yes"), says("yes", label="yes"), bias=lambda: CLOSED)
    stream = list(blocks(loud(960), silence(960), loud(960), silence(960)))
    heard = [event for block in stream if not 480 <= block.at_ms < 640 for event in ear.hear(block)]
    lost, whole = transcripts(heard)
    assert lost.closed == ClosedHearing(None)
    assert "gap" in lost.notes
    assert whole.closed is not None
    assert whole.closed.label == "yes"
