"""Clusters of products whose names differ in at most one sound, found without comparing all with all.

Two texts that differ by one sound become equal when one sound is left out of each, at most; so each name
is filed under itself and under all of its forms with one sound left out, and only what meets in a file is
compared. That is exact at every size; the files are gone through in parts, so that memory stays bounded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from catalog.report.ear import edits_between

SHORTEST = 6
"""Sounds; of shorter names one sound is too much of the whole: they must be the same."""
FILED = 400_000
"""Names with one sound left out that are held at once."""


@dataclass(frozen=True, slots=True)
class Said:
    """A name of a product, by the product's place; `shown` is its first name, others are aliases."""

    product: int
    rough: str
    shown: bool


@dataclass(slots=True)
class _Bearers:
    shown: list[int]
    alias: list[int]


class Groups:
    """Places joined into groups."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}

    def root(self, place: int) -> int:
        """The one that stands for the group of this place."""
        while (above := self._above.get(place, place)) != place:
            self._above[place] = self._above.get(above, above)
            place = above
        return place

    def join(self, one: int, other: int) -> None:
        """Make them one group."""
        first, second = sorted((self.root(one), self.root(other)))
        if first != second:
            self._above[second] = first
            self._above.setdefault(first, first)

    def all(self) -> list[list[int]]:
        """Groups of two and more, the largest first."""
        found: dict[int, list[int]] = defaultdict(list)
        for place in sorted(self._above):
            found[self.root(place)].append(place)
        return sorted((g for g in found.values() if len(g) > 1), key=lambda g: (-len(g), g[0]))


def alike(names: Sequence[Said]) -> tuple[list[list[int]], int]:
    """Groups of products that sound alike, the largest first, and how many aliases are shared as they are.

    Aliases that are given to several products alike join nobody: they are meant to.
    """
    bearers: dict[str, _Bearers] = {}
    for said in names:
        if said.rough:
            at = bearers.setdefault(said.rough, _Bearers([], []))
            (at.shown if said.shown else at.alias).append(said.product)
    groups = Groups()
    shared = 0
    for at in bearers.values():
        _join(groups, at, at)
        shared += not at.shown and len(set(at.alias)) > 1
    for one, other in _near(bearers):
        _join(groups, bearers[one], bearers[other])
    return groups.all(), shared


def _join(groups: Groups, one: _Bearers, other: _Bearers) -> None:
    """Everybody with somebody's shown name; alias with alias is no reason."""
    for lead, rest in ((one, other), (other, one)):
        if lead.shown:
            for product in (*rest.shown, *rest.alias):
                if product != lead.shown[0]:
                    groups.join(lead.shown[0], product)


def _near(bearers: Mapping[str, _Bearers]) -> Iterator[tuple[str, str]]:
    """Sounds that differ by one."""
    long = [sound for sound in bearers if len(sound) >= SHORTEST]
    rounds = 1 + sum(map(len, long)) // FILED
    done: set[tuple[str, str]] = set()
    for part in range(rounds):
        files: dict[str, list[str]] = defaultdict(list)
        for sound in long:
            for form in {sound, *(sound[:i] + sound[i + 1 :] for i in range(len(sound)))}:
                if hash(form) % rounds == part:
                    files[form].append(sound)
        for filed in files.values():
            for one, other in combinations(filed, 2):
                if (one, other) in done or not (bearers[one].shown or bearers[other].shown):
                    continue
                if edits_between(one, other) <= 1:
                    done.add((one, other))
                    yield one, other
