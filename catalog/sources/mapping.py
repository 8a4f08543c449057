"""A shop's mapping: which of its columns holds which of our fields. TOML or JSON:

decimal = ","                 # the sign before the cents; "." where nothing is said
[columns]
sku = "Art. No"               # our field = the shop's column; in JSON a path: "price.amount"
"names.ko" = "Name (Korean)"
[defaults]
currency = "EUR"              # what holds where a row says nothing
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from catalog.errors import BadInput
from catalog.sources.amounts import amount_and_currency
from catalog.sources.how import Columns
from catalog.sources.raw import fault
from catalog.sources.row import COLUMNS, FieldFault, did_you_mean, known_field

MAX_MAPPING = 1 << 20
_PARTS = ("columns", "defaults", "decimal")
_NO_DEFAULT = frozenset({"sku", "name", "names", "aliases"})


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    columns: dict[str, str] = Field(default_factory=dict)
    defaults: dict[str, str] = Field(default_factory=dict)
    decimal: str = "."

    @field_validator("defaults", mode="before")
    @classmethod
    def _as_text(cls, value: Any) -> Any:
        """Numbers may stand without quotes."""
        if not isinstance(value, dict):
            return value
        return {k: str(v) if type(v) in (int, float) else v for k, v in value.items()}


def load_mapping(path: Path) -> Columns:
    """The mapping in this file. Raises BadInput that names the file and what is wrong in it."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_MAPPING + 1)
    except OSError as error:
        raise fault(path, 0, f"the mapping cannot be read ({error.strerror}).", "Check the path.") from None
    if len(raw) > MAX_MAPPING:
        raise fault(path, 1, "this is too long for a mapping.", "Name the mapping, not the products.")
    try:
        text = raw.decode("utf-8-sig")
        told = json.loads(text) if text.lstrip()[:1] == "{" else tomllib.loads(text)
        read = _File.model_validate(told)
    except ValidationError as error:
        raise _explained(path, error) from None
    except (ValueError, RecursionError) as error:  # TOML, JSON and decoding alike
        remedy = 'Write lines such as: [columns] and below it sku = "Art. No".'
        raise fault(path, 1, f"it is neither TOML nor JSON: {error}.", remedy) from None
    try:
        return checked(Columns(columns=read.columns, defaults=read.defaults, decimal=read.decimal))
    except BadInput as error:
        raise fault(path, 1, error.message, error.remedy) from None


def _explained(path: Path, error: ValidationError) -> BadInput:
    first = error.errors()[0]
    where = ".".join(map(str, first["loc"]))
    if first["type"] == "extra_forbidden":
        meant = did_you_mean(where, _PARTS)
        return fault(path, 1, f"'{where}' is no part of a mapping{meant}", f"Its parts: {', '.join(_PARTS)}.")
    return fault(
        path, 1, f"{where}: {first['msg']}.", 'Write a text in quotes: sku = "Art. No".', field=where
    )


def checked(columns: Columns) -> Columns:
    """The same, if each field is one of ours. Raises BadInput with what may have been meant."""
    for name in (*columns.columns, *columns.defaults):
        if not known_field(name):
            remedy = f"Fields: {', '.join(COLUMNS)}, names.<lang>, aliases.<lang>, attributes.<key>."
            raise BadInput(f"'{name}' is no field of a product{did_you_mean(name)}", remedy=remedy)
    alike = next((n for n in columns.defaults if n.partition(".")[0] in _NO_DEFAULT), None)
    if alike is not None:
        raise BadInput(f"'{alike}' cannot be the same for all products.", remedy="Name a column for it.")
    if columns.decimal not in {".", ","}:
        raise BadInput(f"decimal is '.' or ',', not '{columns.decimal}'.", remedy='Write decimal = ",".')
    return columns


def given_pairs(pairs: Sequence[str], option: str) -> dict[str, str]:
    """What "field=value" options say. Raises BadInput where one has no "="."""
    found = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip() or not value.strip():
            example = f"For example {option} sku=Code."
            raise BadInput(f"{option} {pair}: it is written FIELD=VALUE.", remedy=example)
        found[name.strip()] = value.strip()
    return found


def mapped(
    fields: Mapping[str, Any], row: Mapping[str, Any], columns: Columns, *, own: bool = True
) -> dict[str, Any]:
    """The fields with what the mapping takes from the shop's own row, and with its defaults. `own` False
    says that a price among the fields is no longer as the shop writes it.

    Raises FieldFault where a price names another currency than the row does.
    """
    out = {name: value for name, value in fields.items() if value not in (None, "")}
    taken = {name: _as_field(_picked(row, column)) for name, column in columns.columns.items()}
    out.update((name, value) for name, value in taken.items() if value not in (None, ""))
    if isinstance(out.get("price"), str) and (own or taken.get("price")):
        out["price"], currency = amount_and_currency(out["price"], columns.decimal)
        if currency and out.setdefault("currency", currency) != currency:
            what = f"the price is in {currency}, the row says {out['currency']}."
            raise FieldFault("currency", what, "Mend one of them.")
    return {**columns.defaults, **out}


def _picked(row: Mapping[str, Any], column: str) -> Any:
    """The column's value; "price.amount" also finds the amount in the price."""
    if column in row:
        return row[column]
    value: Any = row
    for part in column.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _as_field(value: Any) -> Any:
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return value
    return value if value is None or isinstance(value, (str, bool)) else str(value)
