"""Digits of a PIN that only the closed hearing made out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rendered import heard, rendered, sample_products

from voice.hearing.transcript import ClosedHearing
from voice.language.expectation import Asked, Expectation
from voice.language.lexicon import Lexicon
from voice.language.locale import load_locale
from voice.language.understand import Understanding

EN = Understanding(load_locale("en"), Lexicon.of(sample_products(), "en"), "USD")
DIGITS = ClosedHearing("pin", "three seven", 0.6)


def meant(said: str, closed: ClosedHearing, asked: Asked = Asked.PIN) -> str:
    spoken = replace(heard(said), closed=closed)
    found = EN.understand(spoken, Expectation(language="en", asked=asked, pin_digits=2))
    assert found.text == said
    return rendered(found)


def test_words_that_mean_nothing_may_be_digits() -> None:
    assert meant("free salmon", DIGITS) == "pin(digits=37)"


@pytest.mark.parametrize(
    ("said", "act"), [("four two", "pin(digits=42)"), ("cancel", "stop()"), ("what was that", "repeat()")]
)
def test_what_means_something_stands(said: str, act: str) -> None:
    assert meant(said, DIGITS) == act


@pytest.mark.parametrize("said", ["", "the salmon is free again today"])
def test_noise_and_talk_are_no_digits(said: str) -> None:
    assert meant(said, DIGITS) == "-"


@pytest.mark.parametrize("closed", [ClosedHearing("yes", "yes", 0.9), ClosedHearing(None)])
def test_no_other_closed_answer_is_taken(closed: ClosedHearing) -> None:
    assert meant("free salmon", closed) == "-"


@pytest.mark.parametrize("asked", [Asked.OPEN, Asked.CONSENT, Asked.CHOICE, Asked.YES_NO])
def test_digits_answer_only_the_question_for_them(asked: Asked) -> None:
    assert meant("free salmon", DIGITS, asked) != "pin(digits=37)"
