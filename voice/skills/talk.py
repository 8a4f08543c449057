"""Talking about the talk: repeat, help, wait, stop, a person; and that no order goes out at a set time."""

from __future__ import annotations

from catalog.ports import Purpose
from voice.dialogue.messages import message
from voice.dialogue.skill import CallPerson, Leave, LookFor, Proposal, Say, SayAgain, Skill, View, Wait
from voice.language.acts import Act, Mention


class Talk:
    """Answers "Say that again", "help", "hold on", "stop", "I want a person", "hello", "thanks"."""

    name = "talk"
    intents = ("repeat", "help", "hold", "stop", "handoff", "greet", "thanks", "later")

    def handle(self, act: Act, view: View) -> tuple[Proposal, ...]:
        """One answer per intent."""
        match act.intent:
            case "repeat":
                return (SayAgain(),)
            case "help" if act.slots.get("topic") == "recommend":
                return (_recommended(view),)
            case "help":
                return (Say(message(self._help(act.slots.get("topic", ""), view))),)
            case "greet":
                return (Say(message("listening" if "topic" in act.slots else "greeting")),)
            case "thanks":
                return (Say(message("no-harm" if "topic" in act.slots else "welcome-thanks")),)
            case "later":
                return _later(act)
            case "hold":
                return (Wait(silently="topic" in act.slots),)
            case "handoff":
                return (CallPerson(),)
            case _:
                return (Leave(),)

    @staticmethod
    def _help(topic: str, view: View) -> str:
        if topic:
            return f"help-{topic}"
        return "help-basket" if view.basket.lines else "help"


def _recommended(view: View) -> Proposal:
    """What is bought most: of several on offer, or else of all that is sold."""
    popular = max(view.offered, key=lambda product: product.popularity, default=None)
    if popular is None or len(view.offered) == 1 or not popular.popularity:
        return LookFor(mentions=(Mention(),), purpose=Purpose.FIND)
    return Say(message("popular-of", name=popular.name(view.language)))


def _later(act: Act) -> tuple[Proposal, ...]:
    """No order goes out at a set time, nor again and again; what is to be bought is offered for now."""
    said = Say(message(f"later-{act.slots.get('topic', 'now')}"))
    wanted = tuple(mention for mention in act.mentions if mention.phrases)
    return (said, LookFor(mentions=wanted, purpose=Purpose.ASK)) if wanted else (said,)


skill: Skill = Talk()
