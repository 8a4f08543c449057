"""The store and the ledger as the dialogue uses them: quote, place once, find out, look back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from catalog.consent import ConsentId, ConsentReceipt
from catalog.entries import Entry, ReconciledEntry
from catalog.ledger import Ledger
from catalog.money import Money
from catalog.order import (
    Cancellation,
    Drift,
    Handoff,
    Line,
    NotPlaced,
    Order,
    OrderId,
    Outcome,
    Placed,
    Quote,
    Reconciled,
    Refused,
    Rejected,
    StillUnknown,
    Unknown,
)
from catalog.ports import Store
from voice.dialogue.session import Consent

DAY = timedelta(days=1)


class Shop:
    """One store with the ledger that guards it. Methods block; the runtime calls them off its thread."""

    def __init__(self, store: Store, ledger: Ledger, now: Callable[[], datetime]) -> None:
        self._store = store
        self._ledger = ledger
        self._now = now

    @property
    def name(self) -> str:
        """The store's name."""
        return self._store.capabilities().name

    def quote(self, lines: Sequence[Line], language: str) -> Quote | Refused:
        """A price. Raises StoreDown, StoreProtocol."""
        return self._store.quote(lines, language=language)

    def place(self, quote: Quote, consent: Consent, story: Mapping[str, object]) -> Outcome | Drift:
        """Check once more, write the consent down, send. A Drift means that nothing was written or sent.

        Raises CatalogError only before anything was sent: nothing was ordered then.
        """
        verified = self._store.verify(quote)
        if isinstance(verified, Drift):
            return verified
        entry = self._ledger.confirm(quote, self._receipt(consent), story)
        return self._ledger.place(self._store, entry)

    def _receipt(self, consent: Consent) -> ConsentReceipt:
        return ConsentReceipt(
            consent_id=ConsentId(consent.id),
            fingerprint=consent.fingerprint,
            session_id=consent.session,
            turn=consent.turn,
            said=consent.said,
            at=self._now(),
        )

    def settle(self) -> tuple[Reconciled, ...]:
        """Find out about every order that a crash or a lost answer left open, oldest first."""
        return tuple(told(found) for found in self._ledger.reconcile(self._store))

    def settle_consent(self, consent_id: str) -> Reconciled:
        """Find out about the order of one consent; one that was never written down was not placed."""
        self._ledger.reconcile(self._store)
        entry = next((e for e in self._ledger.entries() if e.consent.consent_id == consent_id), None)
        return NotPlaced() if entry is None else _reading(entry)

    def orders(self, limit: int = 20) -> tuple[Order, ...]:
        """The shopper's orders, newest first. Raises StoreDown, StoreProtocol."""
        return self._store.orders(limit)

    def spent(self) -> Money | None:
        """What the ledger's orders of the last 24 hours cost, in the newest one's currency; None for nothing.
        One of unknown outcome counts, since it may have gone through.
        """
        since = self._now() - DAY
        totals = [
            entry.quote.total
            for entry in self._ledger.entries()
            if entry.confirmed_at >= since and isinstance(entry.outcome, Placed | Unknown)
        ]
        same = [total for total in totals if total.currency == totals[-1].currency]
        return sum(same[1:], same[0]) if same else None

    def cancel(self, order_id: OrderId) -> Cancellation:
        """Cancel an order where the store allows it."""
        return self._store.cancel(order_id)

    def close(self) -> None:
        """Release store and ledger."""
        self._store.close()
        self._ledger.close()


def told(found: ReconciledEntry) -> Reconciled:
    """What a reconciled entry means to the shopper."""
    return _reading(found.entry)


def _reading(entry: Entry) -> Reconciled:
    match entry.outcome:
        case Placed() as placed:
            return placed
        case Rejected() | Handoff():
            return NotPlaced()
        case Unknown(reason=reason):
            return StillUnknown(reason=reason)
        case None:
            return StillUnknown(reason="not settled yet")
