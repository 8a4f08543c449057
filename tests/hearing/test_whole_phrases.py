"""The nearest whole phrases, and hearing them with the real engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from fixtures_hearing import Say

from voice.adapters.vosk_recognizer import VoskRecognizer, _Utterance
from voice.hearing.bias import ClosedAnswer, SpeechBias
from voice.hearing.transcript import Hypothesis, Transcript
from voice.hearing.whole import Phrasebook, likeness


def test_the_nearest_phrase_is_found_by_its_letters():
    book = Phrasebook(("우유 두 개 담아 줘", "라떼 두 잔 담아 줘", "배송 언제 와", "배송 언제 와"))

    assert book.nearest(("라떼 두 잔 줘 담아 줘",), 2)[0][0] == "라떼 두 잔 담아 줘"
    assert book.nearest(("배송언제와",), 1) == (("배송 언제 와", 1.0),)
    assert len(book.phrases) == 3
    assert book.nearest((), 3) == ()
    assert Phrasebook(()).nearest(("우유",), 3) == ()
    assert likeness("sour cream", "sour  Cream") == 1.0
    assert likeness("우유", "") == 0.0


NAMES = ("바나나", "커피", "카푸치노")
SAID = ("바나나 두 개 담아 줘", "카푸치노 담아 줘", "배송 언제 와", "계산", "커피 담아 줘")
TRIES = 6
TALK = ("오늘 날씨가 정말 좋네", "아이가 학교에서 돌아왔어", "지하철에 사람이 많아")
SHOP = SpeechBias(
    language="ko",
    words=("아세트아미노펜", "쓰레기봉투", "커피", "바나나"),
    phrases=("바나나 주문 해 줘", "커피 주문 해 줘"),
    likely=(
        *(
            f"{name} {count} 담아 줘"
            for name in ("바나나", "커피", "카푸치노")
            for count in ("두 개", "세 개")
        ),
        *(f"{name} 담아 줘" for name in ("바나나", "커피", "카푸치노")),
        *("계산", "배송 언제 와", "전부 취소 해 줘", "아니 두 개", "아니 세 개"),
    ),
)
ANSWERS = (ClosedAnswer("yes", "네"), ClosedAnswer("no", "아니요"), ClosedAnswer("no", "아니오"))


@pytest.fixture(scope="module")
def vosk(korean_model: Path):
    recognizer = VoskRecognizer(korean_model, language="ko")
    recognizer.start()
    yield recognizer
    recognizer.close()


@pytest.mark.model
@pytest.mark.parametrize("said", SAID)
def test_a_likely_phrase_is_heard_whole(vosk: VoskRecognizer, say: Say, said: str):
    """Vosk adds a little noise of its own, so that what sounds nearly alike comes out one way or the other:
    the wrong one must be told for a guess.
    """
    sound, heard = say(said, voice="ko+f3", wpm=130), []
    for _ in range(TRIES):
        vosk.begin(SHOP)
        vosk.accept(sound)
        heard.append(vosk.finish().hypotheses[0])

    assert said in {one.text for one in heard}
    assert all(one.guess for one in heard if one.text != said)


@pytest.mark.model
@pytest.mark.parametrize("talk", TALK)
def test_talk_is_never_a_phrase_heard_for_sure(vosk: VoskRecognizer, say: Say, talk: str):
    vosk.begin(SHOP)
    vosk.accept(say(talk, voice="ko+f3", wpm=130))
    heard = vosk.finish()

    assert not [one for one in heard.hypotheses if one.text in SHOP.likely and not one.guess]


class Heard:
    """A hearing that has heard this."""

    def __init__(self, *texts: str) -> None:
        self.rivals = tuple(Hypothesis(text) for text in texts)

    def final(self, began_ms: int) -> tuple[Hypothesis, ...]:
        return tuple(replace(one, words=()) for one in self.rivals if began_ms >= 0)


class HeardWhole:
    """A small hearing that has heard this phrase."""

    def __init__(self, text: str) -> None:
        self.heard = Heard(text)

    def final(self, began_ms: int) -> Hypothesis | None:
        return self.heard.final(began_ms)[0]


def utterance(wide: str, closed: str, whole: str) -> Transcript:
    parts = {"main": Heard(wide), "closed": Heard(closed), "whole": HeardWhole(whole)}
    return _Utterance(**parts, answers=ANSWERS, notes=()).transcript("ko")


def test_a_yes_of_the_small_grammar_is_no_hearing():
    """Consent needs the wide hearing beside the closed one."""
    assert [one.text for one in utterance("라떼", "네", "네").hypotheses] == ["라떼"]
    assert [one.text for one in utterance("네", "네", "네").hypotheses] == ["네"]


def test_another_phrase_heard_whole_stands_before_a_wide_yes():
    heard = utterance("네", "네", "아니 두 개").hypotheses

    assert [one.text for one in heard] == ["아니 두 개", "네"]
    assert heard[0].score > heard[1].score
