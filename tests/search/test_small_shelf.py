"""A small catalog: the hand weights, with what the ranker learned where they find nothing good."""

from dataclasses import replace
from functools import cache

import pytest
from ranking import ranked

from catalog.money import Money
from catalog.ports import Decision, Match, NoMatch, Query
from catalog.product import Product, Sku
from catalog.sample import sample_products
from catalog.search import CatalogSearch
from catalog.search.decide import probability
from catalog.search.weights import load_weights

NAMES = (
    "Sparkling Water, Meyer Lemon", "Coco Water", "Parmesan Shavings", "Palm Star Oil", "Candy Duck",
    "Candy Fun", "Sauce Pita", "Petit Epautre", "Chunky Orchard Fruit", "Classic Sauces With Meat",
    "Mini Pancakes, Carrot", "Hot Cherry Pepper Slices", "Apple Celery Juice", "Greek Yogurt", "Corn Cobs",
)  # fmt: skip


@cache
def shop() -> CatalogSearch:
    return CatalogSearch(
        [
            Product(sku=Sku(f"P{i}"), names={"en": (name,)}, price=Money(300, "USD"))
            for i, name in enumerate(NAMES)
        ]
    )


@cache
def sample_shop() -> CatalogSearch:
    return CatalogSearch(sample_products())


def ask(phrase: str) -> Decision:
    return shop().find(Query(phrases=(phrase,), language="en"))


@pytest.mark.parametrize(
    ("heard", "name"),
    [
        ("fizzy water", "Sparkling Water, Meyer Lemon"),
        ("parm", "Parmesan Shavings"),
        ("many pan cakes care it", "Mini Pancakes, Carrot"),
        ("clap sick sauces with me", "Classic Sauces With Meat"),
    ],
)
def test_what_a_recogniser_or_a_shopper_makes_of_a_name_is_found(heard: str, name: str):
    best = ranked(ask(heard))[0]
    assert best.product.name("en") == name


def test_a_familiar_word_that_the_shop_writes_itself_is_not_written_otherwise():
    answer = ask("greek yogurt")
    assert isinstance(answer, Match)
    assert dict(answer.best.why)["score"] > 1.1


@pytest.mark.parametrize("said", ["turn on the lights", "what time is it", "play some music", "yes"])
def test_ordinary_sentences_mean_nothing_however_they_sound(said: str):
    answer = ask(said)
    assert isinstance(answer, NoMatch)
    assert all(candidate.probability < 0.35 for candidate in answer.nearest)


@pytest.mark.parametrize(
    "wanted", ["gasoline", "bicycles", "umbrella", "a laptop", "a fishing rod", "lawn mower"]
)
def test_what_a_small_shop_lacks_is_not_what_sounds_a_little_like_it(wanted: str):
    answer = sample_shop().find(Query(phrases=(wanted,), language="en"))
    assert isinstance(answer, NoMatch)
    assert all(candidate.probability < 0.5 for candidate in answer.nearest)


def test_the_ranker_is_asked_only_where_the_weights_find_nothing_good():
    assert "learned" not in dict(ranked(ask("candy fun"))[0].why)
    assert "learned" in dict(ranked(ask("clap sick sauces with me"))[0].why)


def test_what_the_ranker_is_sure_of_is_likelier():
    w = load_weights().decide
    chances = [probability(0.6, 0.2, w, learned) for learned in (0.0, 0.5, 1.0)]
    assert chances == sorted(chances)
    assert chances[-1] > chances[0] + 0.2


def test_a_changed_shelf_ranks_as_before():
    product = shop().product(Sku("P9"))
    assert product is not None
    dearer = shop().with_changes([replace(product, price=Money(999, "USD"))])
    answer = dearer.find(Query(phrases=("clap sick sauces with me",), language="en"))
    assert ranked(answer)[0].product.price == Money(999, "USD")
