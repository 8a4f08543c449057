"""Whole conversations, as data: what is typed, what has to be said and done and what must not be, and what is
ordered in the end. The files beside this one are named by their language: en-basket.yaml, ko-coffee.yaml.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from catalog.errors import BadInput
from voice.testing_talk import ALL_DEEDS, DEEDS, Told, converse, faults, read_conversations
from voice.testing_told import texts

FILES = sorted(Path(__file__).parent.glob("*.yaml"))
ALL = [told for file in FILES for told in read_conversations(file, language=file.stem.partition("-")[0])]
AT_LEAST = 120


@pytest.mark.parametrize("told", ALL, ids=str)
def test_a_conversation_goes_as_told(told: Told):
    assert faults(told) == []


def test_there_are_enough_conversations():
    assert len(ALL) >= AT_LEAST
    assert len({(told.language, told.name) for told in ALL}) == len(ALL)


def test_each_deed_is_told_of():
    told = {
        str(deed)
        for one in ALL
        for turn in one.talk
        for deed in (*texts(turn, "does"), *texts(turn, "must_not"))
    }

    assert told == ALL_DEEDS


def test_a_conversation_that_goes_otherwise_is_noticed():
    told = Told(
        name="wrong on purpose",
        language="en",
        talk=(
            {
                "hears": "bananas",
                "says": "pears",
                "never": "Bananas",
                "does": "orders",
                "must_not": "changes",
            },
            {"hears": "stop"},
        ),
        basket=("1 PEAR-4",),
        orders=(("1 PEAR-4",),),
    )

    found = faults(told, converse(["bananas"]))

    assert [fault.partition(" ")[0] for fault in found] == [*["'bananas':"] * 4, "1", "ordered", "basket"]


GOOD = "- name: good\n  talk:\n    - {hears: bananas}\n"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, "is empty"),
        ("name: a", 1, "a list is expected"),
        ("- bananas", 1, "names with values"),
        ("- name: a\n  talk: [", 2, "no YAML"),
        (GOOD + "- {name: a}", 4, "needs 'talk'"),
        (GOOD + "- talk: []", 4, "needs 'name'"),
        (GOOD + "- name: a\n  talk:\n    - bananas", 6, "names with values"),
        (GOOD + "- name: a\n  talk:\n    - {says: b}", 6, "needs 'hears'"),
        (GOOD + "- name: a\n  talk:\n    - {hears: b, do: c}", 6, "'do' is not known here"),
        (GOOD + "- name: a\n  talk:\n    - {hears: b, does: order}", 6, "Did you mean 'orders'"),
        (GOOD + "- name: a\n  talk:\n    - hears: b\n      must_not: [dances]", 7, "'dances' is no deed"),
        (GOOD + "- name: a\n  talk:\n    - {hears: b}\n  order: []", 7, "'order' is not known here"),
        (GOOD + "- name: a\n  talk:\n    - {hears: b}\n  basket: [BANANA-LB]", 7, "2 BAR-LATTE +size=large"),
        (GOOD + "- name: a\n  talk:\n    - {hears: b}\n  orders: [1 BANANA-LB]", 7, "a list is expected"),
    ],
)
def test_a_file_of_another_form_is_refused_with_its_line(text: str, line: int, says: str, tmp_path: Path):
    file = tmp_path / "en-talk.yaml"
    file.write_text(text, "utf-8")

    with pytest.raises(BadInput, match=rf"en-talk\.yaml:{line}: .*{re.escape(says)}.*CONTRIBUTING"):
        read_conversations(file, language="en")


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(BadInput, match=r"en-none\.yaml:1: cannot be read"):
        read_conversations(tmp_path / "en-none.yaml", language="en")


def test_the_deeds_are_those_that_are_watched():
    assert {*DEEDS.values(), "changes", "reads-back"} == ALL_DEEDS
