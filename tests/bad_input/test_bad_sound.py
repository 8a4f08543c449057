"""No microphone, one that goes away, and recordings that are none, are empty, noisy or very long."""

from __future__ import annotations

import random
import signal
import wave
from pathlib import Path

import pytest
from fixtures_sound import MakeSound
from installed_command import Voicecart, largest_child_mib, read_until

from voice.adapters.virtual_sound import VirtualSound
from voice.exits import Exit

ROOM_MIB = 1_200
"""What a replay may take: the recogniser, its model and one utterance; not the whole recording."""


@pytest.fixture(autouse=True)
def hearing(voicecart: Voicecart, whisper_model: Path) -> None:
    """Each test gets as far as hearing: its home is empty, so it is told where the model is."""
    voicecart.settings["VOICECART_MODELS__WHISPER"] = str(whisper_model)


def recording(path: Path, seconds: float, *, rate: int = 16_000, loud: int = 0, seed: int = 1) -> Path:
    """Silence, or white noise of that amplitude."""
    chance = random.Random(seed)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        second = (
            b"".join(chance.randint(-loud, loud).to_bytes(2, "little", signed=True) for _ in range(rate))
            if loud
            else bytes(2 * rate)
        )
        for _ in range(int(seconds)):
            file.writeframes(second)
    return path


def test_without_a_microphone_one_may_type(voicecart: Voicecart) -> None:
    ran = voicecart.run("listen")
    assert ran.code == Exit.SOUND, ran.err
    assert "There is no sound output" in ran.err or "There is no sound input" in ran.err
    assert "ALSA lib" not in ran.err
    assert "Traceback" not in ran.err


def plugged(voicecart: Voicecart, card: VirtualSound) -> None:
    """Give the command this card."""
    ours = ("PULSE_", "ALSA_CONFIG_PATH")
    voicecart.sound = {name: value for name, value in card.environment.items() if name.startswith(ours)}


@pytest.mark.audio
@pytest.mark.parametrize("how", ["unplugged", "Ctrl-C"])
def test_listening_that_is_ended_from_outside_says_so(
    voicecart: Voicecart, make_sound: MakeSound, how: str
) -> None:
    with make_sound() as card:
        plugged(voicecart, card)
        process = voicecart.start("listen")
        try:
            read_until(process, "What would you like?")
            if how == "unplugged":
                card.unplug()
            else:
                process.send_signal(signal.SIGINT)
            code = process.wait(30)
        finally:
            process.kill()
            process.wait()
    told = (voicecart.home / "err.txt").read_text()
    assert code == (Exit.SOUND if how == "unplugged" else Exit.INTERRUPTED), told
    assert ("went away" if how == "unplugged" else "nothing was ordered") in told
    assert "ALSA lib" not in told
    assert "Traceback" not in told
    assert voicecart.entries() == 0


def test_recordings_that_cannot_be_heard_are_named(voicecart: Voicecart, tmp_path: Path) -> None:
    text, torn, missing = tmp_path / "text.wav", tmp_path / "torn.wav", tmp_path / "missing.wav"
    text.write_text("this is no sound\n" * 50)
    torn.write_bytes(recording(tmp_path / "whole.wav", 1).read_bytes()[:30])
    slow = recording(tmp_path / "slow.wav", 1, rate=4_000)
    for file in (text, torn, missing, slow, tmp_path):
        ran = voicecart.run("replay", file)
        assert ran.code == Exit.INPUT, ran.out + ran.err
        assert file.name in ran.err
        assert "Traceback" not in ran.err
    assert voicecart.entries() == 0


def test_silence_orders_nothing(voicecart: Voicecart, tmp_path: Path) -> None:
    ran = voicecart.run("replay", recording(tmp_path / "silence.wav", 60), "--json")
    assert ran.code == Exit.OK, ran.err
    assert ran.told()["heard"] == []
    assert voicecart.entries() == 0


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("minutes", "loud"), [(10, 3_000), (10, 30_000), (30, 0), (30, 300)])
def test_long_noise_orders_nothing_in_bounded_memory(
    voicecart: Voicecart, tmp_path: Path, minutes: int, loud: int
) -> None:
    _long(voicecart, recording(tmp_path / "long.wav", 60 * minutes, loud=loud))


def _long(voicecart: Voicecart, file: Path) -> None:
    ran = voicecart.run("replay", file, "--json", deadline_s=800)
    assert ran.code == Exit.OK, ran.err
    assert ran.told()["orders"] == []
    assert voicecart.entries() == 0
    assert largest_child_mib() < ROOM_MIB
    assert (voicecart.data / "voicecart.log").stat().st_size < 3_000_000
