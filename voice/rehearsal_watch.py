"""Follows a conversation from outside: whether the assistant waits for the shopper, and what came of it."""

from __future__ import annotations

import threading

from voice.dialogue.actions import Action
from voice.dialogue.events import Event, Heard, ShopperSpeaks, SpeechEnded, TimedOut
from voice.dialogue.session import Confirming, Placing, Session
from voice.hearing.transcript import Transcript
from voice.language.acts import Interpretation
from voice.watch import Unwatched


class Follower(Unwatched):
    """Watches one conversation; its values may be read from any thread."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.session: Session | None = None
        self.heard_count = 0
        self.timed_out = 0
        self.open_utterance = False
        self.captions: list[str] = []
        self.transcripts: list[str] = []
        self.placings: list[Placing] = []
        self.read_backs: list[Confirming] = []
        self.log: list[str] = []
        """Everything in order, for whoever asks why."""

    def caption(self, text: str) -> None:
        """Kept."""
        self.captions.append(text)

    def heard(self, transcript: Transcript, meaning: Interpretation) -> None:
        """Kept, with what it was taken for."""
        self.transcripts.append(transcript.text)
        closed = transcript.closed.label if transcript.closed else "-"
        acts = ", ".join(f"{a.intent}{[m.phrases for m in a.mentions] or ''}" for a in meaning.acts)
        sure = "" if meaning.sure else ", not sure"
        self.log.append(f"heard {transcript.text!r} closed={closed} as {acts or 'nothing'}{sure}")

    def said(self, sentence: str) -> None:
        """Kept."""
        self.log.append(f"said {sentence!r}")

    def trouble(self, error: Exception) -> None:
        """Kept."""
        self.log.append(f"trouble {error}")

    def stepped(self, before: Session, event: Event, after: Session, actions: tuple[Action, ...]) -> None:
        """Notes where the conversation stands."""
        del actions
        with self.changed:
            self.session = after
            match event:
                case ShopperSpeaks():
                    self.open_utterance = True
                case Heard():
                    self.heard_count += 1
                    self.open_utterance = False
                case SpeechEnded(speech=0):
                    self.open_utterance = False
                case TimedOut():
                    self.timed_out += 1
            if after.speaking:  # what is said into our own speech is not heard to its end
                self.open_utterance = False
            if isinstance(after.pending, Placing) and after.pending != before.pending:
                self.placings.append(after.pending)
            if isinstance(after.pending, Confirming) and not isinstance(before.pending, Confirming):
                self.read_backs.append(after.pending)
            self.changed.notify_all()
