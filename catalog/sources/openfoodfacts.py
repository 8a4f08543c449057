"""Rows of an Open Food Facts export (TSV, CSV, JSONL as published) as fields of ours; without prices."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

REQUIRED = ("code", "product_name")
NO_PRICES = (
    "Open Food Facts knows no prices: add a column with yours and name it (--column price=COLUMN), "
    "or give one for all (--default price=2.50 --default currency=USD)."
)
_NAME = re.compile(r"product_name_([a-z]{2})")
_PREFIX = re.compile(r"^[a-z]{2}:")


def is_openfoodfacts(names: frozenset[str]) -> bool:
    """Whether these columns or keys are of such an export."""
    return names.issuperset(REQUIRED)


def openfoodfacts_fields(row: Mapping[str, Any]) -> dict[str, Any]:
    """Our fields, price and currency apart. The name in the product's own language is shown first."""
    own = _text(row.get("lang"))
    names = {found[1]: _text(value) for key, value in row.items() if (found := _NAME.fullmatch(key))}
    names = {language: name for language, name in names.items() if name}
    main = _text(row.get("product_name"))
    if own and main:
        names.setdefault(own, main)
    code = _text(row.get("code"))
    return {
        "sku": code,
        "name": "" if own or main in names.values() else main,
        "names": names,
        "brand": _text(row.get("brands")).partition(",")[0].strip(),
        "size": _text(row.get("quantity")),
        "category": _category(row),
        "attributes": {"gtin": code} if code else {},
    }


def _category(row: Mapping[str, Any]) -> str:
    """The narrowest: categories are listed from the widest on."""
    listed = _text(row.get("categories_en")) or _text(row.get("categories"))
    last = listed.rpartition(",")[2].strip()
    return _PREFIX.sub("", last).replace("-", " ") if _PREFIX.match(last) else last


def _text(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return str(value).strip() if isinstance(value, (str, int)) else ""
