"""Feeds that would break a careless reader: bombs, endless lines, depths, cuts, wrong bytes."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from feed_files import ATOM, FORMS, OWN, RSS, refusal, written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.errors import BadInput, BadRow
from catalog.product import Product
from catalog.sources import csv_rows, import_products
from catalog.sources import raw as raw_bytes
from catalog.sources.how import FORMATS, Columns, How
from catalog.sources.load import open_source

MIB = 1 << 20


@contextmanager
def within(mib: int) -> Iterator[None]:
    """Fails where more memory than that is taken meanwhile."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < mib * MIB
    finally:
        tracemalloc.stop()


BOMB = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
PARAMETER = '<!DOCTYPE r [<!ENTITY % x SYSTEM "http://127.0.0.1:9/evil.dtd">%x;]>'
TYPED = '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/evil.dtd">'


@pytest.mark.parametrize("head", [BOMB, OUTSIDE, PARAMETER, TYPED])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_and_entities_are_refused(tmp_path: Path, head: str, encoding: str):
    text = head + "\n" + ATOM.replace("Oat Milk", "&b;" if head is BOMB else "&x;")
    bad = refusal(written(tmp_path, text.encode(encoding), "f.xml"))
    assert "document type or an entity" in bad.message
    assert bad.place.line == 1
    assert "passwd" not in str(bad)


def test_an_entity_nobody_declared_is_a_fault_of_its_line(tmp_path: Path):
    bad = refusal(written(tmp_path, RSS.replace("Oat Milk", "Oat&nbsp;Milk"), "f.xml"))
    assert "undefined entity" in bad.message
    assert bad.place.line == 4


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ("<x>" * 100_000, "nested more than"),
        ("<g:title>" + "ha" * 3 * MIB + "</g:title>", "longer than"),
        ("<g:title x='" + "ha" * 3 * MIB + "'/>", "longer than"),
        ("<!--" + "ha" * 3 * MIB + "-->", "longer than"),
        ("<a/>" * 100 + "<b c='1'>" * 40, "nested more than"),
    ],
)
def test_an_endless_item_is_refused_in_bounded_memory(tmp_path: Path, part: str, reason: str):
    path = written(tmp_path, RSS.replace("<g:id>B2</g:id>", part), "f.xml")
    with within(16):
        bad = refusal(path)
    assert reason in bad.message
    assert bad.place.line >= 9


def test_a_feed_in_one_line_is_no_endless_line(tmp_path: Path):
    item = "<item><g:id>A{}</g:id><title>{}</title><g:price>1 USD</g:price></item>"
    items = "".join(item.format(n, "Tea " * 200) for n in range(3_000))
    head = RSS.partition("<item>")[0].replace("\n", " ")
    path = written(tmp_path, head + items + "</channel></rss>", "f.xml")
    assert path.stat().st_size > 2 * MIB
    with within(2):
        assert sum(isinstance(row, Product) for row in open_source(path).rows()) == 3_000


def _with_a_hole(path: Path, size: int, lead: bytes, tail: bytes, filler: bytes = b"x" * MIB) -> Path:
    with path.open("wb") as file:
        file.write(lead)
        for _ in range(size // len(filler)):
            file.write(filler)
        file.write(tail)
    return path


@pytest.mark.parametrize(
    ("name", "lead", "tail"),
    [
        ("f.csv", b"sku,name,price,currency\nA1,", b",1.00,USD\nB2,Tea,1.00,USD\n"),
        ("f.csv", b"", b"\n"),
        ("f.jsonl", b'{"sku": "', b'"}\n{"sku": "B2", "name": "Tea", "price": 1, "currency": "USD"}\n'),
        ("f.json", b'[{"sku": "', b'"}]'),
        ("f.xml", b"<rss><channel><item><title>", b"</title></item></channel></rss>"),
    ],
)
def test_an_endless_line_is_refused_in_bounded_memory(tmp_path: Path, name: str, lead: bytes, tail: bytes):
    path = _with_a_hole(tmp_path / name, 12 * MIB, lead, tail)
    with within(8):
        bad = refusal(path)
    assert "longer than" in bad.message
    assert bad.place.line in {1, 2}


def test_an_open_quote_does_not_swallow_the_file(tmp_path: Path):
    path = tmp_path / "f.csv"
    rows = "".join(f"S{n},Tea,1.00,USD\n" for n in range(12_000))
    path.write_text('sku,name,price,currency\nA1,Tea,1.00,USD\nB2,"Tea,1.00,USD\n' + rows)
    with within(4):
        kept = bad = 0
        for row in open_source(path).rows():
            kept, bad = kept + isinstance(row, Product), bad + isinstance(row, BadRow)
    assert bad <= 2
    assert kept > 4_000


def test_a_row_without_end_over_many_lines_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(csv_rows, "MAX_RECORD", 50_000)
    path = written(tmp_path, "sku,name,price,currency\n" + '"' + '\n","' * 30_000, "f.csv")
    bad = [row for row in open_source(path).rows() if isinstance(row, BadRow)]
    assert "a row is longer than 50000" in bad[0].message
    assert bad[0].place.line == 2


@pytest.mark.parametrize("text", ["[" * 300_000, '{"a":' * 300_000, '[{"sku":' + "[" * 300_000])
@pytest.mark.parametrize("name", ["f.json", "f.jsonl", "f.jsonld", "f.html"])
def test_depths_are_refused(tmp_path: Path, name: str, text: str):
    content = f'<html><script type="application/ld+json">{text}</script>' if name == "f.html" else text
    assert refusal(written(tmp_path, content, name)).place.line == 1


def test_deep_offers_and_deep_lists_are_refused(tmp_path: Path):
    offers: object = {"price": 1}
    for _ in range(400):
        offers = {"offers": [offers]}
    product = {"@context": "", "@type": "Product", "sku": "A", "name": "Tea", "offers": offers}
    assert refusal(written(tmp_path, json.dumps(product), "f.json")).place.line == 1
    deep: object = product | {"offers": {"price": 1, "priceCurrency": "USD"}}
    for _ in range(100):
        deep = {"@graph": [deep]}
    assert "deep" in refusal(written(tmp_path, json.dumps(deep), "f.json")).message


@pytest.mark.parametrize("name", list(FORMS))
def test_a_cut_or_damaged_package_is_refused_whole(tmp_path: Path, name: str):
    packed = gzip.compress(FORMS[name].encode() + b" " * 2000)
    for wrong in (packed[:-9], packed[: len(packed) // 2], packed[:-8] + b"\0" * 8, packed[:2] + b"junk"):
        with pytest.raises(BadRow) as caught:
            import_products(written(tmp_path, wrong, name + ".gz"))
        assert "packed file" in caught.value.message
        assert caught.value.remedy


def test_a_package_that_explodes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(raw_bytes, "PACKED_FREE", MIB)
    line = b"x" * 500_000 + b"\n"
    path = written(tmp_path, gzip.compress(OWN.encode() + line * 40), "f.csv.gz")
    with within(8):
        assert "unpacks to more than" in refusal(path).message


def test_a_whole_file_in_another_encoding_is_refused_once(tmp_path: Path):
    rows = "".join(f"S{n},우유 {n},1000,KRW\n" for n in range(500))
    path = written(tmp_path, ("sku,name,price,currency\n" + rows).encode("cp949"), "f.csv")
    with pytest.raises(BadRow, match="100 lines are no utf-8 text") as caught:
        import_products(path)
    assert "--encoding cp949" in caught.value.remedy
    assert len(import_products(path, how=How(encoding="CP949")).products) == 500


@pytest.mark.parametrize("name", ["klingon", "base64", "rot13", "idna\0", ""])
def test_an_encoding_that_is_none_is_named(tmp_path: Path, name: str):
    path = written(tmp_path, OWN, "f.csv")
    if not name:
        assert import_products(path, how=How(encoding=name)).products
        return
    with pytest.raises(BadInput, match="no known encoding"):
        import_products(path, how=How(encoding=name))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp949", "latin-1"])
@pytest.mark.parametrize("name", list(FORMS))
def test_a_wrong_name_of_the_encoding_gives_no_garbage(tmp_path: Path, name: str, encoding: str):
    text = FORMS[name].replace("Oat Milk", "Crème Brûlée 귀리")
    path = written(tmp_path, text.encode(), name)
    try:
        report = import_products(path, how=How(encoding=encoding))
    except BadInput:
        return
    assert encoding in {"latin-1", "cp949"}, "every byte is a letter in latin-1"
    assert all(bad.remedy for bad in report.bad_rows)


@pytest.mark.parametrize("price", ["1e999999999", "9" * 5000, "1e500000", "NaN", "0x10", "--1", "1__0"])
def test_absurd_prices_are_no_prices(tmp_path: Path, price: str):
    path = written(tmp_path, f"sku,name,price,currency\nA,Tea,{price},USD\n", "f.csv")
    assert refusal(path).place.field == "price"
    line = f'{{"sku": "A", "name": "Tea", "price": {price}, "currency": "USD"}}'
    assert refusal(written(tmp_path, line, "f.jsonl")).place.line == 1


def test_letters_that_no_file_can_hold_are_refused(tmp_path: Path):
    line = '{"sku": "A\\ud800", "name": "Tea", "price": 1, "currency": "USD"}\n'
    assert refusal(written(tmp_path, line, "f.jsonl")).place.line == 1


_BEGUN = ['{"@graph": [', "<rss><channel><item>", "id\ttitle\tprice\tlink\n"]
_pieces = st.sampled_from([*FORMS.values(), OWN, *_BEGUN])
_MAPPING = Columns(columns={"sku": "id", "name": "title"}, defaults={"currency": "USD"}, decimal=",")
_hows = st.builds(
    How,
    format=st.sampled_from(FORMATS),
    encoding=st.sampled_from(["", "", "", "utf-16", "cp949", "latin-1", "utf-32-be"]),
    columns=st.sampled_from([Columns(), _MAPPING]),
)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.data(),
    how=_hows,
    ending=st.sampled_from(["csv", "json", "jsonl", "xml", "html", "txt"]),
)
def test_any_bytes_give_products_or_a_fault_with_its_place(
    tmp_path: Path, data: st.DataObject, how: How, ending: str
):
    content = data.draw(st.binary(max_size=200))
    if data.draw(st.booleans()):
        whole = data.draw(_pieces).encode(data.draw(st.sampled_from(["utf-8", "utf-16", "cp949"])))
        at = data.draw(st.integers(0, len(whole)))
        content = whole[:at] + content + whole[at + data.draw(st.integers(0, 40)) :]
    if data.draw(st.booleans()):
        packed = gzip.compress(content, mtime=0)
        content = packed[: data.draw(st.integers(2, len(packed)))]
    path = written(tmp_path, content, f"f.{ending}")
    try:
        report = import_products(path, how=how)
    except BadRow as fault:
        faults, products = (fault,), ()
    else:
        faults, products = report.bad_rows, report.products
    assert all(isinstance(product, Product) for product in products)
    for fault in faults:
        assert fault.remedy
        assert fault.place.line > 0
        assert fault.place.file == str(path)
