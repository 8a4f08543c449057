"""Skills, recognisers, speakers, stores and locales that are installed, ours and other people's alike.

Each is an entry point in one of five groups of a Python package's metadata:

    [project.entry-points."voicecart.skills"]
    gift = "voicecart_gift:skill"

What each group's entry point must lead to:

- `voicecart.skills`: a Skill, see `voice.dialogue.skill`;
- `voicecart.recognizers`: a function `(settings: voice.config.Settings) -> voice.ports.Recognizer`;
- `voicecart.speakers`: a function `(settings) -> voice.ports.Voice`;
- `voicecart.stores`: a function `(settings, known) -> catalog.ports.Store`, where `known` are the products
  of the local catalog by SKU;
- `voicecart.locales`: a package (or a Path, or a function giving one) whose folder holds a locale's files.
  The name says what it is: `fr` is a whole language; `en.gift` adds its `sentences/*.yaml` and
  `replies/*.ftl` to English, which is how a skill brings its words along.

Nothing is imported before it is asked for. What cannot be used becomes a `PluginProblem`, never an exception:
one broken plug-in must not keep the shop closed.
"""

from __future__ import annotations

import importlib.metadata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import Any

from voice.dialogue.skill import Skill

OURS = "voicecart"
"""The distribution whose names nobody else can take."""


class Group(StrEnum):
    """What a plug-in adds; the value is the name of the entry point group."""

    SKILLS = "voicecart.skills"
    RECOGNIZERS = "voicecart.recognizers"
    SPEAKERS = "voicecart.speakers"
    STORES = "voicecart.stores"
    LOCALES = "voicecart.locales"


class Trouble(StrEnum):
    """Why a plug-in is not used."""

    IMPORT = "import"
    """Importing it raised."""
    TYPE = "type"
    """It is not what its group asks for."""
    CLASH = "clash"
    """Another package has the same name in the same group."""
    MISSING = "missing"
    """No installed package has that name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginProblem:
    """A plug-in that is not used, why, and what to do about it."""

    group: Group
    name: str
    distribution: str
    trouble: Trouble
    reason: str
    remedy: str

    def __str__(self) -> str:
        owner = self.distribution or "nobody"
        return f"{self.group.value} '{self.name}' of {owner}: {self.reason} {self.remedy}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """All plug-ins of one group: the usable ones by name, and the problems of the others."""

    values: Mapping[str, Any]
    problems: tuple[PluginProblem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    name: str
    distribution: str
    point: importlib.metadata.EntryPoint = field(repr=False)


Check = Callable[[str, Any], str]
"""(name, loaded value) → what is wrong with it, or nothing."""


class Plugins:
    """The plug-ins installed in this environment, or those of `points` where a test gives them."""

    def __init__(self, points: Iterable[importlib.metadata.EntryPoint] | None = None) -> None:
        self._entries: dict[Group, dict[str, _Entry]] = {group: {} for group in Group}
        self._clashes: dict[Group, list[PluginProblem]] = {group: [] for group in Group}
        found = _installed() if points is None else tuple(points)
        for group in Group:
            self._sort_in(group, [p for p in found if p.group == group])

    def names(self, group: Group) -> tuple[str, ...]:
        """The names that can be loaded, sorted; nothing is imported."""
        return tuple(sorted(self._entries[group]))

    def load(self, group: Group, name: str) -> Any | PluginProblem:
        """The plug-in of that name, imported now; or why it cannot be had."""
        entry = self._entries[group].get(name)
        if entry is None:
            return self._missing(group, name)
        try:
            value = entry.point.load()
            fault = _CHECKS[group](name, value)
            if group is Group.LOCALES and not fault:
                value = folder_of(value)
        # Foreign code meets ours here: whatever its import raises must not stop the assistant.
        except (Exception, SystemExit) as error:  # noqa: BLE001
            return _problem(group, entry, Trouble.IMPORT, f"importing it failed ({_told(error)}).")
        return value if not fault else _problem(group, entry, Trouble.TYPE, fault)

    def load_all(self, group: Group) -> Loaded:
        """Every plug-in of the group; clashes are among the problems."""
        values, problems = {}, list(self._clashes[group])
        for name in self.names(group):
            value = self.load(group, name)
            if isinstance(value, PluginProblem):
                problems.append(value)
            else:
                values[name] = value
        return Loaded(values=values, problems=tuple(problems))

    def skills(self) -> tuple[tuple[Skill, ...], tuple[PluginProblem, ...]]:
        """The usable skills, strangers' before ours: of two for one intent the first is asked."""
        loaded = self.load_all(Group.SKILLS)
        entries = self._entries[Group.SKILLS]
        order = sorted(loaded.values, key=lambda name: (entries[name].distribution == OURS, name))
        return tuple(loaded.values[name] for name in order), loaded.problems

    def clashes(self) -> tuple[PluginProblem, ...]:
        """Names that more than one package wants; needs no import."""
        return tuple(problem for group in Group for problem in self._clashes[group])

    def _missing(self, group: Group, name: str) -> PluginProblem:
        there = ", ".join(self.names(group)) or "none is there"
        return PluginProblem(
            group=group,
            name=name,
            distribution="",
            trouble=Trouble.MISSING,
            reason="no installed package offers it.",
            remedy=f"Install one that does, or use one of: {there}.",
        )

    def _sort_in(self, group: Group, points: list[importlib.metadata.EntryPoint]) -> None:
        wanted: dict[str, dict[str, _Entry]] = defaultdict(dict)
        for point in points:
            distribution = point.dist.name if point.dist else ""
            wanted[point.name].setdefault(
                distribution, _Entry(name=point.name, distribution=distribution, point=point)
            )
        for name, by_owner in sorted(wanted.items()):
            owner = OURS if OURS in by_owner else next(iter(by_owner)) if len(by_owner) == 1 else ""
            if owner or owner in by_owner:
                self._entries[group][name] = by_owner[owner]
            self._clashes[group] += [
                _clash(group, entry, by_owner) for who, entry in sorted(by_owner.items()) if who != owner
            ]


def folder_of(brought: object) -> Path | None:
    """The folder that a locale's entry point brings: a path, a function giving one, or a package's own."""
    if callable(brought):
        brought = brought()
    if isinstance(brought, str | Path):
        return Path(brought)
    if not isinstance(brought, ModuleType):
        return None
    own = getattr(brought, "__file__", None) or next(iter(getattr(brought, "__path__", ())), None)
    return None if own is None else Path(own) if Path(own).is_dir() else Path(own).parent


def _installed() -> tuple[importlib.metadata.EntryPoint, ...]:
    return tuple(point for group in Group for point in importlib.metadata.entry_points(group=group.value))


def _problem(group: Group, entry: _Entry, trouble: Trouble, reason: str) -> PluginProblem:
    return PluginProblem(
        group=group,
        name=entry.name,
        distribution=entry.distribution,
        trouble=trouble,
        reason=reason,
        remedy=f"Update or uninstall {entry.distribution or entry.point.value}; the rest works without it.",
    )


def _clash(group: Group, entry: _Entry, by_owner: Mapping[str, _Entry]) -> PluginProblem:
    others = ", ".join(sorted(set(by_owner) - {entry.distribution}))
    return _problem(group, entry, Trouble.CLASH, f"the name is also that of {others}.")


def _told(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:300]


def _factory(_name: str, value: Any) -> str:
    return "" if callable(value) else f"a function taking the settings is needed, not {_kind(value)}."


def _locale(_name: str, value: Any) -> str:
    folder = folder_of(value)
    if folder is None:
        return f"a package with locale files is needed, not {_kind(value)}."
    return "" if folder.is_dir() else f"its folder {folder} is not on the disk."


def _skill(name: str, value: Any) -> str:
    if isinstance(value, type) or not isinstance(value, Skill):
        return f"a Skill (name, intents, handle) is needed, not {_kind(value)}."
    if value.name != name:
        return f"the skill calls itself '{value.name}'."
    intents = value.intents
    named = isinstance(intents, tuple) and intents and all(isinstance(intent, str) for intent in intents)
    return "" if named and callable(value.handle) else "its intents are not a tuple of names."


def _kind(value: Any) -> str:
    return f"the class {value.__name__}" if isinstance(value, type) else f"a {type(value).__name__}"


_CHECKS: Mapping[Group, Check] = {
    Group.SKILLS: _skill,
    Group.RECOGNIZERS: _factory,
    Group.SPEAKERS: _factory,
    Group.STORES: _factory,
    Group.LOCALES: _locale,
}
