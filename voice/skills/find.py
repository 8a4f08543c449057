"""Finding products, and what they cost."""

from __future__ import annotations

from catalog.money import Money
from catalog.ports import NO_FILTERS, Filters, Purpose
from catalog.product import Product, preferred
from voice.dialogue import choosable
from voice.dialogue.basket import BasketLine
from voice.dialogue.describe import line_price
from voice.dialogue.messages import Message, message
from voice.dialogue.skill import LookFor, Proposal, Say, Skill, View
from voice.language.acts import Act, Mention

PRICED = {"cheapest": min, "dearest": max}


class Find:
    """Answers "Find oat milk under four dollars", "how much is it", "do you have bananas"."""

    name = "find"
    intents = ("find", "price", "stock")

    def handle(self, act: Act, view: View) -> tuple[Proposal, ...]:
        """A named product is looked for; otherwise the one on offer or in focus is described."""
        about = self._about(act, view)
        focus = (view.focus.product,) if view.focus else ()
        topic = act.slots.get("topic", "")
        if topic == "surcharge":
            return _surcharges((about or focus)[:1], act.mentions, view.language)
        if topic == "options" and len(act.mentions) > 1:
            group, owner = act.mentions
            return (LookFor(mentions=(owner,), purpose=Purpose.ASK, group=group.phrases),)
        asked = act.mentions[0].phrases if len(act.mentions) == 1 else ()
        choice = next((m for p in about or focus if (m := choosable.told(view, p, asked))), None)
        if choice is not None or topic == "options":
            return (Say(choice or message("which-options")),)
        if any(m.phrases for m in act.mentions):
            return (_wish(act),)
        if act.filters is not NO_FILTERS:
            return (Say(message("which-product")),)
        if about:
            return tuple(Say(self._describe(act.intent, product, view.language)) for product in about)
        if view.focus is None:
            return (Say(message("which-product")),)
        if act.intent == "price":
            return _line_and_all(view, view.focus)
        return (Say(self._describe(act.intent, view.focus.product, view.language)),)

    @staticmethod
    def _about(act: Act, view: View) -> tuple[Product, ...]:
        """What is on offer, or one of it by place or price; by place also of what was just offered."""
        ordinal = int(act.slots.get("ordinal", "0"))
        offered = view.offered or (view.recent if ordinal else ())
        if offered and 0 < abs(ordinal) <= len(offered):
            return (offered[ordinal - 1 if ordinal > 0 else ordinal],)
        quality = act.slots.get("quality", "")
        if offered and quality in PRICED:
            return (PRICED[quality](offered, key=lambda product: product.price.minor),)
        return offered

    @staticmethod
    def _describe(intent: str, product: Product, language: str) -> Message:
        name = product.name(language)
        if intent != "stock" or product.stock is None:
            return message("price-of", name=name, price=product.price)
        return message("stock-of" if product.stock else "sold-out", name=name, count=product.stock)


def _wish(act: Act) -> LookFor:
    """What is looked for: what was named, or all of a shelf."""
    if "shelf" in act.slots:
        shelf = Filters(category=act.slots["shelf"], in_stock=True)
        return LookFor(mentions=act.mentions, purpose=Purpose.FIND, filters=shelf, shelf=True)
    purpose = Purpose.FIND if act.intent == "find" else Purpose.ASK
    quality = act.slots.get("quality", "")
    return LookFor(mentions=act.mentions, purpose=purpose, filters=act.filters, quality=quality)


def _line_and_all(view: View, line: BasketLine) -> tuple[Proposal, ...]:
    """What the line in focus costs; beside others also what all of them come to."""
    price, total = Say(line_price(view, line)), view.basket.total
    if total is None or len(view.basket.lines) == 1:
        return (price,)
    return price, Say(message("all-together", total=total))


def _surcharges(
    about: tuple[Product, ...], mentions: tuple[Mention, ...], language: str
) -> tuple[Proposal, ...]:
    """What each option that is asked about adds to the price of the product."""
    if not about:
        return (Say(message("which-options")),)
    said: list[Proposal] = []
    for chosen in (chosen for mention in mentions for chosen in mention.options):
        group = about[0].group(chosen.group)
        value = group.value(chosen.value) if group else None
        if value is not None:
            name = preferred(value.names, language)
            costs = value.surcharge is not None and value.surcharge.minor
            kind = "surcharge" if costs else "surcharge-none"
            said.append(
                Say(message(kind, name=name, price=value.surcharge or Money(0, about[0].price.currency)))
            )
    return tuple(said) or (Say(message("option-unknown")),)


skill: Skill = Find()
