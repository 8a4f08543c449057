"""The shopper's yes, as a value that an order can be traced back to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from catalog.errors import BadInput
from catalog.order import Fingerprint

ConsentId = NewType("ConsentId", str)
"""Names one yes; at most one order ever comes of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentReceipt:
    """One explicit yes to the read-back of exactly one quote.

    `said` is what was heard (or typed), `turn` counts the turns of the session from one, and `at`
    is the moment of the yes, with a time zone.
    """

    consent_id: ConsentId
    fingerprint: Fingerprint
    session_id: str
    turn: int
    said: str
    at: datetime

    def __post_init__(self) -> None:
        if not self.consent_id or not self.fingerprint:
            raise BadInput("A consent needs an id and the fingerprint of what was agreed to.")
        if self.at.tzinfo is None:
            raise BadInput("The moment of a consent needs a time zone.")
