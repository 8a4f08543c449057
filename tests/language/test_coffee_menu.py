"""A menu the parser never saw: every option of every sentence, exact, and with slips of a recogniser."""

from __future__ import annotations

import pytest
from coffee_menu import menu, orders
from rendered import heard

from voice.language.acts import Interpretation
from voice.language.expectation import Expectation
from voice.language.lexicon import Lexicon
from voice.language.locale import load_locale
from voice.language.understand import Understanding

OPEN = Expectation(language="en")


@pytest.fixture(scope="module")
def barista() -> Understanding:
    return Understanding(load_locale("en"), Lexicon.of(menu(), "en"), "USD")


def ordered(found: Interpretation) -> tuple[str, dict[str, str]]:
    (act,) = found.acts
    (mention,) = act.mentions
    assert act.intent == "add"
    assert mention.quantity is None
    return mention.exact_sku or mention.phrases[0], {c.group: c.value for c in mention.options}


@pytest.mark.parametrize(("said", "drink", "options"), list(orders(60, seed=7)))
def test_every_option_of_a_generated_sentence(
    barista: Understanding, said: str, drink: str, options: dict[str, str]
):
    found = barista.understand(heard(said), OPEN)

    assert ordered(found) == (drink, options)
    assert found.sure


def test_the_long_order_of_the_notes(barista: Understanding):
    said = "can I get a twelve ounce dark roast double shot latte "
    said += "with a little bit of skim milk and lots of sugar"

    assert ordered(barista.understand(heard(said), OPEN)) == (
        "latte",
        {
            "size": "twelve ounce",
            "roast": "dark roast",
            "numberOfShots": "double shot",
            "milkAmount": "a little bit of skim milk",
            "sugarAmount": "lots of sugar",
        },
    )


@pytest.mark.parametrize(
    ("said", "drink", "options"),
    [
        ("large capuchino with almond milc", "cappuccino", {"size": "large", "milkAmount": "almond milk"}),
        ("a 12 oz latte", "latte", {"size": "twelve ounce"}),
        ("medium roast cap puccino", "cappuccino", {"roast": "medium roast"}),
        ("trouble shot americano", "americano", {"numberOfShots": "double shot"}),
        ("give me a large americana with cream", "americano", {"size": "large", "milkAmount": "cream"}),
        (
            "dark roast expresso with sweetner",
            "espresso",
            {"roast": "dark roast", "sugarAmount": "sweetener"},
        ),
        ("medium lattay with brown sugar", "latte", {"size": "medium", "sugarAmount": "brown sugar"}),
        (
            "medium roast mocka with a lot of cream",
            "mocha",
            {"roast": "medium roast", "milkAmount": "a lot of cream"},
        ),
    ],
)
def test_a_slip_of_the_recogniser_is_mended(
    barista: Understanding, said: str, drink: str, options: dict[str, str]
):
    found = barista.understand(heard(said), OPEN)

    (mention,) = found.acts[0].mentions
    assert (mention.exact_sku or mention.phrases[0], {c.group: c.value for c in mention.options}) == (
        drink,
        options,
    )


def test_what_was_mended_is_never_sure(barista: Understanding):
    found = barista.understand(heard("large capuchino"), OPEN)

    assert found.repaired
    assert not found.sure
    assert found.acts[0].mentions[0].phrases == ("cappuccino", "capuchino")


def test_a_lesser_hypothesis_that_is_an_order_wins(barista: Understanding):
    found = barista.understand(heard("verb once lay tea", "twelve ounce latte"), OPEN)

    assert ordered(found) == ("latte", {"size": "twelve ounce"})
