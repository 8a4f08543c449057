"""What understanding is to the rest: a transcript and an open question in, acts out."""

from __future__ import annotations

from typing import Protocol

from voice.hearing.transcript import Transcript
from voice.language.acts import Interpretation
from voice.language.expectation import Expectation
from voice.language.reference import with_references


class Meaning(Protocol):
    """Makes acts of words. Pure: the same transcript and question, the same acts."""

    def understand(self, transcript: Transcript, expectation: Expectation) -> Interpretation:
        """The best reading; without acts where nothing was understood. Never raises for any words."""
        ...


class Grounded:
    """A meaning whose names of things at hand ("the milk", "the oatly one") point at those things."""

    def __init__(self, meaning: Meaning) -> None:
        self._meaning = meaning

    def understand(self, transcript: Transcript, expectation: Expectation) -> Interpretation:
        """The inner reading with its references resolved."""
        return with_references(self._meaning.understand(transcript, expectation), expectation)
