"""Recognizer on Vosk 0.3.45: streaming, captions, n-best, a grammar per state of the dialogue.

Vosk ends the process on calls that look harmless: a grammar changed within an utterance aborts, an
empty one crashes, a sample rate of 100 hangs, a model asked for by name is downloaded. So each
utterance gets fresh recognisers whose grammars never change, every grammar is checked against the
model's dictionary first, the rate is ours alone, and models are found by path only.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal, TypeVar

from voice.adapters.vosk_hearing import Hearing, SmallGrammar, WholeHearing
from voice.adapters.vosk_model import KnownModel, load_model
from voice.audio.frames import Frames
from voice.errors import EngineFault, Misuse, VoiceError
from voice.hearing.bias import ClosedAnswer, SpeechBias
from voice.hearing.call_order import CallOrder, check_hearing_format
from voice.hearing.transcript import Caption, ClosedHearing, Hypothesis, Transcript
from voice.hearing.vocabulary import hearable, tidy, unknown_in
from voice.hearing.whole import Phrasebook
from voice.ports import RecognizerInfo

T = TypeVar("T")
BEHIND: Final = 1.0
"""What the wide hearing's readings lose where a whole phrase was heard."""
LEAST_SHARE: Final = math.log(0.5)
"""Log probability among its rivals below which a reading is a guess."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoskSettings:
    """How Vosk hears.

    `alternatives` is the length of the n-best. `open_hearing` chooses what hears beside a closed
    answer: "wide" is one grammar of everything that may be said in the shop, "free" the model's whole
    language (several times dearer; better where people speak, useless on some synthetic voices).
    Without any phrase in the bias it is always free.
    """

    alternatives: int = 5
    open_hearing: Literal["wide", "free"] = "wide"

    def __post_init__(self) -> None:
        if not 1 <= self.alternatives <= 20:
            raise Misuse(f"{self.alternatives} alternatives are not usable; choose 1 to 20.")


class VoskRecognizer:
    """Hears one language with the model in `model_dir` (a directory, never a name)."""

    def __init__(self, model_dir: Path, *, language: str, settings: VoskSettings | None = None) -> None:
        """Build one; nothing is loaded and the directory is not looked at before `start`."""
        if not isinstance(model_dir, Path):
            raise Misuse("A Vosk model is given as a Path: by name Vosk would download it.")
        self._dir = model_dir
        self._language = language
        self._settings = settings or VoskSettings()
        self._order = CallOrder()
        self._model: KnownModel | None = None
        self._grammars: dict[tuple[str, ...], tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._utterance: _Utterance | None = None

    @property
    def info(self) -> RecognizerInfo:
        """Vosk with this model; closed answers are heard by a grammar."""
        return RecognizerInfo(
            engine="vosk",
            model=self._dir.name,
            language=self._language,
            streaming=True,
            closed_hearing="grammar",
        )

    def start(self) -> None:
        """Load the model (seconds). Raises ModelMissing, ModelBroken or EngineFault."""
        self._order.check("start")
        self._model = load_model(self._dir)
        self._order.take("start")

    def begin(self, bias: SpeechBias) -> None:
        """A new utterance, heard with this bias to its end. Raises Misuse for phrases that are no text."""
        self._order.check("begin")
        utterance = self._open(bias)
        self._order.take("begin")
        self._utterance = utterance

    def accept(self, frames: Frames) -> Caption | None:
        """More sound; a caption where the words so far have changed."""
        self._order.check("accept")
        check_hearing_format(frames)
        if not frames.samples:
            return None
        return self._guarded(lambda: self._current.accept(frames))

    def pause(self) -> None:
        """Nothing to do: Vosk has decoded everything already."""
        self._order.take("pause")

    def finish(self) -> Transcript:
        """What was heard; no hypothesis for silence."""
        self._order.check("finish")
        transcript = self._guarded(lambda: self._current.transcript(self._language))
        self._order.take("finish")
        self._utterance = None
        return transcript

    def abort(self) -> None:
        """Forget the utterance."""
        self._order.take("abort")
        self._utterance = None

    def unknown_words(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Those that are not in the model's dictionary; no grammar will ever hold them."""
        self._order.check("unknown_words")
        return unknown_in(words, self._known.knows)

    def close(self) -> None:
        """Free the model."""
        self._order.take("close")
        self._utterance = self._model = None

    @property
    def _known(self) -> KnownModel:
        if self._model is None:
            raise Misuse("The recogniser has no model: start it first.")
        return self._model

    @property
    def _current(self) -> _Utterance:
        if self._utterance is None:
            raise Misuse("No utterance is being heard.")
        return self._utterance

    def _open(self, bias: SpeechBias) -> _Utterance:
        answers = tuple(ClosedAnswer(one.label, tidy(one.phrase)) for one in bias.closed)
        closed, closed_unknown = self._grammar(tuple(one.phrase for one in answers))
        words = () if closed else bias.words  # beside a question, the whole catalog only drowns the answer
        wide, unknown = self._grammar((*bias.phrases, *words), closed)
        small = self._small(bias, closed)
        free = not wide or (bool(bias.closed) and self._settings.open_hearing == "free")
        most = self._settings.alternatives
        left_out = dict.fromkeys((*closed_unknown, *unknown))
        return _Utterance(
            main=Hearing(self._known.recogniser(() if free else wide, most)),
            closed=Hearing(self._known.recogniser(closed, most)) if closed else None,
            whole=WholeHearing(self._known, small, most) if small.book.phrases else None,
            answers=answers,
            notes=tuple(f"unknown:{word}" for word in left_out),
        )

    def _grammar(
        self, phrases: tuple[str, ...], also: tuple[str, ...] = ()
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Phrases that can be heard (with `also` where there are any) and the unknown words."""
        phrases = tuple(map(tidy, phrases))
        if phrases not in self._grammars:
            found = hearable(phrases, self._known.knows)
            if len(self._grammars) >= 16:
                self._grammars.clear()
            self._grammars[phrases] = (found.phrases, found.unknown)
        heard, unknown = self._grammars[phrases]
        return (tuple(dict.fromkeys((*heard, *also))) if heard else ()), unknown

    def _small(self, bias: SpeechBias, closed: tuple[str, ...]) -> SmallGrammar:
        """The likely phrases with the closed answers, and the longest name's word that is in none."""
        likely, _ = self._grammar(bias.likely)
        phrases = (*likely, *closed) if likely else ()
        taken = {word for phrase in phrases for word in phrase.split()}
        names = dict.fromkeys(word for name in bias.words for word in tidy(name).split())
        free = [word for word in names if word not in taken and word.isalpha() and self._known.knows(word)]
        return SmallGrammar(Phrasebook(phrases), max(free, key=len, default=""))

    def _guarded(self, work: Callable[[], T]) -> T:
        """Run one step of an utterance; whatever the library does, the next utterance can begin."""
        try:
            return work()
        except VoiceError:
            raise
        except Exception as fault:
            self._order.take("abort")
            self._utterance = None
            raise EngineFault(
                f"Vosk failed: {fault}", remedy="The next utterance starts anew; check the model."
            ) from fault


@dataclass(slots=True)
class _Utterance:
    """One utterance, heard by an open recogniser and, where asked for, by a closed one."""

    main: Hearing
    closed: Hearing | None
    whole: WholeHearing | None
    answers: tuple[ClosedAnswer, ...]
    notes: tuple[str, ...]
    began_ms: int | None = None
    ended_ms: int = 0
    shown: str = ""

    def accept(self, frames: Frames) -> Caption | None:
        """Feed both; the caption is the open hearing's."""
        if self.began_ms is None:
            self.began_ms = frames.at_ms
        self.ended_ms = frames.end_ms
        self.main.accept(frames.data)
        for other in (self.closed, self.whole):
            if other is not None:
                other.accept(frames.data)
        text = self.main.partial()
        if not text or text == self.shown:
            return None
        self.shown = text
        return Caption(text, self.ended_ms)

    def transcript(self, language: str) -> Transcript:
        """End it."""
        began_ms = self.began_ms or 0
        closed = self._closed_hearing() if self.answers else None
        return Transcript(
            hypotheses=self._hypotheses(began_ms, closed.label if closed else None),
            began_ms=began_ms,
            ended_ms=self.ended_ms,
            language=language,
            engine="vosk",
            closed=closed,
            notes=self.notes,
        )

    def _hypotheses(self, began_ms: int, label: str | None) -> tuple[Hypothesis, ...]:
        """The whole phrase, if one was heard, before the wide hearing's n-best.

        A whole phrase that means yes is left out: consent is heard by the wide hearing and the closed one,
        never by a grammar that keeps phrases whole. A whole answer that means what the closed hearing
        heard is no guess.
        """
        alike = {answer.phrase for answer in self.answers if answer.label == label}
        wide = tuple(one if one.text in alike else _doubted(one) for one in self.main.final(began_ms))
        whole = self.whole.final(began_ms) if self.whole is not None else None
        if whole is None or any(a.phrase == whole.text and a.label == "yes" for a in self.answers):
            return wide
        return (whole, *(replace(one, score=one.score - BEHIND) for one in wide if one.text != whole.text))

    def _closed_hearing(self) -> ClosedHearing:
        """The one allowed answer that is word for word the best reading of the closed grammar.

        The grammar mixes its phrases, and other speech comes out as a mixture: only a whole answer counts.
        """
        best = self.closed.final(0)[:1] if self.closed is not None else ()
        for heard in best:
            for answer in self.answers:
                if answer.phrase == heard.text:
                    return ClosedHearing(answer.label, answer.phrase, heard.score)
        return ClosedHearing(None)


def _doubted(one: Hypothesis) -> Hypothesis:
    """A guess where the rivals together are likelier: words that the grammar bent the sound into."""
    return replace(one, guess=one.score * max(1, len(one.text.split())) < LEAST_SHARE)
