"""Rehearsals as data: what a shopper says, when, and which order is meant by it.

A dialogue is a YAML file:

    about: Reorders in one breath.
    meant: [{sku: OAT-ORIG, quantity: 2}]     # the order that shall exist in the end; [] means none
    agrees: [{sku: OAT-ORIG, quantity: 2}]    # the read-back agreed to where no order comes of it
    wants: [OAT-BARISTA]                      # said yes to beside what is meant
    settings: {patience: {no_input_ms: 3000}} # where the dialogue needs others
    pin: "4271"                               # set before it begins
    turns:
      - say: order two cartons of oat milk    # once the assistant waits; `at` names the phase, else listen
      - say: the second one
        at: choose
      - chat: what a day                      # said once, understood or not
      - agree: "yes"                          # only if the read-back is what is meant; else the refusal
      - pin: right                            # the digits asked for (wrong: others)
      - silence: true                         # until the assistant speaks by itself
      - noise: 3                              # seconds of noise in the room
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from catalog.order import Chosen, Line
from catalog.product import Sku
from voice.dialogue.session import Phase
from voice.errors import SettingsError

REMEDY = "Mend the file; its form is told in voice/rehearsal_script.py."


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Say it once the assistant waits in the phase `at`; again where it was not understood, but chatter."""

    text: str
    at: Phase = Phase.LISTEN
    chatter: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Agree:
    """Consent in these words, if the read-back is exactly what is meant."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SayPin:
    """The digits asked for, right or wrong."""

    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepSilent:
    """Say nothing until the assistant has spoken by itself."""

    at: Phase | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeNoise:
    """Noise in the room, nobody speaks."""

    seconds: float
    at: Phase | None = None


Turn = Say | Agree | SayPin | KeepSilent | MakeNoise


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How a shopper of a language answers what no script foresees."""

    yes: str
    no: str
    ordinals: tuple[str, ...]
    other: str
    anew: tuple[str, ...]
    """Ways to empty the basket, tried in turn."""
    digits: tuple[str, ...]
    """How 0 to 9 are said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """One rehearsal. `meant` are the lines of the order that shall exist in the end, sorted."""

    name: str
    about: str
    turns: tuple[Turn, ...]
    meant: tuple[Line, ...] = ()
    agrees: tuple[Line, ...] = ()
    """The lines of the read-back that is agreed to: what is meant, unless the order shall fail later."""
    pin: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    wants: frozenset[str] = frozenset()
    """SKUs that the shopper says yes to when they are offered: what is meant, and what `wants` adds."""
    cancelled: bool = False
    """The order shall stand as cancelled in the end."""


def load_dialogue(path: Path) -> Dialogue:
    """The dialogue of a file. Raises SettingsError that names file and place."""
    return dialogue_of(path.stem, _read(path), str(path))


def load_dialogues(folder: Path) -> tuple[Dialogue, ...]:
    """Every dialogue of a folder, by name."""
    return tuple(load_dialogue(path) for path in sorted(folder.glob("*.yaml")))


def load_demo(language: str, *, plain: bool = False) -> tuple[Manners, Dialogue]:
    """The manners of a language and the dialogue that `scripts/demo` shows; `plain` for a store that has no
    options. Raises SettingsError.
    """
    path = Path(__file__).parent / "locales" / language / "rehearsal.yaml"
    if not path.is_file():
        raise SettingsError(f"No shopper can be rehearsed in '{language}'.", remedy=f"Write {path}.")
    data = _read(path)
    return _manners(data["manners"]), dialogue_of(
        "demo", (plain and data.get("plain")) or data["demo"], str(path)
    )


def dialogue_of(name: str, data: Mapping[str, Any], where: str) -> Dialogue:
    """A dialogue from YAML's values. Raises SettingsError."""
    try:
        meant = _lines(data.get("meant", ()))
        return Dialogue(
            name=name,
            about=data["about"],
            turns=tuple(_turn(one) for one in data["turns"]),
            meant=meant,
            agrees=_lines(data["agrees"]) if "agrees" in data else meant,
            wants=frozenset(line.sku for line in meant) | set(data.get("wants", ())),
            pin=data.get("pin", ""),
            settings=data.get("settings", {}),
            cancelled=data.get("cancelled", False),
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise SettingsError(f"{where} is no dialogue: {error!r}.", remedy=REMEDY) from error


def _lines(told: Iterable[Mapping[str, Any]]) -> tuple[Line, ...]:
    return tuple(sorted((_line(one) for one in told), key=_by_sku))


def _read(path: Path) -> Mapping[str, Any]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise SettingsError(f"{path} cannot be read: {error}", remedy=REMEDY) from error
    if not isinstance(data, Mapping):
        raise SettingsError(f"{path} holds no dialogue.", remedy=REMEDY)
    return data


def _manners(data: Mapping[str, Any]) -> Manners:
    return Manners(
        yes=data["yes"],
        no=data["no"],
        other=data["other"],
        ordinals=tuple(data["ordinals"]),
        anew=tuple(data["anew"]),
        digits=tuple(data["digits"]),
    )


def _line(data: Mapping[str, Any]) -> Line:
    options = (Chosen(group, value) for group, value in data.get("options", {}).items())
    return Line(sku=Sku(data["sku"]), quantity=data.get("quantity", 1), options=tuple(sorted(options)))


def _by_sku(line: Line) -> tuple[Any, ...]:
    return (line.sku, line.options, line.quantity)


def _turn(data: Mapping[str, Any]) -> Turn:
    at = Phase(data["at"]) if "at" in data else None
    kind = next(key for key in data if key != "at")
    match kind:
        case "say":
            return Say(text=data["say"], at=at or Phase.LISTEN)
        case "chat":
            return Say(text=data["chat"], at=at or Phase.LISTEN, chatter=True)
        case "agree":
            return Agree(text=data["agree"])
        case "pin":
            return SayPin(right={"right": True, "wrong": False}[data["pin"]])
        case "silence":
            return KeepSilent(at=at)
        case "noise":
            return MakeNoise(seconds=float(data["noise"]), at=at)
        case _:
            raise ValueError(f"a turn of the unknown kind '{kind}'")
