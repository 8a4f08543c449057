"""The index over many names, its file, the learned ranker, and a catalog that changes in use."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ranking import ranked

from catalog.history import History
from catalog.money import Money
from catalog.ports import Ambiguous, Decision, Filters, Match, NoMatch, Purpose, Query
from catalog.product import Product, Sku
from catalog.search import CatalogSearch
from catalog.search.files import open_or_build
from catalog.search.finder import find_names
from catalog.search.lexicon import load_lexicon
from catalog.search.namebook import NameBook, build_file, build_in_memory, open_file
from catalog.search.postings import LETTERS, SOUNDS, GramKind, codes_of, gram_codes
from catalog.search.ranker import RankerData, load_ranker, ranker_of
from catalog.search.shelf import ListedShelf
from catalog.search.snapshot import PAGE, Damaged
from catalog.search.spelling import speller

EN = load_lexicon("en")
KINDS = ("soup", "juice", "bread", "yogurt", "cookies", "crackers", "salsa", "granola", "tea", "pasta")
TASTES = ("tomato", "orange", "garlic", "peach", "ginger", "maple", "walnut", "basil", "lemon", "honey")
MAKES = ("Harvest Moon", "Silver Creek", "Old Mill", "Blue Heron", "Stone Bridge", "Red Barn")
STYLES = ("organic", "roasted", "creamy", "spicy", "low sodium", "family size")


def goods(sku: str, name: str, cents: int = 300, **more: object) -> Product:
    return Product(sku=Sku(sku), names={"en": (name,)}, price=Money(cents, "USD"), **more)  # type: ignore[arg-type]


@cache
def products() -> tuple[Product, ...]:
    names = [f"{m}, {s} {t} {k}" for m in MAKES for s in STYLES for t in TASTES for k in KINDS]
    return tuple(goods(f"P{i}", name) for i, name in enumerate(names))


@cache
def market() -> CatalogSearch:
    return CatalogSearch(products())


def rows() -> list[tuple[str, str]]:
    return [(str(p.sku), p.name("en")) for p in products()[:300]]


def ask(search: CatalogSearch, *phrases: str, filters: Filters | None = None) -> Decision:
    query = Query(phrases=phrases, language="en")
    return search.find(replace(query, filters=filters) if filters else query)


def first(answer: Decision) -> str:
    return ranked(answer)[0].product.name("en")


@pytest.mark.parametrize(
    ("heard", "name"),
    [
        ("harvest moon organic tomato soup", "Harvest Moon, organic tomato soup"),
        ("harvest moon organ ick to mate oh soup", "Harvest Moon, organic tomato soup"),
        ("old mill creamy ginger salsa", "Old Mill, creamy ginger salsa"),
        ("blue hair on roasted wall nut cookies", "Blue Heron, roasted walnut cookies"),
        ("stone bridge spysea basel pasta", "Stone Bridge, spicy basil pasta"),
    ],
)
def test_a_name_is_found_however_it_was_heard(heard: str, name: str):
    answer = ask(market(), heard)
    assert first(answer) == name


def test_a_name_said_word_for_word_is_sure():
    answer = ask(market(), "silver creek low sodium garlic crackers")
    assert isinstance(answer, Match)
    assert answer.best.probability > 0.95


def test_part_of_a_name_fits_several_and_is_not_guessed():
    answer = ask(market(), "peach yogurt")
    assert not isinstance(answer, Match)
    assert all("peach yogurt" in c.product.name("en") for c in ranked(answer))


@pytest.mark.parametrize(
    "said", ["what time is it", "turn on the lights", "how are you", "read my order", "yes", "zzyzx"]
)
def test_what_is_said_to_no_shelf_matches_nothing_there(said: str):
    answer = ask(market(), said)
    assert isinstance(answer, NoMatch)
    assert all(candidate.probability < 0.35 for candidate in answer.nearest)


def test_every_word_of_a_name_is_enough_however_many_bear_it():
    answer = market().find(Query(phrases=("walnut",), language="en", purpose=Purpose.FIND))
    assert isinstance(answer, Ambiguous)
    assert len(answer.candidates) == 3
    assert all("walnut" in c.product.name("en") for c in answer.candidates)


def test_probabilities_are_probabilities_and_nothing_said_is_no_match():
    for candidate in ranked(ask(market(), "red barn honey te")):
        assert 0 <= candidate.probability <= 1
    assert ask(market(), "") == NoMatch()
    assert ask(market(), "?!") == NoMatch()


def test_a_second_hypothesis_can_win():
    answer = ask(market(), "read bar and money key", "red barn spicy honey tea")
    assert first(answer) == "Red Barn, spicy honey tea"


def test_products_that_were_offered_are_a_shelf_of_their_own():
    only = frozenset({Sku("P3"), Sku("P17")})
    answer = ask(market(), market_name("P17"), filters=Filters(only=only))
    assert {c.product.sku for c in ranked(answer)} <= only
    assert first(answer) == market_name("P17")


def market_name(sku: str) -> str:
    product = market().product(Sku(sku))
    assert product is not None
    return product.name("en")


def test_filters_hold_in_a_large_catalog():
    low = Filters(max_price=Money(299, "USD"))
    assert ranked(ask(market(), market_name("P5"), filters=low)) == []


def test_what_few_products_meet_is_found_among_all_that_are_like_it():
    """Of more names alike than are ever looked at closely, the one that is demanded."""
    shop = [goods(f"R{i}", f"Harvest Moon, rice crackers number {i}") for i in range(4_000)]
    shop[3_777] = replace(shop[3_777], brand="Lotus", attributes={"grown": "organic"})
    shop[1_234] = replace(shop[1_234], price=Money(50, "USD"))
    search = CatalogSearch(shop)
    for demand, sku in (
        (Filters(brand="lotus"), "R3777"),
        (Filters(attributes=(("grown", "Organic"),)), "R3777"),
        (Filters(max_price=Money(60, "USD")), "R1234"),
    ):
        assert {c.product.sku for c in ranked(ask(search, "rice crackers", filters=demand))} == {sku}
    assert ranked(ask(search, "rice crackers", filters=Filters(brand="nobody"))) == []
    later = search.with_changes([replace(shop[5], price=Money(40, "USD"))], gone=[Sku("R1234")])
    cheap = ranked(ask(later, "rice crackers", filters=Filters(max_price=Money(60, "USD"))))
    assert {c.product.sku for c in cheap} == {"R5"}


def test_history_is_a_view():
    assert first(ask(market().with_history(History(())), market_name("P9"))) == market_name("P9")


def test_price_and_stock_change_without_a_new_index():
    product = market().product(Sku("P7"))
    assert product is not None
    dearer = market().with_changes([replace(product, price=Money(999, "USD"))])
    found = ranked(ask(dearer, product.name("en")))[0].product
    assert found.price == Money(999, "USD")
    assert ranked(ask(market(), product.name("en")))[0].product.price == product.price


def test_a_product_goes_comes_and_is_renamed():
    name = market_name("P11")
    without = market().with_changes(gone=[Sku("P11")])
    assert without.product(Sku("P11")) is None
    assert "P11" not in {c.product.sku for c in ranked(ask(without, name))}
    assert len(list(without.products())) == len(products()) - 1
    added = without.with_changes([goods("NEW", "Quantum Dragonfruit Fizz")])
    assert first(ask(added, "quantum dragon fruit fizz")) == "Quantum Dragonfruit Fizz"
    renamed = added.with_changes([goods("NEW", "Plain Seltzer"), goods("P12", "Walnut Surprise")])
    assert first(ask(renamed, "plain seltzer")) == "Plain Seltzer"
    assert first(ask(renamed, "walnut surprise")) == "Walnut Surprise"
    assert "NEW" not in {c.product.sku for c in ranked(ask(renamed, "quantum dragonfruit fizz"))}


def same(one: NameBook, other: NameBook) -> bool:
    asked = ("harvest moon garlic soup", "roasted", "old mil ginger bred")
    return all(find_names((q,), one, EN, 9) == find_names((q,), other, EN, 9) for q in asked)


def test_a_file_holds_what_memory_holds(tmp_path: Path):
    path = tmp_path / "names.index"
    build_file(rows(), "en", path, "v1")
    book = open_file(path)
    assert same(book, build_in_memory(rows(), "en"))
    assert (book.made_of, book.language) == ("v1", "en")
    assert list(tmp_path.iterdir()) == [path]
    assert book.sku(book.rows_of(5)[0]) == "P5"
    search = CatalogSearch.stored([book], ListedShelf(products()[:300]))
    assert first(ask(search, "harvest moon organic peach bread")) == "Harvest Moon, organic peach bread"


@pytest.mark.parametrize("place", [0, 9, 40, PAGE + 1, -1])
def test_one_wrong_byte_is_found(tmp_path: Path, place: int):
    path = tmp_path / "names.index"
    build_file(rows(), "en", path)
    data = bytearray(path.read_bytes())
    data[place] ^= 0x55
    path.write_bytes(data)
    with pytest.raises(Damaged):
        open_file(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 something else", b"x" * 20_000])
def test_a_foreign_file_is_replaced(tmp_path: Path, content: bytes):
    path = tmp_path / "names.index"
    path.write_bytes(content)
    book = open_or_build(path, rows, "en", "v1")
    assert same(book, build_in_memory(rows(), "en"))
    assert same(open_file(path), book)


def test_a_short_file_and_one_of_other_rows_are_replaced_and_a_whole_one_is_kept(tmp_path: Path):
    path = tmp_path / "names.index"
    open_or_build(path, rows, "en", "v1")
    path.write_bytes(path.read_bytes()[:-100])
    open_or_build(path, rows, "en", "v1")
    kept = path.stat().st_ino
    open_or_build(path, rows, "en", "v1")
    assert path.stat().st_ino == kept
    assert open_or_build(path, rows, "en", "v2").made_of == "v2"


def test_a_build_that_fails_leaves_the_old_file(tmp_path: Path):
    path = tmp_path / "names.index"
    build_file(rows(), "en", path, "old")

    def broken() -> Sequence[tuple[str, str]]:
        raise OSError("the feed is gone")

    with pytest.raises(OSError, match="feed"):
        open_or_build(path, broken, "en", "new")
    assert open_file(path).made_of == "old"
    assert list(tmp_path.iterdir()) == [path]


@given(
    st.lists(st.text("abc xyz09é김", max_size=9), min_size=1, max_size=6), st.sampled_from([LETTERS, SOUNDS])
)
def test_grams_of_many_texts_are_those_of_each(texts: list[str], kind: GramKind):
    encoded = [text.encode() for text in texts]
    blob = np.frombuffer(b"".join(encoded), np.uint8)
    codes, owners = gram_codes(kind, blob, np.cumsum([0, *map(len, encoded)]).astype(np.uint32))
    for i, one in enumerate(encoded):
        assert sorted(set(codes[owners == i].tolist())) == codes_of(kind, one).tolist()


@settings(deadline=None)  # the first text loads the dictionary
@given(st.text(max_size=40))
def test_any_text_can_be_spelled_and_looked_for(text: str):
    spelling = speller("en").spell(text)
    assert len(spelling.words) == len(spelling.keys) == len(spelling.sounds)
    find_names((text,), small(), EN, 3)


@cache
def small() -> NameBook:
    return build_in_memory(
        [("A", "Tomato Soup"), ("B", "김치 라면"), ("C", "7 Up, 12 fl oz"), ("D", "???")], "en"
    )


def test_what_is_said_and_what_is_written_are_spelled_alike():
    spell = speller("en").spell
    assert spell("twelve fluid ounces").words == spell("12 fl oz").words
    assert spell("seven up").words == spell("7 Up").words
    assert spell("Crème Brûlée & Co").words == ("creme", "brulee", "and", "co")
    assert spell("cookies").keys == ("cookie",)


def test_names_spelled_alike_share_an_entry():
    book = build_in_memory([("A", "Cola!"), ("B", "cola"), ("C", "COLA, 2 l")], "en")
    assert len(book) == 2
    assert book.rows_of(0) == [0, 1]


def test_a_ranker_of_other_features_is_refused():
    load_ranker()
    data = RankerData(
        about="", columns=("x",), mean=(0.0,), scale=(1.0,), layers=(((1.0,), (0.0,)),),
        judge=(), sure_mean=(), sure_scale=(),
    )  # fmt: skip
    with pytest.raises(ValueError, match="a layer takes"):
        ranker_of(data)


def test_an_empty_book_finds_nothing():
    assert find_names(("tea",), build_in_memory([], "en"), EN, 5) == []
