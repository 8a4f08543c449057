"""What the dialogue asks of the outside. The runtime carries actions out and answers with events."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalog.order import Line, OrderId, Quote
from catalog.ports import Query
from voice.dialogue.messages import Said
from voice.dialogue.session import Consent


@dataclass(frozen=True, slots=True, kw_only=True)
class Speak:
    """Say these sentences, one after the other; answered by MarkHeard and SpeechEnded."""

    speech: int
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Hush:
    """Stop speaking at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seek:
    """Look each of these up in the catalog; answered by Found."""

    request: int
    queries: tuple[Query, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestQuote:
    """Ask the store what these lines cost; answered by Quoted or Failed."""

    request: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengePin:
    """Choose digits of the PIN to ask for; answered by PinChallenged."""

    request: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPin:
    """Compare the digits; answered by PinChecked. The digits never show in a representation."""

    request: int
    positions: tuple[int, ...]
    digits: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOrder:
    """Write the consent down, then order exactly this quote; answered by OrderAnswered.

    Only `voice.dialogue.consent` makes one.
    """

    request: int
    quote: Quote
    consent: Consent


@dataclass(frozen=True, slots=True)
class Reconcile:
    """Find out what became of the order whose outcome is unknown; answered by Settled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOrders:
    """Read the shopper's orders; answered by OrdersRead or Failed."""

    request: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOrder:
    """Cancel an order that the shopper said yes to cancelling; answered by CancelAnswered."""

    request: int
    order_id: OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class StartTimer:
    """Tell by TimedOut when nothing was heard for so many ms; a new timer replaces the old one."""

    ms: int


@dataclass(frozen=True, slots=True)
class StopTimer:
    """Forget the timer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOff:
    """A person or the screen takes over; the basket stays."""

    reason: str


@dataclass(frozen=True, slots=True)
class Close:
    """The conversation is over."""


Action = (
    Speak
    | Hush
    | Seek
    | RequestQuote
    | ChallengePin
    | CheckPin
    | PlaceOrder
    | Reconcile
    | ReadOrders
    | CancelOrder
    | StartTimer
    | StopTimer
    | HandOff
    | Close
)
