"""Familiar words and words for the same thing: what shops write in their place is found, and only then."""

from functools import cache

import pytest

from catalog.search.colloquial import written_out
from catalog.search.finder import Found, find_names
from catalog.search.lexicon import load_lexicon
from catalog.search.namebook import NameBook, build_in_memory

EN = load_lexicon("en")
TASTES = ("Tomato", "Garlic", "Peach", "Ginger", "Maple", "Walnut", "Basil", "Lemon", "Honey", "Onion")
KINDS = ("Soup", "Bread", "Salsa", "Granola", "Tea", "Pasta", "Sauce", "Crackers", "Yogurt", "Bars")
NAMES = (
    "Orange Juice", "Oasis Juice", "Sparkling Water", "Skimmed Milk", "Aubergine Dip", "Egg Dip",
    "Original Sandwich Cookies", "Original Sandwich Biscuits", "Fire-Roasted Veggie Pizza", "Break Bar",
    "Fire-Roasted Vegetable Pizza", "Breakfast Bar Berry", "Breakfast Bar Apple", "Mac & Cheese Bites",
    "Toilet Paper", "Salt and Vinegar Combo Mix", "Traditional Chips Kettle Cooked Salt and Vinegar, 150 g",
)  # fmt: skip


@cache
def book() -> NameBook:
    names = [*NAMES, *(f"{taste} {kind}" for taste in TASTES for kind in KINDS)]
    return build_in_memory(((str(i), name) for i, name in enumerate(names)), "en")


def found(phrase: str) -> list[Found]:
    return find_names((phrase,), book(), EN, 5)


def text_of(one: Found) -> str:
    return book().text.one(one.entry).decode()


def test_the_longest_phrase_is_written_out_and_several_meanings_in_turn():
    table = {"roll": ("bun",), "loo roll": ("toilet paper", "bath tissue"), "oj": ("orange juice",)}
    ways = written_out(("oj", "and", "loo", "roll"), table, 3)
    assert [way.text for way in ways] == ["orange juice and toilet paper", "orange juice and bath tissue"]
    assert ways[0].short == (("oj",), ("loo", "roll"))
    assert len(written_out(("loo", "roll"), table, 1)) == 1
    assert written_out(("toilet", "paper"), table, 3) == []


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("oj", "orange juice"),
        ("fizzy h2o", "sparkling water"),
        ("loo roll", "toilet paper"),
        ("eggplant dip", "aubergine dip"),
    ],
)
def test_what_the_shop_writes_is_found_by_what_the_shopper_says(said: str, name: str):
    assert text_of(found(said)[0]) == name


def test_a_short_word_that_no_name_bears_does_not_mean_what_it_sounds_like():
    assert text_of(found("brekkie bar")[0]).startswith("breakfast bar")


def test_a_name_that_bears_all_words_written_out_comes_before_one_that_is_alike():
    near = [text_of(one) for one in found("salt n vinegar chips")]
    assert near[0].startswith("traditional chips")
    assert "salt and vinegar combo mix" in near


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("origianl sandiwch cookies", "original sandwich cookies"),
        ("fireroasted vegie pizza", "fire roasted veggie pizza"),
    ],
)
def test_a_word_that_a_fitting_name_bears_is_not_written_otherwise(typed: str, name: str):
    assert text_of(found(typed)[0]) == name


def test_a_name_that_bears_the_short_word_itself_is_meant():
    assert text_of(found("mac and cheese")[0]) == "mac and cheese bites"
