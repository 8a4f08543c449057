"""The real voices: whole sentences, deadlines, crashes, and what is missing."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from voice.adapters.espeak_voice import EspeakVoice, espeak_voices
from voice.adapters.line_process import LineProcess
from voice.adapters.piper_voice import PiperVoice
from voice.adapters.pyttsx3_voice import Pyttsx3Voice
from voice.adapters.voice_choice import VoiceChoice, known_voice, shortest_s
from voice.audio.frames import AudioFormat
from voice.audio.resample import floats
from voice.errors import EngineFault, Misuse, ModelMissing, SettingsError
from voice.ports import Voice

SENTENCE = "Two large oat lattes, that is nine dollars and eighty cents. Shall I order them?"


@pytest.fixture
def spoken() -> Iterator[Pyttsx3Voice]:
    voice = Pyttsx3Voice(VoiceChoice(deadline_s=20))
    voice.start()
    yield voice
    voice.close()


@pytest.mark.parametrize("make", [Pyttsx3Voice, EspeakVoice])
@pytest.mark.parametrize(
    ("language", "text"), [("en", SENTENCE), ("ko", "라떼 두 잔, 모두 구천팔백 원입니다. 주문할까요?")]
)
def test_a_sentence_becomes_sound(make: type[Pyttsx3Voice | EspeakVoice], language: str, text: str):
    voice: Voice = make(VoiceChoice(language=language, deadline_s=20))
    voice.start()
    try:
        frames = voice.synthesize(text)
    finally:
        voice.close()
    assert frames.format == AudioFormat(rate=22050)
    assert 2500 < frames.duration_ms < 12000
    assert np.sqrt(np.mean(floats(frames) ** 2)) > 0.02


def test_sixty_sentences_none_cut(spoken: Pyttsx3Voice):
    texts = [f"Item {n}: {n} bottles of milk, {n * 3} cents" + " please" * (n % 7) for n in range(60)]
    first = {text: spoken.synthesize(text).samples for text in texts}
    again = {text: spoken.synthesize(text).samples for text in reversed(texts)}
    bad = [text for text in texts if abs(first[text] - again[text]) > 0.05 * first[text]]
    assert bad == []
    assert min(first.values()) > 22050


def test_the_rate_is_kept():
    lengths = []
    for rate in (120, 300):
        voice = Pyttsx3Voice(VoiceChoice(words_per_minute=rate, deadline_s=20))
        voice.start()
        lengths.append(voice.synthesize(SENTENCE).duration_ms)
        voice.close()
    assert lengths[0] > 1.8 * lengths[1]


@pytest.mark.parametrize("make", [Pyttsx3Voice, EspeakVoice, PiperVoice])
def test_speaking_before_the_start_is_misuse(make: type[Voice]):
    with pytest.raises(Misuse):
        make().synthesize("Hello.")


@pytest.mark.parametrize("text", ["", "   ", "...!", "\n"])
def test_nothing_to_say_is_no_sound(spoken: Pyttsx3Voice, text: str):
    assert spoken.synthesize(text).samples == 0


@pytest.mark.parametrize("make", [Pyttsx3Voice, EspeakVoice])
@pytest.mark.parametrize(("name", "near"), [("en-uss", "en-us"), ("en-us+f33", "f3"), ("kor", "ko")])
def test_an_unknown_voice_lists_near_ones(make: type[Pyttsx3Voice | EspeakVoice], name: str, near: str):
    voice = make(VoiceChoice(voice=name))
    with pytest.raises(ModelMissing) as caught:
        voice.start()
    assert near in caught.value.remedy
    assert isinstance(voice, EspeakVoice) or voice.worker_pid == 0


@pytest.mark.parametrize("name", ["en-us", "gmw/en-us", "EN-US", "en-us+f3", "ko+m3", "gmw/en-gb-x-rp+Annie"])
def test_voices_go_by_several_names(name: str):
    for make in (Pyttsx3Voice, EspeakVoice):
        voice = make(VoiceChoice(voice=name, deadline_s=20))
        voice.start()
        assert voice.synthesize("Good morning.").duration_ms > 300
        voice.close()


def test_variants_sound_different():
    sounds = []
    for name in ("en-us", "en-us+f3", "en-us+m3", "en-gb"):
        voice = EspeakVoice(VoiceChoice(voice=name))
        voice.start()
        sounds.append(voice.synthesize(SENTENCE).data)
    assert len(set(sounds)) == 4
    assert len(espeak_voices()) > 100


def test_a_hanging_engine_is_ended_and_the_next_sentence_spoken():
    voice = Pyttsx3Voice(VoiceChoice(deadline_s=2))
    voice.start()
    stuck = voice.worker_pid
    os.kill(stuck, signal.SIGSTOP)
    began = time.monotonic()
    with pytest.raises(EngineFault, match="deadline"):
        voice.synthesize("Hello there.")
    assert time.monotonic() - began < 10
    assert not Path(f"/proc/{stuck}").exists()
    voice.close()
    voice = Pyttsx3Voice(VoiceChoice(deadline_s=20))
    voice.start()
    os.kill(voice.worker_pid, signal.SIGSTOP)
    threading.Timer(0.3, os.kill, (voice.worker_pid, signal.SIGKILL)).start()
    assert voice.synthesize("Hello there.").duration_ms > 300
    voice.close()


def test_a_crashed_engine_is_restarted_within_the_sentence(spoken: Pyttsx3Voice):
    for _ in range(3):
        dead = spoken.worker_pid
        os.kill(dead, signal.SIGKILL)
        assert spoken.synthesize("Hello there.").duration_ms > 300
        assert spoken.worker_pid not in (0, dead)


def test_a_sentence_that_stays_too_short_is_a_fault(spoken: Pyttsx3Voice, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("voice.adapters.pyttsx3_voice.shortest_s", lambda _text, _rate: 100.0)
    with pytest.raises(EngineFault, match="samples where"):
        spoken.synthesize("Hello.")
    monkeypatch.undo()
    assert spoken.synthesize("Hello.").duration_ms > 200


def test_closing_ends_the_process_and_may_be_done_twice(spoken: Pyttsx3Voice):
    pid = spoken.worker_pid
    spoken.close()
    spoken.close()
    assert not Path(f"/proc/{pid}").exists()
    spoken.start()
    assert spoken.synthesize("Again.").samples > 0


def test_a_missing_engine_library_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in ("libespeak-ng.so.1", "libespeak.so.1"):
        (tmp_path / name).write_bytes(b"")
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))
    with pytest.raises(ModelMissing) as caught:
        Pyttsx3Voice().start()
    assert "apt-get install" in caught.value.remedy


def test_a_missing_program_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(ModelMissing, match="not installed") as caught:
        EspeakVoice().start()
    assert "apt-get install" in caught.value.remedy


@pytest.mark.parametrize("settings", [{"words_per_minute": 20}, {"words_per_minute": 900}, {"deadline_s": 0}])
def test_impossible_settings_are_refused(settings: dict[str, int]):
    with pytest.raises(SettingsError):
        VoiceChoice(**settings)


def test_known_voice_gives_the_name_back():
    assert known_voice("en-us+f3", ["gmw/en-us"], ["f3"]) == "en-us+f3"
    with pytest.raises(ModelMissing, match="voices"):
        known_voice("zzzzzz", ["gmw/en-us"], [])


def test_shortest_length_grows_with_letters_and_falls_with_pace():
    assert shortest_s("!!", 175) == 0
    assert shortest_s("abcd", 175) == shortest_s("ab cd!", 100) > shortest_s("abcd", 350) > 0


@pytest.mark.parametrize(
    "program", ["print('hello', flush=True)", "print('[1]', flush=True)", "raise SystemExit"]
)
def test_a_program_that_talks_nonsense_is_ended(tmp_path: Path, program: str):
    child = LineProcess([sys.executable, "-c", program], log=tmp_path / "log", environment=os.environ)
    with pytest.raises(EngineFault):
        child.ask({"do": "x"}, 20)
    assert child.pid == 0


def test_the_worker_ends_with_its_parent(spoken: Pyttsx3Voice):
    pid = spoken.worker_pid
    assert spoken._worker is not None
    assert spoken._worker._process is not None
    assert spoken._worker._process.stdin is not None
    spoken._worker._process.stdin.close()
    assert spoken._worker._process.wait(10) == 0
    assert not Path(f"/proc/{pid}/exe").exists()


@pytest.mark.slow
@pytest.mark.model
def test_piper_speaks_and_keeps_its_deadline():
    voice = PiperVoice(words_per_minute=350, deadline_s=60)
    voice.start()
    fast = voice.synthesize(SENTENCE)
    assert fast.format == AudioFormat(rate=22050)
    assert 1500 < fast.duration_ms < 6000
    voice.close()
    late = PiperVoice(deadline_s=0.001)
    late.start()
    with pytest.raises(EngineFault, match="deadline"):
        late.synthesize(SENTENCE)
    with pytest.raises(EngineFault, match="stuck"):
        late.synthesize(SENTENCE)
    late.close()


def test_a_missing_piper_model_is_named(tmp_path: Path):
    pytest.importorskip("piper")
    with pytest.raises(ModelMissing, match=r"x\.onnx"):
        PiperVoice(tmp_path / "x.onnx").start()
