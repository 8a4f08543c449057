"""What a rehearsed shopper speaks with, where it is heard, and the recording of both sides."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from typing import Protocol

import numpy as np

from voice.adapters.espeak_voice import EspeakVoice
from voice.adapters.piper_voice import PiperVoice
from voice.adapters.virtual_sound import VirtualSound
from voice.adapters.voice_choice import VoiceChoice
from voice.adapters.wav_recorder import WavRecorder
from voice.audio.frames import AudioFormat, Frames
from voice.errors import NoSpeaker
from voice.ports import Clock, Microphone, PlaybackDone, Speaker, Voice

NOISE_RATE = 16_000
NOISE_LOUD = 0.03
"""Of full scale: a kitchen fan, well below speech."""
ROOM_DEADLINE_S = 60.0


class Room(Protocol):
    """Where a shopper speaks and the microphone hears it."""

    def sound(self, frames: Frames) -> None:
        """Let it sound; returns when all was said. Raises NoSpeaker or EngineFault."""
        ...


class VirtualRoom:
    """The room of a virtual sound card: exact, and silent to people."""

    def __init__(self, card: VirtualSound) -> None:
        self._card = card

    def sound(self, frames: Frames) -> None:
        """Into the virtual microphone."""
        self._card.say_into_room(frames)


class RealRoom:
    """The room that the loudspeaker and the microphone stand in."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker

    def sound(self, frames: Frames) -> None:
        """Out of the loudspeaker."""
        over = threading.Event()
        outcome: list[bool] = []

        def done(complete: bool) -> None:  # noqa: FBT001 - the speaker port's callback
            outcome.append(complete)
            over.set()

        self._speaker.play(frames, done)
        if not over.wait(ROOM_DEADLINE_S + frames.duration_ms / 1000) or not outcome[0]:
            raise NoSpeaker("The shopper's voice could not be played.", remedy="Look at voicecart doctor.")


class WatchedMicrophone:
    """A microphone that tells how far its sound has been listened to, and is recorded if asked for."""

    def __init__(self, microphone: Microphone, recorder: WavRecorder | None = None) -> None:
        self._microphone = microphone
        self._recorder = recorder
        self.taken_ms = 0
        """Sound up to here has been heard and thought about."""

    @property
    def name(self) -> str:
        """The device, for people."""
        return self._microphone.name

    @property
    def dropped_ms(self) -> int:
        """Milliseconds lost."""
        return self._microphone.dropped_ms

    def start(self) -> None:
        """Open it."""
        self._microphone.start()

    def frames(self) -> Iterator[Frames]:
        """Its sound, noting what has been taken."""
        for frames in self._microphone.frames():
            if self._recorder is not None:
                self._recorder.heard(frames)
            yield frames
            self.taken_ms = frames.end_ms

    def close(self) -> None:
        """Release it."""
        self._microphone.close()


class RecordedSpeaker:
    """A speaker whose sentences are laid into a recording where they are said."""

    def __init__(self, speaker: Speaker, recorder: WavRecorder, clock: Clock) -> None:
        self._speaker, self._recorder, self._clock = speaker, recorder, clock

    @property
    def name(self) -> str:
        """The device, for people."""
        return self._speaker.name

    @property
    def playing(self) -> bool:
        """Whether it sounds."""
        return self._speaker.playing

    def start(self) -> None:
        """Open it."""
        self._speaker.start()

    def play(self, frames: Frames, done: PlaybackDone) -> None:
        """Play and record."""
        self._recorder.played(frames, self._clock.now_ms())
        self._speaker.play(frames, done)

    def stop(self) -> None:
        """Silence now, in the recording too."""
        self._recorder.stopped(self._clock.now_ms())
        self._speaker.stop()

    def close(self) -> None:
        """Release it."""
        self._speaker.close()


def shopper_voice(name: str) -> Voice:
    """A shopper's voice by name, not started: "piper", or one of espeak's with its speed, as "en-us+f3" or
    "ko+f3@130".
    """
    if name == "piper":
        return PiperVoice()
    voice, _, speed = name.partition("@")
    choice = VoiceChoice(language=voice[:2], voice=voice, words_per_minute=int(speed or 150))
    return EspeakVoice(choice)


def noise(seconds: float, seed: int = 1) -> Frames:
    """Noise as of a fan: the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - it is a sound
    white = np.array([chance.uniform(-1, 1) for _ in range(int(seconds * NOISE_RATE))])
    soft = np.convolve(white, np.ones(8) / 8, mode="same")
    return Frames((soft * NOISE_LOUD * 32767).astype("<i2").tobytes(), AudioFormat(rate=NOISE_RATE))
