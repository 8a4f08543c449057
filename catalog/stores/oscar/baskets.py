"""Baskets in the shop: a fresh one for every quote, read back line by line.

Oscar gives an account one open basket, and only that one can be filled. So a quote's basket is filled
while it is open and then set aside as "Saved": it can still be checked out, and the place of the open
basket is free again. What the shopper has in the open basket (from the shop's website) is set aside
meanwhile and opened again. Several quotes live side by side, each in its own basket.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from catalog.errors import CatalogError, StoreDown
from catalog.money import Money
from catalog.stores.oscar.codec import (
    BasketId,
    BasketLineRow,
    BasketRow,
    ProductId,
    ShippingRow,
    money,
    number_in,
    parse,
    said,
)
from catalog.stores.oscar.session import NO_ENTRY, NotLoggedIn, OscarSession

FILL_ATTEMPTS = 5
GONE = 404
NO_SHIPPING = "no-shipping-required"
"""Oscar's way of delivery for goods that need none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketLine:
    """A line as the shop has it: pieces, and what they cost together before discounts."""

    quantity: int
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A basket that holds exactly what was wanted. `goods` is after discounts, without delivery."""

    id: BasketId
    lines: Mapping[ProductId, BasketLine]
    goods: Money
    shipping: Money
    needs_address: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAdded:
    """The shop does not put so many of this product into a basket; `reason` in its own words."""

    product: ProductId
    reason: str


class Crossed(StoreDown):
    """Somebody else of the same account changed the basket while it was being filled."""

    code = "basket_crossed"


class Baskets:
    """The account's baskets. Raises StoreDown and StoreProtocol; one thread fills at a time."""

    def __init__(self, session: OscarSession) -> None:
        self._session = session
        self._lock = threading.Lock()

    def fill(self, wanted: Mapping[ProductId, int]) -> Filled | NotAdded:
        """A fresh basket with exactly these products, set aside for its quote."""
        with self._lock:
            for attempt in range(1, FILL_ATTEMPTS):
                try:
                    return self._fill_open(wanted)
                except Crossed:
                    time.sleep(random.uniform(0.05, 0.25) * attempt)  # noqa: S311 - two devices, no secret
            return self._fill_open(wanted)

    def lines(self, basket: BasketId) -> dict[ProductId, BasketLine] | None:
        """The basket's lines as they are now; None if it is gone, frozen or another's."""
        path = f"baskets/{basket}/lines/"
        answer = self._session.look(path)
        if answer.status in NO_ENTRY:  # not logged in, or frozen: Oscar says the same of both
            if self.goods(basket) is None:
                return None
            answer = self._session.look(path)
        if answer.status in (*NO_ENTRY, GONE):
            return None
        lines: dict[ProductId, BasketLine] = {}
        for row in parse(list[BasketLineRow], answer):
            product = ProductId(number_in(row.product, "products"))
            total = money(row.price_incl_tax_excl_discounts, row.price_currency, f"product {product}")
            lines[product] = BasketLine(quantity=row.quantity, total=total)
        return lines

    def goods(self, basket: BasketId) -> Money | None:
        """What the basket costs now without delivery; None if it cannot be ordered any more."""
        answer = self._session.read(f"baskets/{basket}/")
        if answer.status == GONE:
            return None
        row = parse(BasketRow, answer)
        return None if row.currency is None else money(row.total_incl_tax, row.currency, "the basket")

    def destroy(self, basket: BasketId) -> bool:
        """True if from now on no request, however late, can check this basket out.

        The shop answers 404 for a basket that is gone, and for one that an order has frozen.
        """
        answer = self._session.send("DELETE", f"baskets/{basket}/")
        return answer.ok or answer.status == GONE

    def _fill_open(self, wanted: Mapping[ProductId, int]) -> Filled | NotAdded:
        with self._free_place() as basket:
            landed = 0
            try:
                for product, quantity in wanted.items():
                    refusal = self._add(basket, product, quantity)
                    if refusal is not None:
                        self._clear(basket, landed)
                        return refusal
                    landed += 1
                return self._read_back(basket, wanted)
            except CatalogError:
                self._clear(basket, landed)
                raise

    def _clear(self, basket: BasketId, landed: int) -> None:
        """Leave nothing of ours behind; a basket that nothing of ours went into may be another's."""
        if landed:
            with suppress(CatalogError):  # at worst the goods stay in the shopper's open basket
                self.destroy(basket)

    def _add(self, basket: BasketId, product: ProductId, quantity: int) -> NotAdded | None:
        order = {"url": self._session.link(f"products/{product}/"), "quantity": quantity}
        answer = self._session.send("POST", "basket/add-product/", order)
        if answer.status == 406:
            return NotAdded(product=product, reason=said(answer))
        landed_in = parse(BasketRow, answer).id
        if landed_in != basket:
            lines = self.lines(landed_in) or {}
            self._clear(
                landed_in, landed={p: line.quantity for p, line in lines.items()} == {product: quantity}
            )
            raise Crossed("Another session of this account took the open basket.")
        return None

    def _read_back(self, basket: BasketId, wanted: Mapping[ProductId, int]) -> Filled:
        shipping = parse(list[ShippingRow], self._session.read("basket/shipping-methods/"))
        self._set_status(basket, "Saved")
        lines, goods = self.lines(basket), self.goods(basket)
        held = {product: line.quantity for product, line in (lines or {}).items()}
        if lines is None or goods is None or held != dict(wanted):
            raise Crossed("The basket does not hold what was put into it.")
        method = next(iter(shipping), None)  # the first is the one that Oscar takes at checkout
        charge = method.price if method else None
        return Filled(
            id=basket,
            lines=lines,
            goods=goods,
            shipping=money(charge.incl_tax, goods.currency, "the delivery")
            if charge and charge.incl_tax is not None
            else Money(0, goods.currency),
            needs_address=method is not None and method.code != NO_SHIPPING,
        )

    @contextmanager
    def _free_place(self) -> Iterator[BasketId]:
        """An empty open basket; what the shopper has in it waits aside meanwhile."""
        basket = self._open()
        if not self.lines(basket):
            yield basket
            return
        aside = basket
        self._set_status(aside, "Saved")
        try:
            yield self._open()
        finally:
            with suppress(CatalogError):  # at worst it stays among the shopper's saved baskets
                self._set_status(aside, "Open")

    def _open(self) -> BasketId:
        """The open basket. Without a session Oscar gives a stranger's basket instead of an error."""
        generation = self._session.generation
        row = parse(BasketRow, self._session.read("basket/"))
        if row.owner is None:
            self._session.renew(generation or self._session.generation)
            row = parse(BasketRow, self._session.read("basket/"))
        if row.owner is None:
            raise NotLoggedIn("The shop does not know the session that it has just opened.")
        return row.id

    def _set_status(self, basket: BasketId, status: str) -> None:
        answer = self._session.send("PATCH", f"baskets/{basket}/", {"status": status})
        if answer.status == GONE:
            raise Crossed("The basket is gone: another session of this account changed it.")
        parse(BasketRow, answer)
