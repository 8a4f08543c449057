"""Making an order in django-oscar at most once, and finding out afterwards whether it was made.

Oscar knows no idempotency key. What makes an order unique is its basket: a checkout freezes it, and
only an editable basket of the account can be checked out. So:

- the total goes with every checkout, because only then does Oscar refuse a price that has moved;
- stock is read per line directly before, because a checkout itself does not look at it;
- a checkout is sent once; what came of a lost answer is read from the orders, by their basket;
- "not placed" is made final by deleting the basket. A late checkout then finds no basket and is refused
  with 400. While a checkout is under way in the shop the deletion waits for it, or (on a database that
  does not serialise them) the order's reference to the basket fails; so the orders are read again after.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from catalog.clock import Now
from catalog.errors import CatalogError, StoreDown, StoreProtocol
from catalog.order import (
    NotPlaced,
    OrderId,
    Outcome,
    Placed,
    Quote,
    Reconciled,
    RefusalCode,
    Refused,
    Rejected,
    StillUnknown,
    Unknown,
)
from catalog.product import Sku
from catalog.stores.http import Answer, Unsent
from catalog.stores.oscar.addresses import Addresses
from catalog.stores.oscar.baskets import BasketLine, Baskets
from catalog.stores.oscar.codec import BasketId, OrderRow, ProductId, decimal, number_in, parse, said
from catalog.stores.oscar.session import NotLoggedIn, OscarSession
from catalog.stores.oscar.shelf import Shelf

OnStep = Callable[[str], None]
"""Told of each step inside `place` ("begun", "checked", "answered"): a seam for crash tests."""

ORDER_NUMBER_OFFSET = 100_000
"""Oscar numbers an order by its basket: this plus the basket's number."""
CLOCKS_APART = timedelta(minutes=10)
"""How far the shop's clock may be from ours."""

_REFUSALS = {
    400: RefusalCode.QUOTE_EXPIRED,  # the basket is gone
    401: RefusalCode.QUOTE_EXPIRED,  # the basket is frozen, or no longer ours
    403: RefusalCode.AUTH_EXPIRED,
    404: RefusalCode.QUOTE_EXPIRED,
    406: RefusalCode.PRICE_CHANGED,
    402: RefusalCode.PAYMENT_NEEDED,
    429: RefusalCode.RATE_LIMITED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """The parts of one shop that a checkout reads."""

    session: OscarSession
    shelf: Shelf
    baskets: Baskets
    addresses: Addresses


class Checkout:
    """Places and reconciles. Threads may place the same quote at once: one order comes of it."""

    def __init__(self, shop: Shop, *, now: Now, quote_life: timedelta, on_step: OnStep) -> None:
        self._shop = shop
        self._now = now
        self._quote_life = quote_life
        self._on_step = on_step
        self._sent: set[str] = set()
        self._lock = threading.Lock()

    def moved(self, quote: Quote) -> tuple[Refused, ...]:
        """What has moved since the quote: empty if it can be ordered now. Raises StoreDown, StoreProtocol."""
        basket = basket_of(quote)
        goods = self._shop.baskets.goods(basket)
        lines = self._shop.baskets.lines(basket)
        if lines is None or goods is None or self._now() >= quote.expires_at:
            return (Refused(code=RefusalCode.QUOTE_EXPIRED),)
        found = [*self._short(quote), *self._repriced(quote, lines)]
        delivery = sum((fee.amount.minor for fee in quote.fees if fee.code == "delivery"), 0)
        if not found and (goods.currency, goods.minor + delivery) != (quote.currency, quote.total.minor):
            found.append(Refused(code=RefusalCode.PRICE_CHANGED, detail="the basket's total is another"))
        if self._shop.addresses.delivery() != quote.delivery:
            found.append(Refused(code=RefusalCode.QUOTE_EXPIRED, detail="the address is another"))
        return tuple(found)

    def _short(self, quote: Quote) -> list[Refused]:
        """The lines that the shop has too little of now."""
        wanted: Counter[Sku] = Counter()
        for quoted in quote.lines:
            wanted[quoted.line.sku] += quoted.line.quantity
        found = []
        for sku, pieces in wanted.items():
            listed = self._shop.shelf.listed(sku)
            available = 0 if listed is None else self._shop.shelf.available(listed.id)
            if available is not None and available < pieces:
                found.append(Refused(code=RefusalCode.OUT_OF_STOCK, sku=sku, available=available))
        return found

    def _repriced(self, quote: Quote, lines: Mapping[ProductId, BasketLine]) -> list[Refused]:
        """What is not in the basket as it was quoted."""
        quoted: dict[Sku, tuple[int, int]] = {}
        for q in quote.lines:
            pieces, minor = quoted.get(q.line.sku, (0, 0))
            quoted[q.line.sku] = (pieces + q.line.quantity, minor + q.total.minor)
        found, left = [], dict(lines)
        for sku, (pieces, minor) in quoted.items():
            listed = self._shop.shelf.listed(sku)
            line = None if listed is None else left.pop(listed.id, None)
            if line is None or line.quantity != pieces:
                found.append(Refused(code=RefusalCode.QUOTE_EXPIRED, sku=sku))
            elif (line.total.minor, line.total.currency) != (minor, quote.currency):
                found.append(Refused(code=RefusalCode.PRICE_CHANGED, sku=sku))
        if left:
            found.append(Refused(code=RefusalCode.QUOTE_EXPIRED, detail="more is in the basket"))
        return found

    def place(self, quote: Quote) -> Outcome:
        """The one checkout of this quote's basket. Never raises a CatalogError."""
        first = self._begin(quote.store_ref)
        self._on_step("begun")
        try:
            refused = self.moved(quote)
            placed = self._find(quote) if refused else None
        except CatalogError as fault:
            return _unsent(fault) if first else Unknown(reason=str(fault))
        if placed is not None:
            return placed
        if refused:
            return Rejected(code=refused[0].code, detail=_detail(refused[0]))
        return self._send(quote, first=first)

    def _begin(self, ref: str) -> bool:
        """True if no checkout of this basket has been begun here before."""
        with self._lock:
            first = ref not in self._sent
            self._sent.add(ref)
            return first

    def _send(self, quote: Quote, *, first: bool) -> Outcome:
        try:
            order = self._order(quote)
            self._on_step("checked")
            answer = self._shop.session.send("POST", "checkout/", order, slow=True)
            self._on_step("answered")
            return self._outcome(quote, answer)
        except (Unsent, NotLoggedIn) as fault:
            return _unsent(fault) if first else Unknown(reason=str(fault))
        except CatalogError as fault:
            return Unknown(reason=str(fault))

    def _order(self, quote: Quote) -> dict[str, Any]:
        order: dict[str, Any] = {
            "basket": self._shop.session.link(f"baskets/{basket_of(quote)}/"),
            "total": decimal(quote.total),
        }
        address = self._shop.addresses.shipping()
        return order if address is None else {**order, "shipping_address": address}

    def _outcome(self, quote: Quote, answer: Answer) -> Outcome:
        if answer.ok:
            order = parse(OrderRow, answer)
            return Placed(order_id=OrderId(order.number), total=order.total)
        code = _REFUSALS.get(answer.status)
        if code is None:
            return Unknown(reason=f"The shop answered the checkout with status {answer.status}.")
        # Refused, but perhaps because a request before or beside this one has ordered this basket.
        return self._find(quote) or Rejected(code=code, detail=said(answer))

    def reconcile(self, quote: Quote) -> Reconciled:
        """Whether the order was made; if not, its basket is destroyed first. Never raises a CatalogError."""
        try:
            found = self._find(quote)
            if found is not None:
                return found
            if not self._shop.baskets.destroy(basket_of(quote)):
                return StillUnknown(reason="The shop does not let the basket be deleted.")
            return self._find(quote) or NotPlaced()
        except CatalogError as fault:
            return StillUnknown(reason=str(fault))

    def _find(self, quote: Quote) -> Placed | None:
        """The order that was made of the quote's basket. Raises StoreDown, StoreProtocol."""
        basket = basket_of(quote)
        quoted_at = quote.expires_at - self._quote_life - CLOCKS_APART
        for order in self.order_rows():
            if not _made_of(order, basket):
                continue
            if order.total != quote.total or order.placed_at < quoted_at:
                raise StoreProtocol(
                    f"Order {order.number} was made of the same basket, but is not the one agreed on.",
                    remedy="Compare it with the shop: its database may have been replaced.",
                )
            return Placed(order_id=OrderId(order.number), total=order.total, replayed=True)
        return None

    def order_rows(self) -> list[OrderRow]:
        """All orders of the account, newest first. Raises StoreDown, StoreProtocol."""
        return parse(list[OrderRow], self._shop.session.read("orders/"))


def basket_of(quote: Quote) -> BasketId:
    """The basket that the quote lives in. Raises StoreProtocol if it names none."""
    if not quote.store_ref.isdecimal():
        raise StoreProtocol(f"'{quote.store_ref}' is no basket of django-oscar.")
    return BasketId(int(quote.store_ref))


def _made_of(order: OrderRow, basket: BasketId) -> bool:
    """By its basket; by its number where the basket was deleted at the very moment of ordering."""
    if order.basket is None:
        return order.number == str(ORDER_NUMBER_OFFSET + basket)
    return number_in(order.basket, "baskets") == basket


def _unsent(fault: CatalogError) -> Rejected:
    """Why a checkout that was never sent made no order."""
    if isinstance(fault, NotLoggedIn):
        return Rejected(code=RefusalCode.AUTH_EXPIRED, detail=str(fault))
    down = RefusalCode.STORE_DOWN if isinstance(fault, StoreDown) else RefusalCode.QUOTE_EXPIRED
    return Rejected(code=down, detail=str(fault))


def _detail(refused: Refused) -> str:
    return " ".join(part for part in (refused.sku or "", refused.detail) if part)
