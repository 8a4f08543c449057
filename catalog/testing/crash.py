"""Kills a process at every step between yes and done, and looks whether an order was lost or doubled.

For each run a child process confirms and places a random order through a real ledger and a real store
and is ended with SIGKILL at a chosen step or after a random time. A fresh process then does what
start-up does: it reconciles (and may be killed at that, too). In the end the ledger is compared with
the store's own tables. Children are forked from one warm parent that has no database open.
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn, Protocol

from catalog.consent import ConsentId, ConsentReceipt
from catalog.entries import OPEN, Entry, State
from catalog.ledger import STEPS, Ledger
from catalog.order import Handoff, Line, Placed, Quote
from catalog.ports import Store
from catalog.product import Sku

NO_KILL, RANDOM_TIME = "none", "random time"
RECONCILE = tuple(f"reconcile {step}" for step in STEPS if step.startswith("outcome"))
"""Killed when the answer has come but is not written, and once more in the process that reconciles."""

OnStep = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeOrder:
    """An order as it stands in the store's own tables; `store_ref` is that of its quote."""

    order_id: str
    store_ref: str
    total_minor: int
    pieces: tuple[tuple[str, int], ...]
    """(SKU, quantity), sorted."""


class CrashShop(Protocol):
    """A store that can be tortured: how to open it, and what is in its own tables."""

    @property
    def steps(self) -> tuple[str, ...]:
        """Steps inside `place` that the opened store reports to `on_step`; may be empty."""
        ...

    def skus(self) -> tuple[Sku, ...]:
        """Products with stock enough for all runs and no required options."""
        ...

    def open(self, on_step: OnStep) -> Store:
        """The store, opened in the calling process."""
        ...

    def made(self) -> tuple[MadeOrder, ...]:
        """All orders by the store's own tables, read around the adapter."""
        ...


@dataclass(slots=True, kw_only=True)
class Report:
    """What was found. `lost`, `double` and `unreconciled` name the runs; all must be empty."""

    runs: int = 0
    lost: list[str] = field(default_factory=list)
    double: list[str] = field(default_factory=list)
    unreconciled: list[str] = field(default_factory=list)
    ends: dict[str, Counter[str]] = field(default_factory=dict)
    """Per step: how many runs ended in which state."""
    killed: Counter[str] = field(default_factory=Counter)
    """Per step: how many children were really killed there."""


@dataclass(slots=True, kw_only=True)
class CrashTest:
    """The torture of one shop with the ledger at `ledger`."""

    shop: CrashShop
    ledger: Path
    seed: int

    def run(self, runs: int, told: Callable[[int], None] = lambda _: None) -> Report:
        """All runs in turn over all steps; `told` hears of each finished one."""
        chance = random.Random(self.seed)  # noqa: S311 - a repeatable test, no secret
        report = Report(runs=runs)
        spans = [self._child(self._shop(f"warm-{n}", NO_KILL, chance.random())).seconds for n in range(2)]
        plan = self._plan(runs, chance)
        for number, step in enumerate(plan):
            work = self._shop(f"run-{number}", step, chance.random())
            patience = chance.uniform(0.0, min(spans) * 1.1) if step == RANDOM_TIME else None
            if self._child(work, patience).killed:
                report.killed[step] += 1
            if step in RECONCILE:
                self._child(self._start_up(step.removeprefix("reconcile ")))
            self._child(self._start_up(None))
            told(number + 1)
        self._judge(report, dict(enumerate(plan)))
        return report

    def _plan(self, runs: int, chance: random.Random) -> list[str]:
        inside = [f"store:{step}" for step in self.shop.steps]
        steps = [*STEPS, *inside, *RECONCILE, NO_KILL, *[RANDOM_TIME] * 6]
        plan = [steps[number % len(steps)] for number in range(runs)]
        chance.shuffle(plan)
        return plan

    def _shop(self, name: str, step: str, luck: float) -> Callable[[], None]:
        """A child's whole life: quote, yes, place; killed at `step`."""
        deadly = "outcome:before" if step in RECONCILE else step

        def live() -> None:
            chance = random.Random(luck)  # noqa: S311
            kill = _killer(deadly)
            store = self.shop.open(lambda now: kill(f"store:{now}"))
            ledger = Ledger(self.ledger, on_step=kill)
            skus = chance.sample(self.shop.skus(), k=chance.randint(1, 3))
            lines = [Line(sku=sku, quantity=chance.randint(1, 3)) for sku in skus]
            quote = store.quote(lines, language="en")
            if not isinstance(quote, Quote):
                raise TypeError(f"the shop did not quote: {quote}")
            outcome = ledger.place(store, ledger.confirm(quote, _yes(name, quote)))
            if not isinstance(outcome, Placed):
                raise TypeError(f"the shop did not place: {outcome}")

        return live

    def _start_up(self, step: str | None) -> Callable[[], None]:
        def live() -> None:
            ledger = Ledger(self.ledger, on_step=_killer(step))
            ledger.reconcile(self.shop.open(lambda _: None))

        return live

    def _child(self, work: Callable[[], None], patience: float | None = None) -> _Death:
        started = time.monotonic()
        pid = os.fork()
        if pid == 0:
            _live(work)
        if patience is not None:
            time.sleep(patience)
            os.kill(pid, signal.SIGKILL)  # a zombie takes it as well, so this never hits a stranger
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        if status not in (0, -signal.SIGKILL):
            raise RuntimeError(f"a child ended with {status}; its error is above")
        return _Death(killed=status != 0, seconds=time.monotonic() - started)

    def _judge(self, report: Report, plan: dict[int, str]) -> None:
        """Compare the ledger with the store's own tables, entry by entry and order by order."""
        made = self.shop.made()
        entries = {entry.consent.consent_id: entry for entry in _read(self.ledger)}
        refs = {entry.quote.store_ref for entry in entries.values()}
        per_ref = Counter(order.store_ref for order in made)
        report.double += [ref for ref, times in per_ref.items() if times > 1]
        report.double += [
            f"order {order.order_id}: nobody consented" for order in made if order.store_ref not in refs
        ]
        for number, step in plan.items():
            entry = entries.get(ConsentId(f"run-{number}"))
            report.ends.setdefault(step, Counter())[entry.state if entry else "no yes"] += 1
            name = f"run {number} ({step})"
            if entry is None:
                if not _may_be_missing(step):
                    report.lost.append(f"{name}: the consent is gone")
                continue
            if entry.state in OPEN:
                report.unreconciled.append(name)
            report.lost += [f"{name}: {why}" for why in _wrong(entry, made)]
            if step == NO_KILL and entry.state is not State.PLACED:
                report.lost.append(f"{name}: nothing went wrong, yet it is {entry.state}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Death:
    killed: bool
    seconds: float


def _live(work: Callable[[], None]) -> NoReturn:
    try:
        work()
    except BaseException as fault:  # noqa: BLE001 - a forked child must never return into the parent's code
        os.write(2, f"child: {type(fault).__name__}: {fault}\n".encode())
        os._exit(70)
    os._exit(0)


def _killer(step: str | None) -> OnStep:
    def on_step(now: str) -> None:
        if now == step:
            os.kill(os.getpid(), signal.SIGKILL)

    return on_step


def _yes(name: str, quote: Quote) -> ConsentReceipt:
    return ConsentReceipt(
        consent_id=ConsentId(name),
        fingerprint=quote.fingerprint,
        session_id="torture",
        turn=1,
        said="yes",
        at=datetime.now(UTC),
    )


def _may_be_missing(step: str) -> bool:
    """A process that died before the yes was durable may leave nothing; any other must not."""
    return step in ("confirm:before", "confirm:inside", RANDOM_TIME)


def _wrong(entry: Entry, made: tuple[MadeOrder, ...]) -> Iterator[str]:
    orders = [order for order in made if order.store_ref == entry.quote.store_ref]
    placed = isinstance(entry.outcome, Placed) and entry.state is State.PLACED
    if orders and not placed:
        yield f"order {orders[0].order_id} exists, the ledger says {entry.state}"
    if placed and not orders:
        yield "the ledger says placed, the store has no order"
    if isinstance(entry.outcome, Handoff):
        yield "handed off, nobody will finish it here"
    pieces = tuple(sorted((q.line.sku, q.line.quantity) for q in entry.quote.lines))
    for order in orders:
        if (order.total_minor, order.pieces) != (entry.quote.total.minor, pieces):
            yield f"order {order.order_id} is not what was agreed to"
        if isinstance(entry.outcome, Placed) and entry.outcome.order_id != order.order_id:
            yield f"order {order.order_id} is known as {entry.outcome.order_id}"


def _read(path: Path) -> tuple[Entry, ...]:
    ledger = Ledger(path)
    try:
        return ledger.entries()
    finally:
        ledger.close()


def as_json(report: Report) -> str:
    """The counts, as one line for programs."""
    counts = {
        "lost": len(report.lost),
        "double": len(report.double),
        "unreconciled": len(report.unreconciled),
    }
    return json.dumps({"runs": report.runs} | counts)
