"""What the tests of the ledger share: a shelf, a yes, and a crash that is no exception of ours."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

from catalog.consent import ConsentId, ConsentReceipt
from catalog.money import Money
from catalog.order import Line, Quote
from catalog.ports import Store
from catalog.product import Product, Sku

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
TEA = Product(sku=Sku("tea"), names={"en": ("tea",)}, price=Money(450, "USD"), stock=1000)
_numbers = count(1)


class Crash(BaseException):
    """The process ends here: nothing in our code may catch it."""


def quoted(store: Store, quantity: int = 1) -> Quote:
    quote = store.quote([Line(sku=TEA.sku, quantity=quantity)], language="en")
    assert isinstance(quote, Quote)
    return quote


def yes(quote: Quote, name: str = "") -> ConsentReceipt:
    return ConsentReceipt(
        consent_id=ConsentId(name or f"yes-{next(_numbers)}"),
        fingerprint=quote.fingerprint,
        session_id="s1",
        turn=4,
        said="yes please",
        at=AT,
    )
