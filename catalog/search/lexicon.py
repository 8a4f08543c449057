"""Loads what a language says about numbers, units and ordinary words from `catalog/data/lang/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

import yaml

from catalog.errors import DamagedData

FALLBACK = "en"
"""The language whose table serves one that has none of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A retail unit: its canonical short form, how it is said, and its size per kind of measure."""

    short: str
    said: str
    kinds: Mapping[str, float]
    alone: bool
    """Whether the unit without a number means one of it ("gallon of milk")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """One language's words for numbers and units; keys are lower case, phrases joined by one space."""

    language: str
    script: Literal["latin", "hangul"]
    numbers: Mapping[str, int]
    multipliers: Mapping[str, int]
    fractions: Mapping[str, float]
    sets: Mapping[str, int]
    articles: frozenset[str]
    joiner: str
    point: str
    only_before_units: bool
    """True where number words are also syllables of ordinary words (Korean): a unit must follow."""
    symbols: Mapping[str, str]
    units: Mapping[str, Unit]
    said_as: Mapping[str, str]
    spoken_as: Mapping[str, str]
    """The other way round: how such a form is said."""
    number_words: Mapping[int, str]
    """How each small number is said (the first word of the table wins)."""
    irregular: Mapping[str, str]
    unchanged: frozenset[str]
    colloquial: Mapping[str, tuple[str, ...]]
    """Short and familiar words, and what shops write in their place, the likeliest first."""
    otherwise: Mapping[str, tuple[str, ...]]
    """These, and other words for the same, which are meant only where no name bears those that were said."""
    fillers: frozenset[str]
    ordinary: frozenset[str]


@lru_cache(maxsize=16)
def load_lexicon(language: str) -> Lexicon:
    """The table of `language`, or English's where there is none. Raises DamagedData if unreadable."""
    folder = resources.files("catalog") / "data" / "lang"
    file = folder / f"{language}.yaml"
    if not file.is_file():
        file = folder / f"{FALLBACK}.yaml"
    try:
        raw = yaml.safe_load(file.read_text(encoding="utf-8"))
        return _lexicon(language, raw)
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise DamagedData(
            f"The word table {file.name} cannot be read: {error}.", remedy="Reinstall voicecart."
        ) from error


def _lexicon(language: str, raw: Mapping[str, Any]) -> Lexicon:
    return Lexicon(
        language=language,
        script=raw["script"],
        numbers=raw["numbers"],
        multipliers=raw["multipliers"],
        fractions=raw["fractions"],
        sets=raw["sets"],
        articles=frozenset(raw["articles"]),
        joiner=raw["joiner"],
        point=raw["point"],
        only_before_units=raw.get("only_before_units", False),
        symbols=raw["symbols"],
        units=_units(raw["units"]),
        said_as=raw["said_as"],
        spoken_as={written: spoken for spoken, written in reversed(list(raw["said_as"].items()))},
        number_words={value: word for word, value in reversed(list(raw["numbers"].items()))},
        irregular=raw["plurals"]["irregular"],
        unchanged=frozenset(raw["plurals"]["unchanged"]),
        colloquial=_meant(raw, "colloquial"),
        otherwise=_meant(raw, "otherwise") | _meant(raw, "colloquial"),
        fillers=frozenset(map(str, raw["fillers"])),
        ordinary=frozenset(_words(raw["ordinary"])),
    )


def _words(values: list[Any]) -> list[str]:
    if not all(isinstance(v, str) for v in values):
        raise TypeError("a word list holds something that is no text (quote yes, no, on, off)")
    return values


def _meant(raw: Mapping[str, Any], table: str) -> dict[str, tuple[str, ...]]:
    """What each short phrase of a table means: one text, or several."""
    rows = raw.get(table, {}).items()
    return {short: tuple(_words([meant] if isinstance(meant, str) else meant)) for short, meant in rows}


def _units(raw: Mapping[str, Any]) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for short, row in raw.items():
        unit = Unit(short=short, said=row["said"], kinds=row["kinds"], alone=row.get("alone", False))
        units.update(dict.fromkeys(row["forms"], unit))
    return units
