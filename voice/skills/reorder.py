"""Buying again: one product from the history, the whole last order, or the line in focus."""

from __future__ import annotations

from catalog.ports import Purpose
from voice.dialogue.alike import like
from voice.dialogue.skill import LookFor, Proposal, Skill, TellOrders, View
from voice.language.acts import Act


class Reorder:
    """Answers "Reorder toothbrush heads", "the usual coffee", "same as last time"."""

    name = "reorder"
    intents = ("reorder", "reorder_last")

    def handle(self, act: Act, view: View) -> tuple[Proposal, ...]:
        """Look in the history first; without a product the last order is meant, but by "same again" what was
        just added.
        """
        if "again" in act.slots and view.focus is not None:
            return (like(view.focus, act, view),)
        if act.intent == "reorder_last" or not act.mentions:
            return (TellOrders(why="reorder"),)
        return (LookFor(mentions=act.mentions, purpose=Purpose.REORDER, filters=act.filters),)


skill: Skill = Reorder()
