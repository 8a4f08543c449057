"""A conversation as a plain value: everything the dialogue knows, and nothing that is alive.

A session can be stored, sent to another process and taken up there; `SESSION_VERSION` is raised
when its fields change, and an old one is then dropped rather than guessed at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from catalog.money import Money
from catalog.order import Chosen, Fingerprint, Order, OrderId, Quote
from catalog.ports import NO_FILTERS, Filters, Purpose
from catalog.product import Product
from voice.dialogue.basket import Basket
from voice.dialogue.messages import Said
from voice.language.acts import Act, Mention

SESSION_VERSION = 1


class Phase(StrEnum):
    """Where the conversation stands. Waiting phases have asked the outside and ignore small talk."""

    LISTEN = "listen"
    SEEKING = "seeking"
    CHOOSE = "choose"
    PROPOSE = "propose"
    ELICIT = "elicit"
    QUOTING = "quoting"
    CONFIRM = "confirm"
    AUTH = "auth"
    PLACING = "placing"
    LOOKING = "looking"
    CANCEL = "cancel"
    CANCELLING = "cancelling"
    CLOSED = "closed"


WAITING = frozenset({Phase.SEEKING, Phase.QUOTING, Phase.PLACING, Phase.LOOKING, Phase.CANCELLING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A line on its way into the basket, or (`line`) a new quantity of one that is in it."""

    product: Product
    quantity: int
    options: tuple[Chosen, ...] = ()
    line: int | None = None
    instead_of: int | None = None
    """The line that goes out when this one comes in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosing:
    """Products were offered: `shown` in the order they were read, `rest` still to offer."""

    kind: Literal["choosing"] = "choosing"
    mention: Mention
    purpose: Purpose
    shown: tuple[Product, ...]
    rest: tuple[Product, ...] = ()
    pages: int = 1
    passed: tuple[Product, ...] = ()
    """What was on the pages before."""
    offered_as: Literal["choice", "nearest", "instead", "popular", "shelf"] = "choice"
    """Fits alike; nothing fits but these come near; stand in for what is sold out; are bought much; or are
    all of a shelf.
    """
    instead_of: int | None = None
    returned: int = 0
    """How often the shopper went on to something else without an answer."""


Reason = Literal[
    "product", "cheapest", "dearest", "bigger", "smaller", "quantity", "packs", "amount", "stock", "option"
]
"""Why something is proposed: the product itself (the first five), or how many or how it would be."""
OF_PRODUCT: frozenset[Reason] = frozenset({"product", "cheapest", "dearest", "bigger", "smaller"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposing:
    """One thing was proposed and waits for a yes that costs nothing."""

    kind: Literal["proposing"] = "proposing"
    wanted: Wanted
    mention: Mention
    purpose: Purpose
    reason: Reason
    rest: tuple[Product, ...] = ()
    returned: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Refining:
    """What was offered, while words are looked for that may tell one of it: "the blueberry one"."""

    question: Choosing
    is_open: bool
    """Whether it waits for its answer; else it was answered a moment ago."""
    wish: bool
    """Whether the words may as well be a wish of their own."""
    asks: bool = False
    """Whether the shopper asked for it ("do you have organic ones") rather than chose it."""
    described: bool = False
    """Whether the words tell which of them is meant ("the red ones"), whether there is such a one or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeking:
    """Products are being looked for: one per mention."""

    kind: Literal["seeking"] = "seeking"
    request: int
    mentions: tuple[Mention, ...]
    purpose: Purpose
    filters: Filters = NO_FILTERS
    sure: bool = True
    """Whether the utterance passed the self-check of understanding."""
    instead_of: int | None = None
    corrects: bool = False
    """Whether it was said at the read-back: a number with a product that is in it is a correction."""
    aside: bool = False
    """Whether it is only told of, since something else is being asked."""
    back: Choosing | Proposing | None = None
    """What is offered again if nothing else is found."""
    quality: str = ""
    """What is wanted must be the most of this among its kind ("cheapest")."""
    like: Product | None = None
    """What is wanted must be of this one's kind; with a quality of size, bigger or smaller than it."""
    group: tuple[str, ...] = ()
    """Only the options of the group that is called so are told of what is found."""
    shelf: bool = False
    """True where all of a category is asked for."""
    refining: Refining | None = None
    """With two mentions: what was offered in the words just said, and those words alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Eliciting:
    """A required option of a line on its way is still open."""

    kind: Literal["eliciting"] = "eliciting"
    wanted: Wanted
    group: str
    purpose: Purpose
    returned: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoting:
    """The store was asked for a price."""

    kind: Literal["quoting"] = "quoting"
    request: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirming:
    """The read-back of `quote` is being spoken as `speech`; its total was heard at `total_ms`."""

    kind: Literal["confirming"] = "confirming"
    quote: Quote
    speech: int
    total_ms: int | None = None
    unclear: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """An explicit yes to exactly one quote. Only `voice.dialogue.consent` makes one."""

    id: str
    fingerprint: Fingerprint
    session: str
    turn: int
    said: str
    began_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorising:
    """Consent was given; the PIN is still to come. `positions` are the asked digits, 1-based;
    empty until the challenge is known.
    """

    kind: Literal["authorising"] = "authorising"
    quote: Quote
    consent: Consent
    request: int
    positions: tuple[int, ...] = ()
    checking: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """The order is on its way; nothing stops it any more."""

    kind: Literal["placing"] = "placing"
    quote: Quote
    consent: Consent
    request: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """The store was asked for orders, and why."""

    kind: Literal["looking"] = "looking"
    request: int
    why: Literal["status", "history", "last", "bought", "reorder", "cancel"]
    order: str = ""
    phrases: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelling:
    """An order may be cancelled: first asked (`request` zero), then on its way."""

    kind: Literal["cancelling"] = "cancelling"
    order: Order
    request: int = 0
    others: tuple[Order, ...] = ()
    """More orders that can be cancelled, newest first."""


Pending = (
    Seeking
    | Choosing
    | Proposing
    | Eliciting
    | Quoting
    | Confirming
    | Authorising
    | Placing
    | Looking
    | Cancelling
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unresolved:
    """A question that waits for its turn: the state to enter when it comes."""

    question: Choosing | Proposing | Eliciting


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """What was offered before the newest line came in as `line`, at that turn of the conversation."""

    question: Choosing
    line: int
    turn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedLine:
    """An act of one of these lines (ids, as they were told) while it is asked of which."""

    act: Act
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LastOrder:
    """The newest order of this conversation; `unknown` until the store says whether it exists."""

    total: Money
    consent_id: str
    order_id: OrderId | None = None
    unknown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The whole dialogue state. Only `voice.dialogue.machine` makes a new one from an old one."""

    id: str
    language: str
    version: int = SESSION_VERSION
    phase: Phase = Phase.LISTEN
    pending: Pending | None = None
    basket: Basket = field(default_factory=Basket)
    focus: int | None = None
    """Line that "it" and "that" mean."""
    recent: Recent | None = None
    """What "the other one" and "no, the second one" mean for a while after the choice is made."""
    asked_line: AskedLine | None = None
    """What was just said of a line that is called like others: the next words may call it."""
    queue: tuple[Unresolved, ...] = ()
    todo: tuple[Act, ...] = ()
    """Acts of the same breath that come after what is being waited for."""
    checkout_next: bool = False
    """The basket is read back as soon as nothing is open (after a change at the read-back, say)."""
    asked_more: bool = False
    """"Anything else?" was the last question, so that a bare no means "check out"."""
    turn: int = 0
    serial: int = 0
    """Numbers requests and speeches, so that late answers to old questions are known as such."""
    speaking: int = 0
    """The speech that is being spoken, or zero."""
    last_said: tuple[Said, ...] = ()
    misses: int = 0
    """Times in a row that nothing was said or understood."""
    resting: bool = False
    """Quiet until spoken to: no prompts after silence."""
    last_order: LastOrder | None = None
    told: tuple[OrderId, ...] = ()
    """The orders that were spoken of last, in that order."""
    unsettled: Basket | None = None
    """The basket of an order whose outcome is unknown: kept, and not ordered again."""
    locked: bool = False
    """The PIN is locked: nothing that needs it can be ordered."""
    habits: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """SKU → quantity the shopper usually buys, or has bought once."""
    once: frozenset[str] = frozenset()
    """SKUs that were bought only once: how many then is no habit."""
    usual: Mapping[str, tuple[Chosen, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """SKU → options the shopper usually takes ("the usual latte")."""
    typical_total: Money | None = None
    spent: Money | None = None
    """What was ordered in the last day, this conversation included: it counts towards the PIN's limit."""

    @property
    def waiting(self) -> bool:
        """True while an answer from outside is due."""
        return self.phase in WAITING

    def usual_quantity(self, sku: str) -> int | None:
        """How many the shopper usually buys; None without a habit."""
        return None if sku in self.once else self.habits.get(sku)

    def back_to_listening(self) -> Session:
        """With no question open; basket, focus and history stay."""
        return replace(self, phase=Phase.LISTEN, pending=None)
