"""How a skill looks: a pure function from an act to proposals. It never orders, speaks or waits.

A skill is registered as an entry point in the group `voicecart.skills`, ours and a stranger's alike.
Proposals are a closed set: what is not here, a skill cannot do. None of them places an order; the
farthest a skill can go is `CheckOut`, which makes the core ask the store for a price and read it back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from catalog.order import Chosen, OrderId
from catalog.ports import NO_FILTERS, Filters, Purpose
from catalog.product import Product
from voice.dialogue.basket import Basket, BasketLine
from voice.dialogue.messages import Message
from voice.dialogue.session import AskedLine
from voice.language.acts import Act, Mention


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a skill may know: the basket, the line in focus, and the products on offer."""

    language: str
    basket: Basket
    focus: BasketLine | None = None
    offered: tuple[Product, ...] = ()
    recent: tuple[Product, ...] = ()
    """What was on offer before the line in focus came in, while that is remembered."""
    told: tuple[OrderId, ...] = ()
    """The orders that were spoken of last, in that order."""
    named: BasketLine | None = None
    """The basket line that the act's first mention names; the one in focus where it names none."""


@dataclass(frozen=True, slots=True)
class Say:
    """Speak a sentence of the skill's own reply file."""

    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class AskWhich:
    """Ask which of these lines is meant: what calls one of them right afterwards answers it."""

    question: Message
    asked: AskedLine


@dataclass(frozen=True, slots=True, kw_only=True)
class LookFor:
    """Find products; what is found is offered or put into the basket, as the purpose says."""

    mentions: tuple[Mention, ...]
    purpose: Purpose
    filters: Filters = NO_FILTERS
    instead_of: int | None = None
    """The basket line that what is found takes the place of."""
    quality: str = ""
    """What it must be the most of in its kind: "cheapest", "dearest", "bigger" (the biggest), "smaller"."""
    like: Product | None = None
    """What is found must be of this one's kind; with a quality of size, bigger or smaller than it."""
    group: tuple[str, ...] = ()
    """What is asked about it: the options of the group that is called so."""
    shelf: bool = False
    """True where all of the category is asked for, whatever it is called."""
    less: tuple[str, ...] = ()
    """Words of that line that no longer hold ("not creamy, crunchy")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetQuantity:
    """Change a line's quantity; zero removes it. With `more`, only what comes on top of it may be unusual."""

    line: int
    quantity: int
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOptions:
    """Change a line's options."""

    line: int
    added: tuple[Chosen, ...] = ()
    removed: tuple[Chosen, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """So many of a line's, and what is to be otherwise with them."""

    quantity: int
    added: tuple[Chosen, ...] = ()
    removed: tuple[Chosen, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitLine:
    """Make portions of a line lines of their own; the rest of it stays as it is. A portion with nothing
    otherwise only stands apart, for something else to take its place.
    """

    line: int
    portions: tuple[Portion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveLine:
    """Take a line out of the basket."""

    line: int


@dataclass(frozen=True, slots=True)
class ClearBasket:
    """Empty the basket."""


@dataclass(frozen=True, slots=True)
class Undo:
    """Take the last effect back."""


@dataclass(frozen=True, slots=True)
class ReadBasket:
    """Say what is in the basket; at the read-back, read it again, or (`total`) only what it comes to."""

    total: bool = False


@dataclass(frozen=True, slots=True)
class CheckOut:
    """Ask the store for a price and read it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TellOrders:
    """Read orders: their status, the history, what was in the last one, whether and when something was
    bought, all of the last one again, or one to cancel.
    """

    why: Literal["status", "history", "last", "bought", "reorder", "cancel"]
    order: str = ""
    phrases: tuple[tuple[str, ...], ...] = ()
    """What may have been bought: of each thing the ways in which it was said."""


@dataclass(frozen=True, slots=True)
class SayAgain:
    """Repeat the last speech."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Be quiet until spoken to; `silently` where the shopper is only about to go on."""

    silently: bool = False


@dataclass(frozen=True, slots=True)
class Leave:
    """End the conversation; nothing is ordered."""


@dataclass(frozen=True, slots=True)
class StartOver:
    """Empty the basket and begin anew; undo brings it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPerson:
    """Hand over to a person or the screen."""

    reason: str = "asked"


Proposal = (
    Say
    | AskWhich
    | LookFor
    | SetQuantity
    | SetOptions
    | SplitLine
    | RemoveLine
    | ClearBasket
    | Undo
    | ReadBasket
    | CheckOut
    | TellOrders
    | SayAgain
    | Wait
    | Leave
    | StartOver
    | CallPerson
)


@runtime_checkable
class Skill(Protocol):
    """Answers the acts whose intents it names. Must be pure: same act and view, same proposals."""

    @property
    def name(self) -> str:
        """A short name, unique among the installed skills."""
        ...

    @property
    def intents(self) -> tuple[str, ...]:
        """The intents it answers; of two skills for one intent the stranger's comes first."""
        ...

    def handle(self, act: Act, view: View) -> Sequence[Proposal]:
        """What should happen; nothing where the act is not for this skill after all."""
        ...
