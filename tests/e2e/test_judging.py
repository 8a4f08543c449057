"""The judge of rehearsals must be able to condemn: planted wrong orders are found in the tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from spoken_set import dialogues, new_orders, wilson, wrong_order
from typed_shopper import type_dialogue

from catalog.order import Line
from voice.errors import SettingsError
from voice.rehearsal import fits
from voice.rehearsal_script import dialogue_of, load_demo


@pytest.fixture(scope="module")
def ordered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ordered")
    verdict, *_ = type_dialogue(dialogues("en")["two_lattes"], load_demo("en")[0], "en", folder)
    assert verdict == "as meant"
    return folder / "store.db"


def test_the_tables_hold_just_the_new_order(ordered: Path):
    ((line,),) = new_orders(ordered).values()
    assert (line.sku, line.quantity) == ("BAR-LATTE", 2)


def test_an_order_as_meant_and_agreed_to_is_right(ordered: Path):
    assert wrong_order(ordered, dialogues("en")["two_lattes"], agreed=1) == ""


def test_an_order_without_a_yes_is_wrong(ordered: Path):
    assert "without a yes" in wrong_order(ordered, dialogues("en")["two_lattes"], agreed=0)


@pytest.mark.parametrize("other", ["correction", "options", "reorder", "cancel"])
def test_an_order_that_was_not_meant_is_wrong(ordered: Path, other: str):
    assert wrong_order(ordered, dialogues("en")[other], agreed=1)


def test_each_line_counts_once():
    latte = Line(sku="BAR-LATTE", quantity=1)
    assert not fits((latte, latte), (latte,))
    assert not fits((latte,), (latte, latte))


def test_a_dialogue_that_is_none_is_refused_by_name():
    with pytest.raises(SettingsError, match=r"odd\.yaml"):
        dialogue_of("odd", {"about": "", "turns": [{"shout": "yes"}]}, "odd.yaml")


def test_where_no_order_shall_come_of_it_the_read_back_is_looked_at_too():
    told = {"about": "", "turns": [], "wants": ["A"], "agrees": [{"sku": "A", "quantity": 2}]}
    dialogue = dialogue_of("locked", told, "locked.yaml")
    assert fits(dialogue.agrees, (Line(sku="A", quantity=2),))
    assert not fits(dialogue.agrees, (Line(sku="A", quantity=1),))
    assert dialogue.meant == ()
    assert dialogues("en")["two_lattes"].agrees == dialogues("en")["two_lattes"].meant


def test_the_interval_holds_the_rate():
    low, high = wilson(17, 20)
    assert 0 < low < 0.85 < high < 1
    assert wilson(0, 0) == (0.0, 1.0)
