"""Parts of replies: lines, options, prices, as inner messages."""

from __future__ import annotations

from typing import Protocol

from catalog.order import Chosen, Quote, QuoteLine
from catalog.product import Language, Product, preferred
from catalog.size import MEASURED, amount
from voice.dialogue.basket import BasketLine, complete_options, unit_price
from voice.dialogue.messages import Message, message
from voice.dialogue.session import Session, Wanted


class Listener(Protocol):
    """Whoever is spoken to, in a language."""

    @property
    def language(self) -> str:
        """The language's code."""
        ...


def product_name(session: Listener, product: Product) -> str:
    """The product's spoken name."""
    return product.name(session.language)


def options(session: Listener, product: Product, chosen: tuple[Chosen, ...]) -> tuple[Message, ...]:
    """The chosen options by name, in the product's order of groups."""
    found: list[Message] = []
    for group in product.options:
        for choice in chosen:
            value = group.value(choice.value) if choice.group == group.id else None
            if value is not None:
                name = preferred(value.names, session.language)
                found.append(_option(name, choice))
    return tuple(found)


def option_names(line: BasketLine, language: str) -> tuple[str, ...]:
    """Every name of each option that a line has, its defaults too."""
    chosen = complete_options(line.product, line.options)
    found = ((line.product.group(one.group), one.value) for one in chosen if not one.refused)
    values = (group.value(value) for group, value in found if group is not None)
    return tuple(name for value in values if value for name in value.names.get(Language(language), ()))


def _option(name: str, choice: Chosen) -> Message:
    if choice.refused:
        return message("option-without", name=name)
    if choice.amount:
        return message("option-amount", amount=choice.amount, name=name)
    return message("option", name=name)


def _item(session: Listener, product: Product, quantity: int, chosen: tuple[Chosen, ...]) -> Message:
    parts = options(session, product, chosen)
    name = product_name(session, product)
    if parts:
        return message("item-with-options", quantity=quantity, name=name, options=parts)
    return message("item", quantity=quantity, name=name)


def line_item(session: Listener, line: BasketLine) -> Message:
    """Quantity, name and options of a basket line."""
    return _item(session, line.product, line.quantity, line.options)


def removal(session: Session, line: BasketLine) -> Message:
    """That a line is gone; how it was made, where another of its product stays."""
    if any(other.product.sku == line.product.sku for other in session.basket.lines):
        return message("removed-one", item=line_item(session, line))
    return message("removed", name=product_name(session, line.product))


def line_price(listener: Listener, line: BasketLine) -> Message:
    """What a basket line costs as it is, with its options; of several also each."""
    item = line_item(listener, line)
    if line.quantity > 1:
        return message("price-of-several", item=item, each=line.unit_price, total=line.total)
    return message("price-of-line", item=item, total=line.total)


def wanted_item(session: Session, wanted: Wanted) -> Message:
    """Quantity, name and options of a line on its way."""
    chosen = complete_options(wanted.product, wanted.options)
    return _item(session, wanted.product, wanted.quantity, chosen)


def size(product: Product) -> Message | None:
    """How much one of it is, where it is sold by weight or volume."""
    held = amount(product.size)
    if held is None or held[0] not in MEASURED:
        return None
    number, _, unit = product.size.strip().casefold().partition(" ")
    return message("size", amount=number, unit=unit.replace(" ", "-"))


def offer(session: Session, place: int | None, product: Product, chosen: tuple[Chosen, ...] = ()) -> Message:
    """One product on offer: its place (None: it is the only one), name, size and price, with those of the
    options that it has.
    """
    return message(
        "offer" if place else "offer-alone",
        place=place or 1,
        name=product_name(session, product),
        size=product.size,
        price=unit_price(product, complete_options(product, chosen)),
    )


def quoted_line(session: Session, quoted: QuoteLine) -> Message:
    """A line of the read-back: quantity, name, options, unit price where there are several, total."""
    line = session.basket.lines
    product = next((b.product for b in line if b.product.sku == quoted.line.sku), None)
    parts = options(session, product, quoted.line.options) if product else ()
    item = (
        message("item-with-options", quantity=quoted.line.quantity, name=quoted.name, options=parts)
        if parts
        else message("item", quantity=quoted.line.quantity, name=quoted.name)
    )
    if quoted.line.quantity > 1:
        return message("quoted-several", item=item, each=quoted.unit_price, total=quoted.total)
    return message("quoted-one", item=item, total=quoted.total)


def fees(quote: Quote) -> tuple[Message, ...]:
    """What comes on top, each named by its code."""
    return tuple(message("fee", code=fee.code, amount=fee.amount) for fee in quote.fees)


def delivery(quote: Quote) -> Message:
    """How the goods come, in the locale's words where it knows the store's."""
    return message("delivery", how=quote.delivery)
