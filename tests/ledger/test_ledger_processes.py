"""Real processes: many on one ledger, many on one store, and kills that nobody can catch."""

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from shop_floor import TEA, quoted, yes

from catalog.codec import quote_from_json, quote_to_json
from catalog.entries import State
from catalog.errors import BadInput
from catalog.ledger import STEPS, Ledger
from catalog.order import IdempotencyKey, Placed, RefusalCode, Rejected
from catalog.owner import process_lives, this_process
from catalog.stores.embedded import EmbeddedStore
from catalog.testing.crash import NO_KILL, RANDOM_TIME, RECONCILE, CrashTest
from catalog.testing.shops import EmbeddedShop

FORKED = multiprocessing.get_context("fork")
TORTURE = Path(__file__).resolve().parents[2] / "scripts" / "torture_orders.py"


def in_processes(work: Callable[[], object], times: int) -> list[object]:
    """What each process gave; they start together. The parent must have no database open."""
    gate, answers = FORKED.Barrier(times), FORKED.Queue()

    def live() -> None:
        gate.wait()
        answers.put(work())

    many = [FORKED.Process(target=live) for _ in range(times)]
    for process in many:
        process.start()
    given = [answers.get(timeout=120) for _ in many]
    for process in many:
        process.join()
    return given


@pytest.mark.parametrize(
    ("keys", "stock"), [(20, 12), pytest.param(100, 60, marks=pytest.mark.slow)], ids=["few", "many"]
)
def test_six_processes_share_keys_and_stock(tmp_path: Path, keys: int, stock: int):
    path, processes = tmp_path / "shop.db", 6
    store = EmbeddedStore(path)
    store.load_products([replace(TEA, stock=stock)])
    quotes = [quote_to_json(quoted(store)) for _ in range(keys)]
    store.close()

    def work() -> Counter[str]:
        own = EmbeddedStore(path)
        counts: Counter[str] = Counter()
        for number, text in enumerate(quotes):
            outcome = own.place(quote_from_json(text), IdempotencyKey(f"key-{number}"))
            if isinstance(outcome, Placed):
                counts["replayed" if outcome.replayed else "placed"] += 1
            elif isinstance(outcome, Rejected):
                counts[outcome.code] += 1
        return counts

    total: Counter[str] = sum(in_processes(work, processes), Counter())
    assert total == {
        "placed": stock,
        "replayed": stock * (processes - 1),
        RefusalCode.OUT_OF_STOCK: (keys - stock) * processes,
    }
    store = EmbeddedStore(path)
    assert store.count_orders() == stock
    assert next(store.products()).stock == 0
    store.close()


def test_two_processes_never_send_one_entry_twice(tmp_path: Path):
    store, ledger = EmbeddedStore(tmp_path / "shop.db"), Ledger(tmp_path / "ledger.db")
    store.load_products([TEA])
    confirmed = []
    for _ in range(8):
        quote = quoted(store)
        confirmed.append(ledger.confirm(quote, yes(quote)))
    store.close()
    ledger.close()

    def work() -> int:
        steps: list[str] = []
        own = Ledger(tmp_path / "ledger.db", on_step=steps.append)
        shop = EmbeddedStore(tmp_path / "shop.db")
        for entry in confirmed:
            try:
                own.place(shop, entry)
            except BadInput:
                continue
        return steps.count("answered")

    assert sum(in_processes(work, 4)) == len(confirmed)
    ledger = Ledger(tmp_path / "ledger.db")
    for entry in ledger.entries():
        assert [event.state for event in ledger.explain(entry.id).events] == [
            State.CONFIRMED,
            State.SENDING,
            State.PLACED,
        ]
    ledger.close()


def test_two_processes_confirm_one_yes_once(tmp_path: Path):
    store = EmbeddedStore(tmp_path / "shop.db")
    store.load_products([TEA])
    quote = quoted(store)
    consent = yes(quote)
    store.close()
    Ledger(tmp_path / "ledger.db").close()
    ids = in_processes(lambda: Ledger(tmp_path / "ledger.db").confirm(quote, consent).id, 4)
    assert len(set(ids)) == 1


def test_a_process_is_known_to_live_and_to_be_dead():
    assert process_lives(this_process())
    child = subprocess.run(
        [sys.executable, "-c", "from catalog.owner import this_process; print(this_process())"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert not process_lives(child.stdout.strip())
    boot, pid, started, rest = this_process().split(":")
    assert not process_lives(f"{boot}:{pid}:{int(started) + 1}:{rest}")  # the number was given out again
    assert not process_lives(f"another-boot:{pid}:{started}:{rest}")


def test_kills_at_every_step_lose_and_double_nothing(tmp_path: Path):
    shop = EmbeddedShop(tmp_path)
    steps = {*STEPS, *(f"store:{step}" for step in shop.steps), *RECONCILE, NO_KILL, RANDOM_TIME}
    report = CrashTest(shop=shop, ledger=tmp_path / "ledger.db", seed=7).run(len(steps) + 5)
    assert (report.lost, report.double, report.unreconciled) == ([], [], [])
    assert set(report.ends) == steps
    for step in steps - {NO_KILL, RANDOM_TIME}:
        assert report.killed[step] == report.ends[step].total(), step


def test_the_torture_tells_in_json():
    done = subprocess.run([str(TORTURE), "--runs", "6", "--json"], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == {"runs": 6, "lost": 0, "double": 0, "unreconciled": 0}
    told = subprocess.run([str(TORTURE), "--help"], capture_output=True, text=True, check=True)
    assert "--store" in told.stdout


@pytest.mark.slow
def test_the_whole_torture():
    done = subprocess.run([str(TORTURE), "--json"], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == {"runs": 200, "lost": 0, "double": 0, "unreconciled": 0}
