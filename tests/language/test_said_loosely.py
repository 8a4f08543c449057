"""What shoppers leave out, add or mistype: commas, what a thing is for, slips of the fingers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rendered import heard, rendered, sample_products

from voice.hearing.transcript import Source
from voice.language.expectation import Asked, Expectation
from voice.language.lexicon import Lexicon
from voice.language.locale import load_locale
from voice.language.typos import Slips
from voice.language.understand import Understanding
from voice.language.vocabulary import Vocabulary

ENGLISH = load_locale("en")
LEXICON = Lexicon.of(sample_products(), "en")
EN = Understanding(ENGLISH, LEXICON, "USD")
OPEN = Expectation(language="en")


def meant(said: str) -> str:
    return rendered(EN.understand(heard(said), OPEN))


@pytest.mark.parametrize(
    ("said", "acts"),
    [
        ("eggs milk bread and butter", "add(eggs; milk; bread; butter)"),
        ("milk bread and butter", "add(milk; bread; butter)"),
        ("eggs milk bread butter", "add(eggs; milk; bread; butter)"),
        ("i need paper towels dish soap and toilet paper", "add(paper towels; dish soap; toilet paper)"),
        ("eggs organic milk bread and butter", "add(eggs; organic milk; bread; butter)"),
        ("two lattes eggs and milk", "add(2 lattes; eggs; milk)"),
        ("eggs milk", "add(eggs; milk)"),
        # what may be one thing stays one
        ("whole wheat bread", "add(whole wheat bread)"),
        ("chocolate bagels and butter", "add(chocolate bagels; butter)"),
        ("bread milk", "add(bread milk)"),
    ],
)
def test_a_list_without_commas_is_cut_where_a_thing_ends(said, acts):
    assert meant(said) == acts


@pytest.mark.parametrize(
    ("said", "acts"),
    [
        ("eggs for breakfast", "add(eggs)"),
        ("batteries for the tv remote and bananas", "add(batteries; bananas)"),
        ("two lattes for the meeting", "add(2 lattes)"),
        ("a latte for my boss and a mocha for me", "add(latte; mocha)"),
        ("butter for baking", "add(butter)"),
        ("he bought a latte for my boss yesterday", "-"),
        # words that narrow a thing are part of it
        ("food for dogs", "add(food dogs)"),
        ("oat milk for my latte", "change(latte +milk=oat)"),
    ],
)
def test_what_a_thing_is_for_is_no_thing_to_buy(said, acts):
    assert meant(said) == acts


@pytest.mark.parametrize(
    ("said", "acts"),
    [
        ("a latte wihtout foam pleease", "add(latte -extras=foam)"),
        ("a latte wtih exrta foam", "add(latte +extras=foam*extra)"),
        ("tow lattes adn thre mochas", "add(2 lattes; 3 mochas)"),
        ("remvoe the eggs", "remove(eggs)"),
        ("chekc out", "checkout()"),
        ("actualy make it three", "change(3 it)"),
    ],
)
def test_slips_in_small_words_are_mended_when_typed(said, acts):
    read = EN.understand(heard(said), OPEN)

    assert rendered(read) == acts
    assert not read.sure


@pytest.mark.parametrize("word", ["plums", "remote", "lager", "zork", "candel", "ab"])
def test_what_may_be_a_word_of_its_own_or_of_the_catalog_is_not_mended(word):
    said = ENGLISH.words.plain(f"two {word}")
    assert said is not None

    assert Slips(Vocabulary(LEXICON, ENGLISH.words, ENGLISH.verbs)).mended(said) is None


def test_what_is_spoken_is_not_mended_so():
    spoken = replace(heard("remvoe the eggs"), source=Source.VOICE)

    assert rendered(EN.understand(spoken, OPEN)) != "remove(eggs)"


@pytest.mark.parametrize("said", ["yse", "yeha", "yes plesae"])
def test_a_mended_yes_is_no_consent(said):
    (act,) = EN.understand(heard(said), Expectation(language="en", asked=Asked.CONSENT)).acts

    assert (act.intent, act.slots["consent"]) == ("yes", "weak")


def test_digits_of_a_pin_are_not_mended():
    asked = Expectation(language="en", asked=Asked.PIN, pin_digits=2)

    assert not EN.understand(heard("thre fuor"), asked).acts


def test_korean_is_not_mended_so():
    korean = load_locale("ko")
    said = korean.words.plain("바나나 두개")
    assert said is not None

    vocabulary = Vocabulary(Lexicon.of(sample_products(), "ko"), korean.words, korean.verbs)
    assert Slips(vocabulary).mended(said) is None
