"""Orders of a small menu are cut into the lines that are meant."""

from __future__ import annotations

import pytest
from noodle_menu import MENU

from voice.language.lattice.cues import read_order_words
from voice.language.lattice.order_line import Filled, OrderLine
from voice.language.lattice.parser import OrderParser
from voice.language.locale import load_locale


@pytest.fixture(scope="module")
def parser() -> OrderParser:
    locale = load_locale("en")
    return OrderParser(MENU, locale.words, read_order_words(locale.folder, locale.words))


def shown(line: OrderLine) -> str:
    return " ".join([str(line.number), line.kind, *sorted(map(_value, line.filled))])


def _value(filled: Filled) -> str:
    return ("-" if filled.negated else "") + (f"{filled.amount}:" if filled.amount else "") + filled.value


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ("a large miso ramen with corn and nori", ["1 BOWL corn large miso nori"]),
        ("ramen with corn but hold the egg", ["1 BOWL -egg corn"]),
        ("two ramens no corn or eggs", ["2 BOWL -corn -egg"]),
        ("a ramen with extra corn and a little bit of nori", ["1 BOWL extra:corn light:nori"]),
        (
            "i'd like two ramens with egg and three large green teas",
            ["2 BOWL egg", "3 DRINK green_tea large"],
        ),
        ("small ramen corn large green tea", ["1 BOWL corn small", "1 DRINK green_tea large"]),
        ("a side of dumplings and a plum soda", ["1 SIDE dumplings", "1 DRINK plum_soda"]),
        ("can i get a bowl of ramen i would also like it with corn", ["1 BOWL corn"]),
        ("ramen with all extras", ["1 BOWL *"]),
        ("no drink for me just dumplings", ["1 SIDE dumplings"]),
        ("for drinks i'd like two plum sodas", ["2 DRINK plum_soda"]),
        ("one ramen with corn and one with egg", ["1 BOWL corn", "1 BOWL egg"]),
        ("a large ramen with corn and a small with egg", ["1 BOWL corn large", "1 BOWL egg small"]),
        ("two large ramens one with corn and one with egg", ["1 BOWL corn large", "1 BOWL egg large"]),
        ("three ramens with nori one without egg", ["2 BOWL nori", "1 BOWL -egg nori"]),
        ("two green teas and a plum soda all large", ["2 DRINK green_tea large", "1 DRINK large plum_soda"]),
        ("a ramen and a plum soda both small", ["1 BOWL small", "1 DRINK plum_soda small"]),
        ("a ramen with corn but leave the eggs off", ["1 BOWL -egg corn"]),
        ("a ramen with chili and sesame oil", ["1 BOWL chili_oil sesame_oil"]),
        ("a twelve ounce green tea", ["1 DRINK green_tea"]),
        ("three two pint green teas", ["3 DRINK 2 pints green_tea"]),
        ("three pint green teas", ["3 DRINK 1 pint green_tea"]),
        ("two small green teas and a large", ["2 DRINK green_tea small", "1 DRINK green_tea large"]),
        ("a ramen without corn and nori", ["1 BOWL -corn -nori"]),
        ("a ramen leave off the corn and the nori", ["1 BOWL -corn -nori"]),
        ("a ramen without corn egg and nori", ["1 BOWL -corn -egg -nori"]),
        ("a ramen no corn egg and nori", ["1 BOWL -corn egg nori"]),
        ("a ramen no corn egg or nori", ["1 BOWL -corn -egg -nori"]),
        ("a ramen hold the corn and egg with nori", ["1 BOWL -corn -egg nori"]),
        ("a ramen hold the corn and add nori", ["1 BOWL -corn nori"]),
        ("a ramen without miso and nori", ["1 BOWL -miso -nori"]),
        ("a ramen without straws with corn and nori", ["1 BOWL corn nori"]),
        ("a ramen with corn and another with egg", ["1 BOWL corn", "1 BOWL egg"]),
        ("two ramens one with corn and the other without egg", ["1 BOWL corn", "1 BOWL -egg"]),
        ("two ramens one miso and one bone broth", ["1 BOWL miso", "1 BOWL bone"]),
        ("three ramens one corn one nori and one egg", ["1 BOWL corn", "1 BOWL nori", "1 BOWL egg"]),
        ("two ramens with one egg and one corn", ["2 BOWL corn egg"]),
        ("a miso ramen and a large ramen with corn on both", ["1 BOWL corn miso", "1 BOWL corn large"]),
        ("a ramen with all extras but corn", ["1 BOWL * -corn"]),
        ("a ramen with corn but large", ["1 BOWL corn large"]),
        ("a barley plum soda", ["1 DRINK plum_soda"]),
        ("a ramen with half chili and half sesame oil", ["1 BOWL chili_oil sesame_oil"]),
        ("a ramen without corn and extra nori", ["1 BOWL -corn extra:nori"]),
        ("a ramen without corn and with nori", ["1 BOWL -corn nori"]),
        ("a ramen without corn and some nori", ["1 BOWL -corn nori"]),
        ("a green tea with no straw and one order of dumplings", ["1 DRINK green_tea", "1 SIDE dumplings"]),
        ("three ramens two of them without egg", ["1 BOWL", "2 BOWL -egg"]),
        ("three green teas two small and one large", ["2 DRINK green_tea small", "1 DRINK green_tea large"]),
        ("two small green teas and two large", ["2 DRINK green_tea small", "2 DRINK green_tea large"]),
        ("a miso ramen and two ramens all with corn and nori", ["1 BOWL corn miso nori", "2 BOWL corn nori"]),
        (
            "a miso ramen and a ramen both large with corn and extra egg",
            ["1 BOWL corn extra:egg large miso", "1 BOWL corn extra:egg large"],
        ),
        (
            "a ramen and a green tea both large and a bun",
            ["1 BOWL large", "1 DRINK green_tea large", "1 SIDE bun"],
        ),
        ("two ramens with corn and one with egg", ["2 BOWL corn", "1 BOWL egg"]),
        ("two miso ramens and one with bone broth", ["2 BOWL miso", "1 BOWL bone"]),
        ("two large ramens and one with egg", ["1 BOWL large", "1 BOWL egg large"]),
        ("a ramen with no straw just corn", ["1 BOWL corn"]),
        ("no dumplings but i would like a plum soda", ["1 DRINK plum_soda"]),
        ("a large plum soda large", ["1 DRINK large plum_soda"]),
        ("a ramen with heavy corn", ["1 BOWL extra:corn"]),
        ("a ramen with corn and that will be everything", ["1 BOWL corn"]),
        ("a ramen with everything", ["1 BOWL *"]),
        ("a ramen with everything but corn", ["1 BOWL * -corn"]),
        ("a green tea along with a plum soda", ["1 DRINK green_tea", "1 DRINK plum_soda"]),
        ("a ramen with garlic but not corn", ["1 BOWL -corn garlic"]),
        ("a ramen with corn instead of egg", ["1 BOWL -egg corn"]),
        ("for my side two orders of dumplings", ["2 SIDE dumplings"]),
        ("for my side a plum soda", ["1 DRINK plum_soda"]),
        ("a ramen with kimchi", ["1 BOWL kimchi"]),
        ("a ramen with a little bit of kimchi", ["1 BOWL light:kimchi"]),
        ("a ramen with corn and an order of kimchi", ["1 BOWL corn", "1 SIDE kimchi"]),
        ("a ramen with kimchi and a kimchi", ["1 BOWL kimchi", "1 SIDE kimchi"]),
        ("a side of kimchi and dumplings", ["1 SIDE dumplings kimchi"]),
        ("kimchi on my large ramen", ["1 BOWL kimchi large"]),
        ("two orders of dumplings and kimchi", ["2 SIDE dumplings kimchi"]),
        (
            "two drinks a plum soda and a large green tea",
            ["1 DRINK plum_soda", "1 DRINK green_tea large"],
        ),
        (
            "two large drinks one plum soda and one green tea",
            ["1 DRINK large plum_soda", "1 DRINK green_tea large"],
        ),
        ("two large ramens one miso ramen and one with egg", ["1 BOWL large miso", "1 BOWL egg large"]),
        ("two ramens one with egg and one without", ["1 BOWL egg", "1 BOWL -egg"]),
        ("two ramens one without egg and one with", ["1 BOWL -egg", "1 BOWL egg"]),
        ("ramens three of them with corn", ["3 BOWL corn"]),
        ("two ramens the first with corn and the second with egg", ["1 BOWL corn", "1 BOWL egg"]),
        (
            "three ramens one with corn one with egg and a large",
            ["1 BOWL corn", "1 BOWL egg", "1 BOWL large"],
        ),
        ("a ramen with corn and nori no egg and garlic", ["1 BOWL -egg corn garlic nori"]),
        ("a ramen with half chili half sesame oil", ["1 BOWL chili_oil sesame_oil"]),
        ("two large truffle shakes and plum soda", ["1 DRINK plum_soda"]),
        ("a plum soda and a large truffle shake", ["1 DRINK plum_soda"]),
        ("a ramen with corn on it along with dumplings", ["1 BOWL corn", "1 SIDE dumplings"]),
        ("a ramen with egg and corn but not too much corn", ["1 BOWL egg light:corn"]),
        ("a ramen with grilled corn", ["1 BOWL corn"]),
        (
            "two ramens one large one with corn and one small one with egg",
            ["1 BOWL corn large", "1 BOWL egg small"],
        ),
        ("three ramens one small one large and one with egg", ["1 BOWL small", "1 BOWL large", "1 BOWL egg"]),
        ("a large ramen for a party with corn", ["1 BOWL corn large"]),
        ("one large and one small green tea", ["1 DRINK green_tea large", "1 DRINK green_tea small"]),
        ("a large and a small ramen with corn", ["1 BOWL corn large", "1 BOWL corn small"]),
        ("a three type ramen with corn", ["1 BOWL corn"]),
        ("two three type ramens with corn", ["2 BOWL corn"]),
        ("a number three with corn and a plum soda", ["1 BOWL corn", "1 DRINK plum_soda"]),
        ("a plum soda no a green tea", ["1 DRINK green_tea"]),
        ("a green tea no large", ["1 DRINK green_tea"]),
        ("a ramen with garlic black", ["1 BOWL garlic"]),
        ("a noodle bowl ramen with corn", ["1 BOWL corn"]),
        ("one miso and one bone broth ramen with corn", ["1 BOWL corn miso", "1 BOWL bone corn"]),
        (
            "three large egg ramens two large corn ramens and one miso ramen",
            ["3 BOWL egg large", "2 BOWL corn large", "1 BOWL miso"],
        ),
        ("a large corn and a small egg ramen with nori", ["1 BOWL corn large nori", "1 BOWL egg nori small"]),
        ("a small and a large ramen both with corn", ["1 BOWL corn small", "1 BOWL corn large"]),
        ("a miso and a large corn ramen", ["1 BOWL miso", "1 BOWL corn large"]),
        ("a large ramen with regular corn", ["1 BOWL corn large"]),
        ("a regular ramen with corn", ["1 BOWL corn regular"]),
        ("a corn and an egg ramen", ["1 BOWL corn", "1 BOWL egg"]),
        ("a corn and egg ramen", ["1 BOWL corn egg"]),
        ("a ramen with corn and on the side i would like kimchi", ["1 BOWL corn", "1 SIDE kimchi"]),
        # Where nothing parts two lines, the end of a list, a "with" and "on it" do.
        (
            "a ramen with egg corn and nori large miso ramen with garlic",
            ["1 BOWL corn egg nori", "1 BOWL garlic large miso"],
        ),
        (
            "miso ramen add the corn nori and garlic bone broth ramen with egg",
            ["1 BOWL corn garlic miso nori", "1 BOWL bone egg"],
        ),
        (
            "a miso ramen and no egg i would also like corn and nori and bone broth ramen with kimchi",
            ["1 BOWL -egg corn miso nori", "1 BOWL bone kimchi"],
        ),
        (
            "a ramen please add corn and nori too and large noodle bowl with egg",
            ["1 BOWL corn nori", "1 BOWL egg large"],
        ),
        (
            "a large ramen with corn on it small noodle bowl with egg",
            ["1 BOWL corn large", "1 BOWL egg small"],
        ),
        (
            "i want a ramen with one packet of nori small noodle bowl with egg",
            ["1 BOWL nori", "1 BOWL egg small"],
        ),
        (
            "a small ramen with corn regular size noodle bowl with egg",
            ["1 BOWL corn small", "1 BOWL egg regular"],
        ),
        (
            "a small green tea regular size plum soda",
            ["1 DRINK green_tea small", "1 DRINK plum_soda regular"],
        ),
        (
            "can i get a large with corn and nori but no egg and also five large ramens with garlic",
            ["1 BOWL -egg corn large nori", "5 BOWL garlic large"],
        ),
        ("i'd also like egg and corn ramen", ["1 BOWL corn egg"]),
        ("put egg and corn on a large ramen", ["1 BOWL corn egg large"]),
        ("with egg and corn i want a large ramen", ["1 BOWL corn egg large"]),
        # What corrects stands in the place of what it corrects.
        ("a small ramen no make it a large with egg", ["1 BOWL egg large"]),
        ("a ramen with egg no wait nori and corn", ["1 BOWL corn nori"]),
        ("a ramen with egg sorry i mean nori", ["1 BOWL nori"]),
        ("a plum soda actually make it a green tea", ["1 DRINK green_tea"]),
        ("a large ramen and a miso ramen make it small", ["1 BOWL large", "1 BOWL miso small"]),
        ("a ramen with egg sorry and a green tea", ["1 BOWL egg", "1 DRINK green_tea"]),
        (
            "a small plum soda oh wait make that a large and dumplings",
            ["1 DRINK large plum_soda", "1 SIDE dumplings"],
        ),
        # A number behind a line counts all of it, not what follows.
        (
            "a ramen with egg and corn two of those and a green tea",
            ["2 BOWL corn egg", "1 DRINK green_tea"],
        ),
        ("a ramen with egg times two and a plum soda", ["2 BOWL egg", "1 DRINK plum_soda"]),
        ("dumplings two orders and a plum soda", ["2 SIDE dumplings", "1 DRINK plum_soda"]),
        ("two ramens with egg no make it three", ["3 BOWL egg"]),
        (
            "a ramen with egg and corn make that three and two green teas",
            ["3 BOWL corn egg", "2 DRINK green_tea"],
        ),
        ("a ramen with two packets of nori and a green tea", ["1 BOWL nori", "1 DRINK green_tea"]),
        # A refusal ends where something else is wanted.
        ("a ramen i hate egg so just corn and nori", ["1 BOWL -egg corn nori"]),
        ("no kimchi for me just dumplings and a green tea", ["1 SIDE dumplings", "1 DRINK green_tea"]),
        # Other words for the same name what the menu has.
        ("a ramen with sweetcorn", ["1 BOWL corn"]),
        ("a ramen hold the corn and large green tea", ["1 BOWL -corn", "1 DRINK green_tea large"]),
    ],
)
def test_cuts_an_order_into_lines(parser, said, lines):
    assert [shown(line) for line in parser.parse(said).lines] == lines


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ("ramen with chilioil", ["1 BOWL chili_oil"]),
        ("ramen with sesame", ["1 BOWL sesame_oil"]),
        ("a ramen with garlic eggs", ["1 BOWL egg garlic"]),
        ("a ramen with noori", ["1 BOWL nori"]),
        ("a barly tea", ["1 DRINK barley_tea"]),
        ("a barley", ["1 DRINK barley_tea"]),
        ("a ramen with corn sheets", ["1 BOWL corn"]),
        ("a ramen with bumplings", ["1 BOWL"]),
        ("dump", ["1 SIDE dumplings"]),
        ("ramne with conr", ["1 BOWL corn"]),
        ("a plmu soda", ["1 DRINK plum_soda"]),
        ("a ramen with rorn", ["1 BOWL"]),
        ("a ramen with sesme oil", ["1 BOWL sesame_oil"]),
        ("dum", []),
    ],
)
def test_finds_names_that_are_said_otherwise(parser, said, lines):
    assert [shown(line) for line in parser.parse(said).lines] == lines


def test_is_sure_only_of_what_is_explained_word_for_word(parser):
    assert parser.parse("a large ramen with corn please").sure
    assert not parser.parse("a large ramen with truffle").sure
    assert not parser.parse("a barly tea").sure
    assert parser.parse("a large ramen with truffle").unexplained == ("truffle",)
    assert parser.parse("a sesame truffle ramen").unexplained == ("truffle",)


@pytest.mark.parametrize("said", ["", "   ", "hello there", "no no no", "x" * 700, "with and without"])
def test_finds_no_order_where_none_is(parser, said):
    assert parser.parse(said).lines == ()
