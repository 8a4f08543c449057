"""Feeds and reports through the command: what is refused, what is kept, what is written where."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from installed_command import Ran, Voicecart

from voice.exits import Exit

SHOP = "Code;Title;Retail\nA-1;Oat Milk;2,50\nB-2;Rye Bread;free\n"


def importing(voicecart: Voicecart, name: str, content: bytes | str, *words: str) -> Ran:
    file = voicecart.home / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return voicecart.run("catalog", "import", file, *words)


def on_sale(voicecart: Voicecart, phrase: str) -> list[str]:
    found = voicecart.run("catalog", "search", phrase, "--json").told()["found"]
    return [row["sku"] for row in found]


def test_a_shop_with_its_own_columns_is_led_to_a_mapping(voicecart: Voicecart) -> None:
    ran = importing(voicecart, "shop.csv", SHOP)
    assert ran.code == Exit.INPUT
    assert "shop.csv:1" in ran.err
    assert 'price = "Retail"' in ran.err
    mapping = voicecart.home / "m.toml"
    mapping.write_text('decimal = ","\n[columns]\nsku = "Code"\nname = "Title"\nprice = "Retail"\n')
    words = ("--mapping", str(mapping), "--default", "currency=USD", "--json")
    ran = importing(voicecart, "shop.csv", SHOP, *words)
    assert ran.code == Exit.OK, ran.err
    assert "shop.csv:3 [price]" in ran.err
    assert ran.told() | {"file": ""} == {"file": "", "rows": 2, "kept": 1, "bad": 1}
    strict = importing(voicecart, "shop.csv", SHOP, *words, "--strict")
    assert (strict.code, strict.told()["kept"]) == (Exit.INPUT, 0)


def test_replacing_takes_everything_else_off_sale(voicecart: Voicecart) -> None:
    rows = "sku,name,price,currency\nZ-9,Zebra Cheese,2.50,USD\n"
    ran = importing(voicecart, "one.csv.gz", gzip.compress(rows.encode()), "--replace", "--json")
    assert ran.told()["kept"] == 1
    assert on_sale(voicecart, "oat milk") in ([], ["Z-9"])
    told = voicecart.run("catalog", "check", "--json").told()
    assert told["products"] == 1


def test_the_first_import_takes_the_sample_shop_off_sale(voicecart: Voicecart) -> None:
    head = "sku,name,price,currency\n"
    changed = importing(voicecart, "price.csv", head + "BAR-LATTE,Latte,9.99,USD\n")
    assert "off sale" not in changed.out
    first = importing(voicecart, "one.csv", head + "Z-9,Zebra Cheese,2.50,USD\n")
    assert "off sale" in first.out
    more = importing(voicecart, "two.csv", head + "Z-10,Zebra Butter,2.50,USD\n")
    assert "off sale" not in more.out
    assert voicecart.run("catalog", "check", "--json").told()["products"] == 2


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--format", "cvs"), Exit.USAGE, "cvs"),
        (("--encoding", "klingon"), Exit.INPUT, "klingon"),
        (("--mapping", "/nowhere.toml"), Exit.INPUT, "/nowhere.toml"),
        (("--column", "price"), Exit.INPUT, "FIELD=VALUE"),
        (("--default", "prize=1"), Exit.INPUT, "did you mean 'price'?"),
    ],
)
def test_options_that_mean_nothing_are_named(
    voicecart: Voicecart, words: tuple[str, ...], code: Exit, told: str
) -> None:
    ran = importing(voicecart, "shop.csv", SHOP, *words)
    assert ran.code == code, ran.err
    assert told in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("bomb.xml", '<!DOCTYPE a [<!ENTITY a "b">]><rss>&a;</rss>', "document type or an entity"),
        ("cut.csv.gz", gzip.compress(SHOP.encode() * 99)[:-20], "ends too early"),
        ("korean.csv", "sku,name,price,currency\nA,우유,1,USD\n".encode("cp949"), "--encoding cp949"),
        ("off.tsv", "code\tproduct_name\n1\tOat Milk\n", "no price"),
    ],
)
def test_hostile_feeds_change_nothing(
    voicecart: Voicecart, name: str, content: bytes | str, told: str
) -> None:
    before = on_sale(voicecart, "oat milk")
    ran = importing(voicecart, name, content)
    assert ran.code == Exit.INPUT, ran.out + ran.err
    assert f"{name}:" in ran.err
    assert told in ran.err
    assert "Traceback" not in ran.err
    assert on_sale(voicecart, "oat milk") == before


def test_the_check_tells_and_writes_its_page(voicecart: Voicecart, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    told = voicecart.run("catalog", "check", "--json", "--html", file).told()
    assert told["products"] == 563
    assert len(told["clusters"]) > 0
    assert told["html"] == str(file)
    text = file.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert json.dumps(told["clusters"][0]["members"][0]["sku"]).strip('"') in text
    shown = voicecart.run("catalog", "check")
    assert shown.code == Exit.OK, shown.err
    assert "563 products" in shown.out
    assert told["clusters"][0]["members"][0]["sku"] in shown.out


def test_a_page_that_cannot_be_written_is_named(voicecart: Voicecart, tmp_path: Path) -> None:
    ran = voicecart.run("catalog", "check", "--html", tmp_path / "no" / "where.html")
    assert ran.code == Exit.USAGE
    assert "where.html" in ran.err
    assert "Traceback" not in ran.err
