"""Ears that really hear: what a shopper says is synthesized, mixed with noise, and goes through voice
detection and recogniser as the sound of a microphone does.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from shoppers.room import Floor
from voice.adapters.silero import SileroActivity
from voice.audio.frames import RECOGNISER_RATE, VAD_BLOCK, Frames
from voice.audio.resample import floats, pcm, resample
from voice.config import Settings
from voice.dialogue.expecting import expectation
from voice.dialogue.session import Session
from voice.engines import choose_recognizer
from voice.errors import ModelMissing
from voice.hearing.bias import SpeechBias
from voice.hearing.ear import Ear
from voice.hearing.transcript import Transcript
from voice.language.biasing import bias_for
from voice.plugins import Plugins
from voice.ports import Recognizer, Voice
from voice.studio import open_voice

AROUND_S = 0.6
"""Noise alone before and after the words."""
PEAK = 0.5
NATURAL = "piper"
"""The voice that is nearest to people's. espeak's are a test of their own: few people are as hard to hear."""
Samples = np.ndarray[Any, np.dtype[np.float32]]


@contextmanager
def open_speech(floor: Floor, snr_db: float, engine: str = "") -> Iterator[SpokenEars]:
    """The assistant's own recogniser, and a voice for the shoppers, both started; by default the natural
    voice, or the settings' own where that is not installed. Raises VoiceError.
    """
    plugins = Plugins()
    recognizer, _ = choose_recognizer(floor.settings, plugins)
    recognizer.start()
    try:
        voice = shoppers_voice(floor.settings, engine, plugins)
        try:
            yield SpokenEars(floor=floor, recognizer=recognizer, voice=voice, snr_db=snr_db)
        finally:
            voice.close()
    finally:
        recognizer.close()


def shoppers_voice(settings: Settings, engine: str, plugins: Plugins) -> Voice:
    """The voice of this engine; of none in particular the natural one, or else that of the settings. Started.
    Raises VoiceError.
    """
    try:
        return open_voice(_speaking(settings, engine or NATURAL), plugins)
    except ModelMissing:
        if engine:
            raise
        return open_voice(settings, plugins)


def _speaking(settings: Settings, engine: str) -> Settings:
    return settings.model_copy(update={"voice": settings.voice.model_copy(update={"engine": engine})})


@dataclass(slots=True, kw_only=True)
class SpokenEars:
    """Hears synthesized speech in pink noise at a ratio of their mean energies (dB)."""

    floor: Floor
    recognizer: Recognizer
    voice: Voice
    snr_db: float
    _spoken: dict[str, Samples] = field(default_factory=dict)

    def hear(self, text: str, answer: str, session: Session, chance: random.Random) -> tuple[Transcript, ...]:
        """What was heard: several transcripts where a pause was taken for an end, none where no speech was
        found.
        """
        del answer  # what is meant is to be heard
        sound = self._noisy(self._sound(text), chance.randrange(2**32))
        asked, mind = expectation(session), self.floor.mind

        def bias() -> SpeechBias:
            return bias_for(asked, mind.locale, mind.lexicon, mind.favourites)

        ear, heard = Ear(SileroActivity(), self.recognizer, bias), []
        data = pcm(sound)
        for start in range(0, len(data), 2 * VAD_BLOCK):
            at_ms = start // 2 * 1000 // RECOGNISER_RATE
            heard += ear.hear(Frames(data[start : start + 2 * VAD_BLOCK], at_ms=at_ms))
        heard += ear.end()
        return tuple(one for one in heard if isinstance(one, Transcript))

    def _sound(self, text: str) -> Samples:
        if text not in self._spoken:
            frames = self.voice.synthesize(text)
            self._spoken[text] = floats(resample(frames, RECOGNISER_RATE))
        return self._spoken[text]

    def _noisy(self, speech: Samples, seed: int) -> Samples:
        around = np.zeros(int(AROUND_S * RECOGNISER_RATE), dtype=np.float32)
        sound = np.concatenate([around, speech, around])
        noise = pink(len(sound), seed)
        energy = float(np.mean(np.square(speech))) / max(float(np.mean(np.square(noise))), 1e-12)
        mixed = sound + noise * np.float32(np.sqrt(energy / 10 ** (self.snr_db / 10)))
        return np.asarray(PEAK * mixed / max(float(np.max(np.abs(mixed))), 1e-9), dtype=np.float32)


def pink(samples: int, seed: int) -> Samples:
    """Noise whose energy falls with the frequency, as that of rooms and streets does."""
    white = np.fft.rfft(np.random.default_rng(seed).standard_normal(samples))
    white[1:] /= np.sqrt(np.arange(1, len(white)))
    return np.fft.irfft(white, samples).astype(np.float32)
