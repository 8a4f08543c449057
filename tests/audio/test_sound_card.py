"""Microphone and speaker on the virtual sound card: what is heard, when, and what goes wrong."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from fixtures_sound import PATIENCE_S, MakeSound, best_fit, chirp, loud_span_ms, recording, until

from voice.adapters.portaudio import devices, refresh_devices
from voice.adapters.sounddevice_io import SounddeviceMicrophone, SounddeviceSpeaker, _Blocks
from voice.adapters.virtual_sound import VirtualSound
from voice.audio.frames import VAD_BLOCK, Frames
from voice.audio.resample import floats, join, pcm, resample, silence
from voice.errors import AudioError, Misuse, NoMicrophone, NoSpeaker

pytestmark = pytest.mark.audio


class Taker:
    """Takes a microphone's blocks on a thread until they end."""

    def __init__(self, microphone: SounddeviceMicrophone) -> None:
        self.blocks: list[Frames] = []
        self.error: Exception | None = None
        self.first = threading.Event()
        self._microphone = microphone
        self.thread = threading.Thread(target=self._take, daemon=True)
        self.thread.start()

    def _take(self) -> None:
        try:
            for block in self._microphone.frames():
                self.blocks.append(block)
                self.first.set()
        except Exception as error:  # noqa: BLE001
            self.error = error


class Done:
    """Remembers what a speaker reports."""

    def __init__(self) -> None:
        self.told: list[bool] = []
        self._event = threading.Event()

    def __call__(self, heard: bool) -> None:
        self.told.append(heard)
        self._event.set()

    def wait(self) -> bool:
        assert self._event.wait(PATIENCE_S)
        return self.told[-1]


def test_the_microphone_hears_what_is_said_in_the_room(sound: VirtualSound):
    said = chirp(2)
    microphone = SounddeviceMicrophone()
    microphone.start()
    taker = Taker(microphone)
    assert taker.first.wait(PATIENCE_S)
    sound.say_into_room(said)
    until(lambda: best_fit(join(list(taker.blocks)), said)[0] > 0.9)
    microphone.close()
    taker.thread.join(PATIENCE_S)
    assert not taker.thread.is_alive()
    assert taker.error is None
    fit, _ = best_fit(join(taker.blocks), said)
    print(f"correlation {fit:.4f}, dropped {microphone.dropped_ms} ms")  # noqa: T201
    assert fit > 0.98
    assert all(block.samples == VAD_BLOCK for block in taker.blocks)
    assert [b.at_ms for b in taker.blocks] == [32 * i for i in range(len(taker.blocks))]


def test_what_nobody_takes_is_counted_as_audio_time(sound: VirtualSound):
    microphone = SounddeviceMicrophone(queue_blocks=4)
    microphone.start()
    until(lambda: microphone.dropped_ms >= 320)
    blocks = microphone.frames()
    taken = [next(blocks) for _ in range(8)]
    microphone.close()
    assert [b.at_ms for b in taken[:4]] == [0, 32, 64, 96]
    assert taken[4].at_ms >= 128 + 320
    assert taken[4].at_ms % 32 == 0


def test_the_microphone_can_be_started_again(sound: VirtualSound):
    microphone = SounddeviceMicrophone("default")
    for _ in range(3):
        microphone.start()
        assert next(microphone.frames()).at_ms == 0
        microphone.close()
        microphone.close()
    with pytest.raises(Misuse):
        microphone.frames()


def test_a_microphone_that_is_unplugged_says_so_soon(sound: VirtualSound):
    microphone = SounddeviceMicrophone()
    microphone.start()
    taker = Taker(microphone)
    assert taker.first.wait(PATIENCE_S)
    began = time.monotonic()
    sound.unplug()
    taker.thread.join(PATIENCE_S)
    print(f"noticed after {time.monotonic() - began:.2f} s: {taker.error}")  # noqa: T201
    assert not taker.thread.is_alive()
    assert isinstance(taker.error, NoMicrophone)
    assert time.monotonic() - began < 5
    with pytest.raises(NoMicrophone):
        microphone.start()


@pytest.mark.slow
def test_a_microphone_that_falls_silent_is_gone(sound: VirtualSound):
    microphone = SounddeviceMicrophone()
    microphone.start()
    next(microphone.frames())
    microphone._on_block = None
    assert microphone._stream is not None
    microphone._stream._raw.stop()
    microphone._ended.clear()
    with pytest.raises(NoMicrophone, match="no more sound"):
        list(microphone.frames())


def test_a_sentence_is_heard_whole_and_then_reported(sound: VirtualSound):
    said = chirp(1.5, rate=22050)
    speaker = SounddeviceSpeaker()
    speaker.start()
    recorder = recording(sound)
    done = Done()
    speaker.play(said, done)
    assert speaker.playing
    assert done.wait() is True
    assert not speaker.playing
    reported_at = recorder.recorded_ms
    until(lambda: recorder.recorded_ms > reported_at + 400)
    heard = recorder.stop()
    speaker.close()
    first, last = loud_span_ms(heard)
    fit, _ = best_fit(resample(heard, 22050), said)
    print(f"heard {first}..{last} ms, reported at {reported_at} ms, correlation {fit:.4f}")  # noqa: T201
    assert fit > 0.98
    assert abs(last - first - 1500) < 10
    assert reported_at > last - 150
    assert done.told == [True]


def test_stopping_silences_at_once(sound: VirtualSound):
    """Measured in the recording's own time; the machine may be busy, so the best of some counts."""
    speaker = SounddeviceSpeaker()
    speaker.start()
    lags = []
    for _ in range(4):
        recorder = recording(sound)
        done = Done()
        before = recorder.recorded_ms
        speaker.play(chirp(5), done)
        until(lambda: recorder.recorded_ms > before + 500)  # noqa: B023 - runs within this round
        stopped_at = recorder.recorded_ms
        speaker.stop()
        assert done.wait() is False
        until(lambda: recorder.recorded_ms > stopped_at + 400)  # noqa: B023
        last = loud_span_ms(recorder.stop())[1]
        lags.append(last - stopped_at)
    speaker.close()
    print("silent after", lags, "ms of recorded sound")  # noqa: T201
    assert min(lags) < 100
    assert max(lags) < 400


def test_stopping_an_idle_speaker_is_harmless_and_an_empty_sentence_is_done(sound: VirtualSound):
    speaker = SounddeviceSpeaker()
    speaker.start()
    speaker.stop()
    done = Done()
    speaker.play(silence(0, 22050), done)
    assert done.wait() is True
    speaker.stop()
    speaker.close()
    speaker.close()
    assert done.told == [True]
    with pytest.raises(Misuse):
        speaker.play(silence(10, 22050), done)


def test_a_new_sentence_ends_the_old_one(sound: VirtualSound):
    speaker = SounddeviceSpeaker()
    speaker.start()
    first, second = Done(), Done()
    speaker.play(chirp(5), first)
    speaker.play(chirp(0.2), second)
    assert first.wait() is False
    assert second.wait() is True
    speaker.play(chirp(5), third := Done())
    speaker.close()
    assert third.wait() is False
    assert (first.told, second.told, third.told) == ([False], [True], [False])


def test_a_failing_report_does_not_silence_the_next(sound: VirtualSound):
    speaker = SounddeviceSpeaker()
    speaker.start()
    speaker.play(chirp(0.1), lambda _heard: 1 / 0)
    until(lambda: not speaker.playing)
    speaker.play(chirp(0.1), done := Done())
    assert done.wait() is True
    speaker.close()


def test_a_speaker_that_is_unplugged_reports_unheard(sound: VirtualSound):
    speaker = SounddeviceSpeaker()
    speaker.start()
    speaker.play(chirp(20), done := Done())
    sound.unplug()
    assert done.wait() is False
    speaker.play(chirp(1), again := Done())
    assert again.wait() is False
    speaker.close()


def test_a_speaker_that_comes_back_is_used_again(make_sound: MakeSound):
    speaker = SounddeviceSpeaker()
    with make_sound() as card:
        speaker.start()
        speaker.play(chirp(20), done := Done())
        card.unplug()
        assert done.wait() is False
        speaker._release()
    with make_sound():
        speaker.play(chirp(0.2), again := Done())
        assert again.wait() is True
        speaker.close()


@pytest.mark.skipif(bool(list(Path("/proc/asound").glob("card*"))), reason="this machine has a sound card")
def test_no_device_at_all_is_a_clear_error():
    """In a process of its own, without any card, as on a server."""
    program = """
from voice.adapters.sounddevice_io import SounddeviceMicrophone, SounddeviceSpeaker
from voice.adapters.portaudio import devices
from voice.errors import NoMicrophone, NoSpeaker
for make, fault in ((SounddeviceMicrophone, NoMicrophone), (SounddeviceSpeaker, NoSpeaker)):
    try:
        make().start()
    except fault as error:
        assert error.remedy and error.retryable
        print(error)
print(len(devices()))
"""
    done = _run(program)
    assert done.stdout.splitlines()[-1] == "0", done.stderr
    assert "There is no sound input" in done.stdout
    assert "There is no sound output" in done.stdout


@pytest.mark.parametrize("blow", [signal.SIGTERM, pytest.param(signal.SIGSTOP, marks=pytest.mark.slow)])
def test_a_process_ends_though_its_sound_server_does_not_answer(make_sound: MakeSound, blow: signal.Signals):
    """The driver may hang for ever in a stream whose server died or hangs; the process must not."""
    program = """
import os, sys, time
from voice.adapters.sounddevice_io import SounddeviceMicrophone, SounddeviceSpeaker
from voice.errors import NoMicrophone
microphone, speaker = SounddeviceMicrophone(), SounddeviceSpeaker()
microphone.start()
speaker.start()
blocks = microphone.frames()
next(blocks)
os.kill(int(sys.argv[1]), int(sys.argv[2]))
began = time.monotonic()
try:
    list(blocks)
except NoMicrophone as error:
    print("gone", round(time.monotonic() - began, 2))
try:
    microphone.start()
except NoMicrophone as error:
    print(error)
speaker.close()
print("closed after", round(time.monotonic() - began, 2))
"""
    with make_sound() as card:
        done = _run(program, str(card.pid), str(int(blow)), env=card.environment)
    assert done.returncode == 0, done.stderr
    first, second, third = done.stdout.splitlines()
    print(done.stdout)  # noqa: T201
    assert first.startswith("gone")
    assert "cannot be opened" in second or "does not answer" in second
    assert third.startswith("closed")


def _run(program: str, *words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", program, *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False, env=env)


def test_an_unknown_device_lists_what_there_is(sound: VirtualSound):
    for make, fault in ((SounddeviceMicrophone, NoMicrophone), (SounddeviceSpeaker, NoSpeaker)):
        with pytest.raises(fault, match="There are: default"):
            make("jabra").start()


def test_without_portaudio_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(NoMicrophone, match="libportaudio2"):
        SounddeviceMicrophone().start()
    with pytest.raises(NoSpeaker, match="libportaudio2"):
        SounddeviceSpeaker().start()
    with pytest.raises(AudioError, match="libportaudio2"):
        devices()


def test_devices_are_listed_and_looked_for_again_only_while_none_is_open(sound: VirtualSound):
    free = refresh_devices()  # an earlier test's driver may hang
    (found,) = devices()
    assert (found.name, found.usual_input, found.usual_output) == ("default", True, True)
    microphone = SounddeviceMicrophone()
    microphone.start()
    assert not refresh_devices()
    microphone.close()
    assert refresh_devices() is free


def test_another_rate_and_two_channels_become_what_hearing_takes():
    said = chirp(1)
    device = floats(resample(said, 44100))
    stereo = pcm(device.repeat(2))
    blocks = _Blocks(44100, 2)
    size = 1411 * 4
    got = [b for at in range(0, len(stereo), size) for b in blocks.accept(at // 4, stereo[at : at + size])]
    assert best_fit(said, join(got))[0] > 0.999
    later = list(blocks.accept(len(stereo) // 4 + 44100, stereo[:size]))
    assert later[0].at_ms >= got[-1].at_ms + 1000
