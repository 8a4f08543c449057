"""A food-ordering menu on disk: a folder with schema.json and the alias files that it names.

The schema tells kinds ("intents") with their slots; an alias file has a line for every name of a
value: "iced tea<TAB>drinkType(ice_tea)". Nothing here knows what any of them means.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voice.language.lattice.menu import EVERYTHING, Kind, Menu, Slot

NUMBER, QUANTITY, NOT = "NUMBER", "QUANTITY", "NOT"
_MODIFIERS = frozenset({NUMBER, QUANTITY, NOT})
_VALUE = re.compile(r"^\s*\w+\((.*)\)\s*$")


@dataclass(frozen=True)
class FoodMenu:
    """The menu for the parser."""

    menu: Menu
    qualified: frozenset[str]


def load_menu(folder: Path) -> FoodMenu:
    """The menu of a folder. Raises OSError, ValueError or KeyError for another form."""
    schema = json.loads((folder / "schema.json").read_text(encoding="utf-8"))
    names: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    framed: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    cues: dict[tuple[str, str], None] = {}
    kinds = []
    qualified = set()
    for intent in schema["intents"]:
        slots = {}
        for rules in intent["slots"]:
            rows = alias_rows(folder / rules["path"])
            slot = rules["slotName"]
            if slot in _MODIFIERS:
                cues.update(
                    {(text, "" if slot == NOT else value): None for text, value in rows if slot != NUMBER}
                )
                continue
            for text, value in rows:
                names[slot, value][text] = None
                framed[slot, value].update(dict.fromkeys(_frames(text, rules)))
            for text, value in _ids(rows):
                names[slot, value][text] = None
            slots[slot] = _slot(slot, rules, rows)
            qualified |= {slot} if rules.get("qualified") else set()
        product = product_slot(intent["name"], list(slots))
        kinds.append(
            Kind(name=intent["name"], slots=slots, heads=tuple(intent["entityNames"]), product=product)
        )
    menu = Menu(
        kinds=tuple(kinds),
        names={value: tuple(forms) for value, forms in names.items()},
        framed={value: tuple(forms) for value, forms in framed.items()},
        more_cues=tuple(cues),
    )
    return FoodMenu(menu, frozenset(qualified))


def alias_rows(path: Path) -> list[tuple[str, str]]:
    """Name and value of every line of an alias file."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if "\t" in line:
            text, value = line.split("\t", 1)
            found = _VALUE.match(value)
            if found is None:
                raise ValueError(f"{path} has a line without a value: {line!r}")
            rows.append((" ".join(text.split()), " ".join(found[1].split())))
    return rows


def _ids(rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Values by their own names, as far as no alias of another one is written so."""
    taken = {text.lower() for text, _ in rows}
    ids = {value: " ".join(re.split(r"[\s_]+", value)) for _, value in rows if "(" not in value}
    return [(text, value) for value, text in ids.items() if text.lower() not in taken]


def _frames(text: str, rules: dict[str, Any]) -> list[str]:
    before = [f"{prefix} {text}" for prefix in rules.get("optionalPrefixes", ())]
    after = [f"{text} {suffix}" for suffix in rules.get("optionalSuffixes", ())]
    return [*before, *after]


def _slot(name: str, rules: dict[str, Any], rows: list[tuple[str, str]]) -> Slot:
    several = bool(rules.get("qualified") or rules.get("negatable"))
    return Slot(
        name=name,
        values=frozenset(value for _, value in rows) | ({EVERYTHING} if several else set()),
        single=not several,
        negatable=bool(rules.get("negatable")),
        amounts=bool(rules.get("qualified")),
    )


def product_slot(kind: str, slots: list[str]) -> str:
    """The slot that tells the product: the one that bears the kind's own name ("DRINK_TYPE")."""
    stem = re.sub(r"_?ORDER$", "", kind)
    return next((slot for slot in slots if stem in slot), "")
