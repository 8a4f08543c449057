"""Asking to check out. It leads to the read-back; only a yes to that can order."""

from __future__ import annotations

from voice.dialogue.skill import CheckOut, Proposal, Skill, View
from voice.language.acts import Act


class Checkout:
    """Answers "Check out", "that's all", "order it"."""

    name = "checkout"
    intents = ("checkout",)

    def handle(self, act: Act, view: View) -> tuple[Proposal, ...]:
        """Propose the read-back."""
        del act, view
        return (CheckOut(),)


skill: Skill = Checkout()
