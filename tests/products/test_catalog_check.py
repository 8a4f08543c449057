"""The merchant's report: what sounds alike, what cannot be heard, what stands twice, what is missing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.money import Money
from catalog.product import Product, Sku
from catalog.report import Report, Vocabulary, alike, check_catalog
from catalog.report.alike import SHORTEST, Said
from catalog.report.findings import Cluster, Named, Pair
from catalog.report.page import page
from catalog.report.picture import arcs
from catalog.sample import sample_products


def product(sku: str, *names: str, language: str = "en", price: int = 100, **more: object) -> Product:
    given: dict[str, object] = {"stock": 1, **more}
    return Product(sku=Sku(sku), names={language: names}, price=Money(price, "USD"), **given)  # type: ignore[arg-type]


def checked(*products: Product, language: str = "en", known: Iterable[str] | None = None) -> Report:
    words = frozenset(known or ())
    vocabulary = (
        None if known is None else Vocabulary(name="test", knows=words.__contains__, words=tuple(words))
    )
    return check_catalog(products, language, vocabulary)


def clusters(report: Report) -> list[set[str]]:
    return [{member.sku for member in cluster.members} for cluster in report.clusters]


def _edits(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    return row[-1]


def _mistaken(one: Said, other: Said) -> bool:
    near = min(len(one.rough), len(other.rough)) >= SHORTEST and _edits(one.rough, other.rough) <= 1
    alike = bool(one.rough) and (near or one.rough == other.rough)
    return alike and one.product != other.product and (one.shown or other.shown)


@settings(max_examples=200, deadline=None)
@given(
    names=st.lists(st.builds(Said, st.integers(0, 9), st.text("ab", max_size=9), st.booleans()), max_size=24),
    held=st.sampled_from([3, 40, 400_000]),
)
def test_the_quick_way_finds_what_comparing_all_with_all_finds(names: list[Said], held: int):
    before, alike.FILED = alike.FILED, held
    try:
        found, _ = alike.alike(names)
    finally:
        alike.FILED = before
    pairs = {frozenset((a.product, b.product)) for a in names for b in names if _mistaken(a, b)}
    assert {place for group in found for place in group} == {place for pair in pairs for place in pair}
    for group in found:
        assert any(all(p == lead or frozenset((lead, p)) in pairs for p in group) for lead in group)
    assert [len(group) for group in found] == sorted(map(len, found), reverse=True)


def test_names_that_differ_in_one_sound_are_one_group():
    report = checked(product("A", "Oat Milk"), product("B", "Goat Milk"), product("C", "Rye Bread"))
    assert clusters(report) == [{"A", "B"}]
    assert report.alike == 2
    assert report.clusters[0].pairs[0].likeness > 0.8


def test_spelling_does_not_hide_that_names_sound_the_same():
    report = checked(product("A", "Flour, 5 lb"), product("B", "Flower, five pounds"))
    assert clusters(report) == [{"A", "B"}]


@pytest.mark.parametrize(("language", "text"), [("en", "Eggs {}"), ("ko", "계란 {}구"), ("fr", "Oeufs {}")])
def test_numbers_are_heard_even_where_no_table_says_them(language: str, text: str):
    apart = checked(
        product("A", text.format(12), language=language),
        product("B", text.format(18), language=language),
        language=language,
    )
    assert not apart.clusters


def test_an_alias_that_sounds_like_another_product_is_named():
    report = checked(product("A", "Sunscreen Lotion", "sun cream"), product("B", "Sour Cream"))
    (cluster,) = report.clusters
    assert {m.sku: m.heard_as for m in cluster.members} == {"A": "sun cream", "B": "Sour Cream"}


def test_what_sounds_like_a_neighbour_is_no_neighbour():
    names = {"A": "Oat Milk", "B": "Goat Milk", "C": "Goat Silk", "D": "Goat Silt"}
    report = checked(*(product(sku, name) for sku, name in names.items()))
    assert sorted(map(sorted, clusters(report))) == [["A", "B", "C"], ["C", "D"]]
    assert report.alike == 4


def test_an_alias_that_several_share_joins_nobody():
    report = checked(product("A", "Whole Milk Gallon", "milk"), product("B", "Skim Milk Pint", "milk"))
    assert not report.clusters
    assert report.shared_aliases == 1


def test_what_differs_is_what_should_be_said():
    same = [product(s, "Diapers", brand="Soft", size=f"{n} ct") for s, n in (("A", 20), ("B", 40))]
    (cluster,) = checked(*same).clusters
    assert cluster.differ == ("size",)
    (cluster,) = checked(*(product(f"P{n}", "Diapers", size=f"{n}") for n in range(30))).clusters
    assert (cluster.count, len(cluster.members)) == (30, 12)


def test_words_that_keep_a_product_from_being_heard_come_first():
    known = {"noodles", "rice", "chick", "peas", "penny"}
    report = checked(
        product("A", "Ramen", "noodles"),
        product("B", "Basmati Rice"),
        product("C", "Chickpeas 2 x 400 g"),
        product("D", "Chickpeas Dried"),
        product("E", "Penne"),
        known=known,
    )
    words = {one.word: one for one in report.unheard}
    assert report.recogniser == "test"
    assert report.unheard[0].word == "chickpeas"
    assert (words["chickpeas"].lost, words["chickpeas"].count) == (2, 2)
    assert words["chickpeas"].instead == ("chick peas",)
    assert (words["ramen"].lost, words["ramen"].count) == (0, 1)
    assert words["basmati"].instead == ()
    assert "penny" in words["penne"].instead
    assert "rice" not in words
    assert not words.keys() & {"2", "400", "x2"}


def test_hangul_is_said_in_known_parts():
    report = checked(product("A", "배변봉투", language="ko"), language="ko", known={"배변", "봉투"})
    assert report.unheard[0].instead == ("배변 봉투",)


def test_without_a_vocabulary_nothing_is_said_of_words():
    report = checked(product("A", "Ramen"))
    assert (report.recogniser, report.unheard) == ("", ())


def test_duplicates_by_barcode_and_by_name():
    report = checked(
        product("A", "Green Tea", brand="Leaf", size="20 ct", attributes={"gtin": "0012345678905"}),
        product("B", "Sencha Bags", attributes={"upc": "012345678905"}),
        product("C", "green tea", brand="leaf", size="20CT"),
        product("D", "Green Tea", brand="Leaf", size="40 ct", attributes={"gtin": "1"}),
        product("E", "Lemons", attributes={"gtin": "1"}),
    )
    found = {(one.by, frozenset(p.sku for p in one.products)) for one in report.duplicates}
    assert found == {("barcode", frozenset("AB")), ("name", frozenset("AC"))}


def test_what_is_missing_and_what_is_too_long():
    long = "Organic Caramelized Macadamia and Pistachio Granola Cereal with Dehydrated Blueberries"
    report = checked(
        product("A", "Gift", price=0),
        product("B", "Coffee", stock=None),
        product("C", long),
        product("D", long + " Two", "granola"),
    )
    lacks = (report.no_price, report.no_stock, report.too_long)
    assert [[p.sku for p in listed.products] for listed in lacks] == [["A"], ["B"], ["C"]]


def test_a_thousand_of_one_kind_are_counted_and_the_first_are_shown():
    report = check_catalog((product(f"P{n}", f"Thing {n}", stock=None) for n in range(1000)), "en", None)
    assert (report.no_stock.count, len(report.no_stock.products)) == (1000, 12)


class _Tags(HTMLParser):
    """Counts tags, and fails where they are not closed in order."""

    VOID = frozenset({"meta", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.named: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.named += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.named += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


NASTY = '<script>alert("&x")</script>'


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_page_of_the_sample_shop_is_whole_and_needs_nothing(language: str):
    vocabulary = Vocabulary(name=NASTY, knows=lambda word: len(word) % 2 == 0)
    report = check_catalog(sample_products(), language, vocabulary)
    assert report.products == 563
    assert report.clusters
    text = page(report, NASTY)
    tags = _Tags()
    tags.feed(text)
    assert not tags.open
    assert tags.seen.count("svg") == len(report.clusters)
    assert not {"script", "link", "img", "iframe"} & set(tags.seen)
    assert not [name for name, _ in tags.named if name in {"src", "href", "onclick", "onload"}]
    assert not re.search(r"https?://|url\(|@import", text)
    assert json.loads(json.dumps(asdict(report)))["products"] == 563


def test_names_cannot_break_the_page_or_the_picture():
    report = checked(product("A", NASTY + " Tea"), product("B", NASTY + " Tea", price=0), known=())
    text = page(report, "Shop")
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert NASTY not in arcs(report.clusters[0])


def test_the_thicker_arc_is_the_more_alike():
    names = tuple(Named(sku=str(n), name=f"Tea {n}") for n in range(3))
    shares = [(0, 1, 1.0), (1, 2, 0.8), (0, 2, 0.3)]
    pairs = tuple(Pair(one=a, other=b, likeness=share) for a, b, share in shares)
    picture = arcs(Cluster(members=names, count=3, pairs=pairs, differ=()))
    widths = [float(width) for width in re.findall(r'stroke-width="([\d.]+)"', picture)]
    assert len(widths) == 2, "the least alike are joined by no arc"
    assert widths[0] > widths[1]


def test_an_empty_catalog_has_no_findings():
    report = checked(known=())
    assert (report.products, report.clusters, report.unheard, report.duplicates) == (0, (), (), ())
    assert "Every product can be told" in page(report, "Shop")
