"""Orders whose answer is lost, late, strange or never comes: one order per yes, and no word too much."""

from __future__ import annotations

import threading

import pytest
from talkfloor import OATS, Talk

from catalog.entries import State
from catalog.errors import BadInput, StorageFull, StoreDown
from catalog.money import Money
from catalog.testing import FakeStore, Fault
from voice.dialogue.events import SpeechEnded
from voice.dialogue.session import Phase
from voice.errors import Misuse
from voice.keyboard import typed
from voice.mouth import ShownMouth
from voice.runtime import DEADLINE_MS
from voice.work import InBackground

ONE_OAT = [("OAT", 1)]
UNKNOWN = "I do not know"


def at_readback(folder, *, held: bool = False) -> Talk:
    talk = Talk(folder, held=held)
    talk.type("add one oat milk")
    talk.type("check out")
    if talk.held:
        talk.finish_job()
    assert talk.runtime.session.phase is Phase.CONFIRM
    return talk


def test_a_yes_orders_once(tmp_path):
    talk = at_readback(tmp_path)
    assert any("Ordered" in s for s in talk.type("yes"))
    assert any("already ordered" in s for s in talk.type("yes"))
    assert talk.orders == 1
    assert talk.basket == []


def test_a_lost_answer_is_spoken_as_unknown_and_found_out(tmp_path):
    talk = at_readback(tmp_path)
    talk.store.fail_next(Fault.LOST_AFTER)
    said = talk.type("yes")
    assert UNKNOWN in said[0]
    assert "went through" in said[1]
    assert (talk.orders, talk.basket) == (1, [])


def test_an_order_that_never_arrived_comes_back_and_needs_a_new_readback(tmp_path):
    talk = at_readback(tmp_path)
    talk.store.fail_next(Fault.LOST_BEFORE)
    said = talk.type("yes")
    assert "was not placed" in said[1]
    assert talk.basket == ONE_OAT
    talk.type("yes")
    assert talk.orders == 0, "the yes to the first read-back was used twice"
    talk.type("check out")
    talk.type("yes")
    assert talk.orders == 1


def test_a_request_that_arrives_late_orders_nothing_beside_the_second_order(tmp_path):
    talk = at_readback(tmp_path)
    talk.store.fail_next(Fault.LATE)
    talk.type("yes")
    talk.type("check out")
    talk.type("yes")
    talk.store.deliver_late()
    assert talk.orders == 1


def test_a_store_that_raises_what_it_must_not_is_unknown_and_found_out(tmp_path):
    talk = at_readback(tmp_path)
    talk.store.fail_next(Fault.RAISES)
    said = talk.type("yes")
    assert UNKNOWN in said[0]
    assert "went through" in said[1]
    assert talk.orders == 1


@pytest.mark.parametrize("answer", [None, "placed", StoreDown("as a value")])
def test_a_store_that_answers_nonsense_is_unknown(tmp_path, monkeypatch, answer):
    talk = at_readback(tmp_path)
    place = talk.store.place

    def garbled(quote, key):
        place(quote, key)
        return answer

    monkeypatch.setattr(talk.store, "place", garbled)
    said = talk.type("yes")
    assert UNKNOWN in said[0]
    assert "went through" in said[1]
    assert talk.orders == 1


@pytest.mark.parametrize("answer", [None, "not placed"])
def test_nonsense_about_an_unknown_order_settles_nothing(tmp_path, monkeypatch, answer):
    talk = at_readback(tmp_path)
    monkeypatch.setattr(talk.store, "reconcile", lambda key, quote: answer)
    talk.store.fail_next(Fault.LOST_AFTER)
    talk.type("yes")
    assert talk.basket == []
    talk.type("add one oat milk")
    assert "still finding out" in talk.type("check out")[0]
    talk.type("yes")
    assert talk.orders == 1


def test_while_the_store_is_away_an_unknown_order_stays_unknown_and_blocks_another(tmp_path):
    talk = at_readback(tmp_path)
    place = talk.store.place

    def lost(quote, key):
        outcome = place(quote, key)
        talk.store.down = True
        return outcome

    talk.store.place = lost
    talk.store.fail_next(Fault.LOST_AFTER)
    assert UNKNOWN in talk.type("yes")[0]
    talk.type("add one oat milk")
    assert "still finding out" in talk.type("check out")[0]
    talk.store.down = False
    assert any("went through" in s for s in talk.type("check out"))
    assert talk.orders == 1


def test_past_the_deadline_an_order_is_unknown_and_its_late_answer_orders_nothing_new(tmp_path):
    talk = at_readback(tmp_path, held=True)
    talk.type("yes")
    assert talk.wait(DEADLINE_MS - 1) == []
    assert UNKNOWN in talk.wait(1)[0]
    assert talk.basket == []
    assert "still finding out" in talk.type("check out")[0]
    talk.finish_job()  # the order itself, long after
    assert talk.orders == 1
    assert "went through" in talk.finish_job()[0]
    assert talk.finish_job() == []  # asked once more meanwhile: it is settled, and said once
    assert talk.runtime.session.unsettled is None
    assert talk.orders == 1


def test_a_price_that_moved_behind_the_deadline_orders_nothing_and_brings_the_basket_back(tmp_path):
    talk = at_readback(tmp_path, held=True)
    talk.store.set_price(OATS.sku, Money(450, "USD"))
    talk.type("yes")
    talk.wait(DEADLINE_MS)
    assert talk.finish_job() == []
    assert "was not placed" in talk.finish_job()[0]
    assert (talk.orders, talk.basket) == (0, ONE_OAT)


def test_a_price_that_moved_is_read_back_before_a_new_yes(tmp_path):
    talk = at_readback(tmp_path)
    talk.store.set_price(OATS.sku, Money(450, "USD"))
    said = talk.type("yes")
    assert talk.orders == 0
    assert any("4.50" in s for s in said)
    talk.type("yes")
    assert talk.store.made[0][1].total == Money(450, "USD")


class Unreached(StoreDown):
    code = "store_unreached"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Unreached("no way"), "does not answer"),
        (BadInput("strange"), "went wrong"),
        (StorageFull("full"), "disk"),
        (RuntimeError("a plug-in's"), "went wrong"),
        (Misuse("ours"), "went wrong"),
    ],
)
def test_whatever_a_store_raises_is_said_and_the_talk_goes_on(tmp_path, monkeypatch, fault, words):
    talk = Talk(tmp_path)
    talk.type("add one oat milk")

    def broken(lines, *, language):
        raise fault

    monkeypatch.setattr(talk.store, "quote", broken)
    assert any(words in s for s in talk.type("check out"))
    assert talk.basket == ONE_OAT
    monkeypatch.undo()
    talk.type("check out")
    talk.type("yes")
    assert talk.orders == 1


@pytest.mark.parametrize("fault", [Unreached("no way"), StorageFull("full"), BadInput("strange")])
def test_what_fails_before_sending_is_surely_not_ordered(tmp_path, monkeypatch, fault):
    talk = at_readback(tmp_path)

    def broken(quote, consent, story):
        raise fault

    monkeypatch.setattr(talk.ledger, "confirm", broken)
    assert any("Nothing was ordered" in s for s in talk.type("yes"))
    assert (talk.orders, talk.basket) == (0, ONE_OAT)
    assert talk.runtime.session.unsettled is None


def test_finding_out_may_fail_in_any_way_and_is_then_no_answer(tmp_path, monkeypatch):
    talk = at_readback(tmp_path)
    monkeypatch.setattr(talk.ledger, "reconcile", lambda store: 1 / 0)
    talk.store.fail_next(Fault.LOST_AFTER)
    assert UNKNOWN in talk.type("yes")[0]
    assert talk.runtime.session.unsettled is not None
    assert any(isinstance(t, ZeroDivisionError) for t in talk.notes.troubles)
    monkeypatch.undo()
    assert any("went through" in s for s in talk.type("check out"))


def test_what_fails_in_a_strange_way_after_sending_is_unknown_and_never_surely_not_ordered(
    tmp_path, monkeypatch
):
    talk = at_readback(tmp_path)
    place = talk.ledger.place

    def broken(store, entry):
        place(store, entry)
        raise RuntimeError("after the order was made")

    monkeypatch.setattr(talk.ledger, "place", broken)
    said = talk.type("yes")
    assert UNKNOWN in said[0]
    assert "went through" in said[1]
    assert (talk.orders, talk.basket) == (1, [])


def test_the_ledger_explains_the_order_and_the_story_begins_anew(tmp_path):
    talk = at_readback(tmp_path)
    talk.type("yes")
    [entry] = talk.ledger.entries()
    assert entry.state is State.PLACED
    story = str(dict(talk.ledger.explain(entry.id).story))
    assert "add one oat milk" in story
    assert "The total is $4.00" in story


class Halting:
    """Replies that cannot say one thing."""

    def __init__(self, replies, broken: str) -> None:
        self._replies, self._broken = replies, broken

    def render(self, said, style="name"):
        if said.id == self._broken:
            raise Misuse("There is no such reply.")
        return self._replies.render(said, style)


@pytest.mark.parametrize("broken", ["readback", "readback-total"])
def test_a_readback_that_cannot_be_said_in_full_can_not_be_agreed_to(tmp_path, broken):
    plain = Talk(tmp_path)
    replies = plain.runtime._parts.replies
    plain.ledger.close()
    talk = Talk(tmp_path, replies=Halting(replies, broken))
    talk.type("add one oat milk")
    talk.type("check out")
    assert talk.runtime.session.phase is Phase.CONFIRM
    talk.type("yes")
    assert talk.orders == 0
    assert any(isinstance(t, Misuse) for t in talk.notes.troubles)


def test_in_the_background_a_broken_job_stops_no_later_one():
    done = threading.Event()
    told = []

    def report(event):
        told.append(event)
        done.set()

    work = InBackground(report)
    work.do(lambda: 1 / 0)
    work.do(lambda: SpeechEnded(at_ms=0, speech=1))
    assert done.wait(10)
    work.close()
    assert told == [SpeechEnded(at_ms=0, speech=1)]


def test_a_whole_order_with_the_store_in_the_background(tmp_path):
    ordering, sent = threading.Event(), threading.Event()

    def wait(_seconds):
        sent.set()
        assert ordering.wait(10)

    talk = Talk(tmp_path, store=FakeStore((OATS,), wait=wait), shows=False)
    ended = threading.Event()
    talk.notes.said = lambda sentence: (talk.notes.sentences.append(sentence), ended.set())
    work = InBackground(talk.runtime.post)
    talk.work = work
    talk.begin(ShownMouth(talk.runtime.post, talk.clock))
    thread = threading.Thread(target=talk.runtime.run, daemon=True)
    thread.start()
    for line, words in (("add one oat milk", "Added"), ("check out", "Shall I order it"), ("yes", "")):
        _tell(talk, line, words, ended)
    assert sent.wait(10)
    _tell(talk, "stop", "already being carried out", ended)
    ended.clear()
    ordering.set()
    _until(talk, "Ordered", ended)
    talk.runtime.stop()
    thread.join(10)
    work.close()
    assert talk.orders == 1


def _tell(talk: Talk, line: str, words: str, ended: threading.Event) -> None:
    ended.clear()
    talk.runtime.post(typed(line, talk.clock, "en"))
    if words:
        _until(talk, words, ended)


def _until(talk: Talk, words: str, ended: threading.Event) -> None:
    for _ in range(20):
        if any(words in s for s in talk.notes.sentences):
            return
        assert ended.wait(10), f"{words!r} was never said, but {talk.notes.sentences}"
        ended.clear()
    raise AssertionError(words)
