"""Catalogs that cannot be read, and rows that cannot be sold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from installed_command import Ran, Voicecart

from voice.exits import Exit

GOOD = "sku,name,price,currency\nA-1,Oat Milk,2.50,USD\n"


def put(voicecart: Voicecart, name: str, content: bytes | str, *words: str) -> Ran:
    file = voicecart.home / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return voicecart.run("catalog", "import", file, *words, "--json")


def test_a_price_without_currency_is_named_by_its_line(voicecart: Voicecart) -> None:
    ran = put(voicecart, "c.csv", GOOD + "B-2,Rye Bread,3.10,\n")
    assert ran.code == Exit.OK
    assert "c.csv:3" in ran.err
    assert "currency" in ran.err
    assert ran.told() | {"file": ""} == {"file": "", "rows": 2, "kept": 1, "bad": 1}


def test_two_products_with_one_sku_are_both_named(voicecart: Voicecart) -> None:
    ran = put(voicecart, "c.csv", GOOD + "A-1,Whole Milk,1.50,USD\n")
    assert ran.code == Exit.OK
    assert "c.csv:3" in ran.err
    assert "A-1" in ran.err
    assert ran.told()["kept"] == 1


def test_strict_takes_none_of_a_bad_file(voicecart: Voicecart) -> None:
    ran = put(voicecart, "c.csv", GOOD + "A-1,Whole Milk,1.50,USD\n", "--strict")
    assert ran.code == Exit.INPUT
    assert ran.told()["kept"] == 0
    found = voicecart.run("catalog", "search", "oat milk", "--json").told()
    assert "A-1" not in [row["sku"] for row in found["found"]]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bytes.csv", bytes(range(256)) * 40),
        ("latin.csv", "sku,name,price,currency\nA-1,Caf\xe9,2.50,USD\n".encode("latin-1")),
        ("wide.csv", GOOD.encode("utf-16")[:-1]),
        ("empty.csv", b""),
        ("broken.json", b'[{"sku": "A-1", '),
        ("number.json", b"7"),
        ("lines.jsonl", b"\x00\x01\nnot json\n"),
        ("deep.json", b"[" * 100_000),
        ("catalog.exe", b"MZ\x90\x00\x03" + bytes(300)),
    ],
)
def test_a_file_that_is_no_catalog(voicecart: Voicecart, name: str, content: bytes) -> None:
    ran = put(voicecart, name, content)
    assert ran.code == Exit.INPUT, ran.out + ran.err
    assert name in ran.err
    assert "Traceback" not in ran.err
    assert "fault" not in ran.err
    assert len(ran.err) < 20_000


def test_a_folder_and_a_missing_file_are_no_catalog(voicecart: Voicecart, tmp_path: Path) -> None:
    folder = tmp_path / "folder.csv"
    folder.mkdir()
    for file in (folder, tmp_path / "missing.csv"):
        ran = voicecart.run("catalog", "import", file)
        assert ran.code == Exit.INPUT, ran.err
        assert file.name in ran.err
        assert "Traceback" not in ran.err


def test_a_shop_whose_own_catalog_is_bad_does_not_open_half(tmp_path: Path) -> None:
    shop = Voicecart(home=tmp_path)
    catalog = tmp_path / "shop.json"
    good = {"sku": "A-1", "name": "Oat Milk", "price": "2.50", "currency": "USD"}
    catalog.write_text(json.dumps([good, good | {"sku": "B-2", "currency": ""}]))
    shop.settings = {"VOICECART_CATALOG": str(catalog)}
    ran = shop.run("type", typed="find oat milk\n")
    assert ran.code == Exit.INPUT
    assert "shop.json:" in ran.err
    catalog.write_text(json.dumps([good]))
    mended = shop.run("type", typed="find oat milk\n")
    assert mended.code == Exit.OK
    assert "Oat Milk" in mended.out
