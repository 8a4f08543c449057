"""Orders already made."""

from __future__ import annotations

from voice.dialogue.skill import ClearBasket, Proposal, Skill, TellOrders, View
from voice.language.acts import Act


class Orders:
    """Answers "Where is my order", "what did I order last time", "cancel my order": one that was placed, or
    else what is in the basket.
    """

    name = "orders"
    intents = ("status", "history", "cancel_order")

    def handle(self, act: Act, view: View) -> tuple[Proposal, ...]:
        """Read the orders for what was asked."""
        order = act.slots.get("order", "")
        if act.intent == "cancel_order" and view.basket.lines and not order and "placed" not in act.slots:
            return (ClearBasket(),)  # the order that is being put together
        match act.intent:
            case "status":
                return (TellOrders(why="status", order=order),)
            case "history":
                return (TellOrders(why="history", order=order),)
            case _:
                return (TellOrders(why="cancel", order=order),)


skill: Skill = Orders()
