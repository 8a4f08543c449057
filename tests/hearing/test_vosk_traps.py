"""Every call that makes Vosk crash, hang, exit or lie, tried on the real engine with its Korean model."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from fixtures_hearing import Say

from voice.adapters.vosk_model import check_model, load_model
from voice.adapters.vosk_recognizer import VoskRecognizer, VoskSettings
from voice.audio.frames import AudioFormat, Frames
from voice.errors import BadAudio, EngineFault, Misuse, ModelBroken, ModelMissing
from voice.hearing.bias import ClosedAnswer, SpeechBias
from voice.hearing.transcript import Transcript
from voice.testing import silence

pytestmark = pytest.mark.model
KO = SpeechBias(language="ko", phrases=("커피 두 개 담아 줘", "배송 언제 와"))
YES_NO = (ClosedAnswer("yes", "네"), ClosedAnswer("no", "아니요"))


@pytest.fixture(scope="module")
def vosk(korean_model: Path):
    """One started recogniser: the model takes seconds to load."""
    recognizer = VoskRecognizer(korean_model, language="ko")
    recognizer.start()
    yield recognizer
    recognizer.close()


def hear(recognizer: VoskRecognizer, sound: Frames, bias: SpeechBias) -> Transcript:
    recognizer.begin(bias)
    recognizer.accept(sound)
    return recognizer.finish()


@pytest.fixture
def copy(korean_model: Path, tmp_path: Path) -> Path:
    """A copy of the model made of links, to be damaged."""
    target = tmp_path / "model"
    shutil.copytree(korean_model, target, copy_function=os.symlink)
    return target


def test_a_missing_directory_is_named_and_nothing_is_loaded(tmp_path: Path):
    with pytest.raises(ModelMissing, match="nowhere") as caught:
        VoskRecognizer(tmp_path / "nowhere", language="ko").start()
    assert caught.value.remedy
    with pytest.raises(ModelMissing):
        VoskRecognizer(Path(__file__), language="ko").start()


def test_a_model_is_never_taken_by_name():
    with pytest.raises(Misuse):
        VoskRecognizer("vosk-model-small-en-us-0.15", language="en")
    with pytest.raises(ModelMissing):
        VoskRecognizer(Path("vosk-model-small-en-us-0.15"), language="en").start()


@pytest.mark.parametrize(
    "name",
    [
        "am/final.mdl",
        "conf/model.conf",
        "conf/mfcc.conf",
        "graph/Gr.fst",
        "graph/HCLr.fst",
        "ivector/final.ie",
    ],
)
def test_an_incomplete_model_is_refused_by_the_file_it_lacks(copy: Path, name: str):
    (copy / name).unlink()
    with pytest.raises(ModelBroken, match=name):
        check_model(copy)
    (copy / name).touch()
    with pytest.raises(ModelBroken, match=name):
        VoskRecognizer(copy, language="ko").start()


def test_an_empty_directory_is_refused(tmp_path: Path):
    with pytest.raises(ModelBroken):
        VoskRecognizer(tmp_path, language="ko").start()


def test_a_damaged_file_is_a_broken_model_and_the_process_lives(copy: Path):
    (copy / "am/final.mdl").unlink()
    (copy / "am/final.mdl").write_bytes(b"not a model" * 1_000)
    with pytest.raises(ModelBroken):
        VoskRecognizer(copy, language="ko").start()


def test_start_can_be_tried_again_after_a_broken_model(copy: Path, korean_model: Path):
    (copy / "graph/disambig_tid.int").unlink()
    recognizer = VoskRecognizer(copy, language="ko")
    with pytest.raises(ModelBroken):
        recognizer.start()
    (copy / "graph/disambig_tid.int").symlink_to(korean_model / "graph/disambig_tid.int")
    recognizer.start()
    recognizer.close()


@pytest.mark.parametrize(
    "phrases", [(), ("",), ("   ",), ("\n", "\t"), ("\0",), ("qzxq",), ("[]",), ('"', "{"), ("[unk]",)]
)
def test_a_grammar_of_nothing_becomes_free_hearing(vosk: VoskRecognizer, phrases: tuple[str, ...]):
    heard = hear(vosk, silence(300), SpeechBias(language="ko", phrases=phrases))
    assert heard.hypotheses == ()


@pytest.mark.parametrize("phrases", [("",), ("qzxq",), ()])
def test_a_closed_grammar_of_nothing_rejects(vosk: VoskRecognizer, phrases: tuple[str, ...]):
    answers = tuple(ClosedAnswer("yes", phrase) for phrase in phrases)
    heard = hear(vosk, silence(300), replace(KO, closed=answers))
    assert (heard.closed.label if heard.closed else None) is None


@pytest.mark.parametrize("phrase", [None, 7, b"yes", ["a"]])
def test_a_phrase_that_is_no_text_is_misuse_and_the_next_utterance_is_heard(
    vosk: VoskRecognizer, phrase: object
):
    with pytest.raises(Misuse):
        vosk.begin(SpeechBias(language="ko", phrases=(phrase,)))
    assert hear(vosk, silence(200), KO).hypotheses == ()


def test_grammars_are_checked_once_more_at_the_library(korean_model: Path):
    model = load_model(korean_model)
    for phrases in (("",), (" ",), ("qzxq",), (None,), ("커피", "")):
        with pytest.raises(Misuse):
            model.recogniser(phrases, 1)


def test_quotes_braces_and_control_characters_cannot_break_the_grammar(vosk: VoskRecognizer, say: Say):
    odd = ('커피 "두" 개', "배송\n언제\t와", "커피\\", "]", '{"a": 1}', "\x07배송 언제 와")
    heard = hear(vosk, say("배송 언제 와", voice="ko+f3", wpm=130), SpeechBias(language="ko", phrases=odd))
    assert heard.text == "배송 언제 와"


@pytest.mark.parametrize("data", [bytearray(320), memoryview(bytes(320)), "silence", None])
def test_sound_that_is_not_bytes_never_becomes_frames(data: object):
    with pytest.raises(BadAudio):
        Frames(data)


def test_odd_and_empty_bytes(vosk: VoskRecognizer):
    with pytest.raises(BadAudio):
        Frames(bytes(321))
    vosk.begin(KO)
    assert vosk.accept(Frames(b"")) is None
    assert vosk.finish().hypotheses == ()


@pytest.mark.parametrize("rate", [0, 100, 7_999, 96_000, -16_000])
def test_a_sample_rate_that_hangs_vosk_cannot_be_stated(rate: int):
    with pytest.raises(BadAudio):
        AudioFormat(rate=rate)


@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000])
def test_another_sample_rate_is_refused(vosk: VoskRecognizer, rate: int):
    vosk.begin(KO)
    with pytest.raises(BadAudio):
        vosk.accept(Frames(bytes(320), AudioFormat(rate=rate)))
    vosk.abort()


def test_the_grammar_cannot_change_within_an_utterance(vosk: VoskRecognizer, say: Say):
    sound = say("배송 언제 와", voice="ko+f3", wpm=130)
    half = len(sound.data) // 4 * 2
    vosk.begin(KO)
    vosk.accept(Frames(sound.data[:half]))
    with pytest.raises(Misuse):
        vosk.begin(SpeechBias(language="ko", phrases=("우유 주세요",)))
    vosk.accept(Frames(sound.data[half:], at_ms=half // 32))
    assert vosk.finish().text == "배송 언제 와"


def test_finish_twice_and_abort_after_finish_are_misuse(vosk: VoskRecognizer):
    vosk.begin(KO)
    vosk.finish()
    for call in (vosk.finish, vosk.abort, vosk.pause):
        with pytest.raises(Misuse):
            call()


def test_unknown_words_are_told_and_their_phrases_left_out_whole(vosk: VoskRecognizer, say: Say):
    assert vosk.unknown_words(("맞아요", "커피", "도와 줘", "맞아요", "")) == ("맞아요", "도와 줘")
    bias = SpeechBias(
        language="ko", phrases=("배송 언제 와",), closed=(ClosedAnswer("yes", "네 맞아요"), *YES_NO[1:])
    )
    heard = hear(vosk, say("네", voice="ko+f3", wpm=130), bias)
    assert "unknown:맞아요" in heard.notes
    assert heard.closed is not None
    assert heard.closed.label != "yes"


def test_half_a_minute_of_silence_and_its_own_endpoints(vosk: VoskRecognizer):
    vosk.begin(replace(KO, closed=YES_NO))
    for second in range(30):
        vosk.accept(silence(1_000, at_ms=second * 1_000))
    heard = vosk.finish()
    assert heard.hypotheses == ()
    assert heard.closed is not None
    assert heard.closed.label is None


def test_a_long_pause_cuts_vosk_but_not_the_utterance(vosk: VoskRecognizer, say: Say):
    one = say("배송 언제 와", voice="ko+f3", wpm=130).data
    heard = hear(vosk, Frames(one + silence(1_500).data + one), KO)
    assert heard.text == "배송 언제 와 배송 언제 와"
    starts = [word.start_ms for word in heard.hypotheses[0].words]
    assert starts == sorted(starts)
    assert starts[3] > 2_500


def test_a_mixture_of_answers_is_no_answer(vosk: VoskRecognizer, say: Say):
    """A grammar bends other speech into a row of its phrases; only one whole phrase counts."""
    heard = hear(vosk, say("오늘 날씨 정말 좋네", voice="ko+f3", wpm=130), replace(KO, closed=YES_NO))
    assert heard.closed is not None
    assert heard.closed.label is None


def test_captions_grow_and_are_not_repeated(vosk: VoskRecognizer, say: Say):
    sound = say("커피 두 개 담아 줘", voice="ko+f3", wpm=130)
    vosk.begin(KO)
    captions = [
        vosk.accept(Frames(sound.data[at : at + 1024], at_ms=at // 32))
        for at in range(0, len(sound.data), 1024)
    ]
    texts = [caption.text for caption in captions if caption]
    vosk.finish()
    assert len(texts) >= 2
    assert all(a != b for a, b in itertools.pairwise(texts))


def test_n_best_has_confident_words(vosk: VoskRecognizer, say: Say):
    heard = hear(vosk, say("커피 두 개 담아 줘", voice="ko+f3", wpm=130), KO)
    assert 1 <= len(heard.hypotheses) <= 20
    assert heard.hypotheses[0].words
    assert all(0 < word.confidence <= 1 for word in heard.hypotheses[0].words)


def test_a_failure_inside_the_library_is_an_engine_fault_and_the_next_utterance_is_heard(
    vosk: VoskRecognizer, monkeypatch: pytest.MonkeyPatch
):
    import vosk as library  # noqa: PLC0415 - only to make it fail

    def fail(*_: object) -> int:
        raise Exception("Failed to process waveform")  # noqa: TRY002 - what Vosk itself raises

    vosk.begin(KO)
    monkeypatch.setattr(library.KaldiRecognizer, "AcceptWaveform", fail)
    with pytest.raises(EngineFault):
        vosk.accept(silence(100))
    monkeypatch.undo()
    assert hear(vosk, silence(100), KO).hypotheses == ()


@pytest.mark.parametrize("count", [0, 21])
def test_n_best_lengths_out_of_range_are_refused(count: int):
    with pytest.raises(Misuse):
        VoskSettings(alternatives=count)


def test_the_trap_is_real(korean_model: Path):
    """What the checks keep out ends the bare library's process."""
    code = f"import vosk; vosk.KaldiRecognizer(vosk.Model({json.dumps(str(korean_model))}), 16000, '[]')"
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, timeout=120)
    assert done.returncode < 0
