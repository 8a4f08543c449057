"""A shop's own columns: mappings, what is said of wrong ones, and the hint where there is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from feed_files import read, refusal, written

from catalog.errors import BadRow
from catalog.money import Money
from catalog.sources import import_products
from catalog.sources.amounts import amount_and_currency
from catalog.sources.how import Columns, How
from catalog.sources.mapping import load_mapping

SHOP = "Art. No;Titel;Preis (EUR);Menge;Notiz;Notiz\nA1;Hafermilch;1.299,50 €;3;x;y\nB2;Tee;0,99;;;\n"
MAPPING = """
decimal = ","
[columns]
sku = "Art. No"
"names.de" = "titel"
price = "Preis (EUR)"
stock = "Menge"
[defaults]
currency = "EUR"
popularity = 0.5
"""


@pytest.mark.parametrize("form", ["toml", "json"])
def test_a_mapping_takes_what_it_names_and_leaves_the_rest(tmp_path: Path, form: str):
    import tomllib  # noqa: PLC0415

    text = MAPPING if form == "toml" else json.dumps(tomllib.loads(MAPPING))
    how = How(columns=load_mapping(written(tmp_path, text, f"m.{form}")))
    milk, tea = read(written(tmp_path, SHOP, "shop.csv"), how)
    assert (milk.sku, milk.names, milk.price, milk.stock) == (
        "A1",
        {"de": ("Hafermilch",)},
        Money(129_950, "EUR"),
        3,
    )
    assert (tea.price.minor, tea.stock, tea.popularity) == (99, None, 0.5)


def test_the_hint_without_a_mapping_is_a_mapping_that_works(tmp_path: Path):
    shop = "Artikelnummer,Bezeichnung,Preis,Waehrung,Lager\nA1,Tee,1.20,EUR,9\n"
    path = written(tmp_path, shop, "shop.csv")
    bad = refusal(path)
    assert bad.place.line == 1
    hint = bad.remedy[bad.remedy.index("[columns]") :]
    how = How(columns=load_mapping(written(tmp_path, hint, "m.toml")))
    (tea,) = read(path, how)
    assert (tea.sku, tea.name("en"), tea.price) == ("A1", "Tee", Money(120, "EUR"))


def test_the_hint_of_json_keys(tmp_path: Path):
    rows = [{"id": 7, "title": "Tea", "price": {"amount": 1.2, "code": "USD"}, "aliases": ["chai"]}]
    path = written(tmp_path, json.dumps(rows), "shop.json")
    bad = refusal(path)
    assert 'sku = "id"' in bad.remedy
    assert 'name = "title"' in bad.remedy
    columns = {"sku": "id", "name": "title", "price": "price.amount", "currency": "price.code"}
    (tea,) = read(path, How(columns=Columns(columns=columns)))
    assert (tea.sku, tea.price, tea.names["en"]) == ("7", Money(120, "USD"), ("Tea", "chai"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[columns]\nprize = "Preis"', "'prize' is no field of a product; did you mean 'price'?"),
        ('[defaults]\nname = "Tea"', "cannot be the same for all"),
        ('[colums]\nsku = "A"', "'colums' is no part of a mapping; did you mean 'columns'?"),
        ("[columns]\nsku = 3", "columns.sku"),
        ('decimal = ";"', "decimal is '.' or ','"),
        ("sku: Art", "neither TOML nor JSON"),
        ('{"columns": ', "neither TOML nor JSON"),
        ("{" * 100_000, "neither TOML nor JSON"),
        (b"\xff\xfe\x00", "neither TOML nor JSON"),
        ("x" * (2 << 20), "too long"),
    ],
)
def test_a_wrong_mapping_is_named(tmp_path: Path, text: str | bytes, reason: str):
    path = written(tmp_path, text, "m.toml")
    with pytest.raises(BadRow) as caught:
        load_mapping(path)
    assert reason in caught.value.message
    assert caught.value.place.file == str(path)
    assert caught.value.remedy


def test_a_mapping_that_is_missing_is_named(tmp_path: Path):
    for path in (tmp_path, tmp_path / "none.toml"):
        with pytest.raises(BadRow, match="cannot be read"):
            load_mapping(path)


def test_a_column_that_is_not_there_is_named_with_what_may_be_meant(tmp_path: Path):
    how = How(columns=Columns(columns={"sku": "Art. Nr"}))
    bad = refusal(written(tmp_path, SHOP, "shop.csv"), how)
    assert "which is no column; did you mean 'Art. No'?" in bad.message
    assert "Titel" in bad.remedy


def test_what_neither_file_nor_mapping_has_is_missing(tmp_path: Path):
    how = How(columns=Columns(columns={"sku": "Art. No", "name": "Titel", "price": "Preis (EUR)"}))
    assert "'currency' is missing" in refusal(written(tmp_path, SHOP, "shop.csv"), how).message
    twice = How(columns=Columns(columns={"sku": "Art. No", "name": "Notiz"}))
    assert "stands twice" in refusal(written(tmp_path, SHOP, "shop.csv"), twice).message


def test_a_price_of_another_currency_than_its_row_is_refused(tmp_path: Path):
    text = "sku,name,price,currency,x\nA,Tea,4.99 EUR,USD,\nB,Tea,4.99 USD,USD,\nC,Tea,4.99 EUR,,\n"
    path = written(tmp_path, text, "f.csv")
    report = import_products(path, how=How(columns=Columns(defaults={"currency": "USD"})))
    assert [bad.place.line for bad in report.bad_rows] == [2]
    assert "the price is in EUR, the row says USD" in report.bad_rows[0].message
    assert [str(p.price.currency) for p in report.products] == ["USD", "EUR"]


@pytest.mark.parametrize(
    ("text", "decimal", "amount", "currency"),
    [
        ("4.99", ".", "4.99", ""),
        ("$4.99", ".", "4.99", ""),
        ("4.99 USD", ".", "4.99", "USD"),
        ("usd 4.99", ".", "4.99", "USD"),
        ("1,299.00", ".", "1299.00", ""),
        ("12,99", ".", "12,99", ""),
        ("12,99", ",", "12.99", ""),
        ("1.299,00 €", ",", "1299.00", ""),
        ("1 299,00", ",", "1299.00", ""),
        ("15000원", ".", "15000원", ""),
        ("₩15,000", ".", "15000", ""),
    ],
)
def test_amounts_are_taken_apart_and_never_guessed(text: str, decimal: str, amount: str, currency: str):
    assert amount_and_currency(text, decimal) == (amount, currency)


def test_a_point_where_a_comma_is_told_is_no_price(tmp_path: Path):
    text = "sku,name,price,currency\nA,Tea,4.99,EUR\n"
    how = How(columns=Columns(decimal=","))
    bad = refusal(written(tmp_path, text, "f.csv"), how)
    assert bad.place.field == "price"
    assert "no comma before its cents" in bad.message
