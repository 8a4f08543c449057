"""A long fuzzing run in blocks: several processes share them, and a run that was broken off goes on. What a
block holds depends on the seed and its number alone, never on the number of processes.
"""

from __future__ import annotations

import json
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from fuzzing import Floor, fuzz, open_floor

BLOCK = 1_000
"""Utterances of one block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What is asked for; `products` is the size of the catalog, 0 for the whole sample shop."""

    count: int
    seed: int
    language: str
    products: int
    processes: int

    def name(self, block: int) -> str:
        """What a block is called, and its seed."""
        return f"{self.seed}/{self.language}/{self.products}/{block}"

    def sizes(self) -> Iterator[tuple[int, int]]:
        """The number and length of each block."""
        for block, start in enumerate(range(0, self.count, BLOCK)):
            yield block, min(BLOCK, self.count - start)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of a block; `seconds` of processor time."""

    block: str
    n: int
    orders: int
    crashes: list[str]
    unconfirmed: list[str]
    seconds: float


def done_blocks(run: Run, kept: Path | None) -> Iterator[Done]:
    """All blocks of the run, as they are finished; those that the file `kept` holds come from there, and new
    ones are added to it.
    """
    known = {one.block: one for one in _kept(kept)}
    todo = []
    for block, size in run.sizes():
        before = known.get(run.name(block))
        if before is not None and before.n == size:
            yield before
        else:
            todo.append((run.name(block), size))
    for one in _worked(run, todo):
        if kept is not None:
            with kept.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(one)) + "\n")
        yield one


def _kept(file: Path | None) -> Iterator[Done]:
    for line in file.read_text("utf-8").splitlines() if file is not None and file.exists() else ():
        yield Done(**json.loads(line))


def _worked(run: Run, todo: list[tuple[str, int]]) -> Iterator[Done]:
    if run.processes == 1 or len(todo) < 2:
        with open_floor(run.language, run.products) as floor:
            yield from (_block(floor, name, size) for name, size in todo)
        return
    context = multiprocessing.get_context("spawn")
    with context.Pool(run.processes, _begin, (run.language, run.products)) as pool:
        yield from pool.imap_unordered(_in_process, todo)


_HERE: dict[str, Any] = {}
"""The floor of this process, and what closes it."""


def _begin(language: str, products: int) -> None:
    _HERE["open"] = ExitStack()
    _HERE["floor"] = _HERE["open"].enter_context(open_floor(language, products))


def _in_process(task: tuple[str, int]) -> Done:
    return _block(_HERE["floor"], *task)


def _block(floor: Floor, name: str, size: int) -> Done:
    began = time.process_time()
    found = fuzz(size, name, floor)
    return Done(
        block=name,
        n=size,
        orders=found.orders,
        crashes=found.crashes,
        unconfirmed=found.unconfirmed,
        seconds=round(time.process_time() - began, 2),
    )
