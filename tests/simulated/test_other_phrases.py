"""Banks of phrases from outside: used over the usual one, and refused with the place of what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from shoppers.bank import BANKS, LEAST, BankError, other_phrases, phrases


def test_another_bank_is_laid_over_the_usual_one(tmp_path: Path):
    file = tmp_path / "bank.yaml"
    file.write_text('undo: ["oh, put that back as it was"]\n')

    bank = other_phrases(file, "en")

    assert bank["undo"] == ("oh, put that back as it was",)
    assert {**bank, "undo": ()} == {**phrases("en"), "undo": ()}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('dance: ["la la"]', "dance: no shopper does this"),
        ('undo: ["take {name} back"]', 'undo: "take {name} back": nothing fills name'),
        ('quantity: ["make the {name} more"]', 'quantity: "make the {name} more": does not say n'),
        ('quantity: ["{n} {name"]', "quantity: "),
        ("undo: take it back", "a list of phrases"),
        ("- undo", "a mapping of acts"),
        ("undo: [", "cannot be read"),
    ],
)
def test_a_bank_that_cannot_be_used_says_where_and_why(tmp_path: Path, text: str, what: str):
    file = tmp_path / "bank.yaml"
    file.write_text(text)

    with pytest.raises(BankError) as caught:
        other_phrases(file, "en")

    assert str(file) in str(caught.value)
    assert what in str(caught.value)


@pytest.mark.parametrize("name", ["wide", "unseen"])
def test_the_other_banks_say_each_act_in_many_ways(name: str):
    bank = other_phrases(BANKS / f"{name}.en.yaml", "en")

    usual = phrases("en")
    few = {act for act, ways in bank.items() if ways != usual[act] and len(set(ways)) < LEAST}
    same = {act for act, ways in bank.items() if ways == usual[act]}
    assert few == set()
    assert same == {"numbers", "ordinals", "call_off"}


def test_a_bank_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(BankError, match="cannot be read"):
        other_phrases(tmp_path / "none.yaml", "en")
