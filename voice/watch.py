"""What happens, told to whoever shows it: a terminal, a page, a log, a test."""

from __future__ import annotations

from typing import Protocol

from catalog.ports import Decision, Query
from voice.dialogue.actions import Action
from voice.dialogue.events import Event
from voice.dialogue.session import Session
from voice.hearing.transcript import Transcript
from voice.language.acts import Interpretation
from voice.pin import PIN_LENGTHS


def secret(meaning: Interpretation) -> bool:
    """Whether an utterance holds PIN digits, asked for or not: nobody keeps or shows such words. Nothing
    but so many digits is taken for a PIN said too soon or too late.
    """
    signs = "".join(sign for sign in meaning.text if sign.isalnum())
    alone = signs.isdecimal() and len(signs) in PIN_LENGTHS
    return alone or any(act.intent == "pin" for act in meaning.acts)


class Watcher(Protocol):
    """Told of everything on the way of an order, from several threads; must not block or raise."""

    def caption(self, text: str) -> None:
        """What the utterance looks like so far."""
        ...

    def heard(self, transcript: Transcript, meaning: Interpretation) -> None:
        """An utterance, and what it was taken to mean."""
        ...

    def found(self, query: Query, decision: Decision) -> None:
        """What the catalog made of a mention, and why."""
        ...

    def said(self, sentence: str) -> None:
        """A sentence that is being said; prices in signs."""
        ...

    def stepped(self, before: Session, event: Event, after: Session, actions: tuple[Action, ...]) -> None:
        """One step of the core."""
        ...

    def trouble(self, error: Exception) -> None:
        """A failure that the conversation survives."""
        ...


class Unwatched:
    """Nobody looks. Base your own watcher on it to tell only some things."""

    def caption(self, text: str) -> None:
        """Not shown."""

    def heard(self, transcript: Transcript, meaning: Interpretation) -> None:
        """Not shown."""

    def found(self, query: Query, decision: Decision) -> None:
        """Not shown."""

    def said(self, sentence: str) -> None:
        """Not shown."""

    def stepped(self, before: Session, event: Event, after: Session, actions: tuple[Action, ...]) -> None:
        """Not shown."""

    def trouble(self, error: Exception) -> None:
        """Not shown."""
