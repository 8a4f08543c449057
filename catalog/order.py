"""Lines, quotes, and the answers a store can give."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from catalog.errors import BadInput
from catalog.money import Money
from catalog.product import Sku

Fingerprint = NewType("Fingerprint", str)
"""sha256 (hex) over everything in a quote that the shopper agrees to."""
IdempotencyKey = NewType("IdempotencyKey", str)
OrderId = NewType("OrderId", str)


NONE = "0"
"""The amount of an option that is to be left out ("no foam")."""


@dataclass(frozen=True, slots=True, order=True)
class Chosen:
    """One chosen option: ids of its group and value, and an amount as said ("extra"), if any. The amount
    `NONE` refuses it: it costs nothing, and is none of the group's choices.
    """

    group: str
    value: str
    amount: str = ""

    @property
    def refused(self) -> bool:
        """True where none of it is wanted."""
        return self.amount == NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What the shopper wants of one product."""

    sku: Sku
    quantity: int
    options: tuple[Chosen, ...] = ()

    def __post_init__(self) -> None:
        if self.quantity < 1:
            raise BadInput(f"A quantity of {self.quantity} cannot be ordered.")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLine:
    """A line with its price: `total` is `unit_price` (options included) times quantity."""

    line: Line
    name: str
    unit_price: Money
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """What comes on top of the goods, named by a stable code such as "delivery"."""

    code: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A store's binding answer to "what would this cost?".

    `delivery` is the destination or way of delivery in the store's words. `store_ref` names the
    basket, checkout or session in the store that this quote lives in; an order is found again by it.
    """

    store: str
    lines: tuple[QuoteLine, ...]
    fees: tuple[Fee, ...]
    total: Money
    delivery: str
    expires_at: datetime
    store_ref: str = ""

    def __post_init__(self) -> None:
        if not self.lines:
            raise BadInput("A quote needs at least one line.")
        parts = [line.total for line in self.lines] + [fee.amount for fee in self.fees]
        if sum((p.minor for p in parts), 0) != self.total.minor:
            raise BadInput("The quote's lines and fees do not add up to its total.")
        if any(p.currency != self.total.currency for p in parts):
            raise BadInput("A quote is in one currency.")

    @property
    def currency(self) -> str:
        """The one currency of the quote."""
        return self.total.currency

    @property
    def fingerprint(self) -> Fingerprint:
        """The hash that consent is bound to: store, lines, options, fees, total, delivery."""
        agreed = {
            "store": self.store,
            "store_ref": self.store_ref,
            "lines": [
                [
                    q.line.sku,
                    q.line.quantity,
                    sorted([c.group, c.value, c.amount] for c in q.line.options),
                    q.unit_price.minor,
                    q.total.minor,
                ]
                for q in self.lines
            ],
            "fees": [[fee.code, fee.amount.minor] for fee in self.fees],
            "total": [self.total.minor, self.currency],
            "delivery": self.delivery,
        }
        text = json.dumps(agreed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return Fingerprint(hashlib.sha256(text.encode()).hexdigest())


class RefusalCode(StrEnum):
    """Why a store says no, as a word that a reply exists for."""

    OUT_OF_STOCK = "out_of_stock"
    PRICE_CHANGED = "price_changed"
    UNKNOWN_PRODUCT = "unknown_product"
    BAD_OPTION = "bad_option"
    LIMIT = "limit"
    ADDRESS_NEEDED = "address_needed"
    PAYMENT_NEEDED = "payment_needed"
    AUTH_EXPIRED = "auth_expired"
    RATE_LIMITED = "rate_limited"
    QUOTE_EXPIRED = "quote_expired"
    STORE_DOWN = "store_down"
    KEY_REUSED = "key_reused"
    """The idempotency key, or the quote, already belongs to another order."""
    NOT_PLACED = "not_placed"
    """Surely not ordered, and closed for good: it was never sent, or it never arrived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The store will not quote these lines; `available` counts what is left where that is known."""

    code: RefusalCode
    sku: Sku | None = None
    available: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """The world moved since the quote: `fresh` is what the same lines cost now, if they can be had."""

    reasons: tuple[RefusalCode, ...]
    fresh: Quote | None = None
    refused: Refused | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The order exists in the store."""

    order_id: OrderId
    total: Money
    replayed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """The store surely made no order."""

    code: RefusalCode
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Nobody knows yet whether the order exists: to be reconciled by reading, never sent anew."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """The store wants the shopper to finish at `url`."""

    url: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NotPlaced:
    """Reading the store showed that the order was surely not made, and now cannot be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StillUnknown:
    """The store could not be read, or does not tell yet."""

    reason: str


Outcome = Placed | Rejected | Unknown | Handoff
Reconciled = Placed | NotPlaced | StillUnknown


class OrderStatus(StrEnum):
    """Where an order stands in the store."""

    PLACED = "placed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedLine:
    """A line of a past order, with the name it was sold under."""

    line: Line
    name: str
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A placed order as the store tells it."""

    id: OrderId
    placed_at: datetime
    status: OrderStatus
    lines: tuple[OrderedLine, ...]
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled:
    """The order is cancelled in the store."""

    order_id: OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCancelled:
    """The order stands; `reason` is a stable code: shipped, too_late, not_offered,
    unknown_order, store_down.
    """

    order_id: OrderId
    reason: str


Cancellation = Cancelled | NotCancelled
