"""What comes near to a thing that the shop does not have is told as such, and not taken for it."""

from functools import cache

import pytest

from catalog.money import Money
from catalog.ports import Decision, Match, NoMatch, Query
from catalog.product import Product, Sku
from catalog.search import CatalogSearch

SHELF = (
    "Whole Milk, Half Gallon", "Organic Whole Milk, Half Gallon", "Oat Milk", "Plain Bagels, 6 Pack",
    "Low Sodium Soy Sauce", "Classic Hummus", "Red Pepper Hummus", "Toasted Sesame Oil",
    "Chicken Noodle Soup, 10 Ounces", "Potato Chips", "Rice Crisps", "Coconut Water, 1 Liter",
    "Corn Flour Tortillas", "Sunflower Seeds", "Spicy Ramen Noodles", "Butter Croissant", "Chocolate Cereal",
)  # fmt: skip
KOREAN = ("유기농 우유", "귀리 우유", "초코 머핀", "버터 크루아상", "보리차")


@cache
def shop(language: str = "en") -> CatalogSearch:
    names = SHELF if language == "en" else KOREAN
    return CatalogSearch(
        Product(sku=Sku(f"P{i}"), names={language: (name,)}, price=Money(300, "USD"))
        for i, name in enumerate(names)
    )


def ask(*phrases: str, language: str = "en") -> Decision:
    return shop(language).find(Query(phrases=phrases, language=language))


def near(*phrases: str, language: str = "en") -> list[str]:
    return [c.product.name(language) for c in ask(*phrases, language=language).instead]


def test_what_fits_is_not_what_was_said_where_it_lacks_a_word_that_others_bear():
    assert near("organic oat milk") == ["Organic Whole Milk, Half Gallon", "Oat Milk"]
    assert near("low sodium chicken noodle soup") == ["Chicken Noodle Soup, 10 Ounces"]


def test_of_several_that_each_lack_a_word_those_of_the_kind_come_near():
    assert near("chocolate croissants") == ["Butter Croissant"]


@pytest.mark.parametrize(
    "said",
    [
        "organic whole milk",
        "a 10 ounce chicken noodle soup",
        "the chicken noodle soups",
        "chiken noodle soup",  # a slip
        "oatmilk",
        "two liters of coconut water",
        "corn flower tortillas",  # as it sounds
        "tasty chicken noodle soup",  # tells nothing apart here
    ],
)
def test_amounts_slips_sounds_and_words_that_no_name_bears_are_no_lack(said):
    assert isinstance(ask(said), Match)
    assert near(said) == []


def test_another_hypothesis_that_the_find_bears_whole_is_enough():
    assert near("organic oat milk", "organic whole milk") == []


def test_another_of_the_kind_comes_near_and_what_shares_another_word_does_not():
    assert isinstance(ask("spicy hummus"), NoMatch)
    assert sorted(near("spicy hummus")) == ["Classic Hummus", "Red Pepper Hummus"]
    assert near("toasted bagel") == ["Plain Bagels, 6 Pack"]


def test_hangul_is_read_the_same_way():
    assert near("초코 크루아상", language="ko") == ["버터 크루아상"]
    assert near("버터 크루아상", language="ko") == []
