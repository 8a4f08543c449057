"""How replies reach the shopper: spoken sentence by sentence, or shown at once."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from voice.audio.frames import Frames
from voice.dialogue.events import Event, MarkHeard, SpeechEnded
from voice.errors import EngineFault
from voice.ports import Clock, Speaker, Voice

Report = Callable[[Event], None]
Trouble = Callable[[Exception], None]
TAIL_MS = 300
"""How long a room still carries the sound after its end."""
LATE_S = 10.0
"""A device that has not played a piece so long after its length has hung."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence to say, with the mark that it ends at, if any."""

    text: str
    mark: str = ""


class Mouth(Protocol):
    """Says speeches one at a time, and reports marks and the end of each."""

    def say(self, speech: int, sentences: tuple[Sentence, ...]) -> None:
        """Begin a speech; one that is being said is stopped first."""
        ...

    def hush(self) -> None:
        """Be silent at once."""
        ...

    def sounded(self, at_ms: int) -> bool:
        """Whether its own sound may have been in the microphone at that time."""
        ...

    def close(self) -> None:
        """Stop and release."""
        ...


class ShownMouth:
    """Shows every sentence at once: for typing, and where there is no way to be heard."""

    def __init__(self, report: Report, clock: Clock) -> None:
        self._report = report
        self._clock = clock

    def say(self, speech: int, sentences: tuple[Sentence, ...]) -> None:
        """All marks are reached as soon as the sentences are on the screen."""
        for sentence in sentences:
            if sentence.mark:
                self._report(MarkHeard(at_ms=self._clock.now_ms(), speech=speech, mark=sentence.mark))
        self._report(SpeechEnded(at_ms=self._clock.now_ms(), speech=speech))

    def hush(self) -> None:
        """Nothing sounds."""

    def sounded(self, at_ms: int) -> bool:
        """Never."""
        del at_ms
        return False

    def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True, slots=True)
class _Speech:
    number: int
    sentences: tuple[Sentence, ...]


class SpokenMouth:
    """Speaks through a Voice and a Speaker, from its own thread.

    While one sentence sounds, the next is made. What cannot be made or played is told to `trouble` and
    ends the speech incomplete: without its mark, no yes to it counts.
    """

    def __init__(
        self, voice: Voice, speaker: Speaker, report: Report, clock: Clock, trouble: Trouble
    ) -> None:
        self._voice, self._speaker = voice, speaker
        self._report, self._clock, self._trouble = report, clock, trouble
        self._speeches: queue.Queue[_Speech | None] = queue.Queue()
        self._wanted = 0
        self._playing: _Playing | None = None
        self._sounds: deque[tuple[int, int]] = deque(maxlen=64)
        self._thread = threading.Thread(target=self._run, name="voicecart-mouth", daemon=True)
        self._thread.start()

    def say(self, speech: int, sentences: tuple[Sentence, ...]) -> None:
        """Queue the speech; it is the only one wanted from now on."""
        self._wanted = speech
        self._speaker.stop()
        self._speeches.put(_Speech(speech, sentences))

    def hush(self) -> None:
        """Stop the sound; the speech ends incomplete."""
        self._wanted = 0
        self._speaker.stop()

    def sounded(self, at_ms: int) -> bool:
        """Whether it was sounding at that time, or the room still was."""
        playing = self._playing
        if playing is not None and at_ms >= playing.began_ms:
            return True
        return any(start <= at_ms <= end + TAIL_MS for start, end in tuple(self._sounds))

    def close(self) -> None:
        """Stop, and wait for the thread for a moment."""
        self.hush()
        self._speeches.put(None)
        self._thread.join(timeout=2.0)

    def _run(self) -> None:
        while (speech := self._speeches.get()) is not None:
            complete = self._say(speech)
            ended = SpeechEnded(at_ms=self._clock.now_ms(), speech=speech.number, complete=complete)
            self._report(ended)

    def _say(self, speech: _Speech) -> bool:
        sound = self._sound(speech.sentences[0]) if speech.sentences else None
        for i, sentence in enumerate(speech.sentences):
            if sound is None or self._wanted != speech.number:
                return False
            heard = self._play(sound)
            if self._wanted != speech.number:  # hushed between the look and the first sample
                self._speaker.stop()
            following = speech.sentences[i + 1 : i + 2]
            sound = self._sound(following[0]) if following else None
            if heard is None or not heard.wait():
                return False
            if sentence.mark:
                mark = MarkHeard(at_ms=heard.ended_ms, speech=speech.number, mark=sentence.mark)
                self._report(mark)
        return True

    def _sound(self, sentence: Sentence) -> Frames | None:
        try:
            sound = self._voice.synthesize(sentence.text)
        except Exception as error:  # noqa: BLE001 - a voice may be a plug-in's; this thread must live on
            self._trouble(error)
            return None
        if not sound.samples and any(map(str.isalnum, sentence.text)):
            message = f"{self._voice.name} gave no sound for {sentence.text!r}."
            self._trouble(EngineFault(message, remedy="Choose another voice."))
            return None
        return sound

    def _play(self, sound: Frames) -> _Playing | None:
        playing = _Playing(self._clock, self._ended, sound.duration_ms / 1000 + LATE_S)
        self._playing = playing
        try:
            self._speaker.play(sound, playing.done)
        except Exception as error:  # noqa: BLE001 - as in _sound
            self._trouble(error)
            playing.done(False)  # noqa: FBT003 - as the speaker would have told
            return None
        return playing

    def _ended(self, playing: _Playing) -> None:
        self._sounds.append((playing.began_ms, playing.ended_ms))
        if self._playing is playing:  # a piece that a hung device gives up late ends nobody else's sound
            self._playing = None


class _Playing:
    """One piece of sound, from the moment that it is played until it is over."""

    def __init__(self, clock: Clock, ended: Callable[[_Playing], None], patience_s: float) -> None:
        self._clock = clock
        self._ended = ended
        self._patience_s = patience_s
        self._over = threading.Event()
        self._complete = False
        self.began_ms = self.ended_ms = clock.now_ms()

    def done(self, complete: bool) -> None:  # noqa: FBT001 - the speaker port's callback
        """Told by the speaker."""
        self._complete = complete
        self.ended_ms = self._clock.now_ms()
        self._ended(self)
        self._over.set()

    def wait(self) -> bool:
        """True if all was heard."""
        return self._over.wait(self._patience_s) and self._complete
