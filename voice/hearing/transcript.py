"""What was heard: n-best hypotheses with words, times and confidences."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word: audio times in ms of the stream, confidence 0..1."""

    text: str
    start_ms: int
    end_ms: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One reading of the utterance. `score` orders the n-best: a log probability per word, ≤ 0.

    A `guess` is a reading that the engine's grammar may have bent the sound into: it is not acted upon
    as if it had been heard, and it is never consent.
    """

    text: str
    score: float = 0.0
    words: tuple[Word, ...] = ()
    guess: bool = False


class Source(StrEnum):
    """How an utterance came in."""

    VOICE = "voice"
    TYPED = "typed"
    TOUCH = "touch"


@dataclass(frozen=True, slots=True)
class ClosedHearing:
    """What the closed hearing (a grammar or scores over the allowed answers only) made of the same
    sound: the label of the allowed answer ("yes", "no", "pin", ...) and its phrase; label None
    means that it rejected all of them.
    """

    label: str | None
    phrase: str = ""
    score: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """One utterance. `hypotheses` come from the open hearing, best first, and are empty where
    speech was found but no word; `closed` is None where no closed answer was asked for.
    """

    hypotheses: tuple[Hypothesis, ...]
    began_ms: int
    ended_ms: int
    language: str
    engine: str
    source: Source = Source.VOICE
    closed: ClosedHearing | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def text(self) -> str:
        """The best hypothesis, or nothing."""
        return self.hypotheses[0].text if self.hypotheses else ""


@dataclass(frozen=True, slots=True)
class Caption:
    """What an unfinished utterance looks like so far; never acted upon."""

    text: str
    at_ms: int
