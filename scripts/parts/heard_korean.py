"""Korean names spoken by espeak-ng and heard by Vosk: freely, and told the words of the catalog."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from heard_names import mixed_with, spoken

from voice.adapters.vosk_model import load_model
from voice.models import require, standard_store

MODEL = "vosk-model-small-ko-0.22"
VOICES = ("ko", "ko+f3", "ko+m3")
ALTERNATIVES = 5
_PEAK = 0.5
_BEFORE, _AFTER = 4_800, 8_000
"""Samples of silence around a name: Vosk cuts off what begins at once."""


class KoreanListener:
    """Says names with a voice and tells what Vosk makes of them, best first."""

    def __init__(self, noise: Any, catalog: list[str]) -> None:
        self._noise = noise
        self._model = load_model(Path(require(standard_store(), MODEL)))
        words = {word for name in catalog for word in name.split()}
        self._told = tuple(sorted(word for word in words if self._model.knows(word)))

    def hear(self, name: str, voice: str, noise_db: float | None, *, told: bool) -> list[str]:
        """The distinct hypotheses; `told` lets Vosk choose among the words of the catalog alone."""
        sound = spoken(name, voice)
        if noise_db is not None:
            sound = mixed_with(self._noise, sound, noise_db, name)
        sound = np.pad(sound, (_BEFORE, _AFTER))
        pcm = (sound * (_PEAK / max(float(np.abs(sound).max()), 1e-6)) * 32767).astype("<i2").tobytes()
        recogniser = self._model.recogniser(self._told if told else (), ALTERNATIVES)
        recogniser.AcceptWaveform(pcm)
        found = json.loads(recogniser.FinalResult()).get("alternatives", [])
        return list(dict.fromkeys(text for one in found if (text := one["text"].strip())))
