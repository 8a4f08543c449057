"""One yes, one row, one key; every way an entry may go, and none other."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from shop_floor import TEA, Crash, quoted, yes

from catalog.entries import MOVES, NEVER_MADE, OPEN, Entry, State
from catalog.errors import BadInput, StorageFull
from catalog.ledger import STEPS, Ledger
from catalog.order import Handoff, NotPlaced, Placed, RefusalCode, Rejected, Unknown
from catalog.stores.embedded import EmbeddedStore
from catalog.stores.pricing import ShopTerms
from catalog.testing import FakeStore, Fault

Open = Callable[..., Ledger]


@pytest.fixture
def store():
    return FakeStore([TEA])


@pytest.fixture
def opened(tmp_path: Path):
    """Opens the one ledger of the test anew; the owner of what was left open is dead unless told."""
    ledgers: list[Ledger] = []

    def open_ledger(**more: object) -> Ledger:
        ledgers.append(Ledger(tmp_path / "ledger.db", **({"alive": lambda _: False} | more)))
        return ledgers[-1]

    yield open_ledger
    for ledger in ledgers:
        ledger.close()


def confirmed(ledger: Ledger, store: FakeStore) -> Entry:
    quote = quoted(store)
    return ledger.confirm(quote, yes(quote))


def crash_at(step: str) -> Callable[[str], None]:
    def on_step(now: str) -> None:
        if now == step:
            raise Crash

    return on_step


def test_an_order_from_yes_to_placed(store: FakeStore, opened: Open):
    steps: list[str] = []
    ledger = opened(on_step=steps.append)
    quote = quoted(store, 2)
    consent = yes(quote)
    entry = ledger.confirm(quote, consent, {"heard": ["two teas"], "score": 0.93})
    assert (entry.quote, entry.consent, entry.state, entry.outcome) == (quote, consent, State.CONFIRMED, None)
    assert len(entry.key) >= 32
    outcome = ledger.place(store, entry)
    assert isinstance(outcome, Placed)
    assert [key for key, _ in store.made] == [entry.key]
    assert tuple(steps) == STEPS
    told = ledger.explain(entry.id)
    assert told.entry.state is State.PLACED
    assert told.entry.outcome == outcome
    assert told.story == {"heard": ["two teas"], "score": 0.93}
    assert [event.state for event in told.events] == [State.CONFIRMED, State.SENDING, State.PLACED]
    assert ledger.entries() == (told.entry,)
    assert ledger.entries(open_only=True) == ()


def test_it_survives_being_closed(store: FakeStore, opened: Open):
    ledger = opened()
    quote = quoted(store)
    entry = ledger.confirm(quote, yes(quote))
    ledger.close()
    assert opened().entries() == (entry,)


def test_the_same_yes_makes_one_entry(store: FakeStore, opened: Open):
    ledger, quote = opened(), quoted(store)
    consent = yes(quote)
    entry = ledger.confirm(quote, consent)
    assert ledger.confirm(quote, consent) == entry
    ledger.place(store, entry)
    again = ledger.confirm(quote, consent)
    assert (again.id, again.key, again.state) == (entry.id, entry.key, State.PLACED)
    assert isinstance(ledger.place(store, again), Placed)
    assert len(store.made) == 1


def test_a_yes_to_something_else_is_refused(store: FakeStore, opened: Open):
    ledger, quote, other = opened(), quoted(store), quoted(store, 3)
    with pytest.raises(BadInput, match="another quote"):
        ledger.confirm(other, yes(quote))
    ledger.confirm(quote, yes(quote, "same"))
    with pytest.raises(BadInput, match="already given"):
        ledger.confirm(other, yes(other, "same"))
    assert [entry.quote for entry in ledger.entries()] == [quote]


@pytest.mark.parametrize(
    ("fault", "kind", "state"),
    [
        (Fault.LOST_BEFORE, Unknown, State.UNKNOWN),
        (Fault.LOST_AFTER, Unknown, State.UNKNOWN),
        (Fault.RAISES, Unknown, State.UNKNOWN),
        (Fault.DOWN, Rejected, State.REJECTED),
        (Fault.HANDOFF, Handoff, State.HANDED_OFF),
    ],
)
def test_what_the_store_answers_is_kept(
    store: FakeStore, opened: Open, fault: Fault, kind: type, state: State
):
    ledger, quote = opened(), quoted(store)
    store.fail_next(fault)
    entry = ledger.confirm(quote, yes(quote))
    outcome = ledger.place(store, entry)
    assert isinstance(outcome, kind)
    (kept,) = ledger.entries()
    assert (kept.state, kept.outcome) == (state, outcome)
    assert ledger.place(store, entry) == outcome  # told again, never sent again
    assert len(store.made) == (fault in (Fault.LOST_AFTER, Fault.RAISES))


def test_an_unknown_is_found_out_at_once(store: FakeStore, opened: Open):
    ledger = opened()
    for fault, state in ((Fault.LOST_AFTER, State.PLACED), (Fault.LATE, State.REJECTED)):
        quote = quoted(store)
        store.fail_next(fault)
        entry = ledger.confirm(quote, yes(quote))
        ledger.place(store, entry)
        (found,) = ledger.reconcile(store)
        assert (found.before, found.entry.id, found.entry.state) == (State.UNKNOWN, entry.id, state)
    assert store.deliver_late() == [NEVER_MADE]
    assert len(store.made) == 1
    assert ledger.reconcile(store) == ()


def test_what_cannot_be_found_out_stays_unknown(store: FakeStore, opened: Open):
    ledger, quote = opened(), quoted(store)
    store.fail_next(Fault.LOST_AFTER)
    ledger.place(store, ledger.confirm(quote, yes(quote)))
    store.down = True
    (found,) = ledger.reconcile(store)
    assert found.entry.state is State.UNKNOWN
    store.down = False
    (found,) = opened().reconcile(store)
    assert found.entry.state is State.PLACED


EXPECTED = {
    "confirm:before": None,
    "confirm:inside": None,
    "confirm:after": State.NOT_SENT,
    "sending:before": State.NOT_SENT,
    "sending:inside": State.NOT_SENT,
    "sending:after": State.REJECTED,
    "answered": State.PLACED,
    "outcome:before": State.PLACED,
    "outcome:inside": State.PLACED,
    "outcome:after": State.PLACED,
}


@pytest.mark.parametrize("step", STEPS)
def test_a_crash_at_each_step_is_cleared_up(store: FakeStore, opened: Open, step: str):
    ledger, quote = opened(on_step=crash_at(step)), quoted(store)
    with pytest.raises(Crash):
        ledger.place(store, ledger.confirm(quote, yes(quote)))
    fresh = opened()
    fresh.reconcile(store)
    found = [entry.state for entry in fresh.entries()]
    assert found == ([EXPECTED[step]] if EXPECTED[step] else [])
    assert len(store.made) == (EXPECTED[step] is State.PLACED)
    assert fresh.reconcile(store) == ()


def test_the_living_are_left_alone(store: FakeStore, opened: Open):
    waiting, quote = opened(), quoted(store)
    entry = waiting.confirm(quote, yes(quote))
    second = opened(alive=lambda owner: owner == entry.owner)
    assert second.reconcile(store) == ()
    assert waiting.reconcile(store) == ()  # its own yes is not given up either
    assert isinstance(waiting.place(store, entry), Placed)


@pytest.mark.parametrize("lost", [False, True])
def test_a_yes_that_is_sent_while_it_is_given_up_stays_sent(store: FakeStore, opened: Open, lost: bool):
    first = opened(on_step=crash_at("answered" if lost else "never"))
    entry = confirmed(first, store)

    def meanwhile(step: str) -> None:
        if step == "outcome:before":
            with suppress(Crash):
                first.place(store, entry)

    (found,) = opened(on_step=meanwhile).reconcile(store)
    assert found.entry.state is (State.SENDING if lost else State.PLACED)
    assert len(store.made) == 1
    opened().reconcile(store)
    assert [e.state for e in first.entries()] == [State.PLACED]


def test_an_entry_is_left_to_its_own_store(store: FakeStore, opened: Open, tmp_path: Path):
    with pytest.raises(Crash):
        opened(on_step=crash_at("answered")).place(store, confirmed(ledger := opened(), store))
    other = FakeStore([TEA], ShopTerms(name="elsewhere"))
    assert ledger.reconcile(other) == ()
    with pytest.raises(BadInput, match="agreed with fake"):
        ledger.place(other, confirmed(ledger, store))
    assert other.made == []


def test_what_is_being_sent_is_not_sent_again(store: FakeStore, opened: Open):
    quote = quoted(store)
    entry = opened().confirm(quote, yes(quote))
    with pytest.raises(Crash):
        opened(on_step=crash_at("sending:after")).place(store, entry)
    with pytest.raises(BadInput, match="is sending and cannot become sending"):
        opened().place(store, entry)
    assert store.made == []


def test_a_full_disk_before_sending_sends_nothing(store: FakeStore, opened: Open):
    def full(step: str) -> None:
        if step == "sending:inside":
            raise StorageFull("full")

    quote = quoted(store)
    entry = opened().confirm(quote, yes(quote))
    with pytest.raises(StorageFull):
        opened(on_step=full).place(store, entry)
    assert store.made == []
    assert [e.state for e in opened().entries()] == [State.CONFIRMED]


def test_an_outcome_that_cannot_be_written_is_told_and_found_again(store: FakeStore, opened: Open):
    broken = [True]

    def full(step: str) -> None:
        if step == "outcome:inside" and broken:
            broken.pop()
            raise StorageFull("full")

    ledger, quote = opened(on_step=full), quoted(store)
    outcome = ledger.place(store, ledger.confirm(quote, yes(quote)))
    assert isinstance(outcome, Placed)
    assert [e.state for e in ledger.entries()] == [State.SENDING]
    (found,) = ledger.reconcile(store)
    assert (found.before, found.entry.state, found.entry.outcome) == (State.SENDING, State.PLACED, outcome)


def test_an_order_that_turns_up_after_all_is_not_lost(store: FakeStore, opened: Open):
    """A store that breaks its promise of finality: the answer comes after somebody read "not placed"."""
    first, second = opened(), opened()

    class Rash(FakeStore):
        def reconcile(self, key, quote):  # noqa: ARG002
            return NotPlaced()

        def place(self, quote, key):
            second.reconcile(self)
            return super().place(quote, key)

    rash = Rash([TEA])
    quote = quoted(rash)
    outcome = first.place(rash, first.confirm(quote, yes(quote)))
    assert isinstance(outcome, Placed)
    assert [(e.state, e.outcome) for e in first.entries()] == [(State.PLACED, outcome)]


def test_what_was_read_meanwhile_beats_a_lost_answer(store: FakeStore, opened: Open):
    first, second = opened(), opened()

    class Slow(FakeStore):
        def place(self, quote, key):
            super().place(quote, key)
            second.reconcile(self)
            return Unknown(reason="no answer")

    slow = Slow([TEA])
    quote = quoted(slow)
    assert isinstance(first.place(slow, first.confirm(quote, yes(quote))), Placed)


def test_a_refusal_is_kept_with_its_reason(opened: Open, tmp_path: Path):
    store = EmbeddedStore(tmp_path / "shop.db")
    store.load_products([replace(TEA, stock=1)])
    ledger, quote = opened(), quoted(store)
    store.set_stock(TEA.sku, 0)
    outcome = ledger.place(store, ledger.confirm(quote, yes(quote)))
    assert isinstance(outcome, Rejected)
    assert outcome.code is RefusalCode.OUT_OF_STOCK
    assert ledger.entries()[0].outcome == outcome


def test_a_store_that_breaks_while_it_is_read_stays_unknown(opened: Open):
    class Broken(FakeStore):
        def reconcile(self, key, quote):  # noqa: ARG002
            raise ZeroDivisionError

    store = Broken([TEA])
    store.fail_next(Fault.LOST_AFTER)
    ledger = opened()
    ledger.place(store, confirmed(ledger, store))
    (found,) = ledger.reconcile(store)
    assert found.entry.state is State.UNKNOWN


def test_what_is_in_flight_is_left_alone(opened: Open):
    ledger = opened()

    class Curious(FakeStore):
        def place(self, quote, key):
            assert ledger.reconcile(self) == ()
            return super().place(quote, key)

    store = Curious([TEA])
    assert isinstance(ledger.place(store, confirmed(ledger, store)), Placed)


@pytest.mark.parametrize(
    "wrong",
    [{"consent_id": ""}, {"fingerprint": ""}, {"at": datetime(2026, 1, 1)}],  # noqa: DTZ001
)
def test_a_consent_is_whole(store: FakeStore, wrong: dict[str, object]):
    with pytest.raises(BadInput):
        replace(yes(quoted(store)), **wrong)


def test_an_unknown_entry_is_named(opened: Open):
    with pytest.raises(BadInput, match="no entry"):
        opened().explain("nothing")  # type: ignore[arg-type]


def test_the_table_of_moves_is_whole():
    assert set(MOVES) == set(State)
    reached = {state for states in MOVES.values() for state in states}
    assert reached == set(State) - {State.CONFIRMED}
    assert all(MOVES[state] for state in OPEN)
    assert State.SENDING not in set().union(*(MOVES[s] for s in State if s is not State.CONFIRMED))
