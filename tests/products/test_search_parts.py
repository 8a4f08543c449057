"""Readings, sounds, indexes, decisions: the parts of the search, each by itself."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from catalog.money import Money
from catalog.ports import Ambiguous, Filters, Match, NoMatch, Purpose, Query
from catalog.product import Product, Sku
from catalog.search import CatalogSearch
from catalog.search.decide import differs, probability
from catalog.search.index import GramIndex, grams
from catalog.search.lexicon import load_lexicon
from catalog.search.names import Measure, read, say_number, singular
from catalog.search.phones import coarse, phones, word_phones
from catalog.search.weights import load_weights

EN, KO = load_lexicon("en"), load_lexicon("ko")


def goods(sku: str, name: str, cents: int = 100, **more: object) -> Product:
    return Product(sku=Sku(sku), names={"en": (name,)}, price=Money(cents, "USD"), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("two percent milk", "2% Milk"),
        ("twelve ounce", "12 oz"),
        ("twelve ounces", "12oz"),
        ("half a gallon", "1/2 gal"),
        ("half gallon", "0.5 gallon"),
        ("five hundred milliliters", "500ml"),
        ("sixty four fluid ounces", "64 FL OZ"),
        ("twenty four pack", "24 ct"),
        ("two and a half pounds", "2.5 lb"),
        ("a hundred and one dalmatians", "a hundred and 1 dalmatian"),
        ("seven up", "7 Up"),
        ("double a batteries", "AA Battery"),
        ("café crème", "Cafe Creme"),
        ("one thousand sheets", "1,000 sheet"),
        ("three dozen eggs", "36 egg"),
        ("loaves", "loaf"),
        ("mac & cheese", "mac and cheese"),
    ],
)
def test_what_is_said_and_what_is_written_read_alike(said: str, written: str):
    assert read(said, EN).text == read(written, EN).text


@pytest.mark.parametrize(
    ("said", "written"), [("이 퍼센트 우유", "2% 우유"), ("열두 개입", "12개입"), ("반 갤런", "0.5 갤런")]
)
def test_korean_numbers_read_alike(said: str, written: str):
    assert read(said, KO).text == read(written, KO).text


def test_korean_syllables_are_numbers_only_before_units():
    assert read("오 이", KO).text == "오 이"
    assert read("두 개", KO).text == "2 ct"


def test_half_and_half_is_no_number():
    assert read("half and half", EN).text == "half and half"
    assert read("half and half", EN).words == ("half", "half")


def test_both_readings_of_a_number_are_kept():
    reading = read("7 Up", EN)
    assert (reading.text, reading.spoken) == ("7 up", "seven up")


def test_three_six_packs_are_not_nine():
    assert read("three six packs", EN).text == "3 6 ct"


def test_an_ounce_is_weight_and_volume():
    kinds = {m.kind for m in read("12 oz", EN).measures}
    assert kinds == {"weight", "volume"}
    assert Measure("volume", 1892.705) in read("half gallon", EN).measures


@pytest.mark.parametrize(
    ("many", "one"),
    [
        ("loaves", "loaf"),
        ("cherries", "cherry"),
        ("boxes", "box"),
        ("potatoes", "potato"),
        ("knives", "knife"),
        ("hummus", "hummus"),
        ("asparagus", "asparagus"),
        ("molasses", "molasses"),
        ("swiss", "swiss"),
    ],
)  # fmt: skip
def test_plurals(many: str, one: str):
    assert singular(many, EN) == one


@given(st.integers(0, 9999))
def test_a_number_said_is_the_number_written(value: int):
    assert read(f"{say_number(value, EN)} cups", EN).text == f"{value} cup"


@given(st.text(max_size=40))
def test_any_text_has_a_reading_that_does_not_change_when_read_again(text: str):
    for lexicon in (EN, KO):
        once = read(text, lexicon)
        assert once.text == once.text.strip()
        phones(once.spoken)
        coarse(phones(once.spoken))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("thick", "sick"),
        ("butter", "bucker"),
        ("flour", "flower"),
        ("chip", "ship"),
        ("ply", "fly"),
        ("cue tip", "q tip"),
    ],
)
def test_words_that_recognisers_confuse_sound_near(one: str, other: str):
    far = phones("zebra")
    near = Levenshtein.normalized_similarity(phones(one), phones(other))
    assert near > Levenshtein.normalized_similarity(phones(one), far)
    assert near >= 0.4


@pytest.mark.parametrize(
    ("word", "sound"),
    [("milk", "mIlk"), ("cheese", "Ciz"), ("knife", "nYf"), ("phone", "fOn"), ("oat", "Ot"), ("eight", "Et"),
     ("quick", "kwIk"),
     ("night", "nYt"), ("cake", "kEk"), ("juice", "Jus")],
)  # fmt: skip
def test_letters_to_sounds(word: str, sound: str):
    assert word_phones(word) == sound


def test_hangul_is_spoken_across_syllables():
    assert word_phones("음악") == word_phones("으막")
    assert coarse(word_phones("커피")) == coarse(word_phones("거비"))


def test_loanwords_sound_like_their_source():
    assert coarse(word_phones("바나나")) == coarse(phones("banana"))


@given(st.lists(st.text("abcd", min_size=1, max_size=8), min_size=1, max_size=8), st.text("abcd", max_size=8))
def test_the_gram_index_equals_plain_counting(texts: list[str], query: str):
    shared = GramIndex(texts).shared(query)
    every = {g for t in texts for g in grams(t)}
    weight = {g: np.log(1 + len(texts) / sum(g in grams(t) for t in texts)) ** 2 for g in every}
    unseen = np.log(1 + len(texts)) ** 2
    for i, text in enumerate(texts):
        both = sum(weight[g] for g in grams(query) if g in grams(text))
        total = sum(weight.get(g, unseen) for g in grams(query))
        assert shared.of_query[i] == pytest.approx(both / total, rel=1e-4)
        assert shared.of_form[i] == pytest.approx(both / sum(weight[g] for g in grams(text)), rel=1e-4)


@given(st.floats(0, 1.2), st.floats(0, 1.2), st.floats(0, 0.3))
def test_more_score_and_more_lead_are_surer(low: float, high: float, lead: float):
    w = load_weights().decide
    low, high = sorted((low, high))
    assert 0 < probability(low, lead, w) <= probability(high, lead, w) < 1
    assert probability(low, 0, w) <= probability(low, lead, w)


def test_only_what_differs_is_named():
    small, large = goods("A", "Cola, 1 Liter", 100, size="1 l"), goods("B", "Cola, 2 Liter", 200, size="2 l")
    assert differs([small, large], EN) == ("size", "price")
    other = goods("C", "Cola, 1 Liter", 100, size="1 l", brand="Fizz")
    assert differs([small, other], EN) == ("brand",)
    assert differs([small, goods("D", "Root Beer, 1 Liter", 100, size="1 l")], EN) == ("name",)


ORGANIC = {"grown": "Organic"}
SHOP = CatalogSearch(
    [
        goods("A", "Red Apple", 100, stock=0, brand="Orchard", category="fruit", attributes=ORGANIC),
        goods("B", "Green Apple", 200, stock=5, brand="Grove", category="fruit", attributes={"bag": "1 kg"}),
        goods("C", "Apple Juice", 300, brand="Grove", category="drinks"),
    ]
)


def found(filters: Filters, phrase: str = "apple") -> set[str]:
    answer = SHOP.find(Query(phrases=(phrase,), language="en", filters=filters))
    match answer:
        case Match(best=best, others=others):
            all_found = (best, *others)
        case Ambiguous(candidates=some, others=others):
            all_found = (*some, *others)
        case NoMatch(nearest=near):
            all_found = near
    return {str(c.product.sku) for c in all_found}


@pytest.mark.parametrize(
    ("filters", "skus"),
    [
        (Filters(), {"A", "B", "C"}),
        (Filters(in_stock=True), {"B", "C"}),
        (Filters(max_price=Money(200, "USD")), {"A", "B"}),
        (Filters(min_price=Money(200, "USD")), {"B", "C"}),
        (Filters(max_price=Money(200, "EUR")), set()),
        (Filters(brand="grove"), {"B", "C"}),
        (Filters(category="Drinks"), {"C"}),
        (Filters(attributes=(("grown", "organic"),)), {"A"}),
        (Filters(attributes=(("grown", "organic"), ("bag", "1 kg"))), set()),
        (Filters(attributes=(("grown", "hothouse"),)), set()),
        (Filters(exclude=frozenset({Sku("A")})), {"B", "C"}),
    ],
)
def test_filters(filters: Filters, skus: set[str]):
    assert found(filters) == skus


def test_what_costs_more_than_was_said_gives_way_to_nothing_that_is_much_less_like_it():
    oil = goods("OIL", "Olive Oil", 1299, size="25 fl oz")
    shop = CatalogSearch([oil, goods("TIN", "Sardines in Olive Oil", 279, size="4 oz")])
    below = Filters(max_price=Money(1200, "USD"))
    answer = shop.find(Query(phrases=("olive oil",), language="en", purpose=Purpose.FIND, filters=below))
    assert isinstance(answer, NoMatch)
    assert [c.product.sku for c in answer.beyond] == ["OIL"]
    other = shop.find(Query(phrases=("sardines",), language="en", purpose=Purpose.FIND, filters=below))
    assert isinstance(other, Match)
    assert other.best.product.sku == "TIN"


def test_a_better_hypothesis_wins_over_the_first():
    answer = SHOP.find(Query(phrases=("apply blue", "apple juice"), language="en"))
    assert isinstance(answer, Match)
    assert answer.best.product.sku == "C"


def test_hypotheses_that_name_two_products_are_ambiguous():
    answer = SHOP.find(Query(phrases=("red apple", "green apple"), language="en"))
    assert isinstance(answer, Ambiguous)
    assert {c.product.sku for c in answer.candidates} == {"A", "B"}


def test_nothing_said_or_nothing_sold_is_no_match():
    for phrases in [(), ("",), ("?!",)]:
        assert SHOP.find(Query(phrases=phrases, language="en")) == NoMatch()
    assert CatalogSearch([]).find(Query(phrases=("tea",), language="en")) == NoMatch()


def test_the_limit_counts_all_candidates():
    answer = SHOP.find(Query(phrases=("apple",), language="en", limit=2))
    assert isinstance(answer, Ambiguous)
    assert len(answer.candidates) + len(answer.others) == 2


def test_an_unknown_language_uses_another_index():
    answer = SHOP.find(Query(phrases=("apple juice",), language="fr"))
    assert isinstance(answer, Match)


def test_a_product_is_found_by_sku():
    product = SHOP.product(Sku("B"))
    assert product is not None
    assert product.name("en") == "Green Apple"
    assert SHOP.product(Sku("Z")) is None
    assert len(list(SHOP.products())) == 3


@settings(deadline=None)  # the first text loads the tables
@given(st.text(max_size=60), st.sampled_from(Purpose), st.sampled_from(["en", "ko"]))
def test_no_text_breaks_the_search(text: str, purpose: Purpose, language: str):
    answer = SHOP.find(Query(phrases=(text,), language=language, purpose=purpose))
    assert answer == SHOP.find(Query(phrases=(text,), language=language, purpose=purpose))
