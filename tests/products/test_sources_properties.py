"""Product feeds, by property: what is written is read, and no bytes break the reader."""

import csv
import io
import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.errors import BadRow
from catalog.money import Money, exponent
from catalog.product import Product
from catalog.sources import import_products

HEAD = {
    "f.csv": b"sku,name,price,currency,stock\nA1,Oat Milk,4.99,USD,3\n",
    "f.json": b'[{"sku":',
    "f.jsonl": b'{"sku": "A", "price": ',
}


def written(tmp_path: Path, content: str | bytes, name: str) -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def outcome(path: Path) -> tuple[tuple[BadRow, ...], tuple[Product, ...]]:
    try:
        report = import_products(path)
    except BadRow as fault:
        return (fault,), ()
    return report.bad_rows, report.products


_names = (
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1)
    .map(str.strip)
    .filter(bool)
)
_currencies = st.sampled_from(["USD", "EUR", "KRW", "KWD"])


@st.composite
def _rows(draw: st.DrawFn) -> list[tuple[str, str, Money, int | None]]:
    skus = draw(st.lists(st.from_regex(r"\A[A-Z0-9-]{1,8}\Z"), unique=True, max_size=6))
    money = st.builds(Money, st.integers(0, 10**9), _currencies)
    stock = st.none() | st.integers(0, 10**6)
    return [(sku, draw(_names), draw(money), draw(stock)) for sku in skus]


def _decimal(money: Money) -> str:
    digits = exponent(money.currency)
    text = str(money.minor).rjust(digits + 1, "0")
    return f"{text[:-digits]}.{text[-digits:]}" if digits else text


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=_rows())
def test_what_is_written_is_read_to_the_cent(tmp_path: Path, rows: list[tuple[str, str, Money, int | None]]):
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["sku", "name", "price", "currency", "stock"])
    dicts = []
    for sku, name, money, stock in rows:
        table.writerow([sku, name, _decimal(money), money.currency, "" if stock is None else stock])
        dicts.append(
            {"sku": sku, "name": name, "price": _decimal(money), "currency": money.currency, "stock": stock}
        )
    texts = {
        "p.csv": out.getvalue(),
        "p.jsonl": "\n".join(map(json.dumps, dicts)) or "\n{}",
        "p.json": json.dumps(dicts, indent=1),
    }
    for name, text in texts.items():
        if name == "p.jsonl" and not rows:
            continue
        report = import_products(written(tmp_path, text, name))
        assert not report.bad_rows
        assert [(p.sku, p.name("en"), p.price, p.stock) for p in report.products] == rows


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(max_size=300), name=st.sampled_from(["f.csv", "f.json", "f.jsonl"]), lead=st.booleans()
)
def test_any_bytes_give_products_or_a_named_fault(tmp_path: Path, content: bytes, name: str, lead: bool):
    path = written(tmp_path, (HEAD[name] if lead else b"") + content, name)
    faults, products = outcome(path)
    assert all(isinstance(p, Product) for p in products)
    assert all(fault.remedy and fault.place.line > 0 for fault in faults)
