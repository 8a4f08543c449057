"""One contract, three recognisers: the fake, Vosk (Korean) and Whisper (English)."""

from __future__ import annotations

from pathlib import Path

import pytest
from fixtures_hearing import Say
from recognizer_contract import RecognizerContract, Spoken

from voice.adapters.vosk_recognizer import VoskRecognizer
from voice.adapters.whisper_recognizer import WhisperRecognizer, WhisperSettings
from voice.hearing.bias import ClosedAnswer, SpeechBias
from voice.hearing.second_opinion import SecondOpinion
from voice.testing import ScriptedRecognizer, loud, says


class TestScripted(RecognizerContract):
    @pytest.fixture
    def recognizer(self, request: pytest.FixtureRequest):
        if "closed_answer_is" in request.node.name:
            return ScriptedRecognizer([says("yes", label="yes")])
        return ScriptedRecognizer([says("two coffees", "two toffees")] * 4)

    @pytest.fixture
    def spoken(self):
        answers = (ClosedAnswer("yes", "yes"), ClosedAnswer("no", "no"))
        bias = SpeechBias(language="en", words=("coffee",))
        return Spoken(loud(800), bias, "coffees", loud(400), SpeechBias(language="en", closed=answers), "yes")

    def test_silence_gives_no_words(self, spoken: Spoken):
        recognizer = ScriptedRecognizer([])
        recognizer.start()
        recognizer.begin(spoken.closed)
        recognizer.accept(loud(500))
        heard = recognizer.finish()
        assert heard.hypotheses == ()
        assert heard.closed.label is None


class TestSecondOpinion(TestScripted):
    @pytest.fixture
    def recognizer(self, request: pytest.FixtureRequest):
        answer = "closed_answer_is" in request.node.name
        script = [says("yes", label="yes")] if answer else [says("two coffees", "two toffees")] * 4
        return SecondOpinion(ScriptedRecognizer(script), ScriptedRecognizer(script))


@pytest.mark.model
class TestVosk(RecognizerContract):
    @pytest.fixture
    def recognizer(self, korean_model: Path):
        return VoskRecognizer(korean_model, language="ko")

    @pytest.fixture
    def spoken(self, say: Say):
        answers = (ClosedAnswer("yes", "네"), ClosedAnswer("no", "아니요"), ClosedAnswer("no", "아니오"))
        phrases = ("커피 두 개 담아 줘", "우유 두 개 담아 줘", "배송 언제 와", "다시 말해 줘")
        return Spoken(
            say("배송 언제 와", voice="ko+f3", wpm=130),
            SpeechBias(language="ko", phrases=phrases),
            "배송",
            say("네", voice="ko+f3", wpm=130),
            SpeechBias(language="ko", phrases=phrases, closed=answers),
            "yes",
        )


@pytest.mark.model
class TestWhisper(RecognizerContract):
    @pytest.fixture
    def recognizer(self, whisper_model: Path):
        return WhisperRecognizer(whisper_model, settings=WhisperSettings(threads=2))

    @pytest.fixture
    def spoken(self, say: Say):
        words = ("large", "coffee", "whole milk", "sugar")
        answers = (
            ClosedAnswer("yes", "yes please"),
            ClosedAnswer("no", "no thanks"),
            ClosedAnswer("no", "no"),
        )
        return Spoken(
            say("I would like a large coffee with milk"),
            SpeechBias(language="en", words=words, example="Can I get a large coffee with sugar?"),
            "coffee",
            say("yes please"),
            SpeechBias(language="en", words=words, closed=answers),
            "yes",
        )
