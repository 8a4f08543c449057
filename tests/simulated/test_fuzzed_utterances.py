"""Generated and mutated utterances crash nothing, and order nothing without a yes of their own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from fuzz_blocks import Run, done_blocks
from fuzzing import Findings, Witness, fuzz, open_floor
from utterances import Consent

from catalog.money import Money
from catalog.order import Line, Quote, QuoteLine
from catalog.product import Sku
from voice.dialogue.actions import PlaceOrder
from voice.dialogue.events import Heard
from voice.dialogue.session import Confirming, Phase, Session
from voice.language.acts import Interpretation
from voice.language.locale import load_locale

LATER = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(("language", "count"), [("en", 400), ("ko", 200)])
def test_no_utterance_crashes_or_orders_by_itself(language: str, count: int):
    with open_floor(language, 60) as floor:
        found = fuzz(count, "2", floor)

    assert found.crashes == []
    assert found.unconfirmed == []


def test_a_run_that_was_broken_off_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("fuzz_blocks.BLOCK", 20)
    kept = tmp_path / "blocks.jsonl"
    first = Run(count=20, seed=3, language="en", products=40, processes=1)
    whole = Run(count=50, seed=3, language="en", products=40, processes=1)
    before = list(done_blocks(first, kept))
    after = list(done_blocks(whole, kept))

    assert after[0] == before[0]
    assert [one.n for one in after] == [20, 20, 10]
    assert [one.block for one in done_blocks(whole, kept)] == [one.block for one in after]
    assert len(kept.read_text("utf-8").splitlines()) == 3


@pytest.mark.parametrize(
    ("said", "language", "agrees"),
    [
        ("Yes.", "en", True),
        ("yes, please order it", "en", True),
        ("yeah go ahead", "en", True),
        ("okay yeah", "en", True),
        ("now you", "en", False),
        ("everything is perfect, you can order it now", "en", False),
        ("everything is perfect, yes, you can order it now", "en", True),
        ("no", "en", False),
        ("yes two bananas", "en", False),
        ("check out", "en", False),
        ("bananas", "en", False),
        ("", "en", False),
        ("네", "ko", True),
        ("바나나", "ko", False),
    ],
)
def test_what_says_yes_to_an_order(said: str, language: str, agrees: bool):
    assert Consent.of(load_locale(language)).is_yes(said) is agrees


@pytest.mark.parametrize(("said", "unconfirmed"), [("yes", 0), ("bananas", 1)])
def test_an_order_without_its_yes_is_found(said: str, unconfirmed: int, quote: Quote):
    witness = Witness(Consent.of(load_locale("en")), Findings(), said_now=said)
    pending = Confirming(quote=quote, speech=1, total_ms=5)
    before = Session(id="s", language="en", phase=Phase.CONFIRM, pending=pending)
    heard = Heard(at_ms=9, began_ms=8, interpretation=Interpretation(text=said))
    order = PlaceOrder(request=1, quote=quote, consent=None)  # type: ignore[arg-type]

    witness.stepped(before, heard, before, (order,))
    assert len(witness.findings.unconfirmed) == unconfirmed
    assert witness.findings.orders == 1


def test_a_second_order_for_one_yes_is_found(quote: Quote):
    witness = Witness(Consent.of(load_locale("en")), Findings(), said_now="yes")
    before = Session(
        id="s", language="en", phase=Phase.CONFIRM, pending=Confirming(quote=quote, speech=1, total_ms=5)
    )
    heard = Heard(at_ms=9, began_ms=8, interpretation=Interpretation(text="yes"))
    order = PlaceOrder(request=1, quote=quote, consent=None)  # type: ignore[arg-type]

    witness.stepped(before, heard, before, (order, order))

    assert len(witness.findings.unconfirmed) == 1


@pytest.fixture
def quote() -> Quote:
    one = Money(100, "USD")
    line = QuoteLine(line=Line(sku=Sku("A"), quantity=1), name="A", unit_price=one, total=one)
    return Quote(store="s", lines=(line,), fees=(), total=one, delivery="delivery", expires_at=LATER)
