"""What must hold for any words at all: no crash, no invented yes, no invented quantity, no rewritten word."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rendered import heard, rendered, sample_products

from voice.hearing.transcript import Transcript
from voice.language.biasing import MAX_PHRASES, bias_for
from voice.language.expectation import Asked, Expectation
from voice.language.lexicon import Lexicon
from voice.language.locale import load_locale
from voice.language.understand import Understanding

PRODUCTS = sample_products()
ENGLISH = load_locale("en")
LEXICON = Lexicon.of(PRODUCTS, "en")
EN = Understanding(ENGLISH, LEXICON, "USD")
KO = Understanding(load_locale("ko"), Lexicon.of(PRODUCTS, "ko"), "KRW")

SURE_YES = {"yes", "yeah", "yep", "yup", "yea", "confirm", "agree", "approve", "accept", "confirmed"}
NUMBERS = (
    {"".join(k) for k in ENGLISH.words.numbers}
    | {w for k in ENGLISH.words.numbers for w in k}
    | {"another", "one"}
)
SHOP_WORDS = [
    *(
        "yes",
        "no",
        "okay",
        "please",
        "order",
        "it",
        "two",
        "three",
        "a",
        "the",
        "and",
        "with",
        "without",
        "make",
    ),
    *(
        "that",
        "latte",
        "mocha",
        "milk",
        "oat",
        "large",
        "bananas",
        "remove",
        "add",
        "reorder",
        "usual",
        "dozen",
    ),
    *(
        "first",
        "second",
        "one",
        "cheaper",
        "place",
        "my",
        "read",
        "back",
        "cancel",
        "stop",
        "what",
        "is",
        "under",
    ),
    *(
        "dollars",
        "five",
        "sure",
        "fine",
        "not",
        "do",
        "you",
        "have",
        "four",
        "seven",
        "instead",
        "of",
        "unicorn",
    ),
]
asked = st.sampled_from(list(Asked))
shop_talk = st.lists(st.sampled_from(SHOP_WORDS), max_size=12).map(" ".join)
questions = st.builds(
    lambda a, focus: Expectation(
        language="en", asked=a, options=("Latte", "Mocha"), basket=("Latte",), focus=focus, pin_digits=2
    ),
    asked,
    st.sampled_from(["", "Latte"]),
)
relaxed = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@relaxed
@given(text=st.text(max_size=80), question=questions)
def test_any_text_gets_an_interpretation(text: str, question: Expectation):
    for understanding in (EN, KO):
        assert 0.0 <= understanding.understand(heard(text), question).score <= 1.0


@relaxed
@given(text=shop_talk, question=questions)
def test_shop_talk_gets_an_interpretation_and_the_same_twice(text: str, question: Expectation):
    assert EN.understand(heard(text), question) == EN.understand(heard(text), question)


@relaxed
@given(text=shop_talk.map("yes {}".format) | shop_talk, question=questions)
def test_an_explicit_yes_stands_alone_and_was_said(text: str, question: Expectation):
    found = EN.understand(heard(text), question)

    if any(a.slots.get("consent") == "explicit" for a in found.acts):
        assert len(found.acts) == 1
        assert SURE_YES & set(text.split())


@relaxed
@given(words=st.lists(st.sampled_from([w for w in SHOP_WORDS if w not in SURE_YES]), max_size=8))
def test_without_a_yes_word_there_is_no_consent(words: list[str]):
    found = EN.understand(heard(" ".join(words)), Expectation(language="en", asked=Asked.CONSENT))

    assert "explicit" not in {a.slots.get("consent") for a in found.acts}


@relaxed
@given(text=shop_talk, question=questions)
def test_a_quantity_was_said(text: str, question: Expectation):
    found = EN.understand(heard(text), question)

    quantities = [m.quantity for a in found.acts for m in a.mentions if m.quantity is not None]
    assert not quantities or NUMBERS & set(text.split())


@relaxed
@given(text=shop_talk, question=questions)
def test_options_belong_to_a_product_of_the_shop(text: str, question: Expectation):
    known = {(g.id, v.id) for p in PRODUCTS for g in p.options for v in g.values}

    for act in EN.understand(heard(text), question).acts:
        for mention in act.mentions:
            assert {(c.group, c.value) for c in (*mention.options, *mention.removed)} <= known


@pytest.mark.parametrize(
    "absurd",
    [
        "",
        " ",
        "\x00\x01\x02\xff",
        "x" * 100_000,
        "add milk " * 20_000,
        "🥛" * 400,
        "\ud800",
        "9" * 5000,
        "{items} <want> [",
        "،؛؟",
        "add 🥛🥛",
    ],
    ids=range(11),
)
def test_absurd_input_means_nothing_and_takes_no_time(absurd: str):
    began = time.process_time()

    for understanding in (EN, KO):
        assert understanding.understand(heard(absurd), Expectation(language="en")).acts == ()
    assert time.process_time() - began < 0.5


def test_no_hypothesis_means_nothing():
    silent = Transcript(hypotheses=(), began_ms=0, ended_ms=10, language="en", engine="test")

    assert EN.understand(silent, Expectation(language="en")).acts == ()


@pytest.mark.parametrize("word", ["read", "order", "mind", "dad", "bring", "right", "sugared"])
def test_a_normal_word_is_never_bent_into_a_product(word: str):
    found = EN.understand(heard(f"{word} my order back"), Expectation(language="en"))

    assert "add" not in rendered(found)


def test_a_yes_of_a_lesser_hypothesis_is_weak():
    found = EN.understand(heard("yet", "yes"), Expectation(language="en", asked=Asked.CONSENT))

    assert {a.slots.get("consent") for a in found.acts} <= {"weak"}


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("add two mocas", "add mochas"), 2),
        (("add two mocas", "add to mochas", "add the mochas"), 2),
        (("add mochas", "add two mochas"), None),
    ],
)
def test_the_number_that_was_heard_best_is_not_lost_to_a_better_name(texts, expected):
    said = EN.understand(heard(*texts), Expectation(language="en"))
    assert [a.intent for a in said.acts] == ["add"]
    assert [m.quantity for m in said.acts[0].mentions] == [expected]


def test_hypotheses_that_cut_alike_lend_their_phrases():
    found = EN.understand(heard("two lattes", "two latte's", "two lattice"), Expectation(language="en"))

    assert found.acts[0].mentions[0].phrases[:2] == ("lattes", "latte")


@pytest.mark.parametrize("question", [Asked.OPEN, Asked.CONSENT, Asked.PIN, Asked.CHOICE])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_bias_keeps_words_of_consent_out_of_the_prompt(language: str, question: Asked):
    locale = load_locale(language)
    lexicon = LEXICON if language == "en" else Lexicon.of(PRODUCTS, language)
    expectation = Expectation(language=language, asked=question, options=("Latte", "Mocha"), pin_digits=2)
    bias = bias_for(expectation, locale, lexicon, ("Latte",))

    understanding = Understanding(locale, lexicon, "USD")
    consent = Expectation(language=language, asked=Asked.CONSENT)
    for phrase in (*bias.phrases[:150], *bias.words[:100], bias.example):
        acts = understanding.understand(heard(phrase), consent).acts
        assert "explicit" not in {a.slots.get("consent") for a in acts}
    assert len(bias.phrases) <= MAX_PHRASES
    assert bool(bias.closed) is (question is not Asked.OPEN)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_closed_yes_is_what_the_open_hearing_calls_explicit(language: str):
    locale = load_locale(language)
    understanding = EN if language == "en" else KO
    consent = Expectation(language=language, asked=Asked.CONSENT)
    bias = bias_for(consent, locale, Lexicon.of(PRODUCTS[:5], language))

    for answer in bias.closed:
        acts = understanding.understand(heard(answer.phrase), consent).acts
        assert [a.intent for a in acts] == [answer.label], answer
        assert answer.label != "yes" or acts[0].slots["consent"] == "explicit"
