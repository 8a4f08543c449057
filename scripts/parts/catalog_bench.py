"""Runs the catalog bench: our search and its peers over the same catalogs and queries."""

from __future__ import annotations

import argparse
import importlib.util
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from catalog_names import korean_rows, read_names
from catalog_ours import prepare
from catalog_peers import DIFFLIB_UP_TO, PEERS, Ask
from catalog_queries import (
    Asked,
    catalog_of,
    distinct,
    korean_queries,
    made_queries,
    meant_names,
    plain,
    read_queries,
    right_names,
)

OURS = "voicecart"
NEEDS = {"tantivy_ngram": "tantivy", "double_metaphone": "metaphone"}
KOREAN_ONLY = {"ratio_jamo"}
"""Elsewhere the same as `ratio`."""
ASKED_FOR = 20
"""So many rows are fetched to have five different names."""
PRECISION = 0.95


def chosen_peers(texts: Sequence[str], language: str) -> list[str]:
    """The names of peers as they were asked for. Raises ValueError for one that there is not."""
    names = [part for one in texts for part in one.split(",") if part]
    if names == ["none"]:
        return []
    every = [name for name in PEERS if language == "ko" or name not in KOREAN_ONLY]
    chosen = every if names == ["all"] else names
    if unknown := [name for name in chosen if name not in PEERS]:
        raise ValueError(f"no peer is called {', '.join(unknown)}; there are {', '.join(PEERS)}")
    lacking = [n for n in chosen if n in NEEDS and importlib.util.find_spec(NEEDS[n]) is None]
    if lacking:
        if names != ["all"]:
            raise ValueError(f"{', '.join(lacking)}: pip install 'voicecart[bench]'")
        print(f"left out {', '.join(lacking)}: pip install 'voicecart[bench]'", file=sys.stderr)
    return [name for name in chosen if name not in lacking]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One catalog with the queries whose answers it holds."""

    size: int
    rows: list[tuple[str, str]]
    names: list[str]
    asked: list[Asked]
    right: list[frozenset[str]]
    language: str


def run_all(options: argparse.Namespace, sizes: list[int], peers: list[str]) -> dict[str, Any]:
    """All sizes, methods and sets."""
    result: dict[str, Any] = {"rows": [], "index": [], "coverage": [], "reliability": []}
    if options.language == "ko":
        job = _korean_job(options)
        _measure_size(job, peers, job.size, options.patience, result)
        return result
    source = options.catalog or options.data
    rows = read_names(source)
    if not rows:
        raise ValueError(f"{source} holds no names (a line is sku TAB name)")
    if not options.catalog:
        rows = distinct(rows)
    if options.queries:
        asked = read_queries(options.queries, options.limit)
    else:
        asked = made_queries(options.data, options.seed, options.limit)
    for size in sizes or [len(rows)]:
        job = _job(rows, size, asked, options)
        _measure_size(job, peers, min(sizes or [size]), options.patience, result)
    return result


def _korean_job(options: argparse.Namespace) -> Job:
    rows = korean_rows(options.data)
    asked = korean_queries(rows, options.seed, options.limit)
    random.Random(options.seed).shuffle(rows)  # noqa: S311 - repeatable chance
    names = [plain(name) for _, name in rows]
    right = right_names(asked, names)
    return Job(size=len(rows), rows=rows, names=names, asked=asked, right=right, language="ko")


def _job(rows: list[tuple[str, str]], size: int, asked: list[Asked], options: argparse.Namespace) -> Job:
    whole = not options.sizes and options.catalog
    chosen = list(rows) if whole else catalog_of(rows, size, meant_names(asked, rows), options.seed)
    random.Random(options.seed).shuffle(chosen)  # noqa: S311 - repeatable chance
    names = [plain(name) for _, name in chosen]
    right = right_names(asked, names)
    held = set(names)
    answered = [(one, good) for one, good in zip(asked, right, strict=True) if not held.isdisjoint(good)]
    if left_out := len(asked) - len(answered):
        print(f"{size}: no answer to {left_out} queries is in the catalog; left out", file=sys.stderr)
    kept, good = [one for one, _ in answered], [names_ for _, names_ in answered]
    return Job(size=size, rows=chosen, names=names, asked=kept, right=good, language="en")


def _measure_size(job: Job, peers: list[str], smallest: int, patience: float, result: dict[str, Any]) -> None:
    ours, index_row = prepare(job.rows, job.language)
    result["index"].append({"size": job.size, **index_row})
    measured = _measure(OURS, ours, job, float("inf"))
    _add(OURS, job, measured, result)
    result["reliability"] += _reliability(job.size, measured)
    for name in peers:
        if name == "difflib" and job.size > max(smallest, DIFFLIB_UP_TO):
            continue
        print(f"{job.size}: {name}", file=sys.stderr, flush=True)
        _add(name, job, _measure(name, PEERS[name](job.names), job, patience), result)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to one query: the rank of the first right name (0: none), and how sure it was."""

    set: str
    rank: int
    sure: tuple[float, float]
    cpu_ms: float


def _measure(name: str, ask: Ask, job: Job, patience: float) -> list[Answer]:
    order = list(range(len(job.asked)))
    random.Random(2).shuffle(order)  # noqa: S311 - repeatable chance
    answers: list[Answer] = []
    spent = 0.0
    for i in order:
        one, right = job.asked[i], job.right[i]
        q = one.q if name == OURS else plain(one.q)
        began = time.process_time()
        found = ask(q, ASKED_FOR)
        took = time.process_time() - began
        spent += took
        answers.append(_judged(one.set, found, right, job.names, took))
        if spent > patience:
            break
    return answers


def _judged(
    kind: str, found: list[tuple[int, float]], right: frozenset[str], names: list[str], took: float
) -> Answer:
    ranked = list(dict.fromkeys(names[place] for place, _ in found))
    rank = next((i for i, name in enumerate(ranked, 1) if name in right), 0)
    top = found[0][1] if found else 0.0
    other = next((score for place, score in found if names[place] != ranked[0]), 0.0)
    return Answer(set=kind, rank=rank, sure=(top, top - other), cpu_ms=took * 1000)


def _add(method: str, job: Job, answers: list[Answer], result: dict[str, Any]) -> None:
    for kind in dict.fromkeys(one.set for one in job.asked):
        mine = [a for a in answers if a.set == kind]
        if mine:
            head = {"method": method, "size": job.size, "set": kind}
            result["rows"].append({**head, **_scores(mine)})
            result["coverage"].append({**head, "n": len(mine), "share": _coverage(mine, method == OURS)})
    everything = {"method": method, "size": job.size, "set": "all"}
    result["coverage"].append({**everything, "n": len(answers), "share": _coverage(answers, method == OURS)})


def _scores(answers: list[Answer]) -> dict[str, float]:
    ranks = np.array([a.rank for a in answers])
    times = np.array([a.cpu_ms for a in answers])
    return {
        "top1": round(float(np.mean(ranks == 1)), 4),
        "top5": round(float(np.mean((ranks > 0) & (ranks <= 5))), 4),
        "mrr": round(float(np.mean([1 / r if r else 0.0 for r in ranks])), 4),
        "cpu_ms_p50": round(float(np.percentile(times, 50)), 3),
        "cpu_ms_p99": round(float(np.percentile(times, 99)), 3),
    }


def _coverage(answers: list[Answer], ours: bool) -> float:  # noqa: FBT001 - who is judged
    """The largest share that can be answered at the precision, the surest first.

    We say how sure we are; for a peer its score or its lead is taken, whichever serves it better.
    """
    signals = [0] if ours else [0, 1]
    return max(_share([(a.sure[s], a.rank == 1) for a in answers]) for s in signals)


def _share(answers: list[tuple[float, bool]]) -> float:
    best = right = 0
    ranked = sorted(answers, key=lambda a: -a[0])
    for i, (sure, good) in enumerate(ranked, 1):
        right += good
        whole_tie = i == len(ranked) or ranked[i][0] < sure
        if whole_tie and right >= PRECISION * i:
            best = i
    return round(best / max(len(answers), 1), 4)


def _reliability(size: int, answers: list[Answer]) -> list[dict[str, float]]:
    rows = []
    edges = np.linspace(0, 1, 11)
    for low, high in pairwise(edges):
        mine = [a for a in answers if low <= a.sure[0] < high or (high == 1 and a.sure[0] >= 1)]
        if mine:
            rows.append(
                {
                    "size": size,
                    "from": round(float(low), 1),
                    "to": round(float(high), 1),
                    "mean": round(float(np.mean([min(a.sure[0], 1.0) for a in mine])), 3),
                    "right": round(float(np.mean([a.rank == 1 for a in mine])), 3),
                    "n": len(mine),
                }
            )
    return rows
