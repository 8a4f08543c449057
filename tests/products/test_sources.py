"""Product feeds: what is read, what is refused, and where the refusal points."""

import json
import tracemalloc
from pathlib import Path

import pytest

from catalog.errors import BadInput, BadRow
from catalog.money import Money
from catalog.sources import ImportReport, import_products
from catalog.sources.feed import Feed
from catalog.sources.how import How

HEADER = "sku,name,price,currency,stock\n"
GOOD = "A1,Oat Milk,4.99,USD,3\n"


def written(tmp_path: Path, content: str | bytes, name: str = "shop.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def only_bad(report: ImportReport) -> BadRow:
    assert len(report.bad_rows) == 1, [str(b) for b in report.bad_rows]
    return report.bad_rows[0]


def test_a_csv_with_languages_aliases_and_attributes(tmp_path: Path):
    text = (
        "sku,name,names.ko,aliases.en,aliases.ko,brand,size,category,"
        "price,currency,stock,popularity,attributes.diet\n"
        'A1,"Oat Milk, Plain",귀리 우유,oatmilk|oat drink,오트밀크,Grainfield,64 fl oz,'
        "dairy,4.99,USD,7,0.5,vegan\n"
    )
    (product,) = import_products(written(tmp_path, text)).products
    assert product.names == {
        "en": ("Oat Milk, Plain", "oatmilk", "oat drink"),
        "ko": ("귀리 우유", "오트밀크"),
    }
    assert product.price == Money(499, "USD")
    assert (product.brand, product.size, product.category) == ("Grainfield", "64 fl oz", "dairy")
    assert (product.stock, product.popularity, product.attributes) == (7, 0.5, {"diet": "vegan"})


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_read_from_the_header(tmp_path: Path, separator: str):
    text = (HEADER + GOOD).replace(",", separator)
    assert import_products(written(tmp_path, text)).products[0].sku == "A1"


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(tmp_path: Path):
    text = "\ufeff" + (HEADER + GOOD + "\n").replace("\n", "\r\n")
    assert import_products(written(tmp_path, text)).products[0].sku == "A1"


def test_an_uncounted_stock_stays_none(tmp_path: Path):
    (product,) = import_products(written(tmp_path, HEADER + "A1,Tea,1,USD,\n")).products
    assert product.stock is None


BAD_ROWS = [
    ("A1,Tea,,USD,1", "price", "the price is missing"),
    ("A1,Tea,4.99,,1", "currency", "the price 4.99 has no currency"),
    ("A1,Tea,4.99,USD,-2", "stock", "the stock -2 is negative"),
    ("A1,Tea,4.99,USD,many", "stock", "valid integer"),
    ("A1,Tea,4.99,XYQ,1", "currency", "'XYQ' is no ISO 4217 currency"),
    ("A1,Tea,$4.99,USD,1", "price", "'$4.99' is no price"),
    ("A1,Tea,-1,USD,1", "price", "'-1' is no price"),
    ("A1,Tea,nan,USD,1", "price", "'nan' is no price"),
    ("A1,Tea,4.999,USD,1", "price", "more decimals"),
    ("A1,Tea,1.5,KRW,1", "price", "more decimals"),
    (",Tea,4.99,USD,1", "sku", "field required"),
    ("A1,,4.99,USD,1", "name", "the name is missing"),
    ("A1,Tea,4.99,USD", "", "the row has 4 cells, the header 5"),
    ('A1,"Te"a,4.99,USD,1', "", "it is no CSV"),
]


@pytest.mark.parametrize(("row", "field", "reason"), BAD_ROWS)
def test_a_bad_row_is_named_and_the_others_are_kept(tmp_path: Path, row: str, field: str, reason: str):
    path = written(tmp_path, HEADER + "G1,First,1.00,USD,1\n" + row + "\nG2,Last,2.00,USD,1\n")
    report = import_products(path)
    bad = only_bad(report)
    assert [p.sku for p in report.products] == ["G1", "G2"]
    assert (bad.place.file, bad.place.line, bad.place.field) == (str(path), 3, field)
    assert reason in bad.message
    assert bad.remedy
    assert report.rows == 3


def test_strict_refuses_all(tmp_path: Path):
    report = import_products(written(tmp_path, HEADER + GOOD + "B,Tea,,USD,1\n"), strict=True)
    assert report.products == ()
    assert report.refused
    assert only_bad(report).place.line == 3


def test_strict_keeps_all_where_nothing_is_bad(tmp_path: Path):
    report = import_products(written(tmp_path, HEADER + GOOD), strict=True)
    assert len(report.products) == 1
    assert not report.refused


@pytest.mark.parametrize("name", ["shop.csv", "shop.jsonl", "shop.json"])
def test_a_second_product_of_one_sku_names_both_lines(tmp_path: Path, name: str):
    rows = [{"sku": "A1", "name": n, "price": "1.00", "currency": "USD"} for n in ("Tea", "Coffee")]
    texts = {
        "shop.csv": "sku,name,price,currency\nA1,Tea,1.00,USD\n\nA1,Coffee,1.00,USD\n",
        "shop.jsonl": "".join(json.dumps(r) + "\n\n" for r in rows),
        "shop.json": "[\n" + ",\n\n".join(json.dumps(r) for r in rows) + "]",
    }
    lines = {"shop.csv": (2, 4), "shop.jsonl": (1, 3), "shop.json": (2, 4)}[name]
    report = import_products(written(tmp_path, texts[name], name))
    bad = only_bad(report)
    assert report.products[0].name("en") == "Tea"
    assert bad.place.line == lines[1]
    assert f"line {lines[0]}" in bad.message


def test_bytes_that_are_not_utf8_are_pointed_at(tmp_path: Path):
    text = HEADER.encode() + GOOD.encode() + b"B1,Cr\xe8me,1.00,USD,1\n" + b"C1,Tea,1.00,USD,1\n"
    report = import_products(written(tmp_path, text))
    bad = only_bad(report)
    assert [p.sku for p in report.products] == ["A1", "C1"]
    assert bad.place.line == 3
    assert "byte 6 of the line (0xe8) is not UTF-8" in bad.message


def test_bytes_that_are_not_utf8_in_json(tmp_path: Path):
    with pytest.raises(BadRow, match=r"byte 3 of the line \(0xff\)") as caught:
        import_products(written(tmp_path, b'[\n{"\xff', "shop.json"))
    assert caught.value.place.line == 2


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("sku,name,prise,currency", "did you mean 'price'?"),
        ("sku,name,price,curency", "did you mean 'currency'?"),
        ("sku,nam.ko,price,currency", "did you mean 'name'?"),
        ("sku,name,price", "the column 'currency' is missing"),
        ("sku,price,currency", "the column 'name' is missing"),
        ("sku,name,price,price,currency", "stands twice"),
    ],
)
def test_a_wrong_header_refuses_the_file(tmp_path: Path, header: str, message: str):
    with pytest.raises(BadRow) as caught:
        import_products(written(tmp_path, header + "\nA1,Tea,1.00,USD\n"))
    assert message in caught.value.message
    assert caught.value.place.line == 1
    assert caught.value.remedy


@pytest.mark.parametrize("name", ["shop.csv", "shop.json", "shop.jsonl"])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (b"PK\x03\x04\x00\x00rubbish", "binary"),
    ],
)
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, name: str, content: bytes, message: str):
    with pytest.raises(BadRow) as caught:
        import_products(written(tmp_path, content, name))
    assert message in caught.value.message
    assert caught.value.remedy


@pytest.mark.parametrize("name", ["none.csv", "none.json", "none.jsonl"])
def test_a_missing_file_is_refused(tmp_path: Path, name: str):
    with pytest.raises(BadInput, match="no such file"):
        import_products(tmp_path / name)


def test_a_folder_and_an_unreadable_file_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "shop.csv").mkdir()
    with pytest.raises(BadInput, match="folder"):
        import_products(tmp_path / "shop.csv")
    path = written(tmp_path, HEADER, "locked.csv")

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(BadInput, match="Permission denied"):
        import_products(path)


@pytest.mark.parametrize("name", ["shop.txt", "shop", "shop.json", "shop.xml"])
def test_the_content_tells_the_format_unless_it_is_forced(tmp_path: Path, name: str):
    path = written(tmp_path, '{"sku": "A1", "name": "Tea", "price": 1, "currency": "USD"}\n' * 2, name)
    assert import_products(path).products[0].sku == "A1"
    with pytest.raises(BadInput, match="no known column"):
        import_products(path, how=How(format="csv"))


def test_nul_bytes_later_in_a_file_spoil_only_their_line(tmp_path: Path):
    filler = "".join(f"S{i},Tea,1.00,USD,1\n" for i in range(600))
    report = import_products(written(tmp_path, HEADER + filler + "X,Te\0a,1.00,USD,1\nY,Tea,1.00,USD,1\n"))
    assert only_bad(report).place.line == 602
    assert len(report.products) == 601


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('[\n{"sku": "A"},\n{"sku" "B"}]', 3, 8),
        ('[{"sku": "A1"} {"sku": "B"}]', 1, 16),
        ('[{"sku": "A1"}', 1, 15),
        ('[{"sku": "A1"}]]', 1, 16),
        ('{"sku"\n', 2, 1),
    ],
)
def test_a_json_syntax_error_is_pointed_at(tmp_path: Path, text: str, line: int, column: int):
    with pytest.raises(BadRow, match=f"column {column}:") as caught:
        import_products(written(tmp_path, text, "shop.json"))
    assert caught.value.place.line == line


def test_a_jsonl_syntax_error_spoils_only_its_line(tmp_path: Path):
    good = json.dumps({"sku": "A", "name": "Tea", "price": "1.00", "currency": "USD"})
    report = import_products(written(tmp_path, f'{good}\n{{"sku": }}\n[1]\n', "shop.jsonl"))
    assert [(b.place.line) for b in report.bad_rows] == [2, 3]
    assert "column 9" in report.bad_rows[0].message
    assert len(report.products) == 1


def test_json_with_a_products_key_numbers_and_options(tmp_path: Path):
    group = {
        "id": "size",
        "names": {"en": ["size"]},
        "default": "s",
        "values": [
            {"id": "s", "names": {"en": "small"}},
            {"id": "l", "names": {"en": ["large"]}, "surcharge": 0.75},
        ],
    }
    row = {
        "sku": "L",
        "names": {"en": ["Latte", "caffe latte"]},
        "price": 4.1,
        "currency": "USD",
        "options": [group],
    }
    text = json.dumps({"products": [row]})
    (product,) = import_products(written(tmp_path, text, "shop.json")).products
    assert product.price == Money(410, "USD")
    size = product.group("size")
    assert size is not None
    assert [v.surcharge for v in size.values] == [None, Money(75, "USD")]
    assert product.names == {"en": ("Latte", "caffe latte")}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"options": [{"id": "a", "names": {"en": "x"}, "values": []}]}, "options.0.values"),
        (
            {"options": [{"id": "a", "names": {"en": "x"}, "values": [{"id": "v", "names": {}}]}]},
            "options.a.v.names",
        ),
        (
            {
                "options": [
                    {
                        "id": "a",
                        "names": {"en": "x"},
                        "default": "z",
                        "values": [{"id": "v", "names": {"en": "v"}}],
                    }
                ]
            },
            "options.a.default",
        ),
        ({"prize": "1"}, "prize"),
        ({"price": True}, "price"),
        ({"price": float("inf")}, ""),
        ({"aliases": {"ko": ["차"]}}, "aliases.ko"),
        ({"popularity": 7}, "popularity"),
    ],
)
def test_bad_json_rows(tmp_path: Path, change: dict[str, object], field: str):
    row = {"sku": "A", "name": "Tea", "price": "1.00", "currency": "USD"} | change
    bad = only_bad(import_products(written(tmp_path, json.dumps(row), "shop.jsonl")))
    assert bad.place.field == field
    assert bad.place.line == 1


def test_a_key_that_stands_twice_is_no_silent_choice(tmp_path: Path):
    text = '{"sku": "A", "name": "Tea", "price": "1.00", "price": "9.00", "currency": "USD"}'
    assert "'price' stands twice" in only_bad(import_products(written(tmp_path, text, "shop.jsonl"))).message


def test_a_bottomless_json_is_refused(tmp_path: Path):
    bad = only_bad(import_products(written(tmp_path, "[" * 200_000, "shop.jsonl")))
    assert bad.place.line == 1
    with pytest.raises(BadRow):
        import_products(written(tmp_path, "[" * 200_000, "shop.json"))


def test_an_endless_line_is_refused_and_passed_over(tmp_path: Path):
    text = HEADER + "A1," + "x" * (3 << 20) + ",1.00,USD,1\nB1,Tea,1.00,USD,1\n"
    report = import_products(written(tmp_path, text))
    assert "longer than" in only_bad(report).message
    assert [p.sku for p in report.products] == ["B1"]


def test_a_csv_is_read_in_bounded_memory(tmp_path: Path):
    path = tmp_path / "big.csv"
    with path.open("w") as file:
        file.write(HEADER)
        file.writelines(f"S{i},{'tea ' * 500},1.00,USD,1\n" for i in range(3000))
    tracemalloc.start()
    count = sum(1 for _ in Feed(path=path).rows())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 3000
    assert peak < path.stat().st_size / 3
