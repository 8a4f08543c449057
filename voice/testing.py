"""Fakes for everyone who tests or extends voicecart: they keep the same contracts as the real parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from voice.audio.frames import RECOGNISER_RATE, VAD_BLOCK, Frames
from voice.hearing.bias import SpeechBias
from voice.hearing.call_order import CallOrder, check_hearing_format
from voice.hearing.transcript import Caption, ClosedHearing, Hypothesis, Transcript
from voice.ports import RecognizerInfo


@dataclass(frozen=True, slots=True)
class Saying:
    """One scripted utterance: the texts the recogniser will hear, best first, and the label that the
    closed hearing will give where one is asked for (None rejects).
    """

    texts: tuple[str, ...]
    label: str | None = None


def says(*texts: str, label: str | None = None) -> Saying:
    """An utterance heard as `texts`, best first; no text is noise."""
    return Saying(texts, label)


class ScriptedRecognizer:
    """A Recognizer that hears its script: one saying for each utterance with sound, then nothing.

    `biases` lists what it was asked to hear with, for assertions.
    """

    def __init__(self, script: Iterable[Saying] = (), *, language: str = "en") -> None:
        self._script = list(script)
        self._order = CallOrder()
        self._language = language
        self._sound: list[Frames] = []
        self._next = 0
        self.biases: list[SpeechBias] = []

    @property
    def info(self) -> RecognizerInfo:
        """A scripted engine."""
        return RecognizerInfo(
            engine="scripted",
            model="script",
            language=self._language,
            streaming=True,
            closed_hearing="script",
        )

    def start(self) -> None:
        """Get ready."""
        self._order.take("start")

    def begin(self, bias: SpeechBias) -> None:
        """A new utterance."""
        self._order.take("begin")
        self.biases.append(bias)
        self._sound = []

    def accept(self, frames: Frames) -> Caption | None:
        """The caption is the first text, once, at the first sound."""
        self._order.check("accept")
        check_hearing_format(frames)
        if not frames.samples:
            return None
        self._sound.append(frames)
        saying = self._saying()
        if len(self._sound) > 1 or not saying.texts:
            return None
        return Caption(saying.texts[0], frames.end_ms)

    def pause(self) -> None:
        """Nothing to do ahead."""
        self._order.take("pause")

    def finish(self) -> Transcript:
        """The script's next saying; nothing for an utterance without sound."""
        self._order.take("finish")
        bias = self.biases[-1]
        saying = self._saying() if self._sound else Saying(())
        self._next += bool(self._sound)
        began = self._sound[0].at_ms if self._sound else 0
        ended = self._sound[-1].end_ms if self._sound else 0
        return Transcript(
            hypotheses=tuple(Hypothesis(text, -0.1 * (1 + rank)) for rank, text in enumerate(saying.texts)),
            began_ms=began,
            ended_ms=ended,
            language=self._language,
            engine="scripted",
            closed=_closed(bias, saying) if bias.closed else None,
        )

    def abort(self) -> None:
        """Forget the utterance; the script stays where it is."""
        self._order.take("abort")
        self._sound = []

    def unknown_words(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """None: it hears whatever is written."""
        self._order.check("unknown_words")
        return words[:0]

    def close(self) -> None:
        """Done."""
        self._order.take("close")

    def _saying(self) -> Saying:
        return self._script[self._next] if self._next < len(self._script) else Saying(())


def _closed(bias: SpeechBias, saying: Saying) -> ClosedHearing:
    for answer in bias.closed:
        if answer.label == saying.label:
            return ClosedHearing(answer.label, answer.phrase, 1.0)
    return ClosedHearing(None)


@dataclass(slots=True)
class ScriptedActivity:
    """A VoiceActivity that takes a block for speech if any sample is louder than `floor`, or as
    `rule` decides where one is given.
    """

    floor: int = 500
    rule: Callable[[Frames], float] | None = None
    resets: int = field(default=0)

    def probability(self, block: Frames) -> float:
        """1.0 for a loud block, else 0.0."""
        if self.rule is not None:
            return self.rule(block)
        samples = memoryview(block.data).cast("h")
        return 1.0 if samples and max(map(abs, samples)) > self.floor else 0.0

    def reset(self) -> None:
        """Count the call."""
        self.resets += 1


def silence(ms: int, *, at_ms: int = 0) -> Frames:
    """`ms` of digital silence, 16 kHz mono."""
    return Frames(bytes(2 * RECOGNISER_RATE * ms // 1000), at_ms=at_ms)


def loud(ms: int, *, at_ms: int = 0) -> Frames:
    """`ms` of a loud square wave (250 Hz), which ScriptedActivity takes for speech; 16 kHz mono."""
    wave = (b"\x40\x1f" * 32 + b"\xc0\xe0" * 32) * (RECOGNISER_RATE * ms // 64_000 + 1)
    return Frames(wave[: 2 * RECOGNISER_RATE * ms // 1000], at_ms=at_ms)


def blocks(*pieces: Frames) -> Iterable[Frames]:
    """The pieces joined into one stream from 0 ms, in blocks as a Microphone gives them."""
    sound = b"".join(piece.data for piece in pieces)
    step = VAD_BLOCK * 2
    for start in range(0, len(sound), step):
        yield Frames(sound[start : start + step], at_ms=start // 2 * 1000 // RECOGNISER_RATE)
