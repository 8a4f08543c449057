"""Orders already made."""

from __future__ import annotations

from voice.dialogue.skill import Proposal, Skill, TellOrders, View
from voice.language.acts import Act


class Orders:
    """Answers "Where is my order", "what did I order last time", "cancel my order"."""

    name = "orders"
    intents = ("status", "history", "cancel_order")

    def handle(self, act: Act, view: View) -> tuple[Proposal, ...]:
        """Read the orders for what was asked."""
        del view
        order = act.slots.get("order", "")
        match act.intent:
            case "status":
                return (TellOrders(why="status", order=order),)
            case "history":
                return (TellOrders(why="history", order=order),)
            case _:
                return (TellOrders(why="cancel", order=order),)


skill: Skill = Orders()
