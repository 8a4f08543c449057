"""An order that is not understood whole is kept in part; talk is not."""

from __future__ import annotations

import pytest
from rendered import heard, rendered, sample_products

from voice.language.expectation import Asked, Expectation
from voice.language.lexicon import Lexicon
from voice.language.locale import load_locale
from voice.language.understand import Understanding

EN = Understanding(load_locale("en"), Lexicon.of(sample_products(), "en"), "USD")


def understood(said: str, asked: Asked = Asked.OPEN):
    return EN.understand(heard(said), Expectation(language="en", asked=asked))


@pytest.mark.parametrize(
    ("said", "acts", "lost"),
    [
        ("a butter croissant warmed up", "add(butter croissant)", ("warmed up",)),
        ("a latte frobnicated", "add(latte)", ("frobnicated",)),
        (
            "trash bags, the shiny ones, two boxes, and a roll of aluminum foil",
            "add(trash bags; aluminum foil)",
            ("the shiny ones", "two boxes"),
        ),
        ("mommy said we need apples and juice", "add(apples; juice)", ("mommy said",)),
        (
            "a carton of eggs, and bread too, the wheat kind",
            "add(carton of eggs; bread)",
            ("the wheat kind",),
        ),
        (
            "can you do two chai lattes, large, soy milk, and a small hot chocolate, not too hot",
            "add(2 chai lattes +size=large +milk=soy; hot chocolate +size=small)",
            ("not too hot",),
        ),
        (
            "a matcha latte with coconut milk and a caramel macchiato, both medium",
            "add(matcha latte; caramel macchiato +size=medium)",
            ("coconut milk",),
        ),
    ],
)
def test_what_is_understood_is_kept_and_the_rest_is_named(said: str, acts: str, lost: tuple[str, ...]):
    found = understood(said)

    assert rendered(found) == acts
    assert found.lost == lost
    assert not found.sure


def test_a_product_beside_a_strange_word_is_in_doubt():
    found = understood("a roll of aluminum foil and a butter croissant warmed up")

    assert [mention.doubtful for mention in found.acts[0].mentions] == [False, True]


@pytest.mark.parametrize(
    "said",
    [
        "my dog ate a banana",
        "my dog ate two bananas and some dog food",
        "pass me a banana would you",
        "mom made a banana bread and i made a salad",
        "and then a banana fell on his head",
        "a banana a day keeps the doctor away",
        "three oat milks walk into a bar",
        "give me a break, two eggs is not a breakfast",
        "i saw a bag of dog food and two cans of tomato soup at the door",
        "i had two eggs and toast for breakfast, it was great",
        "did you buy two lattes yesterday",
        "do you think we need two lattes",
        "he never said we need two lattes, my friend",
        "two lattes, i don't want them",
        "a latte, no forget it",
        "two lattes at five dollars",
    ],
)
def test_talk_and_what_is_taken_back_is_left_alone(said: str):
    assert rendered(understood(said)) == "-"


@pytest.mark.parametrize("asked", [Asked.CONSENT, Asked.CANCEL, Asked.PIN])
def test_beside_a_question_of_money_nothing_is_kept_in_part(asked: Asked):
    assert rendered(understood("a butter croissant warmed up", asked)) == "-"


def test_a_yes_is_never_left_over():
    assert rendered(understood("a butter croissant warmed up yes", Asked.YES_NO)) == "-"
