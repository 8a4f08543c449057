"""Where a stranger's skill meets our core: it may fail, and the talk goes on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from voice.dialogue.skill import Proposal, Skill, View
from voice.errors import Misuse
from voice.language.acts import Act
from voice.watch import Watcher

_PROPOSALS = get_args(Proposal)


class Guarded:
    """A skill whose failures are told to the watcher, and which then proposes nothing."""

    def __init__(self, skill: Skill, watcher: Watcher) -> None:
        self._skill = skill
        self._watcher = watcher
        self.name = skill.name
        self.intents = tuple(skill.intents)

    def handle(self, act: Act, view: View) -> Sequence[Proposal]:
        """What the skill proposes, if that can be used."""
        try:
            proposals = tuple(self._skill.handle(act, view))
        except Exception as error:  # noqa: BLE001 - a plug-in's fault is not the shopper's
            self._watcher.trouble(error)
            return ()
        strange = [p for p in proposals if not isinstance(p, _PROPOSALS)]
        if strange:
            self._watcher.trouble(Misuse(f"The skill {self.name} proposed {strange[0]!r}."))
            return ()
        return proposals


def guarded(skill: Skill, watcher: Watcher) -> Skill:
    """The skill, guarded."""
    return Guarded(skill, watcher)
