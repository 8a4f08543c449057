"""Models and voices for tests of hearing; each skips with its reason where something is missing."""

from __future__ import annotations

import shutil
import subprocess
import wave
from collections.abc import Callable
from pathlib import Path

import pytest

from voice.audio.frames import AudioFormat, Frames
from voice.audio.resample import resample
from voice.errors import ModelError
from voice.models.store import require, standard_store

Say = Callable[..., Frames]


def model_directory(engine: str, language: str) -> Path:
    """Where the model is that voicecart itself would take; skips with its message where there is none."""
    try:
        return require(standard_store(), engine=engine, language=language)
    except ModelError as error:
        pytest.skip(error.message)


@pytest.fixture(scope="session")
def korean_model() -> Path:
    """Vosk's small Korean model."""
    return model_directory("vosk", "ko")


@pytest.fixture(scope="session")
def whisper_model() -> Path:
    """Whisper tiny.en in CTranslate2's form."""
    return model_directory("whisper", "en")


@pytest.fixture(scope="session")
def say(tmp_path_factory: pytest.TempPathFactory) -> Say:
    """`say(text, voice="en-us", wpm=150)`: 16 kHz mono, by espeak-ng, 0.2 s of silence around it."""
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed")
    folder = tmp_path_factory.mktemp("said")

    def speak(text: str, *, voice: str = "en-us", wpm: int = 150) -> Frames:
        path = folder / "one.wav"
        command = ["espeak-ng", "-v", voice, "-s", str(wpm), "-w", str(path), text]
        subprocess.run(command, check=True, capture_output=True, timeout=30)
        with wave.open(str(path)) as sound:
            pcm, rate = sound.readframes(sound.getnframes()), sound.getframerate()
        spoken = resample(Frames(pcm, AudioFormat(rate=rate)), 16_000)
        quiet = bytes(6_400)
        return Frames(quiet + spoken.data + quiet)

    return speak
