"""What the assistant needs from the outside. One adapter module per foreign library implements each.

Threads: `Microphone.frames` blocks its caller; a `Recognizer` is used by one thread at a time;
`Speaker.play` returns at once and reports from its own thread; `Voice.synthesize` blocks up to its
deadline. Every adapter is cheap to build, loads its library in `start`, and frees all in `close`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from voice.audio.frames import Frames
from voice.hearing.bias import SpeechBias
from voice.hearing.transcript import Caption, Transcript


class Microphone(Protocol):
    """A source of sound, endless (a device) or finite (a file)."""

    @property
    def name(self) -> str:
        """The device or file, for people."""
        ...

    def start(self) -> None:
        """Open it. Raises NoMicrophone or BadAudio."""
        ...

    def frames(self) -> Iterator[Frames]:
        """Blocks of VAD_BLOCK samples, 16 kHz mono, in order, with audio time that also counts
        what was lost. Ends when a file ends; raises NoMicrophone when a device goes away.
        """
        ...

    @property
    def dropped_ms(self) -> int:
        """Milliseconds of sound lost so far because nobody took them in time."""
        ...

    def close(self) -> None:
        """Release it; `frames` ends."""
        ...


class VoiceActivity(Protocol):
    """Tells speech from other sound."""

    def probability(self, block: Frames) -> float:
        """Probability 0..1 that this block of VAD_BLOCK samples at 16 kHz mono is speech."""
        ...

    def reset(self) -> None:
        """Forget what was heard before."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognizerInfo:
    """What runs and what it can do."""

    engine: str
    model: str
    language: str
    streaming: bool
    closed_hearing: str
    """How closed answers are heard ("grammar", "scores", ...), for `doctor`."""


class Recognizer(Protocol):
    """Turns the sound of one utterance into a transcript.

    Order of calls: start, then for each utterance begin, accept*, (finish | abort), then close.
    A call out of order raises Misuse and never reaches the library. Sound given to `accept` is
    16 kHz mono; anything else raises BadAudio.
    """

    @property
    def info(self) -> RecognizerInfo:
        """What runs; valid before `start`."""
        ...

    def start(self) -> None:
        """Load the model. Raises ModelMissing, ModelBroken or EngineFault."""
        ...

    def begin(self, bias: SpeechBias) -> None:
        """A new utterance starts; it is heard with this bias to its end."""
        ...

    def accept(self, frames: Frames) -> Caption | None:
        """More sound of the utterance; a caption where there is a new one."""
        ...

    def pause(self) -> None:
        """A first short silence: a good moment to decode ahead. What comes next may be more
        speech or `finish`.
        """
        ...

    def finish(self) -> Transcript:
        """The utterance is over: what was heard. Never raises for silence or noise."""
        ...

    def abort(self) -> None:
        """Forget the utterance."""
        ...

    def unknown_words(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Those of `words` that this engine can never hear (empty where it has no fixed list)."""
        ...

    def close(self) -> None:
        """Free the model."""
        ...


class Voice(Protocol):
    """Turns a sentence into sound."""

    @property
    def name(self) -> str:
        """Engine and voice, for people."""
        ...

    def start(self) -> None:
        """Load it. Raises ModelMissing or EngineFault."""
        ...

    def synthesize(self, text: str) -> Frames:
        """The whole sentence as sound, verified to be there; raises EngineFault past the deadline
        or when the engine fails after its retries.
        """
        ...

    def close(self) -> None:
        """Stop its process or free its model."""
        ...


PlaybackDone = Callable[[bool], None]
"""Called once from the speaker's thread: True if all was heard, False if it was stopped or failed."""


class Speaker(Protocol):
    """Plays sound, one piece at a time, interruptible within 100 ms."""

    @property
    def name(self) -> str:
        """The device, for people."""
        ...

    def start(self) -> None:
        """Open it. Raises NoSpeaker."""
        ...

    def play(self, frames: Frames, done: PlaybackDone) -> None:
        """Start playing and return; `done` tells when the last sample was heard."""
        ...

    def stop(self) -> None:
        """Silence now; the piece's `done` gets False. Harmless when nothing plays."""
        ...

    @property
    def playing(self) -> bool:
        """True from `play` until `done`."""
        ...

    def close(self) -> None:
        """Release the device."""
        ...


class Clock(Protocol):
    """Time for the runtime; the core never asks for it."""

    def now_ms(self) -> int:
        """Milliseconds of a monotonic clock."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRecord:
    """One turn for the shop's statistics: structured, without audio, PIN or free text of a person
    beyond the transcript.
    """

    at_ms: int
    kind: str
    data: tuple[tuple[str, str], ...]


class Telemetry(Protocol):
    """Where turn records go; the default keeps them on this machine."""

    def record(self, record: TurnRecord) -> None:
        """Keep one record; never raises."""
        ...
