"""A step in the making: local to one call of `step`, so that the core stays a pure function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from catalog.money import Money
from voice.dialogue.actions import Action, Speak
from voice.dialogue.messages import Message, Said
from voice.dialogue.policy import Policy
from voice.dialogue.session import Confirming, Pending, Phase, Session
from voice.dialogue.skill import Skill

APOLOGIES = ("missed-", "silence-")
"""Speech that begins so is not what a shopper wants to hear again."""


@dataclass(slots=True)
class Draft:
    """The session as it is becoming, with what will be said and done."""

    session: Session
    policy: Policy
    skills: Mapping[str, Skill] = field(default_factory=dict)
    actions: list[Action] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    sure: bool = True
    """The self-check of the utterance that this step takes."""
    asked: Pending | None = None
    """The question that this step has asked, if any: acts of the same breath do not answer it."""

    def say(
        self, message_id: str, mark: str = "", **args: str | int | Money | Message | tuple[Message, ...]
    ) -> None:
        """Add a sentence to this step's speech."""
        self.said.append(Said(Message(message_id, args), mark))

    def do(self, action: Action) -> None:
        """Add an action."""
        self.actions.append(action)

    def number(self) -> int:
        """A fresh number for a request or a speech."""
        self.session = replace(self.session, serial=self.session.serial + 1)
        return self.session.serial

    def go(self, phase: Phase, pending: Pending | None = None) -> None:
        """Enter a phase."""
        self.session = replace(self.session, phase=phase, pending=pending)

    def finish(self) -> tuple[Session, tuple[Action, ...]]:
        """The new session and the actions, speech first."""
        if self.said:
            self._speak()
        return self.session, tuple(self.actions)

    def _speak(self) -> None:
        speech = self.session.serial + 1
        said = tuple(self.said)
        pending = self.session.pending
        if isinstance(pending, Confirming) and any(s.mark for s in said):
            pending = replace(pending, speech=speech)
        worth = said if not said[0].message.id.startswith(APOLOGIES) else self.session.last_said
        self.session = replace(self.session, serial=speech, speaking=speech, last_said=worth, pending=pending)
        self.actions.insert(0, Speak(speech=speech, said=said))
