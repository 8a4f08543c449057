"""Recognizer on Whisper: prompted by catalog words, captions on the way, decoded ahead at a pause.

Whisper hears a whole segment at once. A worker of this adapter decodes captions about once a second
and, at the first short pause, the utterance itself; `finish` keeps that if nothing followed. Closed
answers are heard without a prompt (prompts bleed into transcripts) and a second time by an engine
of another kind.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from voice.adapters.pocketsphinx_closed import LANGUAGE, GrammarHearing
from voice.adapters.whisper_model import LONGEST_MS, Decoded, WhisperEngine, load_engine
from voice.audio.frames import RECOGNISER_RATE, Frames
from voice.errors import EngineFault, Misuse
from voice.hearing.bias import SpeechBias
from voice.hearing.call_order import CallOrder, check_hearing_format
from voice.hearing.prompt import prompt_words
from voice.hearing.rescore import merged, once, repeats
from voice.hearing.speculation import still_stands
from voice.hearing.transcript import Caption, ClosedHearing, Hypothesis, Transcript
from voice.ports import RecognizerInfo

T = TypeVar("T")
_BYTES_PER_MS: Final = 2 * RECOGNISER_RATE // 1000
_CAPTION_PAD_MS: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WhisperSettings:
    """How Whisper hears.

    `beams` is the width of a search and the length of its n-best; `pad_ms` the silence behind the
    sound in the encoder's window; `caption_ms` the least sound between captions (0: none). What has
    no-speech probability above `noise` and a score below `doubt` is noise. What scores below `unsure`
    with a prompt is heard without it, too. `deadline_s` is the longest that one decoding may take.
    """

    beams: int = 5
    pad_ms: int = 5_000
    caption_ms: int = 960
    noise: float = 0.6
    doubt: float = -1.0
    unsure: float = -0.4
    threads: int = 0
    deadline_s: float = 30.0

    def __post_init__(self) -> None:
        if not 1 <= self.beams <= 20 or self.pad_ms < 0 or self.caption_ms < 0 or self.deadline_s <= 0:
            raise Misuse("Whisper settings out of range: 1 to 20 beams, lengths of 0 or more.")


@dataclass(frozen=True, slots=True)
class _Ahead:
    """A decoding of the first `length` bytes of the utterance."""

    length: int
    result: Future[tuple[tuple[Hypothesis, ...], ClosedHearing | None]]


@dataclass(slots=True)
class _Utterance:
    """One utterance as it grows."""

    bias: SpeechBias
    prompt: str
    began_ms: int | None = None
    ended_ms: int = 0
    sound: bytearray = field(default_factory=bytearray)
    overlong: bool = False
    ahead: _Ahead | None = None
    caption: Future[Decoded] | None = None
    caption_at_ms: int = 0
    next_caption: int = 0
    shown: str = ""


class WhisperRecognizer:
    """Hears English with the Whisper model in `model_dir` (CTranslate2's form)."""

    def __init__(
        self, model_dir: Path, *, language: str = LANGUAGE, settings: WhisperSettings | None = None
    ) -> None:
        """Build one; nothing is loaded before `start`."""
        if not isinstance(model_dir, Path):
            raise Misuse("A Whisper model is given as a Path: by name it would be downloaded.")
        self._dir = model_dir
        self._language = language
        self._settings = settings or WhisperSettings()
        self._order = CallOrder()
        self._engine: WhisperEngine | None = None
        self._grammar = GrammarHearing()
        self._worker: ThreadPoolExecutor | None = None
        self._utterance: _Utterance | None = None

    @property
    def info(self) -> RecognizerInfo:
        """Whisper with this model; closed answers are heard by pocketsphinx's grammar."""
        return RecognizerInfo(
            engine="whisper",
            model=self._dir.name,
            language=self._language,
            streaming=False,
            closed_hearing="grammar (pocketsphinx)",
        )

    def start(self) -> None:
        """Load both models. Raises ModelMissing, ModelBroken or EngineFault."""
        self._order.check("start")
        engine = load_engine(self._dir, threads=self._settings.threads)
        self._grammar.start()
        self._order.take("start")
        self._engine = engine
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="whisper")

    def begin(self, bias: SpeechBias) -> None:
        """A new utterance, heard with this bias to its end."""
        self._order.check("begin")
        prompt = "" if bias.closed else prompt_words(bias, self._loaded.room_in_prompt)
        self._order.take("begin")
        self._utterance = _Utterance(bias, prompt)

    def accept(self, frames: Frames) -> Caption | None:
        """More sound; a caption where one has been decoded since the last call. Sound beyond what
        Whisper's window holds is dropped, and the transcript says so.
        """
        self._order.check("accept")
        check_hearing_format(frames)
        utterance = self._current
        if utterance.began_ms is None:
            utterance.began_ms = frames.at_ms
        utterance.ended_ms = frames.end_ms
        room = LONGEST_MS * _BYTES_PER_MS - len(utterance.sound)
        utterance.overlong = utterance.overlong or room < len(frames.data)
        utterance.sound += frames.data[: max(0, room)]
        return self._caption(utterance)

    def pause(self) -> None:
        """Decode ahead what was said so far."""
        self._order.take("pause")
        utterance = self._current
        if utterance.sound:
            utterance.ahead = self._decode_ahead(utterance)

    def finish(self) -> Transcript:
        """What was heard; no hypothesis for silence and noise. Raises EngineFault past the deadline."""
        self._order.take("finish")
        utterance, self._utterance = self._current, None
        hypotheses, closed = self._heard(utterance)
        return Transcript(
            hypotheses=hypotheses,
            began_ms=utterance.began_ms or 0,
            ended_ms=utterance.ended_ms,
            language=self._language,
            engine="whisper",
            closed=closed,
            notes=("overlong",) if utterance.overlong else (),
        )

    def abort(self) -> None:
        """Forget the utterance; a decoding under way ends in the background."""
        self._order.take("abort")
        self._utterance = None

    def unknown_words(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """None: Whisper spells what it hears and has no fixed list."""
        self._order.check("unknown_words")
        return words[:0]

    def close(self) -> None:
        """Free both models."""
        self._order.take("close")
        if self._worker is not None:
            self._worker.shutdown(wait=True, cancel_futures=True)
        self._grammar.close()
        self._utterance = self._worker = self._engine = None

    @property
    def _loaded(self) -> WhisperEngine:
        if self._engine is None:
            raise Misuse("The recogniser has no model: start it first.")
        return self._engine

    @property
    def _current(self) -> _Utterance:
        if self._utterance is None:
            raise Misuse("No utterance is being heard.")
        return self._utterance

    def _submit(self, work: Callable[[], T]) -> Future[T]:
        if self._worker is None:
            raise Misuse("The recogniser has no worker: start it first.")
        return self._worker.submit(work)

    def _caption(self, utterance: _Utterance) -> Caption | None:
        found = self._caption_done(utterance)
        every = self._settings.caption_ms * _BYTES_PER_MS
        if every and utterance.caption is None and len(utterance.sound) >= utterance.next_caption + every:
            utterance.next_caption = len(utterance.sound)
            utterance.caption_at_ms = utterance.ended_ms
            utterance.caption = self._decode_caption(bytes(utterance.sound), utterance.prompt)
        return found

    def _decode_caption(self, sound: bytes, prompt: str) -> Future[Decoded]:
        engine = self._loaded
        return self._submit(lambda: engine.decode(sound, prompt=prompt, beams=1, pad_ms=_CAPTION_PAD_MS))

    def _caption_done(self, utterance: _Utterance) -> Caption | None:
        if utterance.caption is None or not utterance.caption.done():
            return None
        decoded, utterance.caption = utterance.caption.result(), None
        texts = [one.text for one in self._hypotheses(decoded)]
        if not texts or texts[0] == utterance.shown:
            return None
        utterance.shown = texts[0]
        return Caption(texts[0], utterance.caption_at_ms)

    def _decode_ahead(self, utterance: _Utterance) -> _Ahead:
        if utterance.ahead is not None:
            utterance.ahead.result.cancel()
        if utterance.caption is not None:
            utterance.caption.cancel()
            utterance.caption = None
        utterance.next_caption = len(utterance.sound)
        sound, bias, prompt = bytes(utterance.sound), utterance.bias, utterance.prompt
        return _Ahead(len(sound), self._submit(lambda: self._decode(sound, bias, prompt)))

    def _heard(self, utterance: _Utterance) -> tuple[tuple[Hypothesis, ...], ClosedHearing | None]:
        if not utterance.sound:
            return (), (ClosedHearing(None) if utterance.bias.closed else None)
        ahead = utterance.ahead
        if ahead is None or not still_stands(bytes(utterance.sound), ahead.length):
            ahead = self._decode_ahead(utterance)
        try:
            return ahead.result.result(timeout=self._settings.deadline_s)
        except Late as late:
            raise EngineFault(
                f"Whisper took more than {self._settings.deadline_s:g} s.",
                remedy="Close other programs, or choose a smaller model.",
            ) from late

    def _decode(
        self, sound: bytes, bias: SpeechBias, prompt: str
    ) -> tuple[tuple[Hypothesis, ...], ClosedHearing | None]:
        settings, engine = self._settings, self._loaded
        decoded = engine.decode(
            sound, prompt=prompt, beams=settings.beams, pad_ms=settings.pad_ms, unsure=settings.unsure
        )
        if decoded.readings and repeats(decoded.readings[0].text, times=2):
            # A short window sometimes loops; the whole one seldom does.
            decoded = engine.decode(sound, prompt=prompt, beams=settings.beams, pad_ms=30_000)
        closed = self._grammar.hear(sound, bias.closed) if bias.closed else None
        return self._hypotheses(decoded), closed

    def _hypotheses(self, decoded: Decoded) -> tuple[Hypothesis, ...]:
        """What is speech: noise makes Whisper polite, doubtful or repetitive."""
        settings = self._settings
        spoken = [one for one in decoded.readings if any(map(str.isalnum, one.text))]
        if not spoken or (decoded.no_speech > settings.noise and spoken[0].score < settings.doubt):
            return ()
        rows = (Hypothesis(once(one.text), min(0.0, one.score)) for one in spoken)
        return merged((row for row in rows if not repeats(row.text)), 2 * settings.beams)
