"""What no template fits is guessed at, never a yes; where nothing is likely, nothing is understood."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from rendered import heard, sample_products

from voice.language.expectation import Asked, Expectation
from voice.language.guess import ALLOWED, GUESSABLE, TELLING, Guesser, guesser_of
from voice.language.lexicon import Lexicon
from voice.language.locale import GUESSES, LocaleError, load_locale, locale_from
from voice.language.understand import Understanding

PRODUCTS = sample_products()
LOCALES = {language: load_locale(language) for language in ("en", "ko")}
MINDS = {
    language: Understanding(locale, Lexicon.of(PRODUCTS, language), "USD")
    for language, locale in LOCALES.items()
}
BINDING = {"yes", "no", "pin", "select", "cancel_order", "clear", "start_over", "stop", "change"}


def understood(text: str, language: str = "en", asked: Asked = Asked.OPEN):
    return MINDS[language].understand(
        heard(text, language=language), Expectation(language=language, asked=asked)
    )


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("that's everything check me shout", "checkout"),
        ("please reverse getting that last one", "undo"),
        ("what's in may basket", "show"),
        ("how expensive its paper napkins", "price"),
    ],
)
def test_a_sentence_with_a_misheard_word_is_guessed_at(said: str, intent: str):
    found = understood(said)

    assert [act.intent for act in found.acts] == [intent]
    assert found.rule.startswith("guess: ")
    assert not found.sure, "what is guessed is never sure"


def test_a_guess_about_a_product_names_it():
    (act,) = understood("how expensive its paper napkins").acts

    assert act.mentions[0].phrases[0].startswith("paper napkin")


@pytest.mark.parametrize("said", ["the weather was so bad yesterday", "my brother sold his boat", "eye"])
def test_talk_is_not_guessed_at(said: str):
    assert understood(said).acts == ()


def test_a_sentence_that_a_template_fits_is_not_guessed_at():
    assert not understood("check out").rule.startswith("guess")


def test_nothing_that_binds_can_be_guessed():
    assert not GUESSABLE & BINDING
    assert set(ALLOWED) == {Asked.OPEN, Asked.CHOICE, Asked.YES_NO, Asked.CONSENT}
    assert ALLOWED[Asked.CONSENT] == TELLING
    assert not TELLING & {"add", "remove", "checkout", "undo", "reorder", "reorder_last"}


@pytest.mark.parametrize("asked", list(Asked))
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("sure_of", sorted(BINDING))
def test_not_even_a_model_that_wants_to_can_guess_what_binds(sure_of: str, language: str, asked: Asked):
    locale = LOCALES[language]
    weights = dict.fromkeys(locale.guesser.weights, ((0, 9.0),))
    biased = Guesser(intents=(sure_of, "show"), own=(9.0, 0.0), weights=weights, threshold=0.0)
    mind = Understanding(replace(locale, guesser=biased), Lexicon.of(PRODUCTS, language), "USD")
    text = {"en": "yesterday go ahead with hit", "ko": "네 그 그래 뭐라고 날씨가"}[language]
    found = mind.understand(heard(text, language=language), Expectation(language=language, asked=asked))

    assert not found.rule.startswith("guess")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_weights_are_whole(language: str):
    model = LOCALES[language].guesser

    assert model is not None
    assert GUESSABLE & set(model.intents)
    assert 0.3 <= model.threshold < 1.0
    assert max(place for pairs in model.weights.values() for place, _ in pairs) < len(model.intents)


ONE_SHORT = '{"intents": ["a"], "own": [], "weights": {}, "threshold": 1}'


@pytest.mark.parametrize("text", ["", "{}", "[]", ONE_SHORT])
def test_a_broken_file_of_guesses_is_told_with_its_place(text: str, tmp_path: Path):
    folder = tmp_path / "en"
    folder.mkdir()
    for name in ("words.yaml", "common.txt", "orders.yaml"):
        (folder / name).write_text((LOCALES["en"].folder / name).read_text("utf-8"), "utf-8")
    (folder / "sentences").mkdir()
    assert locale_from(folder).guesser is None

    (folder / GUESSES).write_text(text, "utf-8")
    with pytest.raises(LocaleError, match=f"{GUESSES}:1"):
        locale_from(folder)


def test_the_same_data_gives_the_same_model():
    data = json.loads((LOCALES["en"].folder / GUESSES).read_text("utf-8"))

    assert guesser_of(data) == guesser_of(data)
