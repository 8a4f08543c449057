"""What a yes and a PIN are worth in a whole conversation, and that the PIN's digits are kept nowhere."""

from __future__ import annotations

import pytest
from talkfloor import PIN, Talk

from voice.dialogue.session import Phase
from voice.watchers import Collected


def dear(folder) -> Talk:
    """A conversation at the read-back of something above the limit, with a PIN."""
    talk = Talk(folder)
    talk.vault.set_pin(PIN)
    talk.type("add one espresso machine")
    talk.type("check out")
    return talk


def test_a_spoken_yes_needs_both_hearings(tmp_path):
    talk = Talk(tmp_path)
    talk.type("add one oat milk")
    talk.type("check out")
    for closed in (None, "", "no"):
        talk.hear("yes", closed=closed)
        assert talk.orders == 0
        if talk.runtime.session.phase is not Phase.CONFIRM:
            talk.type("check out")
    talk.hear("okay", closed="yes")
    assert talk.orders == 0
    if talk.runtime.session.phase is not Phase.CONFIRM:
        talk.type("check out")
    talk.hear("yes", closed="yes")
    assert talk.orders == 1


def test_a_yes_that_began_before_the_total_counts_for_nothing_however_late_it_is_recognised(tmp_path):
    talk = Talk(tmp_path)
    talk.type("add one oat milk")
    before = talk.clock.now
    talk.wait(500)
    talk.type("check out")
    talk.wait(500)
    assert "hear the total" in talk.hear("yes", closed="yes", began_ms=before)[0]
    assert talk.orders == 0
    talk.hear("yes", closed="yes")
    assert talk.orders == 1


def test_a_change_at_the_readback_voids_the_yes_until_it_is_read_back(tmp_path):
    talk = Talk(tmp_path)
    talk.type("add one oat milk")
    talk.type("check out")
    talk.type("yes and make that two")
    assert talk.orders == 0
    talk.type("yes")
    assert talk.store.made[0][1].total.minor == 800


def test_silence_orders_nothing_and_keeps_the_basket(tmp_path):
    talk = Talk(tmp_path)
    talk.type("add one oat milk")
    talk.type("check out")
    for _ in range(5):
        talk.wait(10_000)
    assert talk.runtime.session.phase is Phase.LISTEN
    assert (talk.orders, talk.basket) == (0, [("OAT", 1)])


def test_above_the_limit_the_yes_alone_orders_nothing(tmp_path):
    talk = dear(tmp_path)
    assert any("PIN" in s for s in talk.type("yes"))
    talk.type("yes")
    assert talk.orders == 0
    talk.type(talk.digits())
    assert talk.orders == 1


def test_the_whole_pin_may_be_typed_and_never_spoken(tmp_path):
    talk = dear(tmp_path)
    talk.type("yes")
    talk.hear(" ".join(PIN))
    assert talk.orders == 0
    talk.type(PIN)
    assert talk.orders == 1


def test_without_a_pin_nothing_above_the_limit_is_ordered(tmp_path):
    talk = Talk(tmp_path)
    talk.type("add one espresso machine")
    talk.type("check out")
    assert any("none is set" in s for s in talk.type("yes"))
    assert talk.orders == 0


def test_three_wrong_pins_lock_and_the_right_one_comes_too_late(tmp_path):
    talk = dear(tmp_path)
    talk.type("yes")
    for _ in range(3):
        talk.type("0 0 0 1")
    assert talk.runtime.session.locked
    talk.type(PIN)
    talk.type("check out")
    talk.type("yes")
    talk.type(PIN)
    assert talk.orders == 0
    assert talk.basket == [("MACHINE", 1)]


@pytest.mark.parametrize("when", ["asked", "too soon", "too late"])
def test_the_digits_are_kept_nowhere(tmp_path, when):
    talk = dear(tmp_path)
    collected = Collected()
    talk.notes.heard = collected.heard
    talk.notes.stepped = collected.stepped
    spaced = " ".join(PIN)
    if when == "too soon":
        talk.type(spaced)
    if talk.runtime.session.phase is not Phase.CONFIRM:
        talk.type("check out")
    talk.type("yes")
    if when == "too late":
        talk.type("no")
        talk.type(spaced)
        talk.type("check out")
        talk.type("yes")
    talk.type(PIN)
    assert talk.orders == 1
    [entry] = talk.ledger.entries()
    kept = str([r.data for r in talk.records.kept]) + str(talk.ledger.explain(entry.id))
    kept += str(collected.told()) + str(talk.runtime.session)
    assert PIN not in kept
    assert spaced not in kept
