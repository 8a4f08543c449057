"""Whisper on its real model: noise, speculation, captions, prompts, broken models."""

from __future__ import annotations

import os
import random
import shutil
import struct
import threading
from pathlib import Path

import pytest
from fixtures_hearing import Say

from voice.adapters.silero import SileroActivity
from voice.adapters.whisper_model import LONGEST_MS, Decoded, WhisperEngine, check_whisper
from voice.adapters.whisper_recognizer import WhisperRecognizer, WhisperSettings
from voice.audio.frames import VAD_BLOCK, AudioFormat, Frames
from voice.errors import BadAudio, EngineFault, Misuse, ModelBroken, ModelMissing
from voice.hearing.bias import ClosedAnswer, SpeechBias
from voice.hearing.ear import Ear
from voice.hearing.transcript import Transcript
from voice.testing import blocks, silence

pytestmark = pytest.mark.model
MENU = SpeechBias(language="en", words=("large", "coffee", "latte", "whole milk"), example="A large latte.")
CONSENT = SpeechBias(
    language="en",
    words=MENU.words,
    closed=tuple(ClosedAnswer(a, p) for a, p in (("yes", "yes please"), ("yes", "yes"), ("no", "no"))),
)


@pytest.fixture(scope="module")
def whisper(whisper_model: Path):
    recognizer = WhisperRecognizer(whisper_model, settings=WhisperSettings(threads=1))
    recognizer.start()
    yield recognizer
    recognizer.close()


def hiss(ms: int, loud: float, seed: int = 1) -> Frames:
    chance = random.Random(seed)
    count = 16 * ms
    return Frames(struct.pack(f"<{count}h", *(int(chance.gauss(0, 1) * loud) for _ in range(count))))


def hear(recognizer: WhisperRecognizer, sound: Frames, bias: SpeechBias) -> Transcript:
    recognizer.begin(bias)
    recognizer.accept(sound)
    return recognizer.finish()


@pytest.mark.parametrize("loudness", [0, 30, 300, 3_000])
@pytest.mark.parametrize("bias", [MENU, CONSENT, SpeechBias(language="en")])
def test_noise_gives_no_words_or_none_to_believe(whisper: WhisperRecognizer, loudness: int, bias: SpeechBias):
    heard = hear(whisper, hiss(1_500, loudness), bias)
    assert all(one.score < -0.6 for one in heard.hypotheses)
    assert (heard.closed.label if heard.closed else None) is None


def count_decodings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    calls: list[str] = []
    decode = WhisperEngine.decode

    def counted(self: WhisperEngine, sound: bytes, **how: object) -> Decoded:
        calls.append(str(how.get("prompt")))
        return decode(self, sound, **how)

    monkeypatch.setattr(WhisperEngine, "decode", counted)
    return calls


def test_a_decoding_ahead_is_kept_if_only_silence_follows(
    whisper: WhisperRecognizer, say: Say, monkeypatch: pytest.MonkeyPatch
):
    calls = count_decodings(monkeypatch)
    sound = say("a large coffee with whole milk")
    whisper.begin(MENU)
    whisper._utterance.next_caption = 10**9
    whisper.accept(Frames(sound.data + silence(200).data))
    whisper.pause()
    whisper.accept(silence(400))
    assert "coffee" in whisper.finish().text.lower()
    assert len(calls) == 1


def test_a_decoding_ahead_is_thrown_away_if_speech_follows(whisper: WhisperRecognizer, say: Say):
    whisper.begin(MENU)
    whisper.accept(Frames(say("a large coffee").data + silence(200).data))
    whisper.pause()
    whisper.accept(say("with whole milk"))
    heard = whisper.finish().text.lower()
    assert "coffee" in heard
    assert "milk" in heard


def test_closed_answers_are_heard_without_a_prompt(
    whisper: WhisperRecognizer, say: Say, monkeypatch: pytest.MonkeyPatch
):
    calls = count_decodings(monkeypatch)
    hear(whisper, say("yes please"), CONSENT)
    hear(whisper, say("a large coffee"), MENU)
    assert calls[0] == ""
    assert "whole milk" in calls[-1]


def test_what_does_not_fit_the_prompt_is_heard_without_it_too(whisper: WhisperRecognizer, say: Say):
    engine, sound = whisper._loaded, say("stop here, goodbye").data
    prompted = engine.decode(sound, prompt="Latte, americano, mocha. A large latte, please.")
    score = prompted.readings[0].score

    both = engine.decode(sound, prompt="Latte, americano, mocha. A large latte, please.", unsure=score + 0.1)
    sure = engine.decode(sound, prompt="Latte, americano, mocha. A large latte, please.", unsure=score - 0.1)

    assert set(prompted.readings) == set(sure.readings) < set(both.readings)
    assert [one.score for one in both.readings] == sorted((one.score for one in both.readings), reverse=True)


def test_captions_come_while_one_speaks(whisper: WhisperRecognizer, say: Say):
    whisper.begin(MENU)
    sound = say("I would like a large coffee with whole milk and sugar please", wpm=120)
    captions = []
    for at in range(0, len(sound.data), 1_024):
        captions.append(whisper.accept(Frames(sound.data[at : at + 1_024], at_ms=at // 32)))
        if whisper._utterance.caption is not None:
            threading.Event().wait(0)
            whisper._utterance.caption.exception()
    whisper.abort()
    shown = [caption.text for caption in captions if caption]
    assert shown
    assert any("coffee" in text.lower() for text in shown)


def test_sound_beyond_the_window_is_dropped_and_said_so(whisper: WhisperRecognizer):
    whisper.begin(SpeechBias(language="en"))
    whisper._utterance.next_caption = 10**9
    for second in range(40):
        whisper.accept(silence(1_000, at_ms=1_000 * second))
    assert len(whisper._utterance.sound) == LONGEST_MS * 32
    assert whisper.finish().notes == ("overlong",)


def test_the_ear_hears_an_order_through_the_real_detector(whisper: WhisperRecognizer, say: Say):
    ear = Ear(SileroActivity(), whisper, lambda: MENU)
    sound = blocks(
        silence(1_000), say("I would like a large coffee please"), silence(1_000), hiss(2_000, 200)
    )
    heard = [event for block in sound for event in ear.hear(block)] + list(ear.end())
    spoken = [event for event in heard if isinstance(event, Transcript)]
    assert len(spoken) == 1
    assert "coffee" in spoken[0].text.lower()
    assert 950 <= spoken[0].began_ms <= 1_600


@pytest.mark.slow
def test_ten_minutes_of_noise_are_no_speech():
    activity = SileroActivity()
    data = hiss(10_000, 800).data
    quiet = 0
    for turn in range(60):
        for at in range(0, len(data) - 1_024, 1_024):
            quiet += activity.probability(Frames(data[at : at + 1_024], at_ms=turn * 10_000)) < 0.5
    assert quiet == 60 * len(range(0, len(data) - 1_024, 1_024))


@pytest.mark.parametrize("block", [silence(20), Frames(bytes(2 * VAD_BLOCK), AudioFormat(rate=8_000))])
def test_the_detector_takes_its_own_blocks_only(block: Frames):
    with pytest.raises(BadAudio):
        SileroActivity().probability(block)


def test_the_detector_forgets_when_told(say: Say):
    activity = SileroActivity()
    activity.reset()
    sound = list(blocks(say("a large coffee")))[:30]
    first = [activity.probability(block) for block in sound]
    activity.reset()
    assert [activity.probability(block) for block in sound] == pytest.approx(first)
    assert max(first) > 0.9


@pytest.fixture
def copy(whisper_model: Path, tmp_path: Path) -> Path:
    target = tmp_path / "model"
    shutil.copytree(whisper_model, target, copy_function=os.symlink)
    return target


def test_a_missing_model_and_a_model_by_name(tmp_path: Path):
    with pytest.raises(ModelMissing):
        WhisperRecognizer(tmp_path / "nowhere").start()
    with pytest.raises(ModelMissing):
        WhisperRecognizer(Path("tiny.en")).start()
    with pytest.raises(Misuse):
        WhisperRecognizer("tiny.en")


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json", "vocabulary.txt"])
def test_an_incomplete_model_never_reaches_the_library(copy: Path, name: str):
    (copy / name).unlink()
    with pytest.raises(ModelBroken, match=name):
        check_whisper(copy)


@pytest.mark.parametrize("name", ["model.bin", "tokenizer.json"])
def test_a_damaged_model_is_broken_and_start_can_be_tried_again(copy: Path, whisper_model: Path, name: str):
    (copy / name).unlink()
    (copy / name).write_bytes(b"\x01nothing" * 500)
    recognizer = WhisperRecognizer(copy, settings=WhisperSettings(threads=1))
    with pytest.raises(ModelBroken):
        recognizer.start()
    (copy / name).unlink()
    (copy / name).symlink_to(whisper_model / name)
    recognizer.start()
    recognizer.close()


def test_a_decoding_past_its_deadline_is_a_fault_and_the_next_is_heard(whisper_model: Path, say: Say):
    recognizer = WhisperRecognizer(whisper_model, settings=WhisperSettings(threads=1, deadline_s=1e-6))
    recognizer.start()
    with pytest.raises(EngineFault, match="more than"):
        hear(recognizer, say("a large coffee"), MENU)
    recognizer._settings = WhisperSettings(threads=1)
    assert "coffee" in hear(recognizer, say("a large coffee"), MENU).text.lower()
    recognizer.close()


@pytest.mark.parametrize(
    "wrong", [{"beams": 0}, {"beams": 21}, {"pad_ms": -1}, {"caption_ms": -1}, {"deadline_s": 0}]
)
def test_settings_out_of_range_are_refused(wrong: dict[str, float]):
    with pytest.raises(Misuse):
        WhisperSettings(**wrong)
