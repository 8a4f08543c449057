"""Simulated shoppers: drawn again by their seed, in words of their own; nothing that goes wrong is missed."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from shoppers import speech
from shoppers.bank import LEAST, Tongue, phrases
from shoppers.ears import WordEars
from shoppers.figures import summary, wilson
from shoppers.goals import Goal, Kind, Want, Ways
from shoppers.mending import Difference, difference
from shoppers.noise import Confusion
from shoppers.opening import dialogue, ears_of, goals_of
from shoppers.room import Floor, Room, Witness, open_floor
from shoppers.wording import Words

from catalog.money import Money
from catalog.order import Chosen, Line, OrderId, Placed
from catalog.product import Sku
from voice.config import Settings
from voice.dialogue.actions import PlaceOrder
from voice.dialogue.events import OrderAnswered, TimedOut
from voice.dialogue.session import Confirming, Session
from voice.errors import ModelMissing
from voice.hearing.transcript import Transcript
from voice.plugins import Plugins

SENTENCES = Path(__file__).parents[1] / "sentences" / "en"
DATA = {"numbers", "ordinals", "joints"}
SHORT = 3
"""Words of an answer that everybody gives alike."""


@pytest.fixture(scope="module")
def floor():
    with open_floor("en") as opened:
        yield opened


@pytest.fixture
def heard_well() -> WordEars:
    return WordEars(Confusion(0.0, ()), 0.0, "en")


def test_there_are_enough_ways_to_say_each_act():
    few = {act: len(set(ways)) for act, ways in phrases("en").items() if act not in DATA}

    assert {act: count for act, count in few.items() if count < LEAST} == {}


def test_the_words_are_the_shoppers_own():
    tested = set()
    for file in SENTENCES.glob("*.yaml"):
        for entry in yaml.safe_load(file.read_text("utf-8")):
            tested.update(str(sentence).lower() for sentence in entry["say"])

    taken = {way for act, ways in phrases("en").items() if act not in DATA for way in ways}
    assert sorted(way for way in taken if len(way.split()) > SHORT and way.lower() in tested) == []


def test_the_same_seed_draws_the_same_shoppers(floor: Floor):
    assert list(goals_of(floor, 5, 30)) == list(goals_of(floor, 5, 30))
    assert list(goals_of(floor, 5, 30)) != list(goals_of(floor, 6, 30))


def test_shoppers_come_for_all_kinds_of_things(floor: Floor):
    assert {goal.kind for goal in goals_of(floor, 1, 200)} == set(Kind)


def test_a_few_shoppers_shop_and_nothing_is_ordered_without_a_yes(floor: Floor):
    with ears_of(floor, noise="none", speech=None) as ears:
        outcomes = [dialogue(floor, ears, goal, seed=f"3/{goal.number}") for goal in goals_of(floor, 3, 4)]

    figures = summary(outcomes)
    assert figures["dialogues"] == 4
    assert sum(one.ordered for one in outcomes) > 0
    assert figures["double_orders"] == figures["unconfirmed_orders"] == figures["broken_promises"] == 0


def test_an_order_without_the_shoppers_yes_is_noticed(floor: Floor, heard_well: WordEars):
    room = Room(floor, heard_well, "4729", random.Random(1))
    try:
        room.say("bananas")
        room.say("check out")
        room.say("yes")  # said, but not meant as an answer: as if noise had made a yes
        assert room.witness.placed == room.witness.unconfirmed == 1
        assert len(room.orders()) == 1
    finally:
        room.close()


def test_a_yes_that_is_meant_is_one_order(floor: Floor, heard_well: WordEars):
    room = Room(floor, heard_well, "4729", random.Random(1))
    try:
        room.say("bananas")
        room.say("check out", hold=True)
        room.say("yes")  # into the read-back: too early
        assert room.witness.placed == 0
        room.say("yes", answer="yes")
        assert (room.witness.placed, room.witness.unconfirmed, room.witness.broken) == (1, 0, [])
    finally:
        room.close()


def test_another_sum_than_was_said_is_noticed(floor: Floor, heard_well: WordEars):
    room = Room(floor, heard_well, "4729", random.Random(1))
    try:
        room.say("bananas")
        room.say("check out")
        session = room.session
        assert isinstance(session.pending, Confirming)
        quote = session.pending.quote
    finally:
        room.close()
    witness = Witness(agreed=quote.fingerprint, total=quote.total)
    placed = Placed(order_id=OrderId("1"), total=quote.total + Money(1, "USD"))
    witness.stepped(session, OrderAnswered(at_ms=0, request=1, outcome=placed), session, ())
    emptied = replace(session, basket=session.basket.clear())
    witness.stepped(session, TimedOut(at_ms=0), emptied, ())

    assert [what.partition(" ")[0] for what in witness.broken] == ["charged", "the"]


def test_one_yes_is_good_for_one_order(floor: Floor, heard_well: WordEars):
    room = Room(floor, heard_well, "4729", random.Random(1))
    try:
        room.say("bananas")
        room.say("check out")
        session = room.session
        assert isinstance(session.pending, Confirming)
        witness = Witness(agreed=session.pending.quote.fingerprint)
        action = PlaceOrder(request=1, quote=session.pending.quote, consent=None)  # type: ignore[arg-type]
        witness.stepped(session, TimedOut(at_ms=0), session, (action,))
        assert witness.unconfirmed == 0
        witness.stepped(session, TimedOut(at_ms=0), session, (action,))
        assert witness.unconfirmed == 1
    finally:
        room.close()


@pytest.mark.parametrize(
    ("lines", "act"),
    [
        ((), "add"),
        ((Line(sku=Sku("BAR-MOCHA"), quantity=1),), "quantity"),
        ((Line(sku=Sku("BAR-MOCHA"), quantity=2),), "choice"),
        ((Line(sku=Sku("BANANA-LB"), quantity=1),), "add"),
    ],
)
def test_shoppers_see_what_is_wrong(floor: Floor, lines: tuple[Line, ...], act: str):
    known = {product.sku: product for product in floor.counter.search.products()}
    want = Want(skus=frozenset({Sku("BAR-MOCHA")}), quantity=2, options=(Chosen("milk", "oat"),))

    found = difference([want], lines, known)

    assert found is not None
    assert found.act == act


def test_who_was_not_understood_is_brief():
    tongue = Tongue("en", random.Random(1))
    tongue.brief = True

    said = {tongue.say("agree") for _ in range(50)} | {tongue.say("decline") for _ in range(50)}

    assert said == {"yes", "yeah", "yep", "no", "nope"}


def test_nobody_says_the_same_in_full_again_and_again(floor: Floor):
    known = {product.sku: product for product in floor.counter.search.products()}
    words = Words(Tongue("en", random.Random(1)), known)
    want = Want(skus=frozenset({Sku("STAPLES")}), quantity=3)
    missing = Difference(act="add", skus=want.skus, want=want)
    few = Difference(act="quantity", skus=want.skus, quantity=3, had=1)

    assert all("three" in words.mending(missing, tries) for tries in (1, 2))
    assert not any("three" in words.mending(missing, tries) for tries in (3, 4))
    assert "three" in words.mending(few, 1)
    assert "three" not in words.mending(few, 3)


def test_one_more_is_understood_however_it_is_said(floor: Floor, heard_well: WordEars):
    ways = phrases("en")["another_one"]
    room = Room(floor, heard_well, "4729", random.Random(1))
    try:
        room.say("staples")
        for count, way in enumerate(ways, start=2):
            room.say(way.format(name="staples"))
            assert [(line.sku, line.quantity) for line in room.session.basket.order_lines] == [
                ("STAPLES", count)
            ]
    finally:
        room.close()


def test_shoppers_speak_with_the_natural_voice_where_it_is(floor: Floor, monkeypatch: pytest.MonkeyPatch):
    installed = {"piper", "pyttsx3"}

    def opened(settings: Settings, plugins: object) -> str:
        if settings.voice.engine not in installed:
            raise ModelMissing("Not there.", remedy="Install it.")
        return settings.voice.engine

    monkeypatch.setattr(speech, "open_voice", opened)
    assert speech.shoppers_voice(floor.settings, "", Plugins()) == "piper"
    installed.remove("piper")
    assert speech.shoppers_voice(floor.settings, "", Plugins()) == floor.settings.voice.engine
    with pytest.raises(ModelMissing):
        speech.shoppers_voice(floor.settings, "espeak", Plugins())


class HardOfHearing(WordEars):
    """Hears nothing of value where a change is asked for the first time."""

    missed = ""

    def hear(self, text: str, answer: str, session: Session, chance: random.Random) -> tuple[Transcript, ...]:
        if "four" in text and self.missed in {"", text}:
            self.missed = text
            text = "well well"
        return super().hear(text, answer, session, chance)


def test_who_asked_for_a_change_wants_to_hear_that_it_was_taken(floor: Floor):
    goal = Goal(
        kind=Kind.ONE,
        wants=(Want(skus=frozenset({Sku("BANANA-LB")}), quantity=3),),
        ways=Ways(hasty=True, wavers="quantity"),
        pin="4729",
    )
    ears = HardOfHearing(Confusion(0.0, ()), 0.0, "en")

    outcome = dialogue(floor, ears, goal, seed="1")

    assert ears.missed
    assert (outcome.success, outcome.wrong) == (True, False)


def test_word_errors_come_at_their_rate():
    words = ["coffee", "toffee", "covey", "milk", "silk", "mill", "bread", "bred", "broad"]
    said = " ".join(words * 100)
    rng = random.Random(2)

    assert Confusion(0.0, words).heard(said, rng) == said
    heard = Confusion(0.1, words).heard(said, rng).split()
    kept = sum(a == b for a, b in zip(said.split(), heard, strict=False))
    assert len(said.split()) - kept > 0
    assert 0.85 < len(heard) / len(said.split()) < 1.1


def test_intervals_are_wilsons():
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(97, 100)
    assert (round(low, 3), round(high, 3)) == (0.915, 0.99)
