"""Gift wrapping: tells what will be wrapped, or asks for something to wrap first."""

from pathlib import Path

from voice.dialogue.messages import message
from voice.dialogue.skill import Proposal, Say, Skill, View
from voice.language.acts import Act

_LOCALES = Path(__file__).parent / "locales"


class GiftWrap:
    """Answers "gift wrap it", "can you wrap this as a present"."""

    name = "gift"
    intents = ("gift",)

    def handle(self, act: Act, view: View) -> tuple[Proposal, ...]:
        """One sentence: what is wrapped is the line in focus, or all there is."""
        if act.intent not in self.intents:
            return ()
        if not view.basket.lines:
            return (Say(message("gift-nothing")),)
        if view.focus is not None:
            return (Say(message("gift-one", name=view.focus.product.name(view.language))),)
        return (Say(message("gift-all", count=len(view.basket.lines))),)


skill: Skill = GiftWrap()


def english() -> Path:
    """The English sentences and replies."""
    return _LOCALES / "en"


def korean() -> Path:
    """The Korean sentences and replies."""
    return _LOCALES / "ko"
