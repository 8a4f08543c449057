"""How a feed is to be read, and a row of it before anybody knows what its fields mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, get_args

from catalog.sources.raw import OnBytes, nobody

Format = Literal["auto", "csv", "json", "jsonl", "google", "schema.org", "openfoodfacts"]
FORMATS: tuple[str, ...] = get_args(Format)


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which of the shop's columns holds which of our fields, and what holds where a row says nothing.

    `decimal` is the sign before the cents in prices, "." or ",".
    """

    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    defaults: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    decimal: str = "."

    def __bool__(self) -> bool:
        return bool(self.columns or self.defaults or self.decimal != ".")


NO_COLUMNS = Columns()


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """What is known about a feed beforehand; by default its content tells."""

    format: Format = "auto"
    language: str = "en"
    encoding: str = ""
    columns: Columns = NO_COLUMNS
    on_bytes: OnBytes = nobody


AS_IT_IS = How()


@dataclass(frozen=True, slots=True)
class Record:
    """A row as it was written: its line, counted from one, and its fields."""

    line: int
    fields: Mapping[str, Any]
