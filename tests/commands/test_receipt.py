"""The receipt on a terminal: what was chosen for a line stands in it."""

from __future__ import annotations

from datetime import UTC, datetime

from rich.console import Console

from catalog.money import Money
from catalog.order import NONE, Chosen, Fingerprint, Line, OrderId, Placed, Quote, QuoteLine
from catalog.product import OptionGroup, OptionValue, Product, Sku
from voice.dialogue.basket import Basket
from voice.dialogue.events import OrderAnswered
from voice.dialogue.session import Consent, Phase, Placing, Session
from voice.terminal import TerminalWatcher

LONG, SHORT = (OptionValue(id=name, names={"en": (name,)}) for name in ("long", "short"))
ROPE = Product(
    sku=Sku("ROPE"),
    names={"en": ("Rope",)},
    price=Money(500, "USD"),
    options=(OptionGroup(id="length", names={"en": ("length",)}, values=(LONG, SHORT)),),
)


def test_two_lines_that_differ_do_not_look_alike() -> None:
    basket, quoted = Basket(), []
    for value, amount in (("long", ""), ("short", "extra"), ("short", NONE)):
        options = (Chosen("length", value, amount),)
        basket, _ = basket.add(ROPE, 1, options)
        line = Line(sku=ROPE.sku, quantity=1, options=options)
        quoted.append(QuoteLine(line=line, name="Rope", unit_price=ROPE.price, total=ROPE.price))
    total = Money(1500, "USD")
    quote = Quote(
        store="shed",
        lines=tuple(quoted),
        fees=(),
        total=total,
        delivery="pickup",
        expires_at=datetime(2030, 1, 1, tzinfo=UTC),
    )
    consent = Consent(
        id="1", fingerprint=Fingerprint(quote.fingerprint), session="s", turn=1, said="yes", began_ms=0
    )
    pending = Placing(quote=quote, consent=consent, request=1)
    before = Session(id="s", language="en", phase=Phase.PLACING, pending=pending, basket=basket)
    console = Console(record=True, width=80, quiet=False, file=None)

    answered = OrderAnswered(at_ms=1, request=1, outcome=Placed(order_id=OrderId("7"), total=total))
    TerminalWatcher(console).stepped(before, answered, Session(id="s", language="en"), ())

    shown = console.export_text()
    assert "1 x Rope, long  $5.00" in shown
    assert "1 x Rope, extra short  $5.00" in shown
    assert "1 x Rope, no short  $5.00" in shown
