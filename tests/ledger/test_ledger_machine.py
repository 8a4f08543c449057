"""The ledger as a machine under crashes, faults, late requests and a moving shop, in any order.

Whatever happens: one consent never makes two orders, every order in the store has its row, and nothing
that was confirmed is lost. At the end of each story nothing may be left open.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule
from shop_floor import TEA, Crash, yes

from catalog.consent import ConsentReceipt
from catalog.entries import OPEN, Entry, State
from catalog.errors import BadInput, StorageFull
from catalog.ledger import STEPS, Ledger
from catalog.money import Money
from catalog.order import Line, Placed, Quote
from catalog.testing import FakeStore, Fault

trouble = st.none() | st.tuples(st.sampled_from(STEPS), st.sampled_from(["crash", "full"]))
faults = st.none() | st.sampled_from(Fault)


class LedgerStory(RuleBasedStateMachine):
    agreed = Bundle("agreed")
    booked = Bundle("booked")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = FakeStore([TEA])
        self.trouble: tuple[str, str] | None = None
        self.durable: set[str] = set()
        self.told: dict[str, Placed] = {}
        self.ledger = self.born()

    def born(self) -> Ledger:
        """A new process opens the ledger; all before it are dead."""
        path = Path(self.folder.name) / "ledger.db"
        return Ledger(path, on_step=self.step, alive=lambda _: False)

    def step(self, now: str) -> None:
        if self.trouble and self.trouble[0] == now:
            _, kind = self.trouble
            self.trouble = None
            if kind == "crash":
                raise Crash
            if now.endswith("inside"):
                raise StorageFull("full")

    @rule(target=agreed, quantity=st.integers(1, 3))
    def agree(self, quantity: int) -> tuple[Quote, ConsentReceipt] | None:
        if self.store.down:
            return None
        quote = self.store.quote([Line(sku=TEA.sku, quantity=quantity)], language="en")
        return (quote, yes(quote)) if isinstance(quote, Quote) else None

    @rule(target=booked, consent=agreed, trouble=trouble)
    def confirm(
        self, consent: tuple[Quote, ConsentReceipt] | None, trouble: tuple[str, str] | None
    ) -> Entry | None:
        if consent is None:
            return None
        entry = self.lived(lambda: self.ledger.confirm(*consent), trouble)
        if entry is not None:
            self.durable.add(entry.id)
        return entry

    @rule(entry=booked, trouble=trouble, fault=faults)
    def place(self, entry: Entry | None, trouble: tuple[str, str] | None, fault: Fault | None) -> None:
        if entry is None:
            return
        if fault is not None:
            self.store.fail_next(fault)
        outcome = self.lived(lambda: self.ledger.place(self.store, entry), trouble)
        self.store._faults.clear()
        if isinstance(outcome, Placed):
            assert self.told.setdefault(entry.id, outcome).order_id == outcome.order_id

    @rule(trouble=trouble)
    def reconcile(self, trouble: tuple[str, str] | None) -> None:
        self.lived(lambda: self.ledger.reconcile(self.store), trouble)

    @rule()
    def restart(self) -> None:
        self.ledger.close()
        self.ledger = self.born()

    @rule()
    def late_requests_arrive(self) -> None:
        self.store.deliver_late()

    @rule(down=st.booleans())
    def go_down_or_up(self, down: bool) -> None:
        self.store.down = down

    @rule(stock=st.sampled_from([0, 2, 1000]), minor=st.sampled_from([450, 460]))
    def the_shop_moves(self, stock: int, minor: int) -> None:
        self.store.set_stock(TEA.sku, stock)
        self.store.set_price(TEA.sku, Money(minor, "USD"))

    @rule(consent=consumes(agreed))
    def walk_away(self, consent: object) -> None:
        """The shopper never says yes."""

    def lived(self, work, trouble):
        """What `work` gives, or None if it was refused, or if the process died and another was born."""
        self.trouble = trouble
        try:
            return work()
        except Crash:
            self.restart()
        except (BadInput, StorageFull):
            pass
        finally:
            self.trouble = None
        return None

    @invariant()
    def one_yes_makes_at_most_one_order(self) -> None:
        rows = self.ledger.entries()
        assert len({entry.consent.consent_id for entry in rows}) == len(rows)
        made = Counter(key for key, _ in self.store.made)
        assert all(times == 1 for times in made.values())
        assert set(made) <= {entry.key for entry in rows}

    @invariant()
    def nothing_confirmed_is_lost(self) -> None:
        assert self.durable <= {entry.id for entry in self.ledger.entries()}

    @invariant()
    def what_is_called_placed_is_placed(self) -> None:
        made = {key: order.id for key, order in self.store.made}
        for entry in self.ledger.entries():
            if entry.state is State.PLACED:
                assert isinstance(entry.outcome, Placed)
                assert made[entry.key] == entry.outcome.order_id
            elif entry.state in (State.REJECTED, State.NOT_SENT, State.HANDED_OFF):
                assert entry.key not in made

    def teardown(self) -> None:
        self.store.down = False
        self.restart()
        self.ledger.reconcile(self.store)
        self.store.deliver_late()
        assert not [entry for entry in self.ledger.entries() if entry.state in OPEN]
        self.one_yes_makes_at_most_one_order()
        self.nothing_confirmed_is_lost()
        self.what_is_called_placed_is_placed()
        placed = {entry.key for entry in self.ledger.entries() if entry.state is State.PLACED}
        assert placed == {key for key, _ in self.store.made}
        self.ledger.close()
        self.folder.cleanup()


TestLedgerStory = LedgerStory.TestCase
TestLedgerStory.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
