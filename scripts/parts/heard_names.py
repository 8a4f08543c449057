"""Names spoken by synthetic voices and heard by Whisper without a prompt."""

from __future__ import annotations

import zlib
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from voice.adapters.espeak_voice import EspeakVoice
from voice.adapters.piper_voice import PiperVoice
from voice.adapters.voice_choice import VoiceChoice
from voice.adapters.whisper_model import load_engine
from voice.audio.frames import RECOGNISER_RATE
from voice.audio.resample import resample
from voice.models import require, standard_store

PEAK = 0.5


class Listener:
    """Says names with a voice and tells what the recogniser makes of them, best first."""

    def __init__(self, noise: Path, model: str) -> None:
        self._noise = read_noise(noise)
        self._engine = load_engine(require(standard_store(), model), threads=1)

    def hear(self, name: str, voice: str, noise_db: float | None) -> list[str]:
        """The distinct hypotheses for one name."""
        sound = spoken(name, voice)
        if noise_db is not None:
            sound = mixed_with(self._noise, sound, noise_db, name)
        pcm = (sound * (PEAK / max(float(np.abs(sound).max()), 1e-6)) * 32767).astype("<i2").tobytes()
        readings = self._engine.decode(pcm, beams=5).readings
        return list(dict.fromkeys(r.text.strip() for r in readings))


def read_noise(file: Path) -> Any:
    """The recording as samples from -1 to 1."""
    return np.asarray(soundfile.read(file, dtype="float32")[0], np.float32)


def spoken(name: str, voice: str) -> Any:
    """The name said by a voice, as the recogniser takes it, samples from -1 to 1."""
    frames = resample(_voice(voice).synthesize(name), RECOGNISER_RATE)
    return np.frombuffer(frames.data, "<i2").astype(np.float32) / 32768


@lru_cache(maxsize=16)
def _voice(voice: str) -> Any:
    made = PiperVoice() if voice == "piper" else EspeakVoice(VoiceChoice(voice=voice))
    made.start()
    return made


def mixed_with(noise: Any, sound: Any, db: float, name: str) -> Any:
    """The sound in a stretch of the noise that the name chooses, `db` louder than it."""
    looped = np.resize(noise, max(len(noise), len(sound) + 1))
    at = int(np.random.default_rng(zlib.crc32(name.encode())).integers(0, len(looped) - len(sound)))
    stretch = looped[at : at + len(sound)]
    active = sound[np.abs(sound) > 0.02 * np.abs(sound).max()]
    scale = np.sqrt(np.mean(active**2) / max(float(np.mean(stretch**2)), 1e-12) / 10 ** (db / 10))
    return sound + np.float32(scale) * stretch
