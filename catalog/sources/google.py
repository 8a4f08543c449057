"""Rows of a Google Merchant feed, XML or TSV, as fields of ours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from catalog.clock import Now, utc_now
from catalog.sources.amounts import amount_and_currency
from catalog.sources.row import FieldFault

REQUIRED = ("id", "title", "price")
TELLING = frozenset({"link", "availability", "image_link", "google_product_category", "condition"})
"""Columns of which one at least stands in such a feed, and hardly in a shop's own."""
_ATTRIBUTES = ("gtin", "mpn", "color", "material", "item_group_id")
_GONE = frozenset({"out of stock", "out_of_stock"})


def plain(name: str) -> str:
    """A column as the specification names it: "image link" is "image_link", "g:price" is "price"."""
    return name.strip().casefold().removeprefix("g:").replace(" ", "_")


def is_google(names: frozenset[str]) -> bool:
    """Whether these plain columns are a Merchant feed's."""
    return names.issuperset(REQUIRED) and bool(names & TELLING)


def google_fields(row: Mapping[str, Any], now: Now = utc_now) -> dict[str, Any]:
    """Our fields. Raises FieldFault for a sale that nobody can date."""
    text = {plain(key): str(value or "").strip() for key, value in row.items()}
    fields: dict[str, Any] = {
        "sku": text.get("id", ""),
        "name": text.get("title", ""),
        "brand": text.get("brand", ""),
        "size": text.get("unit_pricing_measure") or text.get("size", ""),
        "category": _category(text),
        "stock": _stock(text),
        "attributes": {key: text[key] for key in _ATTRIBUTES if text.get(key)},
    }
    if text.get("short_title"):
        fields["aliases"] = [text["short_title"]]
    fields["price"], fields["currency"] = amount_and_currency(_price(text, now))
    return fields


def _category(text: Mapping[str, str]) -> str:
    """The narrowest category; Google's own may be a mere number, which says nothing to a shopper."""
    path = text.get("product_type") or text.get("google_product_category", "")
    last = path.rpartition(">")[2].strip()
    return "" if last.isdigit() else last


def _stock(text: Mapping[str, str]) -> str:
    if text.get("availability", "").casefold() in _GONE:
        return "0"
    return text.get("sell_on_google_quantity") or text.get("quantity", "")


def _price(text: Mapping[str, str], now: Now) -> str:
    """The sale's price while the sale is on, else the usual one."""
    usual, sale = text.get("price", ""), text.get("sale_price", "")
    when = text.get("sale_price_effective_date")
    if not sale or (when and not _is_on(when, now)):
        return usual
    return sale


def _is_on(when: str, now: Now) -> bool:
    start, slash, end = when.partition("/")
    try:
        begins, ends = _moment(start), _moment(end)
    except ValueError:
        slash = ""
    if not slash:
        field, remedy = "sale_price_effective_date", "Write 2026-03-01T13:00-0800/2026-03-08T13:00-0800."
        raise FieldFault(field, f"'{when}' is no span of time.", remedy)
    return begins <= now() < ends


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text.strip())
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
