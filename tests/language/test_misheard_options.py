"""Half-understood orders: what a line names leads to what its misheard words may be."""

from __future__ import annotations

import pytest
from coffee_menu import menu
from rendered import heard

from voice.language.acts import Mention
from voice.language.expectation import Expectation
from voice.language.lexicon import Lexicon
from voice.language.locale import load_locale
from voice.language.understand import Understanding

OPEN = Expectation(language="en")


@pytest.fixture(scope="module")
def barista() -> Understanding:
    return Understanding(load_locale("en"), Lexicon.of(menu(), "en"), "USD")


def options(mention: Mention) -> dict[str, str]:
    return {c.group: c.value for c in mention.options}


@pytest.mark.parametrize(
    "said",
    [
        "can I get a light roast, twelve ounce, double shot, latte, with milk?",
        "can I get a light roast twelve ounce, double shot latte with milk?",
        "I'd like a latte, light roast, twelve ounce, double shot, milk",
    ],
)
def test_commas_between_options_do_not_end_the_line(barista: Understanding, said: str):
    found = barista.understand(heard(said), OPEN)

    (mention,) = found.acts[0].mentions
    assert mention.exact_sku == "latte"
    assert options(mention) == {
        "roast": "light roast",
        "size": "twelve ounce",
        "numberOfShots": "double shot",
        "milkAmount": "milk",
    }


def test_a_comma_between_products_ends_the_line(barista: Understanding):
    found = barista.understand(heard("a large latte, a small light roast mocha"), OPEN)

    latte, mocha = found.acts[0].mentions
    assert (latte.exact_sku, options(latte)) == ("latte", {"size": "large"})
    assert (mocha.exact_sku, options(mocha)) == ("mocha", {"size": "small", "roast": "light roast"})


@pytest.mark.parametrize(
    ("said", "drink", "chosen"),
    [
        ("a house coffee with lots of sweetheart", "house coffee", {"sugarAmount": "lots of sweetener"}),
        ("a mocha with sweet hair", "mocha", {"sugarAmount": "sweetener"}),
        ("can I get a large latte, cold milk", "latte", {"size": "large", "milkAmount": "whole milk"}),
        ("a sixty ounce iced mocha", "iced mocha", {"size": "sixteen ounce"}),
        ("a late roast espresso", "espresso", {"roast": "light roast"}),
        ("a sing with a shot latte", "latte", {"numberOfShots": "single shot"}),
    ],
)
def test_left_over_words_are_the_option_that_they_sound_like(
    barista: Understanding, said: str, drink: str, chosen: dict[str, str]
):
    found = barista.understand(heard(said), OPEN)

    (mention,) = found.acts[0].mentions
    assert (mention.exact_sku, options(mention)) == (drink, chosen)
    assert not found.sure


@pytest.mark.parametrize("said", ["a latte with my friend", "a latte for here", "a latte with ice cubes"])
def test_words_that_sound_like_no_option_choose_none(barista: Understanding, said: str):
    found = barista.understand(heard(said), OPEN)

    assert all(not options(mention) for act in found.acts for mention in act.mentions)


@pytest.mark.parametrize(
    "said",
    [
        "Girl coffee with a bit of cream",
        "I have a coffee with a bit of cream",
    ],
)
def test_a_whole_order_stands_after_misheard_words(barista: Understanding, said: str):
    found = barista.understand(heard(said), OPEN)

    (mention,) = found.acts[0].mentions
    assert (mention.exact_sku, options(mention)) == ("coffee", {"milkAmount": "a bit of cream"})
    assert not found.sure


@pytest.mark.parametrize(
    "said",
    [
        "I don't want a coffee with cream",
        "she had a coffee with cream",
        "what is in a coffee with cream",
        "coffee is what we talked about at home",
        "I have a coffee",
    ],
)
def test_talk_about_an_order_is_none(barista: Understanding, said: str):
    found = barista.understand(heard(said), OPEN)

    assert not any(act.intent == "add" for act in found.acts)
