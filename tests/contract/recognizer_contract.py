"""What every Recognizer keeps: subclass, and give the fixtures `recognizer` (new, not started) and
`spoken` (sound of one sentence with the bias to hear it by and a word that must be heard).
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from voice.audio.frames import AudioFormat, Frames
from voice.errors import BadAudio, Misuse
from voice.hearing.bias import SpeechBias
from voice.hearing.transcript import Transcript
from voice.ports import Recognizer
from voice.testing import silence


@dataclass(frozen=True)
class Spoken:
    """A sentence, how to hear it, and a word of it; `answer` is a closed answer's sound and label."""

    sound: Frames
    bias: SpeechBias
    word: str
    answer: Frames
    closed: SpeechBias
    label: str


def fed(recognizer: Recognizer, sound: Frames, bias: SpeechBias, at_ms: int = 0) -> Transcript:
    """The transcript of a sound given in blocks of 32 ms, with a pause call near its end."""
    recognizer.begin(bias)
    step = 1024
    for start in range(0, len(sound.data), step):
        recognizer.accept(Frames(sound.data[start : start + step], at_ms=at_ms + start // 32))
    recognizer.pause()
    recognizer.accept(silence(320, at_ms=at_ms + sound.duration_ms))
    return recognizer.finish()


class RecognizerContract:
    """The suite."""

    @pytest.fixture
    def started(self, recognizer: Recognizer):
        recognizer.start()
        yield recognizer
        recognizer.close()

    def test_info_is_valid_before_start(self, recognizer: Recognizer):
        info = recognizer.info
        assert info.engine
        assert info.model
        assert info.language
        assert info.closed_hearing

    def test_a_sentence_is_heard_with_its_times(self, started: Recognizer, spoken: Spoken):
        heard = fed(started, spoken.sound, spoken.bias, at_ms=5_000)
        assert spoken.word in heard.text.lower()
        assert heard.began_ms == 5_000
        assert abs(heard.ended_ms - 5_320 - spoken.sound.duration_ms) <= 1
        assert heard.closed is None
        assert heard.language == started.info.language
        assert heard.engine == started.info.engine

    def test_hypotheses_differ_and_come_best_first(self, started: Recognizer, spoken: Spoken):
        heard = fed(started, spoken.sound, spoken.bias).hypotheses
        scores = [one.score for one in heard]
        assert scores == sorted(scores, reverse=True)
        assert all(score <= 0 for score in scores)
        assert len({one.text for one in heard}) == len(heard)
        for word in (w for one in heard for w in one.words):
            assert 0 <= word.start_ms <= word.end_ms <= spoken.sound.duration_ms + 400
            assert 0 <= word.confidence <= 1

    def test_a_closed_answer_is_heard_by_both(self, started: Recognizer, spoken: Spoken):
        heard = fed(started, spoken.answer, spoken.closed)
        assert heard.closed is not None
        assert heard.closed.label == spoken.label
        assert heard.closed.phrase in {one.phrase for one in spoken.closed.closed}
        assert heard.hypotheses

    def test_a_sentence_is_no_closed_answer(self, started: Recognizer, spoken: Spoken):
        heard = fed(started, spoken.sound, spoken.closed)
        assert heard.closed is not None
        assert heard.closed.label is None

    def test_silence_gives_no_words(self, started: Recognizer, spoken: Spoken):
        for bias in (spoken.bias, spoken.closed, SpeechBias(language=spoken.bias.language)):
            heard = fed(started, silence(1_500), bias)
            assert heard.hypotheses == ()
            assert heard.text == ""
            assert (heard.closed.label if heard.closed else None) is None

    def test_an_utterance_without_sound_is_empty(self, started: Recognizer, spoken: Spoken):
        started.begin(spoken.closed)
        assert started.accept(Frames(b"")) is None
        started.pause()
        heard = started.finish()
        assert heard.hypotheses == ()
        assert heard.closed is not None
        assert heard.closed.label is None

    def test_utterances_do_not_leak_into_each_other(self, started: Recognizer, spoken: Spoken):
        alone = fed(started, spoken.sound, spoken.bias)
        started.begin(spoken.bias)
        started.accept(spoken.answer)
        started.abort()
        assert fed(started, spoken.sound, spoken.bias) == alone

    def test_what_follows_a_pause_counts(self, started: Recognizer, spoken: Spoken):
        started.begin(spoken.bias)
        started.pause()
        started.accept(silence(320))
        started.pause()
        started.accept(Frames(spoken.sound.data, at_ms=320))
        assert spoken.word in started.finish().text.lower()

    def test_calls_out_of_order_are_misuse(self, recognizer: Recognizer, spoken: Spoken):
        sound = spoken.sound
        for call in (recognizer.pause, recognizer.finish, recognizer.abort):
            with pytest.raises(Misuse):
                call()
        with pytest.raises(Misuse):
            recognizer.begin(spoken.bias)
        with pytest.raises(Misuse):
            recognizer.accept(sound)
        with pytest.raises(Misuse):
            recognizer.unknown_words(("a",))
        recognizer.start()
        with pytest.raises(Misuse):
            recognizer.start()
        with pytest.raises(Misuse):
            recognizer.accept(sound)
        with pytest.raises(Misuse):
            recognizer.finish()
        recognizer.begin(spoken.bias)
        with pytest.raises(Misuse):
            recognizer.begin(spoken.bias)
        recognizer.finish()
        with pytest.raises(Misuse):
            recognizer.finish()
        recognizer.close()
        recognizer.close()
        with pytest.raises(Misuse):
            recognizer.begin(spoken.bias)
        with pytest.raises(Misuse):
            recognizer.start()

    def test_closing_within_an_utterance_is_allowed(self, recognizer: Recognizer, spoken: Spoken):
        recognizer.start()
        recognizer.begin(spoken.bias)
        recognizer.accept(spoken.sound)
        recognizer.close()
        with pytest.raises(Misuse):
            recognizer.finish()

    @pytest.mark.parametrize(
        "form", [AudioFormat(rate=8_000), AudioFormat(rate=44_100), AudioFormat(channels=2)]
    )
    def test_other_sound_is_refused_and_the_utterance_goes_on(
        self, started: Recognizer, spoken: Spoken, form: AudioFormat
    ):
        started.begin(spoken.bias)
        with pytest.raises(BadAudio):
            started.accept(Frames(bytes(4_096), form))
        started.accept(spoken.sound)
        assert spoken.word in started.finish().text.lower()

    def test_unknown_words_are_a_subset_in_order(self, started: Recognizer):
        words = ("qzxqzxq", "one", "qzxqzxq")
        unknown = started.unknown_words(words)
        assert set(unknown) <= set(words)
        assert len(set(unknown)) == len(unknown)
