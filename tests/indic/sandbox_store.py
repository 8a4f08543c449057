"""IndicOrderBench's sandbox as a store and its menu as a catalog: what any shop's adapter does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from indicorderbench.backend.state import BackendError, OrderBackend
from indicorderbench.schemas.menu import Menu, ModifierGroup

from catalog.money import Money
from catalog.order import (
    Cancellation,
    Cancelled,
    IdempotencyKey,
    Line,
    NotCancelled,
    NotPlaced,
    Order,
    OrderedLine,
    OrderId,
    OrderStatus,
    Outcome,
    Placed,
    Quote,
    QuoteLine,
    Reconciled,
    RefusalCode,
    Refused,
    Rejected,
)
from catalog.ports import Capabilities
from catalog.product import OptionGroup, OptionValue, Product, Sku
from voice.dialogue.basket import complete_options, unit_price

STATUS = {"submitted": OrderStatus.PLACED, "cancelled": OrderStatus.CANCELLED}


def catalog_of(menu: Menu, language: str) -> tuple[Product, ...]:
    """The menu's items with their aliases and modifier groups."""
    return tuple(
        Product(
            sku=Sku(item.id),
            names={language: (item.name, *item.aliases)},
            price=_money(item.price, menu),
            category=item.category,
            options=tuple(_group(group, menu, language) for group in menu.groups_for(item.id)),
        )
        for item in menu.items
    )


def _group(group: ModifierGroup, menu: Menu, language: str) -> OptionGroup:
    values = tuple(
        OptionValue(
            id=option.id,
            names={language: (option.name, *option.aliases)},
            surcharge=_money(option.price_delta, menu),
        )
        for option in group.options
    )
    return OptionGroup(
        id=group.id,
        names={language: (group.name,)},
        values=values,
        multiple=not group.exclusive,
        default=group.default,
    )


def _money(amount: Decimal, menu: Menu) -> Money:
    return Money(int(amount * 100), menu.currency)


class SandboxStore:
    """Orders go to the sandbox of one call; nothing else is kept."""

    def __init__(self, backend: OrderBackend, products: Sequence[Product]) -> None:
        self._backend = backend
        self._products = {product.sku: product for product in products}
        self._placed: dict[IdempotencyKey, Outcome] = {}
        self._quotes: dict[str, Quote] = {}

    def capabilities(self) -> Capabilities:
        """Orders can be cancelled."""
        return Capabilities(name="sandbox", idempotency="native", history=True, cancel=True)

    def products(self) -> Iterator[Product]:
        """The menu."""
        return iter(self._products.values())

    def product(self, sku: Sku) -> Product | None:
        """One item of the menu."""
        return self._products.get(sku)

    def quote(self, lines: Sequence[Line], *, language: str) -> Quote | Refused:
        """What the menu says."""
        priced = []
        for line in lines:
            product = self._products.get(line.sku)
            if product is None:
                return Refused(code=RefusalCode.UNKNOWN_PRODUCT, sku=line.sku)
            each = unit_price(product, complete_options(product, line.options))
            name = product.name(language)
            priced.append(QuoteLine(line=line, name=name, unit_price=each, total=each * line.quantity))
        total = sum((p.total for p in priced[1:]), priced[0].total)
        return Quote(
            store="sandbox",
            lines=tuple(priced),
            fees=(),
            total=total,
            delivery="delivery",
            expires_at=datetime.now(UTC) + timedelta(minutes=10),
        )

    def verify(self, quote: Quote) -> Quote:
        """Menus do not move during a call."""
        return quote

    def place(self, quote: Quote, key: IdempotencyKey) -> Outcome:
        """Fill the sandbox's cart with exactly the quote, and submit it; once per key."""
        if key not in self._placed:
            self._placed[key] = self._submitted(quote)
        return self._placed[key]

    def _submitted(self, quote: Quote) -> Outcome:
        try:
            for priced in quote.lines:
                modifiers = [chosen.value for chosen in priced.line.options]
                self._backend.add_item(str(priced.line.sku), priced.line.quantity, modifiers)
            order = self._backend.submit_order()
        except BackendError as error:
            return Rejected(code=RefusalCode.UNKNOWN_PRODUCT, detail=error.message)
        self._quotes[order.order_id] = quote
        return Placed(order_id=OrderId(order.order_id), total=quote.total)

    def reconcile(self, key: IdempotencyKey, quote: Quote) -> Reconciled:
        """What became of a key."""
        del quote
        placed = self._placed.get(key)
        return placed if isinstance(placed, Placed) else NotPlaced()

    def orders(self, limit: int = 20) -> tuple[Order, ...]:
        """The orders of this call, newest first."""
        made = [self.order(OrderId(order.order_id)) for order in self._backend.list_orders()]
        return tuple(reversed([order for order in made if order is not None]))[:limit]

    def order(self, order_id: OrderId) -> Order | None:
        """One order of this call."""
        found = next((o for o in self._backend.list_orders() if o.order_id == order_id), None)
        if found is None:
            return None
        quote = self._quotes[found.order_id]
        lines = tuple(OrderedLine(line=p.line, name=p.name, total=p.total) for p in quote.lines)
        return Order(
            id=OrderId(found.order_id),
            placed_at=datetime.now(UTC),
            status=STATUS[found.status],
            lines=lines,
            total=quote.total,
        )

    def cancel(self, order_id: OrderId) -> Cancellation:
        """Cancel it in the sandbox."""
        try:
            self._backend.cancel_order(str(order_id))
        except BackendError as error:
            return NotCancelled(order_id=order_id, reason=error.code)
        return Cancelled(order_id=order_id)

    def close(self) -> None:
        """Nothing is open."""
