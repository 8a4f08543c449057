"""Likely phrases: few, of this state, without any word of consent; and a guess that is never consent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catalog.sample import sample_products
from voice.hearing.transcript import Hypothesis, Transcript
from voice.language.biasing import bias_for
from voice.language.expectation import Asked, Expectation
from voice.language.lexicon import Lexicon
from voice.language.likely import MAX_LIKELY, called
from voice.language.locale import load_locale
from voice.language.understand import Understanding

KO = load_locale("ko")
LEXICON = Lexicon.of(sample_products(), "ko")
READER = Understanding(KO, LEXICON, "USD")
USUAL = ("흰 계란 대란 12구", "라떼", "바나나 한 송이")


def heard(*rivals: Hypothesis) -> Transcript:
    return Transcript(hypotheses=rivals, began_ms=0, ended_ms=900, language="ko", engine="test")


def likely(asked: Asked, **about: object) -> tuple[str, ...]:
    return bias_for(Expectation(language="ko", asked=asked, **about), KO, LEXICON, USUAL).likely


@pytest.mark.parametrize("asked", list(Asked))
def test_no_likely_phrase_consents(asked: Asked):
    consent = Expectation(language="ko", asked=Asked.CONSENT, basket=("라떼",), focus="라떼")
    phrases = likely(asked, basket=("라떼",), focus="라떼", options=("아메리카노",), pin_digits=2)

    assert len(phrases) <= MAX_LIKELY
    assert len(set(phrases)) == len(phrases)
    for phrase in phrases:
        acts = READER.understand(heard(Hypothesis(phrase)), consent).acts
        assert "yes" not in {act.intent for act in acts}, phrase


def test_every_likely_phrase_is_understood():
    phrases = likely(Asked.OPEN)
    asked = Expectation(language="ko")
    silent = [p for p in phrases if not READER.understand(heard(Hypothesis(p)), asked).acts]

    assert phrases
    assert not silent


def test_favourites_come_with_counts_under_the_names_that_people_say():
    phrases = likely(Asked.OPEN)

    assert "계란 두 개 담아 줘" in phrases
    assert "결제 해 줘" in phrases
    assert not [p for p in phrases if any(c.isdigit() for c in p)]
    assert called(LEXICON, "흰 계란 대란 12구")[:2] == ("계란", "달걀")


def test_offered_options_and_lines_of_the_basket_stand_in_their_states():
    assert "아메리카노" in likely(Asked.CHOICE, options=("아메리카노",))
    assert "라떼 빼 줘" in likely(Asked.CONSENT, basket=("라떼",))
    assert likely(Asked.PIN, pin_digits=2) == ()


def test_a_guess_is_proposed_and_never_consent():
    consent = Expectation(language="ko", asked=Asked.CONSENT, basket=("라떼",), focus="라떼")
    plain = READER.understand(heard(Hypothesis("네")), consent)
    guess = READER.understand(heard(replace(Hypothesis("네"), guess=True)), consent)

    assert plain.sure
    assert not plain.repaired
    assert not guess.sure
    assert guess.repaired
