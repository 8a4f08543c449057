"""Orders of products with options, many in a breath, over a catalog that has other goods as well."""

from __future__ import annotations

import pytest
from rendered import heard

from catalog.money import Money
from catalog.product import Language, OptionGroup, OptionValue, Product, Sku
from voice.language.acts import Mention
from voice.language.expectation import Expectation
from voice.language.lattice.shelf import MOST_GOODS, menu_of, order_parser
from voice.language.lexicon import Lexicon
from voice.language.locale import load_locale
from voice.language.parser import parse_lines
from voice.language.understand import Understanding
from voice.language.vocabulary import Vocabulary

EN = Language("en")


def group(name: str, *values: str, multiple: bool = False) -> OptionGroup:
    found = tuple(OptionValue(id=value, names={EN: (value,)}) for value in values)
    return OptionGroup(id=name, names={EN: (name,)}, values=found, multiple=multiple)


def product(name: str, *groups: OptionGroup) -> Product:
    return Product(sku=Sku(name), names={EN: (name,)}, price=Money(400, "USD"), options=groups)


DRINK = (
    group("size", "small", "medium", "large"),
    group("milk", "oat milk", "soy milk", "whole milk"),
    group("extras", "vanilla syrup", "caramel syrup", "sugar", "cinnamon", multiple=True),
)
SHOTS = group("shots", "two shots", "extra shot")
WRAP = (group("filling", "onions", "pickles", "cheese", "tomato", "sauce", multiple=True),)
CATALOG = (
    *(product(name, *DRINK) for name in ("latte", "mocha", "cappuccino")),
    *(product(name, *WRAP) for name in ("falafel wrap", "chicken wrap")),
    *(product(name, *DRINK, SHOTS) for name in ("cortado", "macchiato")),
    *(product(name) for name in ("rice", "bananas", "orange juice")),
)


@pytest.fixture(scope="module")
def counter() -> Understanding:
    return Understanding(load_locale("en"), Lexicon.of(CATALOG, "en"), "USD")


def shown(mention: Mention) -> str:
    options = [f"{c.amount}:{c.value}" if c.amount else c.value for c in mention.options]
    removed = [f"-{c.value}" for c in mention.removed]
    number = [] if mention.quantity is None else [str(mention.quantity)]
    return " ".join([*number, mention.exact_sku or mention.phrases[0], *sorted(options), *sorted(removed)])


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ("two lattes and a mocha all large", ["2 latte large", "mocha large"]),
        ("a latte and a mocha both with oat milk", ["latte oat milk", "mocha oat milk"]),
        ("three lattes one with oat milk", ["2 latte", "1 latte oat milk"]),
        ("two lattes one with oat milk and one with soy milk", ["1 latte oat milk", "1 latte soy milk"]),
        ("three lattes, one large", ["2 latte", "1 latte large"]),
        (
            "two chicken wraps and three lattes, one large with soy milk",
            ["2 chicken wrap", "2 latte", "1 latte large soy milk"],
        ),
        ("three lattes and one large mocha", ["3 latte", "1 mocha large"]),
        ("a small latte and a large with soy milk", ["latte small", "latte large soy milk"]),
        ("a falafel wrap without onions and extra pickles", ["falafel wrap extra:pickles -onions"]),
        ("two chicken wraps with cheese but leave off the sauce", ["2 chicken wrap cheese -sauce"]),
        ("a latte with vanilla and caramel syrup", ["latte caramel syrup vanilla syrup"]),
        ("a latte with two sugars", ["latte two:sugar"]),
        (
            "a large latte with vanilla and two chicken wraps no onions",
            ["latte large vanilla syrup", "2 chicken wrap -onions"],
        ),
        ("double cheese chicken wrap", ["chicken wrap double:cheese"]),
        # A refusal ends before an amount, also of what cannot be had.
        ("a latte with no sugar and extra chocolate", ["latte extra chocolate -sugar"]),
        # An amount stays with the option that it is said of.
        (
            "a large cortado with two shots, a small latte with soy milk and rice",
            ["cortado large two shots", "latte small soy milk", "rice"],
        ),
        (
            "a small cortado with two shots and three sugars, and two bananas",
            ["cortado small three:sugar two shots", "2 bananas"],
        ),
        ("a latte with two large mochas", ["latte", "2 mocha large"]),
        # There is no more than one extra shot: three are looked for, not made one.
        ("a cortado with three extra shots and rice", ["three extra shots", "cortado", "rice"]),
        (
            "a chicken wrap with double pickles no onions and a large latte",
            ["chicken wrap double:pickles -onions", "latte large"],
        ),
        ("a latte for me and one for my wife", ["latte", "1 latte"]),
        (
            "a latte with oat milk bananas and two orange juices",
            ["latte oat milk", "bananas", "2 orange juice"],
        ),
    ],
)
def test_many_lines_in_a_breath(counter, said, lines):
    (act,) = counter.understand(heard(said), Expectation(language="en")).acts

    assert act.intent == "add"
    assert [shown(mention) for mention in act.mentions] == lines


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ("two wraps one falafel and one chicken", ["1 falafel wrap", "1 chicken wrap"]),
        ("three wraps, two chicken and a falafel", ["2 chicken wrap", "1 falafel wrap"]),
        ("two wraps one falafel and two chicken", None),  # three were told
        ("two lattes one large and one small", ["1 latte large", "1 latte small"]),
    ],
)
def test_things_counted_by_their_kind_are_told_apart(counter, said, lines):
    acts = counter.understand(heard(said), Expectation(language="en")).acts
    told = [shown(mention) for act in acts for mention in act.mentions]

    assert told == lines if lines else ("1 falafel wrap" not in told)


@pytest.mark.parametrize("said", ["i love my large latte", "what is a large latte", "the latte was large"])
def test_talk_of_a_product_orders_nothing(counter, said):
    acts = counter.understand(heard(said), Expectation(language="en")).acts

    assert not [act for act in acts if act.intent in {"add", "reorder"}]


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ("two, no, three lattes with oat milk", ["3 latte oat milk"]),
        ("two lattes, i mean three, with oat milk", ["3 latte oat milk"]),
        ("two lattes, make it three, with oat milk", ["3 latte oat milk"]),
        ("two lattes make it three please", ["3 latte"]),
        ("a small latte, no, make that a medium, with soy milk", ["latte medium soy milk"]),
        ("a large latte, sorry, small, with oat milk and two bananas", ["latte oat milk small", "2 bananas"]),
        ("a latte, actually large", ["latte large"]),
        ("a latte, i mean with oat milk", ["latte oat milk"]),
        ("a latte with oat milk, rather with soy milk, and a mocha", ["latte soy milk", "mocha"]),
        ("a latte with sugar and cinnamon, no, vanilla syrup", ["latte sugar vanilla syrup"]),
        ("a latte with cinnamon, sorry, no cinnamon", ["latte -cinnamon"]),
        ("a latte without cinnamon, sorry, with cinnamon", ["latte cinnamon"]),
        ("a latte and rice, make it large", ["latte large", "rice"]),
        ("a wrap, i mean falafel", ["wrap falafel"]),
        ("two lattes, sorry, a mocha, with sugar", ["mocha sugar"]),
    ],
)
def test_a_correction_takes_back_one_thing_and_keeps_what_follows(counter, said, lines):
    (act,) = counter.understand(heard(said), Expectation(language="en")).acts

    assert [shown(mention) for mention in act.mentions] == lines


def test_a_catalog_without_options_needs_no_menu():
    assert menu_of(Lexicon.of([product("rice")], "en")) is None
    assert order_parser(Lexicon.of([product("rice")], "en")) is None


def test_a_large_catalog_leaves_its_goods_to_the_search():
    many = [product(f"thing {number}") for number in range(MOST_GOODS + 1)]
    menu = menu_of(Lexicon.of([*many, product("latte", *DRINK)], "en"))

    assert menu is not None
    assert len(menu.kinds) == 1


def test_a_number_of_a_name_counts_nothing() -> None:
    shop = Lexicon.of([product("Diapers Size 3, 68 Count"), product("Eggs, 12 Count")], "en")
    words = load_locale("en").words
    vocabulary = Vocabulary(shop, words, frozenset())

    def counted(text: str) -> list[int | None]:
        said = words.plain(text)
        assert said is not None
        return [line.mention.quantity for line in parse_lines(said, vocabulary).lines]

    assert counted("two packs of diapers size three") == [2]
    assert counted("diapers size three") == [None]
    assert counted("eggs twelve") == [12]


SHOP = (
    *(product(name, *DRINK) for name in ("latte", "mocha")),
    *(product(name) for name in ("oat milk", "oat milk vanilla syrup", "rice", "tea")),
)


@pytest.fixture(scope="module")
def shop() -> Understanding:
    return Understanding(load_locale("en"), Lexicon.of(SHOP, "en"), "USD")


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        # Behind a mere pause an option is one, though a product is called so as well.
        ("a large mocha, oat milk, no sugar", ["mocha large oat milk -sugar"]),
        ("a latte, oat milk, vanilla syrup", ["latte oat milk vanilla syrup"]),
        ("two lattes, oat milk and a tea", ["2 latte oat milk", "tea"]),
        ("a latte, rice", ["latte", "rice"]),
        ("a latte, two oat milk", ["latte", "2 oat milk"]),
        ("rice, oat milk, tea", ["rice", "oat milk", "tea"]),
        ("a latte with soy milk, oat milk", ["latte soy milk", "oat milk"]),
        # What is refused is added to nothing.
        ("a mocha, rice, no sugar", ["mocha -sugar", "rice"]),
    ],
)
def test_options_between_pauses_are_options(shop, said, lines):
    (act,) = shop.understand(heard(said), Expectation(language="en")).acts

    assert act.intent == "add"
    assert [shown(mention) for mention in act.mentions] == lines


@pytest.mark.parametrize(
    "said",
    [
        "actually no vanilla syrup, just caramel syrup",
        "no vanilla syrup only caramel syrup",
        "no vanilla syrup, just caramel syrup please",
    ],
)
def test_what_is_wanted_just_so_stays_behind_a_refusal(shop, said):
    expected = Expectation(language="en", basket=("latte",), focus="latte")
    (act,) = shop.understand(heard(said), expected).acts

    (mention,) = act.mentions
    assert act.intent == "change"
    assert [c.value for c in mention.options] == ["caramel syrup"]
    assert [c.value for c in mention.removed] == ["vanilla syrup"]
