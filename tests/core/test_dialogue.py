"""Single steps of the dialogue: what is said, what is kept, what is taken back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from exploration import explore, step_all
from hypothesis import given, settings
from hypothesis import strategies as st
from shopworld import (
    EARLY_MS,
    HEARD_MS,
    LATTE,
    MILK,
    NEW,
    POLICY,
    happenings,
    machine,
    quote_of,
    utterances,
)

import voice
from catalog.money import Money
from catalog.order import NONE, Chosen, NotPlaced, OrderId, Placed, RefusalCode
from catalog.product import OptionGroup, OptionValue, Product, Sku
from voice.dialogue.actions import PlaceOrder, RequestQuote, Speak
from voice.dialogue.basket import Basket
from voice.dialogue.consent import Denial, needs_pin
from voice.dialogue.events import MarkHeard, OrderAnswered, Quoted, Settled
from voice.dialogue.messages import TOTAL
from voice.dialogue.session import Consent, LastOrder, Phase, Placing
from voice.dialogue.table import TABLE, diagram
from voice.errors import Misuse
from voice.hearing.transcript import ClosedHearing, Source
from voice.language.acts import Act
from voice.language.replies import Replies, reply_files

LOCALES = Path(voice.__file__).parent / "locales"
FEW = 600
IDS_OF_CODES = [
    *(f"{kind}-{code}" for kind in ("refused", "rejected", "drift") for code in RefusalCode),
    *(f"no-consent-{denial}" for denial in Denial),
    *(
        f"failed-{code}"
        for code in ("store_down", "store_protocol", "storage_full", "damaged_data", "internal")
    ),
    *(f"order-{status}" for status in ("placed", "shipped", "delivered", "cancelled")),
    *(f"cancel-{reason}" for reason in ("shipped", "not_offered", "too_late", "unknown_order", "store_down")),
]


@pytest.fixture(scope="module")
def walk():
    return explore(machine(), most=FEW)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_reply_that_was_said_can_be_rendered(walk, language):
    replies = Replies(language, reply_files(LOCALES / language))
    for message in walk.said.values():
        text = replies.render(message)
        assert text
        assert "{" not in text


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_code_of_stores_and_consent_has_a_reply(language):
    replies = Replies(language, reply_files(LOCALES / language))
    assert [name for name in IDS_OF_CODES if not replies.has(name)] == []


def test_both_languages_have_the_same_replies():
    names = []
    for language in ("en", "ko"):
        text = (LOCALES / language / "replies" / "dialogue.ftl").read_text(encoding="utf-8")
        names.append(
            {line.split(" =")[0] for line in text.splitlines() if " =" in line and line[0].isalpha()}
        )
    assert names[0] == names[1]


GOODS = st.sampled_from([MILK, LATTE])
OPTIONS = st.sampled_from([(), (Chosen("size", "large"),), (Chosen("size", "small"),)])


@st.composite
def edits(draw):
    kind = draw(st.sampled_from(["add", "quantity", "options", "remove", "clear"]))
    return kind, draw(GOODS), draw(st.integers(0, 5)), draw(OPTIONS), draw(st.integers(0, 3))


def edited(basket: Basket, edit) -> Basket:
    kind, product, number, options, place = edit
    line = basket.lines[place % len(basket.lines)].id if basket.lines else 0
    match kind:
        case "add":
            return basket.add(product, max(number, 1), options)[0]
        case "quantity" if line:
            return basket.set_quantity(line, number)
        case "options" if line:
            return basket.set_options(line, options)
        case "remove" if line:
            return basket.remove(line)
        case _:
            return basket.clear()


@given(st.lists(edits(), max_size=15), edits())
def test_undo_takes_back_exactly_the_last_edit(history, last):
    basket = Basket()
    for edit in history:
        basket = edited(basket, edit)
    after = edited(basket, last)
    undone = after.undo() if after is not basket else after
    assert undone is not None
    assert undone.lines == basket.lines


@given(st.lists(edits(), max_size=15))
def test_a_basket_has_no_line_twice_and_none_of_zero(history):
    basket = Basket()
    for edit in history:
        basket = edited(basket, edit)
    assert all(line.quantity > 0 for line in basket.lines)
    assert len({line.id for line in basket.lines}) == len(basket.lines)
    total = sum(line.total.minor for line in basket.lines)
    assert (basket.total.minor if basket.total else 0) == total


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_two_orders_ever_share_a_consent(data):
    core, session, consents = machine(), NEW, []
    for _ in range(60):
        events = [*utterances(), *happenings(session)] + [_fresh_quote(session)] * 3
        asked = [e for e in events if e is not None and getattr(e, "request", 0) <= session.serial]
        event = data.draw(st.sampled_from(asked))
        session, actions = core.step(session, event)
        consents += [a.consent.id for a in actions if isinstance(a, PlaceOrder)]
        if session.phase is Phase.CLOSED:
            break
    assert len(consents) == len(set(consents))


def _fresh_quote(session):
    if session.phase is not Phase.QUOTING:
        return None
    return Quoted(at_ms=HEARD_MS, request=session.pending.request, answer=quote_of(session.basket))


def test_an_answer_to_a_question_never_asked_is_a_fault_and_changes_nothing():
    with pytest.raises(Misuse):
        machine().step(NEW, Quoted(at_ms=EARLY_MS, request=99, answer=quote_of(_one(MILK))))


def _one(product: Product) -> Basket:
    return Basket().add(product, 1, ())[0]


def test_a_closed_conversation_stays_closed():
    closed = replace(NEW, phase=Phase.CLOSED)
    for event in utterances():
        assert machine().step(closed, event) == (closed, ())


def test_the_diagram_shows_every_phase_and_no_way_into_placing_but_two():
    text = diagram()
    assert all(str(phase) in text for phase in Phase)
    into = {before for before, row in TABLE.items() for targets in row.values() if Phase.PLACING in targets}
    assert into == {Phase.CONFIRM, Phase.AUTH}


def test_every_move_that_the_exploration_saw_stands_in_the_table(walk):
    moved = {(before, event, after) for before, event, after in walk.moves if before is not after}
    assert moved
    assert all(after in TABLE[before][event] for before, event, after in moved)


def test_the_readback_speaks_lines_fee_and_total_before_it_asks():
    session = replace(NEW, basket=_one(MILK))
    core = machine()
    checkout = next(u for u in utterances() if [a.intent for a in u.interpretation.acts] == ["checkout"])
    session = step_all(core, session, checkout)
    answer = Quoted(at_ms=HEARD_MS, request=session.pending.request, answer=quote_of(session.basket))
    session, actions = core.step(session, answer)
    speech = next(a for a in actions if isinstance(a, Speak))
    assert [s.message.id for s in speech.said] == ["readback", "fee", "readback-total", "consent-ask"]
    assert [s.mark for s in speech.said] == ["", "", "total", ""]
    assert speech.said[2].message.args["total"] == quote_of(session.basket).total


def test_a_total_in_another_currency_than_the_limits_needs_the_pin():
    quote = quote_of(_one(MILK))
    assert not needs_pin(POLICY, quote)
    assert needs_pin(replace(POLICY, pin_above=Money(5_000, "EUR")), quote)


def test_what_was_ordered_in_the_last_day_counts_towards_the_pin():
    quote, limit = quote_of(_one(MILK)), Money(700, "USD")
    left = Money(limit.minor - quote.total.minor, "USD")
    assert not needs_pin(POLICY, quote, left)
    assert needs_pin(POLICY, quote, left + Money(1, "USD"))
    assert needs_pin(POLICY, quote, Money(1, "EUR"))


def test_a_yes_before_the_warning_of_an_unusual_total_is_too_early():
    session = replace(NEW, basket=_one(MILK), typical_total=Money(1, "USD"))
    core = machine()
    checkout = next(u for u in utterances() if [a.intent for a in u.interpretation.acts] == ["checkout"])
    session = step_all(core, session, checkout)
    answer = Quoted(at_ms=HEARD_MS, request=session.pending.request, answer=quote_of(session.basket))
    _, actions = core.step(session, answer)
    speech = next(a for a in actions if isinstance(a, Speak))
    assert [s.message.id for s in speech.said if s.mark] == ["readback-unusual"]


def test_what_is_found_out_about_an_older_order_settles_no_newer_one():
    last = LastOrder(total=Money(400, "USD"), consent_id="s/9", unknown=True)
    session = replace(NEW, unsettled=_one(MILK), last_order=last)
    for consent_id, settled in (("s/5", False), ("s/9", True)):
        event = Settled(at_ms=HEARD_MS, result=NotPlaced(), consent_id=consent_id)
        after, _ = machine().step(session, event)
        assert (after.unsettled is None) is settled


@pytest.mark.parametrize(("charged", "warned"), [(400, False), (401, True), (399, True)])
def test_a_store_that_charges_another_sum_than_agreed_is_told_of_at_once(charged, warned):
    session = _at_the_readback()
    quote = session.pending.quote
    assert quote.total == Money(400, "USD")
    consent = Consent(id="s/1", fingerprint=quote.fingerprint, session="s", turn=1, said="yes", began_ms=1)
    placing = Placing(quote=quote, consent=consent, request=session.serial)
    session = replace(session, phase=Phase.PLACING, pending=placing)
    placed = Placed(order_id=OrderId("9"), total=Money(charged, "USD"))
    _, actions = machine().step(
        session, OrderAnswered(at_ms=HEARD_MS, request=session.serial, outcome=placed)
    )
    said = [s.message for a in actions if isinstance(a, Speak) for s in a.said]
    warnings = [m.args for m in said if m.id == "charged-otherwise"]
    assert bool(warnings) is warned
    assert not warned or warnings[0] == {"told": quote.total, "charged": placed.total}


def test_of_a_group_that_takes_one_value_the_last_one_counts():
    latte, group = LATTE, next(g for g in LATTE.options if not g.multiple)
    first, last = group.values[0].id, group.values[-1].id
    basket, line = Basket().add(latte, 1, (Chosen(group.id, first), Chosen(group.id, last)))
    chosen = [c for c in basket.line(line).options if c.group == group.id]
    assert chosen == [Chosen(group.id, last)]


@pytest.mark.parametrize(
    ("has", "added", "removed", "after"),
    [
        ((), (), ("corn",), (("corn", NONE),)),
        ((("corn", ""),), (), ("corn",), ()),  # merely taken off again
        ((("corn", "extra"),), (), ("corn",), (("corn", NONE),)),
        ((("corn", NONE),), (), ("corn",), (("corn", NONE),)),
        ((("corn", NONE),), ("corn",), (), (("corn", ""),)),
        ((), ("corn",), ("corn",), (("corn", ""),)),
        ((), (), ("soup",), ()),  # the soup of a noodle soup stays
        ((), (), ("nori",), ()),  # which it does not have
    ],
)
def test_what_is_said_away_is_refused_and_costs_nothing(has, added, removed, after):
    values = tuple(
        OptionValue(id=name, names={"en": (name,)}, surcharge=Money(70, "USD")) for name in ("corn", "soup")
    )
    group = OptionGroup(id="more", names={"en": ("more",)}, values=values, multiple=True)
    soup = Product(sku=Sku("SOUP"), names={"en": ("noodle soup",)}, price=Money(900, "USD"), options=(group,))
    basket, line = Basket().add(soup, 2, tuple(Chosen("more", *one) for one in has))
    basket = basket.set_options(
        line, tuple(Chosen("more", v) for v in added), tuple(Chosen("more", v) for v in removed)
    )
    changed = basket.line(line)
    assert changed.options == tuple(Chosen("more", *one) for one in after)
    wanted = sum(not one.refused for one in changed.options)
    assert changed.unit_price == Money(900 + 70 * wanted, "USD")


def test_a_yes_to_a_basket_that_has_moved_asks_the_store_again():
    session = replace(_at_the_readback(), basket=_one(LATTE))
    mark = MarkHeard(at_ms=EARLY_MS, speech=session.pending.speech, mark=TOTAL)
    yes = next(u for u in utterances() if [a.intent for a in u.interpretation.acts] == ["yes"])
    core = machine()
    session, _ = core.step(session, mark)
    session, actions = core.step(session, yes)
    assert session.phase is Phase.QUOTING
    asked = [a for a in actions if isinstance(a, RequestQuote)]
    assert [a.lines for a in asked] == [session.basket.order_lines]
    assert not [a for a in actions if isinstance(a, PlaceOrder)]


@pytest.mark.parametrize("before", [(), ("yes",)])
@pytest.mark.parametrize("intent", ["add", "change", "reorder", "stop"])
def test_a_change_that_the_closed_hearing_took_for_a_yes_is_neither(intent, before):
    session, core = _at_the_readback(), machine()
    meant = next(u for u in utterances() if [a.intent for a in u.interpretation.acts] == [intent])
    acts = (*(Act(intent=one) for one in before), *meant.interpretation.acts)
    meant = replace(meant, interpretation=replace(meant.interpretation, acts=acts))
    spoken = replace(meant, source=Source.VOICE, closed=ClosedHearing("yes"))
    after, actions = core.step(session, spoken)
    assert after.basket == session.basket
    assert after.phase is Phase.CONFIRM
    assert not [a for a in actions if isinstance(a, PlaceOrder)]
    changed, _ = core.step(session, replace(spoken, closed=ClosedHearing(None)))
    assert changed.phase is not Phase.CONFIRM, "without the contradiction the change is made"


def _at_the_readback():
    session = replace(NEW, basket=_one(MILK), focus=1)
    core = machine()
    checkout = next(u for u in utterances() if [a.intent for a in u.interpretation.acts] == ["checkout"])
    session = step_all(core, session, checkout)
    answer = Quoted(at_ms=HEARD_MS, request=session.pending.request, answer=quote_of(session.basket))
    return step_all(core, session, answer)
