"""What can happen to a conversation. Each event is a plain value; `at_ms` is the runtime's clock,
on which every event of one conversation stands in order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from catalog.money import Money
from catalog.order import Cancellation, Chosen, Drift, Order, Outcome, Quote, Reconciled, Refused
from catalog.ports import Decision
from voice.hearing.transcript import ClosedHearing, Source
from voice.language.acts import Interpretation


@dataclass(frozen=True, slots=True, kw_only=True)
class Began:
    """The conversation begins, with what is known of the shopper. `unsettled` counts earlier orders
    whose outcome is still unknown; `settled` are those that start-up found out about.
    """

    at_ms: int
    habits: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    once: frozenset[str] = frozenset()
    """What of it was bought only once, which makes no habit."""
    usual: Mapping[str, tuple[Chosen, ...]] = field(default_factory=lambda: MappingProxyType({}))
    typical_total: Money | None = None
    spent: Money | None = None
    """What was ordered in the last 24 hours, before this conversation."""
    settled: tuple[Reconciled, ...] = ()
    greet: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopperSpeaks:
    """Speech was found in the microphone's sound; what is said is not known yet."""

    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """An utterance, understood as well as it can be. `began_ms` is when it began."""

    at_ms: int
    began_ms: int
    interpretation: Interpretation
    source: Source = Source.VOICE
    closed: ClosedHearing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkHeard:
    """The shopper has heard (or seen) a speech up to a mark."""

    at_ms: int
    speech: int
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechEnded:
    """A speech is over; `complete` is False where it was stopped or failed."""

    at_ms: int
    speech: int
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedOut:
    """Nothing was said for the time that was set."""

    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the catalog made of each mention of a request, in order."""

    at_ms: int
    request: int
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """The store's answer to a request for a price."""

    at_ms: int
    request: int
    answer: Quote | Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class PinChallenged:
    """The digits to ask for; none where no PIN is set, and `locked` where it may not be tried."""

    at_ms: int
    request: int
    positions: tuple[int, ...] = ()
    locked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PinChecked:
    """Whether the digits were right. After a wrong try `positions` are asked for."""

    at_ms: int
    request: int
    verdict: Literal["ok", "wrong", "locked"]
    positions: tuple[int, ...] = ()
    tries_left: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAnswered:
    """What became of an order; a Drift means that nothing was sent."""

    at_ms: int
    request: int
    outcome: Outcome | Drift


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """An order of unknown outcome was looked for in the store: that of `consent_id` ("": the last one)."""

    at_ms: int
    result: Reconciled
    consent_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersRead:
    """The shopper's orders, newest first."""

    at_ms: int
    request: int
    orders: tuple[Order, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelAnswered:
    """What became of a cancellation."""

    at_ms: int
    request: int
    answer: Cancellation


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A request could not be answered; `code` is an error's stable code ("store_down", ...). `unsent`
    says of an order that it surely never left; without it, its outcome is unknown.
    """

    at_ms: int
    request: int
    code: str
    unsent: bool = False


Event = (
    Began
    | ShopperSpeaks
    | Heard
    | MarkHeard
    | SpeechEnded
    | TimedOut
    | Found
    | Quoted
    | PinChallenged
    | PinChecked
    | OrderAnswered
    | Settled
    | OrdersRead
    | CancelAnswered
    | Failed
)
