"""What is not chosen: offered once more at the most, then left out and told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shopworld import GONE, HEARD_MS, LATTE, MENTION, MILK, NEW, machine

from catalog.ports import Purpose
from voice.dialogue.actions import Speak
from voice.dialogue.events import Began, Heard
from voice.dialogue.session import Choosing, Phase
from voice.hearing.transcript import Source
from voice.language.acts import Act, Interpretation

NONE_OF_THEM = Act(intent="select", slots={"quality": "neither"})
CHECK_OUT = Act(intent="checkout")
OFFER = Choosing(mention=MENTION, purpose=Purpose.ADD, shown=(MILK,), rest=(replace(MILK, sku="OTHER"), GONE))
ASKED = replace(NEW, phase=Phase.CHOOSE, pending=OFFER)


def _said(session, acts):
    """The session after an utterance for each act, and what was said to the last."""
    ids = ()
    for act in acts:
        meaning = Interpretation(text="...", acts=(act,), sure=True)
        heard = Heard(at_ms=HEARD_MS, began_ms=HEARD_MS, interpretation=meaning, source=Source.TYPED)
        session, actions = machine().step(session, heard)
        ids = tuple(s.message.id for a in actions if isinstance(a, Speak) for s in a.said)
    return session, ids


def test_none_of_them_offers_the_others_that_bear_the_words_and_then_lets_go():
    session, _ = _said(ASKED, [NONE_OF_THEM])

    assert [p.sku for p in session.pending.shown] == ["OTHER"]
    assert _said(session, [NONE_OF_THEM])[1] == ("no-more-offers", "left-out")


def test_after_what_only_came_near_nothing_less_near_is_offered():
    near = replace(ASKED, pending=replace(OFFER, offered_as="nearest"))

    session, ids = _said(near, [NONE_OF_THEM])

    assert session.phase is Phase.LISTEN
    assert ids == ("no-more-offers", "left-out")


def test_other_words_for_the_things_are_offered_from_the_same_shelf():
    crisps = replace(OFFER, mention=replace(MENTION, phrases=("dairies",)), rest=(LATTE, GONE))

    session, _ = _said(replace(ASKED, pending=crisps), [NONE_OF_THEM])

    assert session.pending.shown == (GONE,)


@pytest.mark.parametrize("purpose", [Purpose.ADD, Purpose.REORDER])
def test_checking_out_asks_once_more_and_then_leaves_it_out(purpose):
    asked = replace(ASKED, pending=replace(OFFER, shown=(MILK, LATTE), purpose=purpose))

    session, ids = _said(asked, [CHECK_OUT])
    after, told = _said(session, [CHECK_OUT])

    assert ids == ("choose-again", "choose-which-or-none")
    assert after.phase is Phase.LISTEN
    assert told == ("left-out", "basket-empty")


def test_what_was_bought_once_is_no_habit():
    began = Began(at_ms=0, habits={MILK.sku: 2, LATTE.sku: 3}, once=frozenset({MILK.sku}))

    session, _ = machine().step(NEW, began)

    assert session.usual_quantity(MILK.sku) is None
    assert session.usual_quantity(LATTE.sku) == 3
    assert session.habits[MILK.sku] == 2  # as many as then are meant by "again"
