"""A noodle bar as a menu for the order parser: bowls with options, sides and drinks."""

from __future__ import annotations

from dataclasses import replace

from voice.language.lattice.menu import EVERYTHING, Kind, Menu, Slot

NAMES = {
    ("SIZE", "small"): ("small",),
    ("SIZE", "large"): ("large",),
    ("SIZE", "regular"): ("regular",),
    ("BROTH", "miso"): ("miso", "miso broth"),
    ("BROTH", "bone"): ("bone broth",),
    ("EXTRA", "egg"): ("eggs", "egg", "boiled egg"),
    ("EXTRA", "corn"): ("corn",),
    ("EXTRA", "nori"): ("nori", "nori sheets"),
    ("EXTRA", "chili_oil"): ("chili oil",),
    ("EXTRA", "sesame_oil"): ("sesame oil",),
    ("EXTRA", "bamboo"): ("grilled bamboo",),
    ("EXTRA", "kimchi"): ("kimchi",),
    ("EXTRA", "garlic"): ("garlics", "garlic", "black garlic"),
    ("SIDE_TYPE", "dumplings"): ("dumplings", "pork dumplings"),
    ("SIDE_TYPE", "kimchi"): ("kimchi",),
    ("SIDE_TYPE", "bun"): ("steamed buns", "bun"),
    ("DRINK_TYPE", "green_tea"): ("green tea",),
    ("DRINK_TYPE", "plum_soda"): ("plum soda", "ume soda"),
    ("DRINK_TYPE", "barley_tea"): ("barley tea",),
    ("VOLUME", "1 pint"): ("one pint",),
    ("VOLUME", "2 pints"): ("two pints", "two pint"),
}


def _slot(name: str, *, single: bool = False) -> Slot:
    values = frozenset(value for slot, value in NAMES if slot == name)
    if single:
        return Slot(name=name, values=values, single=True, negatable=False, amounts=False)
    return Slot(name=name, values=values | {EVERYTHING})


SIZE = _slot("SIZE", single=True)
MENU = Menu(
    kinds=(
        Kind(
            name="BOWL",
            slots={
                "SIZE": SIZE,
                "BROTH": replace(_slot("BROTH", single=True), negatable=True),
                "EXTRA": _slot("EXTRA"),
            },
            heads=("ramen", "bowl of ramen", "noodle bowl"),
        ),
        Kind(
            name="SIDE",
            slots={"SIDE_TYPE": _slot("SIDE_TYPE", single=True)},
            heads=("side of",),
            product="SIDE_TYPE",
        ),
        Kind(
            name="DRINK",
            slots={
                "DRINK_TYPE": _slot("DRINK_TYPE", single=True),
                "SIZE": SIZE,
                "VOLUME": _slot("VOLUME", single=True),
            },
            heads=("drink",),
            product="DRINK_TYPE",
        ),
    ),
    names=NAMES,
    framed={("SIDE_TYPE", "kimchi"): ("of kimchi", "side of kimchi", "kimchi on")},
)
