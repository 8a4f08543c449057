"""What hears a simulated shopper: the words themselves, with or without errors."""

from __future__ import annotations

import random
from typing import Protocol

from shoppers.noise import Confusion
from voice.dialogue.session import Session
from voice.hearing.transcript import ClosedHearing, Hypothesis, Source, Transcript


class Ears(Protocol):
    """Makes a transcript of what was said."""

    def hear(self, text: str, answer: str, session: Session, chance: random.Random) -> tuple[Transcript, ...]:
        """What is heard, mostly one transcript; `answer` is "yes" or "no" where the shopper means exactly
        that. The times are set by the room.
        """
        ...


class WordEars:
    """Hears words. With errors, it is as if they had been spoken: then a closed hearing stands beside."""

    def __init__(self, confusion: Confusion, rate: float, language: str) -> None:
        self._confusion, self._rate, self._language = confusion, rate, language

    def hear(self, text: str, answer: str, session: Session, chance: random.Random) -> tuple[Transcript, ...]:
        """The words, confused at the rate; the closed hearing misses an answer as often."""
        del session
        missed = chance.random() < self._rate
        label = answer if answer in {"yes", "no"} and not missed else None
        heard = Transcript(
            hypotheses=(Hypothesis(self._confusion.heard(text, chance)),),
            began_ms=0,
            ended_ms=0,
            language=self._language,
            engine="simulated",
            source=Source.VOICE if self._rate else Source.TYPED,
            closed=ClosedHearing(label) if self._rate else None,
        )
        return (heard,)
