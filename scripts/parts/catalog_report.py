"""What the catalog bench found out, as tables for people."""

from __future__ import annotations

from collections import defaultdict
from typing import Any


def tables(result: dict[str, Any]) -> str:
    """All tables, one below the other."""
    sizes = sorted({row["size"] for row in result["rows"]})
    parts = [_answers(result, size) for size in sizes]
    parts += [_coverage(result, size) for size in sizes]
    parts += [_reliability(result["reliability"]), _index(result["index"])]
    return "\n\n".join(part for part in parts if part)


def _answers(result: dict[str, Any], size: int) -> str:
    rows = [row for row in result["rows"] if row["size"] == size]
    sets = list(dict.fromkeys(row["set"] for row in rows))
    by_method: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in rows:
        by_method[row["method"]][row["set"]] = row
    head = f"{size:,} products: top-1/top-5 (n), mean of the sets, mean reciprocal rank, CPU ms p50/p99"
    lines = [
        head,
        f"{'':<18}" + "".join(f"{name[:16]:>17}" for name in sets) + f"{'mean':>13}{'MRR':>7}{'CPU ms':>16}",
    ]
    for method, cells in by_method.items():
        found = [cells[name] for name in sets if name in cells]
        text = "".join(
            f"{cells[s]['top1']:>8.3f}/{cells[s]['top5']:.3f}".rjust(17) if s in cells else f"{'-':>17}"
            for s in sets
        )
        top1, top5 = _mean(found, "top1"), _mean(found, "top5")
        p50, p99 = _mean(found, "cpu_ms_p50"), max(row["cpu_ms_p99"] for row in found)
        lines.append(
            f"{method:<18}{text}{top1:>7.3f}/{top5:.3f}{_mean(found, 'mrr'):>7.3f}{p50:>9.2f}/{p99:.1f}"
        )
    return "\n".join(lines)


def _mean(rows: list[dict[str, Any]], key: str) -> float:
    return float(sum(row[key] for row in rows) / max(len(rows), 1))


def _coverage(result: dict[str, Any], size: int) -> str:
    rows = [row for row in result["coverage"] if row["size"] == size]
    sets = list(dict.fromkeys(row["set"] for row in rows))
    lines = [f"{size:,} products: share answered at 95 % precision (queries asked)"]
    lines.append(f"{'':<18}" + "".join(f"{name[:16]:>17}" for name in sets))
    for method in dict.fromkeys(row["method"] for row in rows):
        cells = {row["set"]: row for row in rows if row["method"] == method}
        text = "".join(
            f"{cells[s]['share']:.3f} ({cells[s]['n']})".rjust(17) if s in cells else f"{'-':>17}"
            for s in sets
        )
        lines.append(f"{method:<18}{text}")
    return "\n".join(lines)


def _reliability(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return ""
    lines = [
        "How sure voicecart is, and how often it is right",
        f"{'size':>10}{'said':>12}{'mean':>8}{'right':>8}{'n':>7}",
    ]
    lines += [
        f"{r['size']:>10,}{r['from']:>6.1f}-{r['to']:.1f}  {r['mean']:>8.3f}{r['right']:>8.3f}{r['n']:>7}"
        for r in rows
    ]
    return "\n".join(lines)


def _index(rows: list[dict[str, Any]]) -> str:
    lines = [
        "voicecart's index",
        f"{'size':>10}{'build CPU s':>13}{'wall s':>8}{'peak MB':>9}{'reopened s':>12}",
    ]
    lines += [
        f"{r['size']:>10,}{r['build_cpu_s']:>13.2f}{r['build_wall_s']:>8.2f}{r['peak_mb']:>9.0f}{r['reopen_s']:>12.3f}"
        for r in rows
    ]
    return "\n".join(lines)
