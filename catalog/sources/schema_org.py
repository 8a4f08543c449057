"""A schema.org Product as fields of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from catalog.sources.amounts import amount_and_currency
from catalog.sources.row import FieldFault

_NUMBERS = ("gtin13", "gtin", "gtin14", "gtin12", "gtin8")
_GONE = frozenset({"OutOfStock", "SoldOut", "Discontinued"})
_NO_OFFER = "Give the product an offer with price and priceCurrency."


def schema_org_fields(row: Mapping[str, Any]) -> dict[str, Any]:
    """Our fields. Raises FieldFault where the offers leave open what the price is."""
    gtin = next((text for key in _NUMBERS if (text := _text(row.get(key)))), "")
    offers = [offer for offer in _each(row.get("offers")) if isinstance(offer, Mapping)]
    fields: dict[str, Any] = {
        "sku": _text(row.get("sku")) or _text(row.get("productID")) or gtin,
        "brand": _text(row.get("brand")),
        "size": _size(row),
        "category": _text(row.get("category")).rpartition(">")[2].strip(),
        "stock": _stock(offers),
        "attributes": {k: v for k, v in {"gtin": gtin, "color": _text(row.get("color"))}.items() if v},
        "aliases": [name for one in _each(row.get("alternateName")) if (name := _text(one))],
    }
    fields["price"], fields["currency"] = _price(offers)
    return fields | _names(row)


def _each(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: object) -> str:
    """The text of a value, of the first of a list, or the name of a thing."""
    first = next(iter(_each(value)), "")
    if isinstance(first, Mapping):
        first = first.get("@value", first.get("name", ""))
    plain = isinstance(first, (str, int, Decimal)) and not isinstance(first, bool)
    return str(first).strip() if plain else ""


def _names(row: Mapping[str, Any]) -> dict[str, Any]:
    names = [one for one in _each(row.get("name")) if isinstance(one, Mapping) and one.get("@language")]
    if not names:
        return {"name": _text(row.get("name"))}
    return {"names": {str(one["@language"]).partition("-")[0].casefold(): _text(one) for one in names}}


def _size(row: Mapping[str, Any]) -> str:
    for key in ("size", "weight"):
        value = next(iter(_each(row.get(key))), "")
        if isinstance(value, Mapping) and "value" in value:
            unit = _text(value.get("unitText")) or _text(value.get("unitCode"))
            return f"{_text(value['value'])} {unit}".strip()
        if text := _text(value):
            return text
    return ""


def _stock(offers: Iterable[Mapping[str, Any]]) -> str:
    states = [_text(offer.get("availability")).rpartition("/")[2] for offer in offers]
    if states and all(state in _GONE for state in states):
        return "0"
    levels = [offer.get("inventoryLevel") for offer in offers]
    level = next((one for one in levels if one), "")
    return _text(level.get("value")) if isinstance(level, Mapping) else _text(level)


def _price(offers: Iterable[Mapping[str, Any]]) -> tuple[str, str]:
    found = dict.fromkeys(_plain(price) for offer in offers for price in _prices(offer) if price[0])
    if len(found) > 1:
        told = ", ".join(f"{amount} {currency}".strip() for amount, currency in list(found)[:4])
        remedy = "Give one price per product; variants are products of their own."
        raise FieldFault("price", f"the offers have several prices ({told}).", remedy)
    if not found:
        raise FieldFault("price", "the price is missing.", _NO_OFFER)
    return next(iter(found))


def _plain(price: tuple[str, str]) -> tuple[str, str]:
    """4.1 and 4.10 are one price."""
    amount, currency = price
    return (amount.rstrip("0").rstrip(".") if "." in amount else amount), currency


def _prices(offer: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Each price that an offer, an offer of offers, or a price specification names."""
    currency = _text(offer.get("priceCurrency"))
    for key in ("price", "lowPrice", "highPrice"):
        amount, written = amount_and_currency(_text(offer.get(key)))
        yield amount, currency or written
    for key in ("priceSpecification", "offers"):
        for inner in _each(offer.get(key)):
            if isinstance(inner, Mapping) and not offer.get("price"):
                yield from ((amount, own or currency) for amount, own in _prices(inner))
