"""The picture of a cluster: its names one below the other, joined by arcs, as inline SVG."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from html import escape

from catalog.report.findings import Cluster, Named, Pair

WIDTH, ROW, MARGIN = 360, 40, 8
_NEAREST, _FARTHEST = 18, 82
"""How far arcs reach to the left, of neighbours and at most."""
_LETTERS, _SMALL = 34, 42
"""Narrow letters that fit beside the arcs, and smaller ones below; wide letters count twice."""
_FAINT = 0.55
"""Names that are less alike than this are joined by no arc."""


def arcs(cluster: Cluster) -> str:
    """The names with their SKUs, and an arc for each two that sound alike."""
    height = ROW * len(cluster.members) + MARGIN
    joined = list(_nearest(cluster))
    left = MARGIN + max((_reach(pair) for pair in joined), default=0)
    lines = "".join(_arc(pair, left) for pair in joined)
    names = "".join(_name(place, member, left) for place, member in enumerate(cluster.members))
    told = escape("; ".join(member.name for member in cluster.members), quote=True)
    return f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{told}">{lines}{names}</svg>'


def _nearest(cluster: Cluster) -> Iterator[Pair]:
    """Each name with the one above it that it is most like: arcs between all would hide one another."""
    for place in range(1, len(cluster.members)):
        above = [pair for pair in cluster.pairs if pair.other == place and pair.likeness >= _FAINT]
        if above:
            yield max(above, key=lambda pair: (pair.likeness, pair.one))


def _middle(place: int) -> int:
    return MARGIN + ROW * place + 12


def _name(place: int, member: Named, left: int) -> str:
    y = _middle(place)
    said = f"said “{member.heard_as}”, " if member.heard_as not in ("", member.name) else ""
    below = _cut(f"{said}{member.sku}, {member.price}", _SMALL)
    return (
        f'<circle cx="{left}" cy="{y}" r="4.5"/>'
        f'<text x="{left + 12}" y="{y + 4}">{escape(_cut(member.name))}</text>'
        f'<text class="as" x="{left + 12}" y="{y + 18}">{escape(below)}</text>'
    )


def _reach(pair: Pair) -> int:
    return min(_FARTHEST, _NEAREST + ROW * (pair.other - pair.one) * 2 // 5)


def _arc(pair: Pair, left: int) -> str:
    top, bottom = _middle(pair.one), _middle(pair.other)
    bend = left - _reach(pair) * 4 // 3
    share = (pair.likeness - _FAINT) / (1 - _FAINT)
    wide, dark = 1 + 3 * share**2, 0.25 + 0.6 * share
    return (
        f'<path d="M{left} {top}C{bend} {top} {bend} {bottom} {left} {bottom}" '
        f'stroke-width="{wide:.1f}" stroke-opacity="{dark:.2f}"/>'
    )


def _cut(text: str, room: int = _LETTERS) -> str:
    """As much as fits, with an ellipsis where something is left out."""
    kept: list[str] = []
    for letter in text:
        room -= 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if room < 1:
            return "".join(kept).rstrip() + "…"
        kept.append(letter)
    return text
