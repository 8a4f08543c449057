"""What a product is wanted with that is no option of it: told, and no product of its own."""

from __future__ import annotations

import pytest

from catalog.sample import sample_products
from voice.language.lexicon import Lexicon
from voice.language.locale import load_locale
from voice.language.parser import parse_lines
from voice.language.vocabulary import Vocabulary

ENGLISH = load_locale("en")
SHOP = Vocabulary(Lexicon.of(sample_products(), "en"), ENGLISH.words, ENGLISH.verbs)


def lines(text: str) -> list[tuple[str, list[str], tuple[str, ...]]]:
    """Every line: its name, the options that it has, and what it cannot be had with."""
    said = ENGLISH.words.plain(text)
    assert said is not None
    found = [line.mention for line in parse_lines(said, SHOP).lines]
    return [(m.phrases[0], [c.value for c in m.options], m.foreign) for m in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a latte with lactose free milk", [("latte", [], ("lactose free milk",))]),
        ("a latte with lactose free milk and cinnamon", [("latte", ["cinnamon"], ("lactose free milk",))]),
        ("earl grey with a splash of milk and honey", [("earl grey", [], ("splash of milk", "honey"))]),
        ("hot chocolate with marshmallows please", [("hot chocolate", [], ("marshmallows",))]),
        ("a flat white with half and half", [("flat white", [], ("half and half",))]),
        ("a latte with a side of honey", [("latte", [], ("side of honey",))]),
        ("a latte with honey and a muffin", [("latte", [], ("honey",)), ("muffin", [], ())]),
        ("a latte with honey and two eggs", [("latte", [], ("honey",)), ("eggs", [], ())]),
    ],
)
def test_words_behind_a_with_are_told_as_not_offered(text, found):
    assert lines(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a latte with a croissant", [("latte", [], ()), ("croissant", [], ())]),
        ("latte with croissant", [("latte", [], ()), ("croissant", [], ())]),
        ("coffee with a muffin", [("coffee", [], ()), ("muffin", [], ())]),
        ("a latte with blueberry muffin", [("latte", [], ()), ("blueberry muffin", [], ())]),
        ("a latte with bananas", [("latte", [], ()), ("bananas", [], ())]),
        ("a latte with oat milk and a croissant", [("latte", ["oat"], ()), ("croissant", [], ())]),
    ],
)
def test_an_item_of_its_own_stays_one(text, found):
    assert lines(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a latte with milk", [("latte milk", [], ())]),  # what can be chosen, not a choice
        ("a latte with hole milk", [("latte", ["whole"], ())]),
        ("a latte with lots of oat milk", [("latte", ["oat"], ())]),
    ],
)
def test_options_however_they_are_said_stay_options(text, found):
    assert lines(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("half caf medium americano", [("americano", ["medium"], ("half caf",))]),
        ("large latte, half caf, with skim", [("latte", ["skim", "large"], ("half caf",))]),
        ("a latte and a half caf mocha", [("latte", [], ()), ("mocha", [], ("half caf",))]),
        ("a latte extra hot", [("latte", [], ("extra hot",))]),  # and no extra shot
        ("an earl grey with milk and two sugars", [("earl grey", ["sugar"], ("milk",))]),
    ],
)
def test_words_that_tell_how_it_is_wanted_are_told_as_not_offered(text, found):
    assert lines(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a light roast coffee", [("light roast coffee", [], ())]),
        ("a latte, heavy cream", [("latte", [], ()), ("heavy cream", [], ())]),
        ("double espresso", [("espresso", ["double"], ())]),
        ("half and half", [("half and half", [], ())]),
    ],
)
def test_degrees_that_are_of_a_name_or_an_option_stay_so(text, found):
    assert lines(text) == found


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("a latte without the espresso", ("espresso",)),
        ("a latte with no espresso", ("espresso",)),
        ("a latte without the red onions", ("red onions",)),
        ("a latte, no milk", ("milk",)),  # and no milk in its place
        ("a latte without foam", ()),
    ],
)
def test_what_it_cannot_be_without_is_told(text, without):
    said = ENGLISH.words.plain(text)
    (line,) = parse_lines(said, SHOP).lines

    assert line.mention.phrases[0] == "latte"
    assert line.mention.lacking == without
