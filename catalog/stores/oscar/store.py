"""The `Store` port over django-oscar and django-oscar-api, spoken to over HTTP like any shop of others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from urllib.parse import urlsplit

from catalog.clock import Now, utc_now
from catalog.errors import BadInput, CatalogError, StoreProtocol
from catalog.money import Money
from catalog.order import (
    Cancellation,
    Drift,
    Fee,
    IdempotencyKey,
    Line,
    NotCancelled,
    Order,
    OrderedLine,
    OrderId,
    Outcome,
    Quote,
    QuoteLine,
    Reconciled,
    RefusalCode,
    Refused,
)
from catalog.ports import Capabilities
from catalog.product import Product, Sku
from catalog.stores.http import DEFAULT_DEADLINES, Deadlines, StoreHttp
from catalog.stores.oscar.addresses import Addresses
from catalog.stores.oscar.baskets import BasketLine, Baskets, Filled, NotAdded
from catalog.stores.oscar.checkout import Checkout, OnStep, Shop
from catalog.stores.oscar.codec import (
    BasketId,
    OrderLineRow,
    OrderRow,
    ProductId,
    money,
    number_in,
    parse,
    status_of,
)
from catalog.stores.oscar.session import Account, NotLoggedIn, OscarSession
from catalog.stores.oscar.shelf import Listed, Shelf, SkuFrom

NOTHING_KNOWN: Mapping[Sku, Product] = MappingProxyType({})


KEPT_AFTER_EXPIRY = timedelta(minutes=15)
"""How long the basket of an expired quote is kept, so that a late look at it still finds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """A quote that was given: in which language, and how long its basket is kept."""

    language: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OscarSettings:
    """Which shop, and whose account.

    `url` is that of the API ("https://shop.example/api/"). `language` is that of the shop's titles.
    The account should be voicecart's own: every quote is a saved basket, and Oscar's website shows its
    basket page only to accounts with at most one of these.
    """

    url: str
    account: Account
    name: str = "oscar"
    language: str = "en"
    sku_from: SkuFrom = "upc"
    quote_life: timedelta = timedelta(minutes=15)
    deadlines: Deadlines = field(default=DEFAULT_DEADLINES)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise BadInput(
                f"'{self.url}' is no address of an API.", remedy="Write it like https://shop.example/api/."
            )


class OscarStore:
    """A django-oscar shop. Cheap to build; the first request logs in. Threads may share one.

    Reading methods raise StoreDown or StoreProtocol (NotLoggedIn where the account is refused).
    `known` are the local catalog's products, whose names and descriptions the shop does not have.
    """

    def __init__(
        self,
        settings: OscarSettings,
        known: Mapping[Sku, Product] = NOTHING_KNOWN,
        *,
        now: Now = utc_now,
        on_step: OnStep = lambda _: None,
    ) -> None:
        self._settings = settings
        self._now = now
        url = settings.url.rstrip("/") + "/"
        session = OscarSession(StoreHttp(url, settings.deadlines), settings.account, urlsplit(url).path)
        shelf = Shelf(session, known, sku_from=settings.sku_from, language=settings.language)
        self._shop = Shop(
            session=session, shelf=shelf, baskets=Baskets(session), addresses=Addresses(session)
        )
        self._checkout = Checkout(self._shop, now=now, quote_life=settings.quote_life, on_step=on_step)
        self._given: dict[str, _Given] = {}

    def capabilities(self) -> Capabilities:
        """Exact stock, a guarded total, one order per basket, history; no search and no cancelling."""
        return Capabilities(
            name=self._settings.name, stock="exact", total_guard=True, idempotency="natural", history=True
        )

    def products(self) -> Iterator[Product]:
        """Every product with a price; two requests each where the local catalog knows it, else three."""
        return self._shop.shelf.all()

    def product(self, sku: Sku) -> Product | None:
        """The product as it is now, without options: Oscar has no surcharges, so it cannot order any."""
        return self._shop.shelf.product(sku)

    def quote(self, lines: Sequence[Line], *, language: str) -> Quote | Refused:
        """A fresh basket of exactly these lines. Raises BadInput for no lines."""
        if not lines:
            raise BadInput("A quote needs at least one line.")
        try:
            self._sweep()
            return self._quote(lines, language)
        except NotLoggedIn as fault:
            return Refused(code=RefusalCode.AUTH_EXPIRED, detail=str(fault))

    def _quote(self, lines: Sequence[Line], language: str) -> Quote | Refused:
        products: dict[Sku, Listed] = {}
        for line in lines:
            if line.options:
                return Refused(code=RefusalCode.BAD_OPTION, sku=line.sku)
            listed = self._shop.shelf.listed(line.sku)
            if listed is None:
                return Refused(code=RefusalCode.UNKNOWN_PRODUCT, sku=line.sku)
            products[line.sku] = listed
        wanted: Counter[ProductId] = Counter()
        for line in lines:
            wanted[products[line.sku].id] += line.quantity
        basket = self._shop.baskets.fill(wanted)
        if isinstance(basket, NotAdded):
            return self._why_not(basket, wanted[basket.product])
        delivery = self._shop.addresses.delivery()
        if basket.needs_address and not delivery:
            self._shop.baskets.destroy(basket.id)
            return Refused(code=RefusalCode.ADDRESS_NEEDED)
        quoted = tuple(
            _quote_line(line, basket.lines[products[line.sku].id], self._name(line, language))
            for line in lines
        )
        quote = Quote(
            store=self._settings.name,
            store_ref=str(basket.id),
            lines=quoted,
            fees=_fees(basket, quoted),
            total=basket.goods + basket.shipping,
            delivery=delivery,
            expires_at=self._now() + self._settings.quote_life,
        )
        self._given[quote.store_ref] = _Given(language=language, until=quote.expires_at + KEPT_AFTER_EXPIRY)
        return quote

    def _sweep(self) -> None:
        """Delete the baskets of quotes that nobody took; one that was ordered is frozen, and stays."""
        over = [ref for ref, given in self._given.items() if given.until < self._now()]
        for ref in over:
            self._given.pop(ref, None)
            with suppress(CatalogError):  # tidiness is no reason to refuse a shopper
                self._shop.baskets.destroy(BasketId(int(ref)))

    def _name(self, line: Line, language: str) -> str:
        listed = self._shop.shelf.listed(line.sku)
        return line.sku if listed is None else self._shop.shelf.name(listed, language)

    def _why_not(self, not_added: NotAdded, wanted: int) -> Refused:
        """The shop's refusal in our words; its own may be in any language."""
        listed = self._shop.shelf.by_id(not_added.product)
        sku = listed.sku if listed else None
        available = self._shop.shelf.available(not_added.product)
        if available is not None and available < wanted:
            return Refused(code=RefusalCode.OUT_OF_STOCK, sku=sku, available=available)
        return Refused(code=RefusalCode.LIMIT, sku=sku, detail=not_added.reason)

    def verify(self, quote: Quote) -> Quote | Drift:
        """The same quote if it could be ordered now; else what moved, and a fresh one if there can be one."""
        try:
            moved = self._checkout.moved(quote)
        except NotLoggedIn as fault:
            moved = (Refused(code=RefusalCode.AUTH_EXPIRED, detail=str(fault)),)
        if not moved:
            return quote
        reasons = tuple(dict.fromkeys(refused.code for refused in moved))
        if RefusalCode.OUT_OF_STOCK in reasons:
            short = next(refused for refused in moved if refused.code is RefusalCode.OUT_OF_STOCK)
            return Drift(reasons=reasons, refused=short)
        given = self._given.get(quote.store_ref)
        language = given.language if given else self._settings.language
        fresh = self.quote([q.line for q in quote.lines], language=language)
        if isinstance(fresh, Refused):
            return Drift(reasons=tuple(dict.fromkeys((*reasons, fresh.code))), refused=fresh)
        return Drift(reasons=reasons, fresh=fresh)

    def place(self, quote: Quote, key: IdempotencyKey) -> Outcome:  # noqa: ARG002 - Oscar knows no keys
        """The one checkout of this quote's basket; its total and its stock are looked at directly before."""
        return self._checkout.place(quote)

    def reconcile(self, key: IdempotencyKey, quote: Quote) -> Reconciled:  # noqa: ARG002 - see place
        """Whether the basket was ordered; if not, it is deleted, so that no late request can order it."""
        return self._checkout.reconcile(quote)

    def orders(self, limit: int = 20) -> tuple[Order, ...]:
        """The account's orders, newest first; one request more for each."""
        rows = sorted(self._checkout.order_rows(), key=lambda row: row.placed_at, reverse=True)
        return tuple(self._order(row) for row in rows[:limit])

    def order(self, order_id: OrderId) -> Order | None:
        """The order of that number, or None."""
        rows = self._checkout.order_rows()
        return next((self._order(row) for row in rows if row.number == order_id), None)

    def _order(self, row: OrderRow) -> Order:
        number = number_in(row.url, "orders")
        lines = parse(list[OrderLineRow], self._shop.session.read(f"orders/{number}/lines/"))
        return Order(
            id=OrderId(row.number),
            placed_at=row.placed_at,
            status=status_of(row),
            lines=tuple(self._ordered(line) for line in lines),
            total=row.total,
        )

    def _ordered(self, line: OrderLineRow) -> OrderedLine:
        product = None if line.product is None else ProductId(number_in(line.product, "products"))
        listed = None if product is None else self._shop.shelf.by_id(product)
        sku = listed.sku if listed else Sku(f"oscar-{product or 'gone'}")
        return OrderedLine(
            line=Line(sku=sku, quantity=line.quantity),
            name=self._shop.shelf.name(listed, self._settings.language) if listed else sku,
            total=money(line.price_incl_tax, line.price_currency, f"product {sku}"),
        )

    def cancel(self, order_id: OrderId) -> Cancellation:
        """Always `not_offered`: Oscar's API lets nobody cancel."""
        return NotCancelled(order_id=order_id, reason="not_offered")

    def close(self) -> None:
        """Release the connections. Baskets stay: another process may take the quote up."""
        self._shop.session.close()


def _quote_line(line: Line, held: BasketLine, name: str) -> QuoteLine:
    unit, rest = divmod(held.total.minor, held.quantity)
    if rest:
        raise StoreProtocol(
            f"The shop's price of {line.sku} for {held.quantity} is no multiple of a unit price."
        )
    price = Money(unit, held.total.currency)
    return QuoteLine(line=line, name=name, unit_price=price, total=price * line.quantity)


def _fees(basket: Filled, lines: Sequence[QuoteLine]) -> tuple[Fee, ...]:
    """Delivery, and as a negative fee what the shop's offers take off."""
    off = basket.goods.minor - sum(line.total.minor for line in lines)
    amounts = {"discount": Money(off, basket.goods.currency), "delivery": basket.shipping}
    return tuple(Fee(code=code, amount=amount) for code, amount in amounts.items() if amount.minor)
