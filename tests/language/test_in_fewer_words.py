"""What an order comes down to that is said in more words than it needs, and what stays as it was said."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from rendered import sample_products

from voice.language.lexicon import Lexicon
from voice.language.locale import LocaleError, load_locale
from voice.language.reworded import reworded
from voice.language.text import Utterance
from voice.language.vocabulary import Vocabulary
from voice.language.wordings import FILE, wordings_of
from voice.language.words import Words

EN = load_locale("en")
VOCABULARY = Vocabulary(Lexicon.of(sample_products(), "en", EN.words), EN.words, EN.verbs)


def plain(text: str) -> Utterance:
    said = EN.words.plain(text)
    assert said is not None
    return said


def shown(said: Utterance) -> str:
    words = ((", " if at in said.pauses else " ") + word for at, word in enumerate(said.symbols))
    return "".join(words).strip()


@pytest.mark.parametrize(
    ("said", "fewer"),
    [
        ("some bananas, three to be exact", "some bananas, times three"),
        ("bananas, and the quantity is three", "bananas, times three"),
        ("the bananas, and from that I need three, and a latte", "the bananas, times three, and a latte"),
        ("bananas, three in all", "bananas, make it three"),
        ("three times bananas", "three bananas"),
        ("three of, uh, of the bananas", "three of the bananas"),
        ("bananas, three, uh, three lattes", "bananas, three, three lattes"),
        ("a latte, three, uh, three bananas", "a latte, three bananas"),
        ("two lattes, my kids love those, and rice", "two lattes, and rice"),
        ("two lattes and my boss asked for that", "two lattes"),
        ("a latte because we ran out and rice", "a latte and rice"),
        ("a latte, my boss gets it with oat milk", "a latte with oat milk"),
        ("a latte, oat milk on that", "a latte, with oat milk"),
        ("a latte with oat milk, and can that be large", "a latte with oat milk with large"),
        ("two lattes, what am I saying, a mocha", "two lattes, i mean, a mocha"),
        ("two lattes, no, a mocha with oat milk instead", "two lattes, i mean a mocha with oat milk"),
        ("my mom said to order a latte", "i want a latte"),
        ("is it okay if I order a latte", "i want a latte"),
    ],
)
def test_an_order_comes_down_to_fewer_words(said: str, fewer: str):
    assert shown(reworded(plain(said), VOCABULARY)) == fewer


@pytest.mark.parametrize(
    "said",
    [
        "a latte, my boss needs two",
        "a latte, my boss hates the bananas",
        "a latte, she wants the big one",
        "a cold brew, sweet cream on top if you have that",
        "a latte, my boss does not want that",
        "two lattes, one of them with oat milk",
        "a latte and rice, and can that be large",
        "my mom asked for that",
        "my boss wants two",
        "let me think",
        "a flat white with foam, sorry, no foam",
        "how much is the latte",
    ],
)
def test_what_may_matter_stays_as_it_was_said(said: str):
    assert reworded(plain(said), VOCABULARY) == plain(said)


def test_all_that_tells_another_order_is_kept_apart_from_what_an_order_does_not_need():
    kind, needless = plain("bananas, three to be exact"), plain("a latte, my kids love those")

    assert reworded(kind, VOCABULARY, tells=True) != kind
    assert reworded(needless, VOCABULARY, tells=True) is needless


def test_a_language_without_wordings_has_none():
    assert not wordings_of(Words()).tables
    assert not wordings_of(load_locale("ko").words).tables


@pytest.mark.parametrize(
    ("broken", "line", "says"),
    [
        ("asides: ['(open']\n", 1, "no template"),
        ("asides:\n  - '[please]'\n", 2, "matches silence"),
        ("slips:\n  - {means: i mean}\n", 2, "needs 'says'"),
        ("asides: ['<nowhere> said']\n", 1, "no rule <nowhere>"),
        ("aside: [well]\n", 1, "'aside' is not known"),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, broken: str, line: int, says: str):
    folder = tmp_path / "en"
    folder.mkdir()
    (folder / FILE).write_text(broken, "utf-8")

    with pytest.raises(LocaleError, match=rf"{FILE}:{line}: .*{says}"):
        wordings_of(Words(folder=folder))


def test_the_words_of_the_tables_are_the_locales(tmp_path: Path):
    folder = tmp_path / "en"
    shutil.copytree(EN.folder, folder)

    assert wordings_of(Words(folder=folder)).tables.keys() >= {"asides", "counts", "slips", "plainly"}
