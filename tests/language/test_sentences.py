"""The twins of the locale files: every sentence with the question it answers and the acts it means."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from rendered import heard, rendered, sample_products

from voice.language.expectation import Asked, Expectation
from voice.language.lexicon import Lexicon
from voice.language.locale import load_locale
from voice.language.understand import Understanding

FILES = sorted((Path(__file__).parents[1] / "sentences").glob("*/*.yaml"))
CURRENCY = {"en": "USD", "ko": "KRW"}
AT_LEAST = {"en": 200, "ko": 80}


def sentences() -> Iterator[tuple[str, str, str, Expectation]]:
    """Language, sentence, expected acts, open question; every scalar is read as text."""
    for file in FILES:
        language = file.parent.name
        for block in yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader):  # noqa: S506 - our own file
            expectation = Expectation(
                language=language,
                asked=Asked(block.get("asked", "open")),
                options=tuple(block.get("options", ())),
                recent=tuple(block.get("recent", ())),
                basket=tuple(block.get("basket", ())),
                focus=block.get("focus", ""),
                pin_digits=int(block.get("pin_digits", 0)),
            )
            for said, meant in block["say"].items():
                yield language, said, meant, expectation


@pytest.fixture(scope="module")
def understandings() -> dict[str, Understanding]:
    products = sample_products()
    return {
        language: Understanding(load_locale(language), Lexicon.of(products, language), currency)
        for language, currency in CURRENCY.items()
    }


@pytest.mark.parametrize(
    ("language", "said", "meant", "expectation"),
    [pytest.param(*s, id=f"{s[0]}-{s[3].asked}-{s[1]}") for s in sentences()],
)
def test_a_sentence_means_its_acts(
    understandings: dict[str, Understanding], language: str, said: str, meant: str, expectation: Expectation
):
    found = understandings[language].understand(heard(said, language=language), expectation)

    assert rendered(found) == meant


@pytest.mark.parametrize("language", sorted(AT_LEAST))
def test_there_are_enough_sentences(language: str):
    assert sum(1 for s in sentences() if s[0] == language) >= AT_LEAST[language]


@pytest.mark.parametrize("language", sorted(AT_LEAST))
def test_every_intent_has_a_sentence(language: str):
    said = " ".join(s[2] for s in sentences() if s[0] == language)

    assert [i for i in {t.intent for t in load_locale(language).templates} if f"{i}(" not in said] == []


def test_time_per_sentence(understandings: dict[str, Understanding], capsys: pytest.CaptureFixture[str]):
    """Printed, not asserted: other work on the machine would decide."""
    spent = []
    for language, said, _, expectation in sentences():
        began = time.process_time()
        understandings[language].understand(heard(said, language=language), expectation)
        spent.append((time.process_time() - began) * 1000)
    with capsys.disabled():
        p95 = statistics.quantiles(spent, n=20)[-1]
        print(f"\nunderstanding: p50 {statistics.median(spent):.1f} ms, p95 {p95:.1f} ms, n {len(spent)}")  # noqa: T201 - the figure is the point
