"""Locale folders: every broken line is named by file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from voice.errors import SettingsError
from voice.language.locale import LocaleError, load_locale, locale_from

BUILT_IN = load_locale("en").folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "en"
    shutil.copytree(BUILT_IN, copy)
    return copy


@pytest.mark.parametrize(
    ("broken", "line", "says"),
    [
        ("intents:\n  add:\n    data:\n      - sentences:\n          - '(open'\n", 5, "no template"),
        (
            "intents:\n  add:\n    data:\n      - sentences:\n          - '<nowhere> {items}'\n",
            5,
            "no rule <nowhere>",
        ),
        (
            "intents:\n  add:\n    data:\n      - sentences:\n          - 'add {nothing}'\n",
            5,
            "no list {nothing}",
        ),
        ("intents:\n  add:\n    data:\n      - sentences:\n          - '[please]'\n", 5, "matches silence"),
        ("intents:\n  add:\n    data:\n      - slots: {a: b}\n", 4, "'sentences' is missing"),
        ("intents:\n  add:\n    data:\n      - sentence: [x]\n", 4, "'sentence' is not known"),
        (
            (
                "intents:\n  add:\n    data:\n      - sentences: [x]\n"
                "        requires_context: {asked: [never]}\n"
            ),
            5,
            "unknown question",
        ),
        ("intents: [\n", 2, "no YAML"),
        ("", 1, "is empty"),
        (
            (
                "expansion_rules:\n  loop: '<loop> again'\n"
                "intents:\n  x:\n    data:\n      - sentences:\n          - '<loop>'\n"
            ),
            7,
            "contains itself",
        ),
    ],
)
def test_a_broken_sentence_file_is_named_with_its_line(folder: Path, broken: str, line: int, says: str):
    (folder / "sentences" / "zz.yaml").write_text(broken, "utf-8")

    with pytest.raises(LocaleError, match=rf"zz\.yaml:{line}: ") as caught:
        locale_from(folder)
    assert says in caught.value.message
    assert caught.value.remedy


def test_a_broken_number_is_named_with_its_line(folder: Path):
    words = folder / "words.yaml"
    words.write_text(words.read_text("utf-8").replace("one: 1,", "one: uno,"), "utf-8")

    with pytest.raises(LocaleError, match=r"words\.yaml:\d+: 'uno' is no whole number"):
        locale_from(folder)


def test_a_locale_without_words_is_no_locale(tmp_path: Path):
    with pytest.raises(LocaleError, match=r"words\.yaml:1: is missing"):
        locale_from(tmp_path)


def test_bytes_that_are_no_text_are_named(folder: Path):
    (folder / "sentences" / "zz.yaml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(LocaleError, match=r"zz\.yaml:1: "):
        locale_from(folder)


def test_an_unknown_language_names_the_known_ones():
    with pytest.raises(SettingsError) as caught:
        load_locale("xx")
    assert "en" in caught.value.remedy
    assert "ko" in caught.value.remedy


@pytest.mark.parametrize("language", ["en", "ko"])
def test_both_languages_know_every_intent(language: str):
    wanted = (
        "add reorder reorder_last find select change remove clear undo show price stock checkout yes no "
        "pin status history cancel_order repeat help stop hold start_over handoff"
    )
    assert {t.intent for t in load_locale(language).templates} >= set(wanted.split())
