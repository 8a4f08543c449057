"""The durable book of consented orders: one yes, one row, one key, at most one order.

The ledger has a file of its own beside the store's. It speaks for every store, also for those that
run elsewhere; it must survive a change of store; and a damaged or restored shop database must not take
the record of what was consented with it. (Its tables may share a PostgreSQL database with the store's.)

A row is durable before the first byte goes to the store, and SENDING is durable before the call. So
after a crash at any point, `reconcile` knows what may have happened and finds out by reading.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.engine import Connection

from catalog import codec
from catalog.clock import Now, utc_now
from catalog.consent import ConsentReceipt
from catalog.database import Database
from catalog.entries import (
    MOVES,
    NEVER_MADE,
    OPEN,
    Entry,
    EntryEvent,
    EntryId,
    Explanation,
    ReconciledEntry,
    State,
    outcome_of,
    state_of,
)
from catalog.errors import BadInput, CatalogError
from catalog.order import IdempotencyKey, Outcome, Quote, Reconciled, StillUnknown, Unknown
from catalog.owner import process_lives, this_process
from catalog.ports import Store
from catalog.schema import LEDGER
from catalog.tables import entries, entry_events

OnStep = Callable[[str], None]
"""Told of every step ("sending:before", "sending:inside", ...): a seam for crash tests."""

NO_STORY: Mapping[str, object] = MappingProxyType({})

STEPS = (
    *(f"confirm:{phase}" for phase in ("before", "inside", "after")),
    *(f"sending:{phase}" for phase in ("before", "inside", "after")),
    "answered",
    *(f"outcome:{phase}" for phase in ("before", "inside", "after")),
)
"""Every step between yes and done, in order. `inside` is after the write and before its commit."""


class Ledger:
    """The book in the database at `where` (a file path or an SQLAlchemy URL).

    Opening and writing raise BadInput, DamagedData, StorageFull or StoreDown as `catalog.database`
    says; what raises has changed nothing. Threads may share a ledger; each process opens its own.
    `alive` tells whether the owner of an open entry still runs.
    """

    def __init__(
        self,
        where: Path | str,
        *,
        now: Now = utc_now,
        on_step: OnStep = lambda _: None,
        alive: Callable[[str], bool] = process_lives,
    ) -> None:
        self._now = now
        self._on_step = on_step
        self._alive = alive
        self._me = this_process()
        self._in_flight: set[EntryId] = set()
        self._database = Database(where, LEDGER)

    def confirm(self, quote: Quote, consent: ConsentReceipt, story: Mapping[str, object] = NO_STORY) -> Entry:
        """The durable entry of this consent; the same consent again gives the entry it has.

        `story` (JSON-like) is kept to explain the order later. Raises BadInput when the consent was
        given to another quote.
        """
        if consent.fingerprint != quote.fingerprint:
            raise BadInput(
                "This consent was given to another quote.", remedy="Read the new quote back first."
            )
        with self._write("confirm") as connection:
            known = connection.execute(
                select(entries).where(entries.c.consent_id == consent.consent_id)
            ).first()
            if known is not None:
                return _same(_entry(known), quote)
            row = _new_row(quote, consent, story)
            now = self._now()
            connection.execute(
                insert(entries), row | {"owner": self._me, "confirmed_at": now, "changed_at": now}
            )
            self._tell(connection, row["id"], State.CONFIRMED, f"turn {consent.turn}")
            return _entry(connection.execute(select(entries).where(entries.c.id == row["id"])).one())

    def place(self, store: Store, entry: Entry) -> Outcome:
        """Send the entry to the store, once. What came of it before is given again, nothing is sent anew.

        Raises BadInput when the entry is being sent already or belongs to another store, and the
        errors of writing when SENDING cannot be made durable; in each case nothing was sent. If only
        the outcome cannot be written, the outcome is returned and the entry stays SENDING.
        """
        known = self._get(entry.id)
        if known.outcome is not None:
            return known.outcome
        if known.quote.store != store.capabilities().name:
            raise BadInput(f"The order was agreed with {known.quote.store}, not with this store.")
        with self._flying(entry.id):
            self._move(entry.id, State.SENDING)
            outcome = _ask(store, known)
            self._on_step("answered")
            return self._settle(known.id, outcome)

    @contextmanager
    def _flying(self, entry_id: EntryId) -> Iterator[None]:
        mine = entry_id not in self._in_flight
        self._in_flight.add(entry_id)
        try:
            yield
        finally:
            if mine:
                self._in_flight.discard(entry_id)

    def _settle(self, entry_id: EntryId, outcome: Outcome) -> Outcome:
        try:
            with self._write("outcome") as connection:
                entry = _row(connection, entry_id)
                state = state_of(outcome)
                if state in MOVES[entry.state]:
                    self._set(connection, entry, state, outcome)
                    return outcome
                # Somebody has read the store meanwhile: what was found out is better than no answer.
                return entry.outcome if entry.outcome is not None else outcome
        except CatalogError:
            return outcome  # the entry stays SENDING and is reconciled

    def reconcile(self, store: Store) -> tuple[ReconciledEntry, ...]:
        """What became of every entry that a crash or a lost answer left open, oldest first.

        For start-up, and at once after an unknown outcome. What never reached SENDING is closed as
        NOT_SENT; SENDING and UNKNOWN are read from the store; nothing is ever sent. Entries that a
        living process is busy with, and those of other stores, are left alone.
        """
        name = store.capabilities().name
        found = []
        for entry in self.entries(open_only=True):
            if not self._abandoned(entry):
                continue
            if entry.state is State.CONFIRMED:
                fresh = self._close_unsent(entry)
            elif entry.quote.store == name:
                self._settle(entry.id, outcome_of(_look_up(store, entry)))
                fresh = self._get(entry.id)
            else:
                continue
            found.append(ReconciledEntry(entry=fresh, before=entry.state))
        return tuple(found)

    def _abandoned(self, entry: Entry) -> bool:
        if entry.id in self._in_flight:
            return False
        if entry.state is State.UNKNOWN:
            return True
        if entry.owner == self._me:
            return entry.state is State.SENDING  # the answer came, but could not be written
        return not self._alive(entry.owner)

    def _close_unsent(self, entry: Entry) -> Entry:
        with suppress(BadInput):  # its process may have been alive after all, and have sent it
            self._move(entry.id, State.NOT_SENT, NEVER_MADE)
        return self._get(entry.id)

    def entries(self, *, open_only: bool = False) -> tuple[Entry, ...]:
        """All entries, or those that are not settled yet, oldest first."""
        query = select(entries).order_by(entries.c.confirmed_at, entries.c.id)
        if open_only:
            query = query.where(entries.c.state.in_(sorted(OPEN)))
        with self._database.reading() as connection:
            return tuple(_entry(row) for row in connection.execute(query))

    def explain(self, entry_id: EntryId) -> Explanation:
        """Why this order was made and each step it went. Raises BadInput for an unknown entry."""
        events = select(entry_events).where(entry_events.c.entry_id == entry_id).order_by(entry_events.c.id)
        with self._database.reading() as connection:
            entry = _row(connection, entry_id)
            told = connection.execute(
                select(entries.c.explanation).where(entries.c.id == entry_id)
            ).scalar_one()
            return Explanation(
                entry=entry,
                story=MappingProxyType(json.loads(told)),
                events=tuple(
                    EntryEvent(at=row.at, state=State(row.state), detail=row.detail)
                    for row in connection.execute(events)
                ),
            )

    def close(self) -> None:
        """Release the file."""
        self._database.close()

    def _move(self, entry_id: EntryId, state: State, outcome: Outcome | None = None) -> None:
        with self._write("sending" if state is State.SENDING else "outcome") as connection:
            entry = _row(connection, entry_id)
            if state not in MOVES[entry.state]:
                raise BadInput(f"Entry {entry_id} is {entry.state} and cannot become {state}.")
            self._set(connection, entry, state, outcome)

    def _set(self, connection: Connection, entry: Entry, state: State, outcome: Outcome | None) -> None:
        text = None if outcome is None else codec.outcome_to_json(outcome)
        values = {"state": state, "outcome": text, "changed_at": self._now()}
        connection.execute(update(entries).where(entries.c.id == entry.id).values(**values))
        self._tell(connection, entry.id, state, text or "")

    def _tell(self, connection: Connection, entry_id: EntryId, state: State, detail: str) -> None:
        row = {"entry_id": entry_id, "at": self._now(), "state": state, "detail": detail}
        connection.execute(insert(entry_events), row)

    @contextmanager
    def _write(self, what: str) -> Iterator[Connection]:
        self._on_step(f"{what}:before")
        with self._database.writing() as connection:
            yield connection
            self._on_step(f"{what}:inside")
        self._on_step(f"{what}:after")

    def _get(self, entry_id: EntryId) -> Entry:
        with self._database.reading() as connection:
            return _row(connection, entry_id)


def _new_row(quote: Quote, consent: ConsentReceipt, story: Mapping[str, object]) -> dict[str, Any]:
    return {
        "id": secrets.token_hex(16),
        "consent_id": consent.consent_id,
        "idempotency_key": secrets.token_hex(24),
        "fingerprint": quote.fingerprint,
        "store": quote.store,
        "state": State.CONFIRMED,
        "quote": codec.quote_to_json(quote),
        "consent": codec.consent_to_json(consent),
        "explanation": json.dumps(dict(story), ensure_ascii=False),
    }


def _row(connection: Connection, entry_id: EntryId) -> Entry:
    row = connection.execute(select(entries).where(entries.c.id == entry_id).with_for_update()).first()
    if row is None:
        raise BadInput(f"The ledger has no entry {entry_id}.")
    return _entry(row)


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        id=EntryId(row.id),
        key=IdempotencyKey(row.idempotency_key),
        quote=codec.quote_from_json(row.quote),
        consent=codec.consent_from_json(row.consent),
        state=State(row.state),
        outcome=None if row.outcome is None else codec.outcome_from_json(row.outcome),
        owner=row.owner,
        confirmed_at=row.confirmed_at,
        changed_at=row.changed_at,
    )


def _same(entry: Entry, quote: Quote) -> Entry:
    if entry.quote.fingerprint != quote.fingerprint:
        raise BadInput("This consent was already given to another quote.", remedy="Ask for a new yes.")
    return entry


def _ask(store: Store, entry: Entry) -> Outcome:
    try:
        answer = store.place(entry.quote, entry.key)
    except Exception as fault:  # noqa: BLE001 - a plug-in's store meets our code here: its fault is an unknown
        return Unknown(reason=f"{type(fault).__name__}: {fault}")
    return answer if isinstance(answer, Outcome) else Unknown(reason=f"the store answered {answer!r:.80}")


def _look_up(store: Store, entry: Entry) -> Reconciled:
    try:
        answer = store.reconcile(entry.key, entry.quote)
    except Exception as fault:  # noqa: BLE001 - as in _ask
        return StillUnknown(reason=f"{type(fault).__name__}: {fault}")
    return answer if isinstance(answer, Reconciled) else StillUnknown(reason=f"it answered {answer!r:.80}")
