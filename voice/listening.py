"""From the microphone to the conversation: the one thread that hears."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import lru_cache

from voice.audio.frames import Frames
from voice.audio.segmenter import SpeechStarted
from voice.clocks import AudioClock, MonotonicClock
from voice.dialogue.events import ShopperSpeaks, SpeechEnded
from voice.dialogue.expecting import expectation
from voice.errors import EngineFault, VoiceError
from voice.hearing.bias import SpeechBias
from voice.hearing.ear import Ear, Heard
from voice.hearing.transcript import Caption, Transcript
from voice.language.expectation import Expectation
from voice.mouth import Mouth
from voice.ports import Microphone
from voice.runtime import Runtime
from voice.watch import Watcher

Ready = Callable[[], None]
WAITED_S = 0.01
"""A block that took this long to come was not waiting for us."""
READY_MS = 5_000
"""At the latest then a microphone that gives its sound in bursts is taken as ready."""
FAULTS = 3
"""So many utterances in a row that the engine failed at end the conversation."""


def bias_of(runtime: Runtime, build: Callable[[Expectation], SpeechBias]) -> Callable[[], SpeechBias]:
    """What may be said in the conversation now; made once per question."""
    made = lru_cache(maxsize=8)(build)
    return lambda: made(expectation(runtime.session))


class Hearing:
    """Gives sound to the ear, and what it heard to the conversation."""

    def __init__(self, ear: Ear, runtime: Runtime, mouth: Mouth, watcher: Watcher) -> None:
        self._ear = ear
        self._runtime = runtime
        self._mouth = mouth
        self._watcher = watcher
        self._faults = 0

    @property
    def runtime(self) -> Runtime:
        """The conversation that is heard."""
        return self._runtime

    def take(self, frames: Frames, *, gate: bool) -> None:
        """The next sound. `gate` leaves out what sounded while the assistant itself was speaking.

        Raises EngineFault when the recogniser fails again and again.
        """
        if gate and self._mouth.sounded(frames.at_ms):
            self._ear.muted(frames.end_ms)
            return
        try:
            for heard in self._ear.hear(frames):
                self._pass_on(heard)
        except EngineFault as error:
            self._faults += 1
            if self._faults >= FAULTS:
                raise
            self._watcher.trouble(error)

    def end(self) -> None:
        """The sound is over."""
        for heard in self._ear.end():
            self._pass_on(heard)

    def _pass_on(self, heard: Heard) -> None:
        match heard:
            case SpeechStarted(voice_ms=voice_ms):
                self._runtime.post(ShopperSpeaks(at_ms=voice_ms))
            case Caption(text=text):
                self._watcher.caption(text)
            case Transcript() as transcript:
                self._faults = 0
                self._hand_in(transcript)
            case _:
                pass

    def _hand_in(self, transcript: Transcript) -> None:
        if transcript.hypotheses:
            self._runtime.post(transcript)
        else:  # no word in it: go on waiting for one
            self._runtime.post(SpeechEnded(at_ms=transcript.ended_ms, speech=0, complete=False))


class Listener:
    """Hears a live microphone on a thread of its own. `ready` is called from it, once, when the clock and
    the sound agree: what is said before cannot be told from what is heard.
    """

    def __init__(
        self, microphone: Microphone, hearing: Hearing, clock: MonotonicClock, *, gate: bool, ready: Ready
    ) -> None:
        self._microphone = microphone
        self._hearing = hearing
        self._runtime = hearing.runtime
        self._clock = clock
        self._gate = gate
        self._ready = ready
        self._thread = threading.Thread(target=self._run, name="voicecart-ear", daemon=True)

    def start(self) -> None:
        """Begin to hear; the microphone is open already."""
        self._thread.start()

    def close(self) -> None:
        """Close the microphone and wait for the thread for a moment."""
        self._microphone.close()
        self._thread.join(timeout=3.0)

    def _run(self) -> None:
        try:
            self._listen()
        except VoiceError as error:
            self._runtime.post(error)
        except Exception as error:  # noqa: BLE001 - a foreign engine's thread meets ours here
            self._runtime.post(EngineFault(f"Hearing failed: {error!r}.", remedy="Start voicecart again."))

    def _listen(self) -> None:
        ready, asked = False, time.monotonic()
        for frames in self._microphone.frames():
            self._clock.align(frames.end_ms)
            # Blocks that waited for us are past; one that we had to wait for is now, and so the clock is
            # right. Only then may anything be said: the gate compares the times of both.
            if not ready and (time.monotonic() - asked > WAITED_S or frames.end_ms > READY_MS):
                ready = True
                self._ready()
            self._hearing.take(frames, gate=self._gate)
            asked = time.monotonic()
        self._hearing.end()
        self._runtime.stop()


def replay(microphone: Microphone, hearing: Hearing, runtime: Runtime, clock: AudioClock) -> None:
    """Hear a finite microphone as fast as it gives sound; time is the sound's own."""
    for frames in microphone.frames():
        clock.advance(frames.end_ms)
        hearing.take(frames, gate=False)
        runtime.settle()
        runtime.tick()
        if runtime.over:
            return
    hearing.end()
    runtime.settle()
