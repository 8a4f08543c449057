"""Two recognisers behind one port: the first leads, the second adds its readings. No thread, no clock."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

from voice.audio.frames import Frames
from voice.errors import EngineFault, VoiceError
from voice.hearing.bias import SpeechBias
from voice.hearing.call_order import CallOrder, check_hearing_format
from voice.hearing.rescore import merged
from voice.hearing.transcript import Caption, ClosedHearing, Transcript
from voice.ports import Recognizer, RecognizerInfo

T = TypeVar("T")
MOST = 10
"""Readings of both together."""


class SecondOpinion:
    """Hears with `first` and `second` at once. Captions are the first's.

    A closed answer stands only if both engines gave the same label: two kinds of hearing must agree
    before money moves. If the second engine fails, the first goes on alone for that utterance, and no
    closed answer is given in it.
    """

    def __init__(self, first: Recognizer, second: Recognizer) -> None:
        """Build one on two recognisers that are not started."""
        self._first = first
        self._second = second
        self._order = CallOrder()
        self._second_hears = False

    @property
    def info(self) -> RecognizerInfo:
        """Both, the leading one first."""
        one, two = self._first.info, self._second.info
        return RecognizerInfo(
            engine=f"{one.engine} + {two.engine}",
            model=f"{one.model} + {two.model}",
            language=one.language,
            streaming=one.streaming,
            closed_hearing=f"{one.closed_hearing} + {two.closed_hearing}",
        )

    def start(self) -> None:
        """Load both models; raises what either raises, with neither left loaded."""
        self._order.check("start")
        self._first.start()
        try:
            self._second.start()
        except VoiceError:
            self._first.close()
            self._order.take("close")
            raise
        self._order.take("start")

    def begin(self, bias: SpeechBias) -> None:
        """A new utterance for both."""
        self._order.check("begin")
        self._first.begin(bias)
        self._order.take("begin")
        self._second_hears = True
        self._try_second(lambda: self._second.begin(bias))

    def accept(self, frames: Frames) -> Caption | None:
        """More sound for both; the first's caption."""
        self._order.check("accept")
        check_hearing_format(frames)
        self._try_second(lambda: self._second.accept(frames))
        return self._leading(lambda: self._first.accept(frames))

    def pause(self) -> None:
        """A good moment to decode ahead, for both."""
        self._order.check("pause")
        self._try_second(self._second.pause)
        self._leading(self._first.pause)

    def finish(self) -> Transcript:
        """Both n-best lists merged by score, the closed answer if both agree."""
        self._order.check("finish")
        heard = self._leading(self._first.finish)
        self._order.take("finish")
        other = self._second_transcript()
        closed = _agreed(heard.closed, other.closed if other else None)
        if other is None:
            return replace(heard, closed=closed, notes=(*heard.notes, "alone"))
        return replace(
            heard,
            hypotheses=merged((*heard.hypotheses, *other.hypotheses), MOST),
            closed=closed,
            engine=self.info.engine,
            notes=(*heard.notes, *other.notes),
        )

    def abort(self) -> None:
        """Both forget the utterance."""
        self._order.take("abort")
        self._try_second(self._second.abort)
        self._first.abort()

    def unknown_words(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Those that neither engine can hear."""
        self._order.check("unknown_words")
        deaf = set(self._second.unknown_words(words))
        return tuple(word for word in self._first.unknown_words(words) if word in deaf)

    def close(self) -> None:
        """Free both models."""
        self._order.take("close")
        self._first.close()
        self._second.close()

    def _second_transcript(self) -> Transcript | None:
        found: list[Transcript] = []
        self._try_second(lambda: found.append(self._second.finish()))
        return found[0] if found else None

    def _try_second(self, call: Callable[[], object]) -> None:
        """The second opinion is a help, never a need: its faults end its part in this utterance."""
        if not self._second_hears:
            return
        try:
            call()
        except EngineFault:
            self._second_hears = False
            with suppress(VoiceError):
                self._second.abort()

    def _leading(self, call: Callable[[], T]) -> T:
        """A fault of the leading engine ends the utterance for both."""
        try:
            return call()
        except EngineFault:
            self._try_second(self._second.abort)
            self._order.take("abort")
            raise


def _agreed(one: ClosedHearing | None, two: ClosedHearing | None) -> ClosedHearing | None:
    if one is None or two is None:
        return None if one is None else ClosedHearing(None)
    return one if one.label == two.label else ClosedHearing(None)
