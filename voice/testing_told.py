"""Conversations written as data: read from a YAML file, each fault named with its file, line and remedy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from catalog.errors import BadInput
from voice.language.placed import LocaleError, Placed, read_yaml

ALL_DEEDS = frozenset({"orders", "cancels", "asks-pin", "hands-over", "ends", "changes", "reads-back"})
"""What the assistant can do in a turn: `voice.testing_talk` tells by what."""
REMEDY = "Write it as CONTRIBUTING.md tells under: A conversation."
_LINE = re.compile(r"[1-9][0-9]* \S+( [+-]\w+=\w+)*")

Wanted = Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One conversation of a file: what is typed, and what has to come of it."""

    name: str
    language: str
    talk: tuple[Wanted, ...]
    pin: str = ""
    basket: tuple[str, ...] = ()
    orders: tuple[tuple[str, ...], ...] = ()

    def __str__(self) -> str:
        """The name that a test report shows."""
        return f"{self.language}-{self.name}"


def read_conversations(file: Path, *, language: str) -> tuple[Told, ...]:
    """The conversations of a YAML file. Raises BadInput, with file and line, for one of another form."""
    try:
        return tuple(_told(entry, language) for entry in read_yaml(file).each())
    except LocaleError as fault:
        raise BadInput(fault.message, remedy=REMEDY) from None


def texts(fields: Mapping[str, object], name: str) -> tuple[str, ...]:
    """What stands under a name: one text, several, or none."""
    value = fields.get(name, ())
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)


def _told(entry: Placed, language: str) -> Told:
    fields = entry.fields("name", "talk", "pin", "basket", "orders")
    for needed in ("name", "talk"):
        if needed not in fields:
            entry.wrong(f"a conversation needs '{needed}'.")
    return Told(
        name=fields["name"].text,
        language=language,
        talk=tuple(_turn(turn) for turn in fields["talk"].each()),
        pin=fields["pin"].text if "pin" in fields else "",
        basket=_lines(fields["basket"]) if "basket" in fields else (),
        orders=tuple(map(_lines, fields["orders"].each())) if "orders" in fields else (),
    )


def _turn(turn: Placed) -> Wanted:
    fields = turn.fields("hears", "says", "never", "does", "must_not")
    if "hears" not in fields:
        turn.wrong("a turn needs 'hears'.")
    for name in {"does", "must_not"} & fields.keys():
        for deed in _several(fields[name]):
            _check_deed(deed)
    found: dict[str, str | tuple[str, ...]] = {"hears": fields.pop("hears").text}
    return found | {name: tuple(text.text for text in _several(value)) for name, value in fields.items()}


def _check_deed(deed: Placed) -> None:
    if deed.text not in ALL_DEEDS:
        alike = get_close_matches(deed.text, sorted(ALL_DEEDS), 1)
        meant = f" Did you mean '{alike[0]}'?" if alike else ""
        deed.wrong(f"'{deed.text}' is no deed; known are {', '.join(sorted(ALL_DEEDS))}.{meant}")


def _several(value: Placed) -> tuple[Placed, ...]:
    return tuple(value.each()) if value.is_list else (value,)


def _lines(value: Placed) -> tuple[str, ...]:
    """Lines of a basket or an order, as "2 BAR-LATTE +size=large"."""
    for line in value.each():
        if not _LINE.fullmatch(line.text):
            line.wrong(f"'{line.text}' is no line; one looks like: 2 BAR-LATTE +size=large")
    return tuple(line.text for line in value.each())
