"""How a shopper answers the assistant's questions about products: by what is wanted and not in the basket."""

from __future__ import annotations

import random

from catalog.product import Product
from shoppers.goals import Want
from shoppers.mending import paired
from shoppers.side import Side
from voice.dialogue.lookup import LOOKING
from voice.dialogue.session import AskedLine, Choosing, Eliciting, Proposing

PAGES = 2
"""How often a shopper asks for other offers."""
BY_PLACE = 0.65
"""How often one of several offers is called by its place, and not by its name."""


def choose(side: Side, pending: Choosing, chance: random.Random) -> None:
    """Which one: the first that would do, other ones, or none."""
    wanted = side.open_wants()
    fits = [i for i, product in enumerate(pending.shown) if any(_would_do(product, w) for w in wanted)]
    other = f"other {pending.mention.phrases[-1:]}"
    if fits:
        _pick(side, pending, fits[0], chance)
    elif wanted and pending.rest and side.asked[other] < PAGES:
        side.asked[other] += 1
        side.say(side.tongue.say("another"))
    else:
        plain = len(pending.shown) == 1 or side.tongue.brief  # a no is enough, and harder to mishear
        act = "decline" if plain and not pending.rest else "never_mind"
        side.say(side.tongue.say(act), free=pending.purpose in LOOKING)


def _pick(side: Side, pending: Choosing, place: int, chance: random.Random) -> None:
    tongue = side.tongue
    if len(pending.shown) == 1:
        side.say(tongue.say("accept"))
    elif chance.random() < BY_PLACE:
        side.say(tongue.say("place", place=tongue.ordinal(place + 1), n=tongue.number(place + 1)))
    else:
        side.say(tongue.say("named", name=tongue.name(pending.shown[place], whole=True)))


def judge_proposal(side: Side, pending: Proposing) -> None:
    """Do you want it, really so many, the few that are left?"""
    wanted = pending.wanted
    meant = side.wants if wanted.line is not None else side.open_wants()  # a line is to be changed
    want = next((w for w in meant if _would_do(wanted.product, w)), None)
    if want is None:
        side.say(side.tongue.say("decline"), free=pending.purpose in LOOKING)
    elif wanted.quantity != want.quantity and pending.reason != "product":
        number, name = side.tongue.number(want.quantity), side.words.name(want)
        side.say(side.tongue.say("quantity", n=number, name=name))
    else:
        side.say(side.tongue.say("accept"))


def tell_option(side: Side, pending: Eliciting) -> None:
    """Which size: the one that is wanted."""
    product = pending.wanted.product
    wants = [want for want in side.open_wants() if product.sku in want.skus]
    chosen = next((c for want in wants for c in want.options if c.group == pending.group), None)
    if chosen is None:
        side.say(side.tongue.say("never_mind"))
    else:
        side.say(side.tongue.say("named", name=side.tongue.option(product, chosen)))


def tell_which(side: Side, asked: AskedLine, chance: random.Random) -> None:
    """Which of the lines that are called alike: the one that is not as wanted, by its place or in full."""
    session, tongue = side.room.session, side.tongue
    right = [
        line for want, line in paired(side.wants, session.basket.order_lines) if line and want.takes(line)
    ]
    lines = [line for number in asked.lines if (line := session.basket.line(number)) is not None]
    place = next((i for i, line in enumerate(lines) if line.order_line not in right), 0)
    others = [one for line in (*lines[:place], *lines[place + 1 :]) for one in line.options]
    own = next((one for one in lines[place].options if one not in others), None)
    if own is None or asked.act.intent != "remove" or chance.random() < BY_PLACE:
        side.say(tongue.say("place", place=tongue.ordinal(place + 1), n=tongue.number(place + 1)))
        return
    product = lines[place].product
    side.say(tongue.say("remove", name=f"{tongue.option(product, own)} {tongue.name(product)}"))


def _would_do(product: Product, want: Want) -> bool:
    return product.sku in want.skus and (want.limit is None or product.price.minor < want.limit)
