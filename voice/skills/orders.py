"""Orders already made."""

from __future__ import annotations

from voice.dialogue.messages import message
from voice.dialogue.skill import ClearBasket, Proposal, Say, Skill, TellOrders, View
from voice.language.acts import Act


class Orders:
    """Answers "Where is my order", "what did I order last time", "did I buy milk", "cancel my order": one
    that was placed, or else what is in the basket.
    """

    name = "orders"
    intents = ("status", "history", "cancel_order")

    def handle(self, act: Act, view: View) -> tuple[Proposal, ...]:
        """Read the orders for what was asked."""
        order = act.slots.get("order", "")
        begun = bool(view.basket.lines or view.offered)
        if act.intent == "cancel_order" and begun and not order and "placed" not in act.slots:
            return (ClearBasket(),)  # the order that is being put together
        if act.slots.get("topic") == "arrival" and view.basket.lines:
            return (Say(message("help-arrival")),)  # it is not ordered yet
        match act.intent:
            case "history" if any(m.phrases for m in act.mentions):
                return (TellOrders(why="bought", phrases=tuple(m.phrases for m in act.mentions)),)
            case "history" if act.slots.get("topic") == "last":
                return (TellOrders(why="last"),)
            case "status":
                return (TellOrders(why="status", order=order),)
            case "history":
                return (TellOrders(why="history", order=order),)
            case _:
                return (TellOrders(why="cancel", order=order),)


skill: Skill = Orders()
