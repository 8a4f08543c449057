"""What shops have: Google Merchant, schema.org and Open Food Facts, recognised by their content."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from feed_files import FORMS, GOOGLE, LD_PRODUCTS, OFF_TSV, RSS, TSV, read, refusal, written

from catalog.errors import BadInput
from catalog.money import Money
from catalog.sources import import_products
from catalog.sources.google import google_fields
from catalog.sources.how import Columns, How
from catalog.sources.row import FieldFault

USD = Columns(defaults={"currency": "USD"})


def told(products: object) -> list[tuple[str, str, int]]:
    return [(p.sku, p.name("en"), p.price.minor) for p in products]  # type: ignore[attr-defined]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("ending", ["", ".dat"])
@pytest.mark.parametrize("name", list(FORMS))
def test_every_form_gives_the_same_products(tmp_path: Path, name: str, ending: str, packed: bool):
    content = FORMS[name].encode()
    if packed:
        content, ending = gzip.compress(content), ending + ".gz"
    products = read(written(tmp_path, content, (name if not ending else name.partition(".")[0]) + ending))
    assert told(products) == [("A1", "Oat Milk", 499), ("B2", "Black & White Tea", 125_000)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-32"])
@pytest.mark.parametrize("name", list(FORMS))
def test_a_byte_order_mark_tells_the_encoding(tmp_path: Path, name: str, encoding: str):
    text = FORMS[name].replace("Oat Milk", "귀리 우유")
    assert read(written(tmp_path, text.encode(encoding), name))[0].name("en") == "귀리 우유"


@pytest.mark.parametrize("name", list(FORMS))
def test_another_encoding_is_named_and_then_read(tmp_path: Path, name: str):
    text = FORMS[name].replace('<?xml version="1.0"?>\n', "").replace("Oat Milk", "귀리 우유")
    text = text.replace("\\u", "\\\\u")
    path = written(tmp_path, text.encode("cp949"), name)
    wrong = refusal(path)
    assert wrong.place.line > 0
    if not name.endswith("xml"):
        assert "is not UTF-8" in wrong.message
        assert "--encoding cp949" in wrong.remedy
    assert read(path, How(encoding="cp949"))[0].name("en") == "귀리 우유"


def test_xml_is_read_in_the_encoding_it_declares(tmp_path: Path):
    text = RSS.replace('version="1.0"?>', 'version="1.0" encoding="euc-kr"?>').replace(
        "Oat Milk", "귀리 우유"
    )
    assert read(written(tmp_path, text.encode("euc-kr"), "f.xml"))[0].name("en") == "귀리 우유"
    latin = RSS.replace('version="1.0"?>', "version='1.0' encoding='ISO-8859-1'?>").replace("Oat", "Crème")
    assert read(written(tmp_path, latin.encode("latin-1"), "l.xml"))[0].name("en") == "Crème Milk"
    bad = refusal(written(tmp_path, text.replace("euc-kr", "klingon").encode(), "k.xml"))
    assert "klingon" in bad.message


def test_a_google_item_with_all_it_may_say(tmp_path: Path):
    oats, tea = read(written(tmp_path, RSS, "feed.xml"))
    assert (oats.brand, oats.category, oats.stock) == ("Grainfield", "Milk", None)
    assert oats.attributes == {"gtin": "4006381333931"}
    assert oats.price == Money(499, "USD"), "the price of shipping is not the product's"
    assert tea.stock == 0


@pytest.mark.parametrize(
    ("when", "price"),
    [
        ("", "3.00"),
        ("2026-03-01T00:00-0800/2026-03-08T00:00-0800", "3.00"),
        ("2026-02-01T00:00+0000/2026-02-08T00:00+0000", "4.00"),
        ("2026-04-01/2026-05-01", "4.00"),
    ],
)
def test_a_sale_counts_while_it_is_on(when: str, price: str):
    from datetime import UTC, datetime  # noqa: PLC0415

    row = {"price": "4.00 USD", "sale_price": "3.00 USD", "sale_price_effective_date": when}
    assert google_fields(row, lambda: datetime(2026, 3, 2, tzinfo=UTC))["price"] == price
    with pytest.raises(FieldFault):
        google_fields(row | {"sale_price_effective_date": "tomorrow"})


def test_a_bad_item_is_named_by_its_line(tmp_path: Path):
    text = RSS.replace("1,250.00 USD", "-3 USD")
    bad = refusal(written(tmp_path, text, "feed.xml"))
    assert (bad.place.line, bad.place.field) == (9, "price")
    bad = refusal(written(tmp_path, TSV.replace("4.99 USD", "4.99"), "feed.tsv"))
    assert (bad.place.line, bad.place.field) == (2, "currency")
    assert len(read(written(tmp_path, TSV.replace("4.99 USD", "4.99"), "feed.tsv"), How(columns=USD))) == 2


def test_xml_without_products_or_namespace_says_so(tmp_path: Path):
    assert "no <item>" in refusal(written(tmp_path, "<a><b/></a>", "f.xml")).message
    lost = refusal(written(tmp_path, RSS.replace(f' xmlns:g="{GOOGLE}"', ""), "f.xml"))
    assert "unbound prefix" in lost.message
    assert lost.place.line == 4


def test_variants_of_a_group_have_what_the_group_has(tmp_path: Path):
    group = {
        "@context": "https://schema.org",
        "@type": "ProductGroup",
        "name": "Sock",
        "brand": {"@type": "Brand", "name": "Footloose"},
        "offers": {"@type": "Offer", "price": "5.00", "priceCurrency": "EUR"},
        "hasVariant": [
            {"@type": "Product", "sku": "S", "size": "S", "name": "Sock S"},
            {"@type": ["Product", "IndividualProduct"], "gtin13": "4006381333931", "size": {"name": "L"}},
        ],
    }
    small, large = read(written(tmp_path, json.dumps(group, indent=1), "g.json"))
    assert (small.name("en"), small.brand, small.size) == ("Sock S", "Footloose", "S")
    assert (large.sku, large.name("en"), large.size) == ("4006381333931", "Sock", "L")
    assert large.price == Money(500, "EUR")


@pytest.mark.parametrize(
    ("offers", "field", "reason"),
    [
        ({"lowPrice": 1, "highPrice": 2, "priceCurrency": "USD"}, "price", "several prices"),
        (
            [{"price": 1, "priceCurrency": "USD"}, {"price": 2, "priceCurrency": "USD"}],
            "price",
            "several prices",
        ),
        ({"price": 1}, "currency", "no currency"),
        (None, "price", "the price is missing"),
        ([], "price", "the price is missing"),
    ],
)
def test_offers_that_leave_the_price_open_are_no_price(
    tmp_path: Path, offers: object, field: str, reason: str
):
    text = json.dumps([LD_PRODUCTS[0], LD_PRODUCTS[1] | {"offers": offers}], indent=1)
    bad = refusal(written(tmp_path, text, "l.json"))
    assert (bad.place.field, reason in bad.message) == (field, True)
    assert bad.place.line == text[: text.index('"B2"')].count("\n") - 1, "the line of its brace"


def test_offers_of_one_price_and_languages_of_one_name(tmp_path: Path):
    spec = {"priceSpecification": {"price": "4.10", "priceCurrency": "USD"}}
    product = {
        "@type": "http://schema.org/Product",
        "sku": "L",
        "name": [{"@language": "en-US", "@value": "Latte"}, {"@language": "ko", "@value": "라떼"}],
        "offers": [
            spec,
            {"price": 4.10, "priceCurrency": "USD", "availability": "https://schema.org/InStock"},
        ],
        "alternateName": "caffe latte",
    }
    (latte,) = read(written(tmp_path, json.dumps({"@graph": [product]}), "l.json"))
    assert latte.names == {"en": ("Latte", "caffe latte"), "ko": ("라떼",)}
    assert latte.price == Money(410, "USD")


def test_a_page_names_the_line_of_its_script(tmp_path: Path):
    bad = refusal(
        written(tmp_path, '<html>\n\n<script type="application/ld+json">\n{"a" 1}</script>', "p.html")
    )
    assert bad.place.line == 4
    assert "no schema.org Product" in refusal(written(tmp_path, "<html><p>Tea 4.99", "p.html")).message


def test_open_food_facts_needs_prices_from_elsewhere(tmp_path: Path):
    path = written(tmp_path, OFF_TSV, "off.csv")
    for how in (How(), How(columns=USD)):
        bad = refusal(path, how)
        assert bad.place.line == 1
        assert "no price" in bad.message
        assert "--column price=COLUMN" in bad.remedy
    how = How(columns=Columns(columns={"price": "price"}, defaults={"currency": "USD"}))
    oats, tea = read(path, how)
    assert (oats.brand, oats.size, oats.category, oats.price.minor) == ("Grainfield", "1 l", "Oat milks", 499)
    assert tea.brand == '"Tee" GmbH', "quotes are letters in this export"
    flat = How(columns=Columns(defaults={"price": "2.50", "currency": "USD"}))
    assert [p.price.minor for p in read(path, flat)] == [250, 250]


@pytest.mark.parametrize("form", ["jsonl", "json"])
def test_open_food_facts_objects_keep_their_languages(tmp_path: Path, form: str):
    row = {
        "code": "73",
        "lang": "fr",
        "product_name": "Lait d'avoine",
        "product_name_en": "Oat drink",
        "brands": "Alpro",
        "quantity": "1 l",
        "nutriments": {"fat": 1.5},
        "categories": "en:plant-milks,en:oat-milks",
    }
    text = json.dumps(row) + "\n" if form == "jsonl" else json.dumps([row])
    how = How(columns=Columns(defaults={"price": "2.50", "currency": "USD"}))
    (drink,) = read(written(tmp_path, text, f"off.{form}"), how)
    assert drink.names == {"en": ("Oat drink",), "fr": ("Lait d'avoine",)}
    assert drink.category == "oat milks"
    assert "no price" in refusal(written(tmp_path, text, f"off.{form}")).message


def test_a_forced_format_is_taken_at_its_word(tmp_path: Path):
    path = written(tmp_path, RSS, "feed.xml")
    with pytest.raises(BadInput):
        import_products(path, how=How(format="csv"))
    with pytest.raises(BadInput):
        import_products(path, how=How(format="schema.org"))
    short = written(tmp_path, "id\ttitle\tprice\nA\tTea\t1.00 USD\n", "short.tsv")
    with pytest.raises(BadInput, match="no known column"):
        import_products(short)
    assert told(read(short, How(format="google"))) == [("A", "Tea", 100)]
