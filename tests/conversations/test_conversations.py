"""Whole conversations, as data: what is typed, what has to be said and done and what must not be, and what is
ordered in the end. The files beside this one are named by their language: en-basket.yaml, ko-coffee.yaml.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.errors import BadInput
from voice.testing_talk import ALL_DEEDS, Told, converse, faults, read_conversations

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
        str(deed) for one in ALL for turn in one.talk for deed in (*_of(turn, "does"), *_of(turn, "must_not"))
    }

    assert told == ALL_DEEDS


def _of(turn, field: str) -> list[str]:
    value = turn.get(field, [])
    return value if isinstance(value, list) else [value]


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


@pytest.mark.parametrize(
    "text",
    [
        "- {name: a}",
        "- {name: a, talk: [{says: b}]}",
        "- {name: a, talk: [{hears: b, do: c}]}",
        "- {name: a, talk: [{hears: b, does: dances}]}",
        "- {name: a, talk: [{hears: b}], order: []}",
    ],
)
def test_a_file_of_another_form_is_refused(text: str, tmp_path: Path):
    file = tmp_path / "en-talk.yaml"
    file.write_text(text, "utf-8")

    with pytest.raises(BadInput, match=r"en-talk\.yaml: 'a'"):
        read_conversations(file, language="en")
