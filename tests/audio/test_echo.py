"""The echo canceller on a made-up room, and through the real chain of speaker and microphone."""

from __future__ import annotations

import sys
import threading
import time

import numpy as np
import pytest
from fixtures_sound import MakeSound, best_fit, chirp

from voice.adapters.aec import LONGEST_REFERENCE, EchoFreeMicrophone, WebrtcEchoCanceller
from voice.adapters.espeak_voice import EspeakVoice
from voice.adapters.sounddevice_io import SounddeviceMicrophone, SounddeviceSpeaker
from voice.adapters.voice_choice import VoiceChoice
from voice.audio.frames import VAD_BLOCK, AudioFormat, Frames
from voice.audio.resample import floats, join, pcm, resample, silence
from voice.errors import Misuse, ModelMissing

pytest.importorskip("pywebrtc_audio")

TEXT = (
    "Two large oat lattes and a butter croissant, that is nine dollars and eighty cents. Shall I order them? "
)


def speech(voice: str = "en-us", times: int = 1) -> Frames:
    mouth = EspeakVoice(VoiceChoice(voice=voice, deadline_s=30))
    mouth.start()
    return mouth.synthesize(TEXT * times)


def level_db(samples: np.ndarray) -> float:
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-12))


def cleaned(canceller: WebrtcEchoCanceller, near: np.ndarray, far: np.ndarray) -> np.ndarray:
    out = []
    for at in range(0, len(near) - VAD_BLOCK + 1, VAD_BLOCK):
        canceller.played(Frames(pcm(far[at : at + VAD_BLOCK])))
        block = canceller.clean(Frames(pcm(near[at : at + VAD_BLOCK]), at_ms=at // 16))
        assert (block.samples, block.at_ms) == (VAD_BLOCK, at // 16)
        out.append(floats(block))
    return np.concatenate(out)


def echo_of(far: np.ndarray, delay_ms: int, loud: float) -> np.ndarray:
    room = np.zeros(16 * (delay_ms + 40))
    room[16 * delay_ms], room[16 * (delay_ms + 11)], room[16 * (delay_ms + 31)] = loud, loud / 3, loud / 5
    return np.convolve(far, room)[: len(far)].astype(np.float32)


@pytest.fixture
def canceller() -> WebrtcEchoCanceller:
    made = WebrtcEchoCanceller()
    made.start()
    return made


@pytest.mark.parametrize(("delay_ms", "loud"), [(30, 0.8), (80, 0.4), (200, 0.5)])
def test_the_echo_of_a_made_up_room_vanishes(canceller: WebrtcEchoCanceller, delay_ms: int, loud: float):
    far = floats(resample(speech(), 16000))
    echo = echo_of(far, delay_ms, loud)
    rest = cleaned(canceller, echo, far)
    late = slice(3 * 16000, len(rest))
    fall = level_db(echo[late]) - level_db(rest[late])
    print(f"delay {delay_ms} ms: {fall:.1f} dB")  # noqa: T201
    assert fall > 20


def test_a_shopper_is_still_heard(canceller: WebrtcEchoCanceller):
    shopper = 0.5 * floats(resample(speech("en-us+f3"), 16000))
    out = cleaned(canceller, shopper, np.zeros_like(shopper))
    kept = level_db(out) - level_db(shopper)
    print(f"without echo: {kept:.1f} dB")  # noqa: T201
    assert abs(kept) < 3


def test_only_sixteen_kilohertz_after_the_start():
    canceller = WebrtcEchoCanceller()
    with pytest.raises(Misuse):
        canceller.clean(silence(32, 16000))
    canceller.start()
    with pytest.raises(Misuse):
        canceller.clean(silence(32, 22050))
    canceller.close()
    with pytest.raises(Misuse):
        canceller.clean(silence(32, 16000))


def test_the_reference_is_bounded_and_never_too_old():
    now = [0.0]
    canceller = WebrtcEchoCanceller(clock=lambda: now[0])
    canceller.start()
    for _ in range(2000):
        canceller.played(silence(20, 44100))
    canceller.clean(silence(32, 16000))
    assert len(canceller._reference_held) <= 2 * LONGEST_REFERENCE
    canceller.reset()
    canceller.played(silence(500, 16000))
    for _ in range(100):
        now[0] += 0.032
        canceller.played(silence(32, 16000))
        canceller.clean(silence(32, 16000))
    assert len(canceller._reference_held) <= 2 * 16 * 30


def test_a_backlog_of_the_microphone_keeps_its_reference():
    """Nobody took blocks for a while: both sides wait, and both are caught up on in no time."""
    now = [0.0]
    canceller = WebrtcEchoCanceller(clock=lambda: now[0])
    canceller.start()
    for _ in range(50):
        canceller.played(silence(32, 16000))
    now[0] += 1.6
    for left in reversed(range(50)):
        canceller.clean(silence(32, 16000))
        assert len(canceller._reference_held) == left * 1024


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "pywebrtc_audio", None)
    with pytest.raises(ModelMissing, match=r"voicecart\[aec\]"):
        WebrtcEchoCanceller().start()


class Overheard(WebrtcEchoCanceller):
    """Keeps what came in and what went out."""

    def __init__(self) -> None:
        super().__init__()
        self.near: list[Frames] = []
        self.cleaned: list[Frames] = []

    def clean(self, block: Frames) -> Frames:
        cleaned = super().clean(block)
        self.near.append(block)
        self.cleaned.append(cleaned)
        return cleaned


@pytest.mark.slow
@pytest.mark.audio
def test_the_assistant_does_not_hear_itself(make_sound: MakeSound):
    """Speaker to microphone through the sound card. A busy machine tears holes into the sound, after which
    the canceller learns anew: the best three seconds are judged, all are printed.
    """
    said = speech(times=2)
    with make_sound(echo=True):
        canceller = Overheard()
        _hear_while_speaking(said, canceller)
    near, rest = floats(join(canceller.near)), floats(join(canceller.cleaned))
    spoken = [at for at in range(0, len(near) - 48000, 16000) if level_db(near[at : at + 48000]) > -30]
    falls = [level_db(near[at : at + 48000]) - level_db(rest[at : at + 48000]) for at in spoken]
    print("dB less, by second:", [round(fall) for fall in falls])  # noqa: T201
    print(f"over all: {level_db(near) - level_db(rest):.1f} dB")  # noqa: T201
    assert max(falls) > 20


def _hear_while_speaking(said: Frames, canceller: WebrtcEchoCanceller) -> None:
    speaker = SounddeviceSpeaker(heard=canceller.played)
    microphone = EchoFreeMicrophone(SounddeviceMicrophone(queue_blocks=600), canceller)
    done = threading.Event()
    speaker.start()
    microphone.start()
    taker = threading.Thread(target=lambda: list(microphone.frames()), daemon=True)
    taker.start()
    time.sleep(0.3)
    speaker.play(said, lambda _heard: done.set())
    assert done.wait(60)
    microphone.close()
    taker.join(10)
    speaker.close()


@pytest.mark.audio
def test_a_shopper_is_heard_over_the_assistant(make_sound: MakeSound):
    with make_sound(echo=True) as card:
        canceller = WebrtcEchoCanceller()
        speaker = SounddeviceSpeaker(heard=canceller.played)
        microphone = EchoFreeMicrophone(SounddeviceMicrophone(queue_blocks=600), canceller)
        speaker.start()
        microphone.start()
        blocks: list[Frames] = []
        taker = threading.Thread(target=lambda: blocks.extend(microphone.frames()), daemon=True)
        taker.start()
        done = threading.Event()
        speaker.play(speech(times=2), lambda _heard: done.set())
        time.sleep(5)
        shout = chirp(1.0, loud=0.6)
        card.say_into_room(shout)
        speaker.stop()
        assert done.wait(10)
        time.sleep(0.3)
        microphone.close()
        taker.join(10)
        speaker.close()
    fit, _ = best_fit(join(blocks), shout)
    print(f"shopper over the assistant: correlation {fit:.2f}")  # noqa: T201
    assert fit > 0.5
    assert all(b.format == AudioFormat() for b in blocks)
