"""What survives a conversation: exactly the basket, the last order, focus and lock; never a yes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.consent import ConsentId, ConsentReceipt
from catalog.entries import Entry, EntryId, State
from catalog.errors import DamagedData, StorageFull
from catalog.money import Money
from catalog.order import (
    Chosen,
    IdempotencyKey,
    Line,
    OrderId,
    Outcome,
    Placed,
    Quote,
    QuoteLine,
    RefusalCode,
    Rejected,
    Unknown,
)
from catalog.product import OptionGroup, OptionValue, Product, Sku
from voice import keeping
from voice.dialogue.basket import Basket, BasketLine
from voice.dialogue.codec import kept, session_from_json, session_to_json
from voice.dialogue.events import TimedOut
from voice.dialogue.session import SESSION_VERSION, Confirming, LastOrder, Phase, Session
from voice.keeping import KeptBasket, continued

WHEN = datetime(2026, 1, 1, tzinfo=UTC)
text = st.text(min_size=1, max_size=8)
names = st.dictionaries(
    st.sampled_from(["en", "ko"]), st.lists(text, min_size=1, max_size=3).map(tuple), min_size=1
)
money = st.builds(Money, st.integers(0, 10**9), st.sampled_from(["USD", "KRW"]))
values = st.builds(OptionValue, id=text, names=names.map(MappingProxyType), surcharge=st.none() | money)
groups = st.builds(
    OptionGroup,
    id=text,
    names=names.map(MappingProxyType),
    values=st.lists(values, max_size=2).map(tuple),
    required=st.booleans(),
    multiple=st.booleans(),
    default=st.none() | text,
)
products = st.builds(
    Product,
    sku=text.map(Sku),
    names=names.map(MappingProxyType),
    price=money,
    brand=text,
    stock=st.none() | st.integers(0, 99),
    options=st.lists(groups, max_size=2).map(tuple),
    attributes=st.dictionaries(text, text, max_size=2).map(MappingProxyType),
    popularity=st.floats(0, 1),
)
chosen = st.lists(st.builds(Chosen, text, text, text), max_size=2).map(tuple)


@st.composite
def baskets(draw: st.DrawFn) -> Basket:
    shelf = draw(st.lists(products, min_size=1, max_size=3))

    def lines() -> tuple[BasketLine, ...]:
        ids = draw(st.lists(st.integers(1, 40), unique=True, max_size=3))
        return tuple(
            BasketLine(
                id=one,
                product=draw(st.sampled_from(shelf)),
                quantity=draw(st.integers(1, 99)),
                options=draw(chosen),
            )
            for one in ids
        )

    return Basket(lines=lines(), past=tuple(lines() for _ in range(draw(st.integers(0, 3)))), next_id=41)


last_orders = st.builds(
    LastOrder,
    total=money,
    consent_id=text,
    order_id=st.none() | text.map(OrderId),
    unknown=st.booleans(),
)
sessions = st.builds(
    Session,
    id=text,
    language=text,
    basket=baskets(),
    focus=st.none() | st.integers(1, 40),
    last_order=st.none() | last_orders,
    unsettled=st.none() | baskets(),
    locked=st.booleans(),
)


@settings(deadline=None, max_examples=60)
@given(sessions)
def test_what_is_read_is_what_was_written(session: Session) -> None:
    assert session_from_json(session_to_json(session)) == session


def test_no_question_and_no_consent_survive() -> None:
    asked = replace(
        _session(_basket()),
        phase=Phase.CONFIRM,
        pending=Confirming(quote=_quote(), speech=3, total_ms=5),
        turn=7,
        serial=9,
        speaking=3,
        checkout_next=True,
        asked_more=True,
    )
    again = session_from_json(session_to_json(asked))
    assert again == kept(asked) == _session(_basket())
    assert again is not None
    assert again.pending is None
    assert again.phase is Phase.LISTEN


def test_another_version_is_dropped() -> None:
    data = json.loads(session_to_json(_session(_basket())))
    assert session_from_json(json.dumps(data | {"version": SESSION_VERSION + 1})) is None


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_damaged_text_is_told_never_guessed(data: st.DataObject) -> None:
    whole = session_to_json(_session(_basket()))
    cut = data.draw(st.integers(0, len(whole) - 1))
    for damaged in (whole[:cut], whole[:cut] + "\0" + whole[cut + 1 :], "[]", "null", "[" * 50_000):
        try:
            read = session_from_json(damaged)
        except DamagedData:
            continue
        assert read is None or all(line.quantity > 0 for line in read.basket.lines)


def test_a_damaged_file_is_put_aside_and_told(tmp_path: Path) -> None:
    troubles: list[Exception] = []
    path = tmp_path / "basket.json"
    for content in (b'{"version":1', b"\xff\xfe\x00"):
        path.write_bytes(content)
        file = KeptBasket(path, troubles.append)
        assert file.read() is None
        file.close()
        assert not path.exists()
        assert (tmp_path / "basket.damaged").read_bytes() == content
    assert len(troubles) == 2
    assert "put aside" in str(troubles[0])


def test_each_change_is_written_and_a_second_conversation_keeps_off(tmp_path: Path) -> None:
    path = tmp_path / "basket.json"
    first, second = KeptBasket(path, _fail), KeptBasket(path, _fail)
    assert (first.owned, second.owned) == (True, False)
    step = (Session(id="a", language="en"), TimedOut(at_ms=0))
    first.stepped(*step, _session(_basket()), ())
    second.stepped(*step, _session(Basket()), ())
    assert second.read() is None
    first.close()
    third = KeptBasket(path, _fail)
    assert third.read() == _session(_basket())
    third.close()
    second.close()


def test_a_full_disk_is_told_once_and_the_old_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    troubles: list[Exception] = []
    file = KeptBasket(tmp_path / "basket.json", troubles.append)
    before = Session(id="a", language="en")
    file.stepped(before, TimedOut(at_ms=0), _session(_basket()), ())

    def full(path: Path, data: bytes) -> None:
        raise StorageFull("full")

    monkeypatch.setattr(keeping, "write_whole", full)
    for focus in (1, 2, 3):
        file.stepped(before, TimedOut(at_ms=0), replace(_session(_basket()), focus=focus), ())
    assert len(troubles) == 1
    assert file.read() == _session(_basket())
    file.close()


FRESH = Session(id="new", language="ko")
LAST = LastOrder(total=Money(500, "USD"), consent_id="old/1", unknown=True)


def test_the_basket_comes_back_with_todays_price_under_a_new_id() -> None:
    cheaper = replace(_product(), price=Money(90, "USD"))
    session = continued(FRESH, _session(_basket()), (), {cheaper.sku: cheaper}.get)
    assert (session.id, session.language) == ("new", "ko")
    assert [line.product for line in session.basket.lines] == [cheaper]


@pytest.mark.parametrize(
    ("state", "outcome", "lines", "aside", "unknown"),
    [
        (State.PLACED, Placed(order_id=OrderId("7"), total=Money(500, "USD")), 0, False, False),
        (State.UNKNOWN, Unknown(reason="lost"), 0, True, True),
        (State.SENDING, None, 0, True, True),
        (State.REJECTED, Rejected(code=RefusalCode.NOT_PLACED), 1, False, None),
        (State.NOT_SENT, Rejected(code=RefusalCode.NOT_PLACED), 1, False, None),
    ],
)
def test_a_basket_that_was_on_its_way_comes_back_only_if_it_was_not_ordered(
    state: State, outcome: Outcome | None, lines: int, aside: bool, unknown: bool | None
) -> None:
    for saved in (_session(_basket()), replace(_session(Basket()), unsettled=_basket(), last_order=LAST)):
        session = continued(FRESH, saved, (_entry(state, outcome),), lambda sku: None)
        assert len(session.basket.lines) == lines
        assert (session.unsettled is not None) == aside
        assert (session.last_order.unknown if session.last_order else None) == unknown


def test_an_order_that_the_conversation_knew_of_does_not_take_the_next_basket() -> None:
    placed = Placed(order_id=OrderId("7"), total=Money(500, "USD"))
    known = LastOrder(total=placed.total, consent_id="old/1", order_id=placed.order_id)
    saved = replace(_session(_basket()), last_order=known)
    session = continued(FRESH, saved, (_entry(State.PLACED, placed),), lambda sku: None)
    assert session.basket == _basket()
    assert session.last_order == known


def _fail(error: Exception) -> None:
    raise AssertionError(error)


def _product() -> Product:
    return Product(sku=Sku("A"), names=MappingProxyType({"en": ("Oat Milk",)}), price=Money(250, "USD"))


def _basket() -> Basket:
    return Basket().add(_product(), 2, ())[0]


def _session(basket: Basket) -> Session:
    return Session(id="old", language="en", basket=basket)


def _quote() -> Quote:
    price = Money(500, "USD")
    line = QuoteLine(
        line=Line(sku=Sku("A"), quantity=2), name="Oat Milk", unit_price=Money(250, "USD"), total=price
    )
    return Quote(store="embedded", lines=(line,), fees=(), total=price, delivery="home", expires_at=WHEN)


def _entry(state: State, outcome: Outcome | None) -> Entry:
    quote = _quote()
    consent = ConsentReceipt(
        consent_id=ConsentId("old/1"),
        fingerprint=quote.fingerprint,
        session_id="old",
        turn=1,
        said="yes",
        at=WHEN,
    )
    return Entry(
        id=EntryId("e"),
        key=IdempotencyKey("k"),
        quote=quote,
        consent=consent,
        state=state,
        outcome=outcome,
        owner="nobody",
        confirmed_at=WHEN,
        changed_at=WHEN,
    )
