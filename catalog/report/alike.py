"""Groups of products whose names differ in at most one sound, found without comparing all with all.

Two texts that differ by one sound become equal when one sound is left out of each, at most; so each name
is filed under itself and under all of its forms with one sound left out, and only what meets in a file is
compared. That is exact at every size; the files are gone through in parts, so that memory stays bounded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


def alike(names: Sequence[Said]) -> tuple[list[list[int]], int]:
    """Groups of products that sound alike, the largest first, and how many aliases are shared as they are.

    A group is a shown name with all that sounds like it: like that very name, not like something that
    sounds like it in turn. A product may be in several, and each that is mistaken for another is in one.
    Aliases that are given to several products alike are meant to be.
    """
    bearers: dict[str, _Bearers] = {}
    for said in names:
        if said.rough:
            at = bearers.setdefault(said.rough, _Bearers([], []))
            (at.shown if said.shown else at.alias).append(said.product)
    shared = sum(1 for at in bearers.values() if not at.shown and len(set(at.alias)) > 1)
    near: dict[str, list[str]] = {sound: [sound] for sound, at in bearers.items() if at.shown}
    for one, other in _near(bearers):
        for lead, follower in ((one, other), (other, one)):
            if lead in near:
                near[lead].append(follower)
    return _chosen(_around(bearers, sounds) for sounds in near.values()), shared


def _around(bearers: Mapping[str, _Bearers], sounds: Sequence[str]) -> tuple[int, list[int]]:
    """The first bearer of the first sound, and everybody who bears one of them."""
    found = {product for sound in sounds for product in (*bearers[sound].shown, *bearers[sound].alias)}
    return bearers[sounds[0]].shown[0], sorted(found)


def _chosen(groups: Iterable[tuple[int, list[int]]]) -> list[list[int]]:
    """The largest groups whole; of each other its lead with those who are in none yet."""
    seen: set[int] = set()
    chosen = []
    for lead, group in sorted((g for g in groups if len(g[1]) > 1), key=lambda g: (-len(g[1]), g)):
        fresh = [product for product in group if product not in seen]
        if not fresh:
            continue
        seen.update(fresh)
        company = {lead} if fresh != [lead] else {next(p for p in group if p != lead)}
        chosen.append(sorted({*fresh, *company}))
    return sorted(chosen, key=lambda group: (-len(group), group))


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
