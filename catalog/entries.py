"""An entry of the ledger, and the ways it may go.

CONFIRMED ──▶ SENDING ──▶ PLACED | REJECTED | HANDED_OFF
    │            └──▶ UNKNOWN ──▶ PLACED | REJECTED
    └──▶ NOT_SENT                    (REJECTED ──▶ PLACED: the store shows the order after all)

CONFIRMED  the shopper said yes, durably; nothing was sent
SENDING    durable before the first byte goes to the store; what became of it is not known yet
UNKNOWN    the store's answer was lost; to be found out by reading, never sent again
NOT_SENT   the program ended between yes and sending; closed without an order
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from catalog.consent import ConsentReceipt
from catalog.order import (
    Handoff,
    IdempotencyKey,
    NotPlaced,
    Outcome,
    Placed,
    Quote,
    Reconciled,
    RefusalCode,
    Rejected,
    StillUnknown,
    Unknown,
)

EntryId = NewType("EntryId", str)


class State(StrEnum):
    """Where an entry stands."""

    CONFIRMED = "confirmed"
    SENDING = "sending"
    PLACED = "placed"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    HANDED_OFF = "handed_off"
    NOT_SENT = "not_sent"


OPEN = frozenset({State.CONFIRMED, State.SENDING, State.UNKNOWN})
"""States that an entry must not be left in."""

MOVES: Mapping[State, frozenset[State]] = {
    State.CONFIRMED: frozenset({State.SENDING, State.NOT_SENT}),
    State.SENDING: frozenset({State.PLACED, State.REJECTED, State.UNKNOWN, State.HANDED_OFF}),
    State.UNKNOWN: frozenset({State.PLACED, State.REJECTED}),
    State.REJECTED: frozenset({State.PLACED}),
    State.PLACED: frozenset(),
    State.HANDED_OFF: frozenset(),
    State.NOT_SENT: frozenset(),
}

NEVER_MADE = Rejected(code=RefusalCode.NOT_PLACED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One consented order. `outcome` is the last answer known; `key` is the only one it is sent with."""

    id: EntryId
    key: IdempotencyKey
    quote: Quote
    consent: ConsentReceipt
    state: State
    outcome: Outcome | None
    owner: str
    confirmed_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciledEntry:
    """What became of an entry that was found open: `entry` as it is now, `before` its state until now."""

    entry: Entry
    before: State


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryEvent:
    """One step in the life of an entry; `detail` is for people."""

    at: datetime
    state: State
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why an order was made: what was heard and matched (`story`), and each step it went."""

    entry: Entry
    story: Mapping[str, object]
    events: tuple[EntryEvent, ...]


def state_of(outcome: Outcome) -> State:
    """The state that a store's answer leads to."""
    match outcome:
        case Placed():
            return State.PLACED
        case Rejected():
            return State.REJECTED
        case Unknown():
            return State.UNKNOWN
        case Handoff():
            return State.HANDED_OFF


def outcome_of(found: Reconciled) -> Outcome:
    """What reading the store says about the order, in the words of an answer."""
    match found:
        case Placed():
            return found
        case NotPlaced():
            return NEVER_MADE
        case StillUnknown():
            return Unknown(reason=found.reason)
