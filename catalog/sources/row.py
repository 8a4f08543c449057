"""One row of a feed, checked by pydantic and turned into a product."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from catalog.errors import BadInput, BadRow, Place
from catalog.money import Money, parse_money
from catalog.product import Names, OptionGroup, OptionValue, Product, Sku
from catalog.sources.lines import FirstLines

COLUMNS = ("sku", "name", "brand", "size", "category", "price", "currency", "stock", "popularity", "aliases")
NESTED = ("names", "aliases", "attributes")


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _amount(value: object) -> object:
    """A number as it was written; floats never come here, JSON is read with Decimal."""
    return str(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else value


_MOST_DIGITS = 24

Texts = Annotated[list[str], BeforeValidator(_listed)]
Amount = Annotated[str, BeforeValidator(_amount)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


class RawValue(_Part):
    """A choice of an option group as a feed writes it."""

    id: str = Field(min_length=1)
    names: dict[str, Texts]
    surcharge: Amount = "0"


class RawGroup(_Part):
    """An option group as a feed writes it."""

    id: str = Field(min_length=1)
    names: dict[str, Texts]
    values: list[RawValue] = Field(min_length=1)
    required: bool = False
    multiple: bool = False
    default: str | None = None


class RawRow(_Part):
    """A row as a feed writes it, dotted columns already folded into objects."""

    sku: str = Field(min_length=1)
    name: str = ""
    names: dict[str, Texts] = Field(default_factory=dict)
    aliases: dict[str, Texts] = Field(default_factory=dict)
    brand: str = ""
    size: str = ""
    category: str = ""
    price: Amount
    currency: str
    stock: int | None = Field(default=None, ge=0, le=10**9)
    popularity: float = Field(default=0.0, ge=0, le=1)
    options: list[RawGroup] = Field(default_factory=list)
    attributes: dict[str, str] = Field(default_factory=dict)


_REMEDIES = {
    "price": "Write a decimal number such as 4.99, without a currency sign.",
    "currency": "Add a three-letter code such as USD.",
    "sku": "Give every product its own SKU.",
    "stock": "Write a whole number, zero or more, or leave it empty.",
    "popularity": "Write a number from 0 to 1, or leave it empty.",
}


class RowReader:
    """Turns the rows of one file into products; remembers the line of each SKU, and nothing else."""

    def __init__(self, path: Path, language: str) -> None:
        self._path = path
        self._language = language
        self._lines = FirstLines()

    def read(self, fields: Mapping[str, Any], line: int) -> Product | BadRow:
        """The product that a row describes, or what is wrong with it and how to mend it."""
        place = Place(file=str(self._path), line=line)
        product = to_product(folded(fields, self._language), place, self._language)
        if isinstance(product, BadRow):
            return product
        first = self._lines.first(product.sku, line)
        if first != line:
            return _bad(place, "sku", f"the SKU {product.sku} stands already in line {first}.")
        return product

    def close(self) -> None:
        """Forget the lines."""
        self._lines.close()


def to_product(fields: Mapping[str, Any], place: Place, language: str) -> Product | BadRow:
    """The product that folded fields describe, or what is wrong with them and how to mend it."""
    given = {k: v for k, v in fields.items() if v is not None and v != ""}
    for name in ("price", "currency"):
        if name not in given:
            what = "the price is missing." if name == "price" else _no_currency(given)
            return _bad(place, name, what)
    try:
        return _product(RawRow.model_validate(given), language)
    except ValidationError as error:
        return _explained(error, place)
    except FieldFault as error:
        return _bad(place, error.field, error.reason, error.remedy)


class FieldFault(Exception):
    """What is wrong with one field of a row, before it is known which row."""

    def __init__(self, field: str, reason: str, remedy: str = "") -> None:
        super().__init__(reason)
        self.field, self.reason, self.remedy = field, reason, remedy


def _no_currency(given: Mapping[str, Any]) -> str:
    return f"the price {given['price']} has no currency."


def _bad(place: Place, field: str, message: str, remedy: str = "") -> BadRow:
    where = Place(file=place.file, line=place.line, field=field)
    cure = remedy or _REMEDIES.get(field.partition(".")[0], "Mend the row and import again.")
    return BadRow(where, message, remedy=cure)


def _explained(error: ValidationError, place: Place) -> BadRow:
    first = error.errors()[0]
    field = ".".join(map(str, first["loc"]))
    if first["type"] == "extra_forbidden":
        return _bad(place, field, f"'{field}' is no known field{did_you_mean(field)}", "Rename or remove it.")
    if field == "stock" and first["type"] == "greater_than_equal":
        return _bad(place, field, f"the stock {first['input']} is negative.")
    return _bad(place, field, f"{first['msg'][0].lower()}{first['msg'][1:]} (found {first['input']!r:.60}).")


def known_field(name: str) -> bool:
    """Whether a column or key is one of ours: "price", "names.ko"."""
    head, _, tail = name.partition(".")
    return name in COLUMNS or (head in NESTED and bool(tail))


def did_you_mean(word: str, names: Iterable[str] = (*COLUMNS, *NESTED, "options")) -> str:
    """`; did you mean 'price'?` for a near miss of one of the names, else a full stop."""
    written = {name.casefold(): name for name in names}
    close = difflib.get_close_matches(word.casefold(), written, n=1, cutoff=0.6)
    return f"; did you mean '{written[close[0]]}'?" if close else "."


def _product(row: RawRow, language: str) -> Product:
    price = _money(row.price, row.currency, "price")
    return Product(
        sku=Sku(row.sku),
        names=_names(row, language),
        price=price,
        brand=row.brand,
        size=row.size,
        category=row.category,
        stock=row.stock,
        options=tuple(_group(g, row.currency) for g in _unique(row.options, "options")),
        attributes=MappingProxyType(dict(row.attributes)),
        popularity=row.popularity,
    )


def _money(amount: str, currency: str, field: str) -> Money:
    if len(amount) > _MOST_DIGITS or set(amount.casefold()) & {"e", "_"}:
        raise FieldFault(field, f"'{amount:.20}' is no price.", "Write it as a number such as 4.99.")
    try:
        Money(0, currency)
    except BadInput as error:
        raise FieldFault("currency", error.message, error.remedy) from None
    try:
        return parse_money(amount, currency)
    except BadInput as error:
        comma = ' Where a comma stands before the cents, put decimal = "," into a mapping.'
        raise FieldFault(field, error.message, error.remedy + (comma if "," in amount else "")) from None


def _names(row: RawRow, language: str) -> Names:
    found: dict[str, list[str]] = {}
    if row.name:
        found[language] = [row.name]
    for lang, texts in [*row.names.items(), *row.aliases.items()]:
        found.setdefault(lang, []).extend(texts)
    for lang in row.aliases:
        if lang not in row.names and not (lang == language and row.name):
            raise FieldFault(
                f"aliases.{lang}", f"there are aliases but no name in '{lang}'.", f"Add names.{lang}."
            )
    names = {lang: tuple(dict.fromkeys(t for t in texts if t)) for lang, texts in found.items()}
    names = {lang: texts for lang, texts in names.items() if texts}
    if not names:
        raise FieldFault("name", "the name is missing.", "Add a name, or names.<lang>.")
    return MappingProxyType(names)


def _unique(items: Iterable[Any], field: str) -> list[Any]:
    listed = list(items)
    ids = [item.id for item in listed]
    twice = next((i for i in ids if ids.count(i) > 1), None)
    if twice is not None:
        raise FieldFault(field, f"the id '{twice}' stands twice.", "Give each its own id.")
    return listed


def _group(raw: RawGroup, currency: str) -> OptionGroup:
    field = f"options.{raw.id}"
    values = tuple(_value(v, currency, field) for v in _unique(raw.values, field))
    if raw.default is not None and raw.default not in {v.id for v in values}:
        raise FieldFault(
            f"{field}.default", f"'{raw.default}' is none of its values.", "Name one of the values' ids."
        )
    return OptionGroup(
        id=raw.id,
        names=_option_names(raw.names, field),
        values=values,
        required=raw.required,
        multiple=raw.multiple,
        default=raw.default,
    )


def _value(raw: RawValue, currency: str, field: str) -> OptionValue:
    surcharge = _money(raw.surcharge, currency, f"{field}.{raw.id}.surcharge")
    names = _option_names(raw.names, f"{field}.{raw.id}")
    return OptionValue(id=raw.id, names=names, surcharge=surcharge if surcharge.minor else None)


def _option_names(raw: Mapping[str, list[str]], field: str) -> Names:
    names = {lang: tuple(t for t in texts if t) for lang, texts in raw.items()}
    if not any(names.values()):
        raise FieldFault(f"{field}.names", "a name is missing.", "Add a name in at least one language.")
    return MappingProxyType({lang: texts for lang, texts in names.items() if texts})


def folded(fields: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Dotted columns ("names.ko") folded into objects; "a|b" aliases cut; "aliases" given a language."""
    out: dict[str, Any] = {}
    for key, value in fields.items():
        head, _, tail = key.partition(".")
        if head in NESTED and tail:
            _fold(out, head, tail, value)
        elif key == "aliases" and not isinstance(value, Mapping):
            _fold(out, head, language, value)
        elif head in NESTED and isinstance(value, Mapping):
            for part, inner in value.items():
                _fold(out, head, str(part), inner)
        else:
            out[key] = value
    return out


def _fold(out: dict[str, Any], head: str, tail: str, value: Any) -> None:
    if value is None or value == "":
        return
    parts = [p.strip() for p in value.split("|")] if head == "aliases" and isinstance(value, str) else value
    out.setdefault(head, {})[tail] = parts
