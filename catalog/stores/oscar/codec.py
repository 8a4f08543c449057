"""What django-oscar's API says, checked when it arrives.

A strange answer is StoreProtocol, with what was strange.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, Literal, NewType, TypeVar, cast

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from catalog.errors import BadInput, StoreDown, StoreProtocol
from catalog.money import Money, exponent, parse_money
from catalog.order import OrderStatus
from catalog.stores.http import Answer

ProductId = NewType("ProductId", int)
BasketId = NewType("BasketId", int)

T = TypeVar("T")


class Row(BaseModel):
    """A JSON object; fields that are not named here may come and go."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")


class ProductRow(Row):
    """A product in the list of all."""

    id: ProductId
    upc: str | None = None
    title: str = ""


class AttributeRow(Row):
    """A property of a product, such as its brand."""

    code: str
    value: Any = None


class ProductDetail(Row):
    """A product in full; a parent is not sold itself, its children are."""

    id: ProductId
    structure: Literal["standalone", "parent", "child"] = "standalone"
    attributes: Sequence[AttributeRow] = ()
    categories: Sequence[str] = ()

    def attribute(self, code: str) -> str:
        """The attribute's value as text, or an empty string."""
        return next((str(a.value) for a in self.attributes if a.code == code and a.value), "")


class StockRecordRow(Row):
    """Where a product's own number (`partner_sku`) stands."""

    partner_sku: str


class PriceRow(Row):
    """A price: decimal strings in major units; no `incl_tax` means that no price is known yet."""

    currency: str | None
    incl_tax: str | None


class AvailabilityRow(Row):
    """Whether a product can be bought; `num_available` is missing where stock is not counted."""

    is_available_to_buy: bool
    num_available: int | None = None


class BasketRow(Row):
    """A basket; `owner` is None for a stranger's. An empty one has no currency."""

    id: BasketId
    owner: str | None
    status: str
    total_incl_tax: str
    currency: str | None


class BasketLineRow(Row):
    """A line of a basket; the price counts for the whole line, before discounts."""

    product: str
    quantity: int
    price_currency: str
    price_incl_tax_excl_discounts: str


class ShippingRow(Row):
    """A way of delivery for the open basket."""

    code: str
    name: str
    price: PriceRow


class AddressRow(Row):
    """An address of the account."""

    title: str | None = ""
    first_name: str = ""
    last_name: str = ""
    line1: str
    line2: str = ""
    line3: str = ""
    line4: str = ""
    state: str = ""
    postcode: str | None = ""
    phone_number: str | None = ""
    notes: str | None = ""
    country: str
    is_default_for_shipping: bool = False

    def spoken(self) -> str:
        """Street and town: enough for the shopper to know which address it is."""
        return ", ".join(part for part in (self.line1, self.line4) if part)


class OrderRow(Row):
    """A placed order; `basket` is None when the basket was deleted since."""

    number: str
    basket: str | None
    url: str
    currency: str
    total_incl_tax: str
    status: str
    date_placed: str

    @property
    def total(self) -> Money:
        """What the order costs, delivery and taxes included."""
        return money(self.total_incl_tax, self.currency, f"order {self.number}")

    @property
    def placed_at(self) -> datetime:
        """When it was placed."""
        try:
            placed = datetime.fromisoformat(self.date_placed)
        except ValueError:
            raise StoreProtocol(f"Order {self.number} has the strange date {self.date_placed!r}.") from None
        if placed.tzinfo is None:
            raise StoreProtocol(f"Order {self.number} has a date without a time zone: {self.date_placed!r}.")
        return placed


class OrderLineRow(Row):
    """A line of an order; the price counts for the whole line; `product` is None if it was deleted."""

    product: str | None
    quantity: int
    price_currency: str
    price_incl_tax: str


def parse(shape: type[T], answer: Answer) -> T:
    """The body of a good answer as `shape`. Raises StoreDown for 5xx and 429, else StoreProtocol."""
    if answer.status >= 500 or answer.status == 429:
        raise StoreDown(f"The shop answered {answer.what} with status {answer.status}.")
    if not answer.ok:
        raise StoreProtocol(f"The shop answered {answer.what} with status {answer.status}: {said(answer)}")
    try:
        return cast("T", _adapter(cast("Hashable", shape)).validate_python(answer.body))
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "the whole answer"
        raise StoreProtocol(
            f"The shop's answer to {answer.what} is strange in {place}: {first['msg']}, got "
            f"{str(first['input'])[:80]!r}.",
            remedy="See that the address is that of django-oscar's API and that its version is supported.",
        ) from None


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def said(answer: Answer) -> str:
    """The shop's own words in a refusal, shortened."""
    return str(answer.body)[:200]


def money(amount: str, currency: str, what: str) -> Money:
    """An amount as the API writes it ("19.99"). Raises StoreProtocol."""
    try:
        return parse_money(amount, currency)
    except BadInput as fault:
        raise StoreProtocol(f"The shop's price of {what} is strange: {fault.message}") from None


def decimal(amount: Money) -> str:
    """An amount as the API reads it."""
    return str(Decimal(amount.minor).scaleb(-exponent(amount.currency)))


def number_in(link: str, kind: str) -> int:
    """The number of a resource from its hyperlink ("…/products/7/" → 7). Raises StoreProtocol."""
    found = re.search(rf"/{kind}/(\d+)/", link)
    if found is None:
        raise StoreProtocol(f"The shop names a resource of '{kind}' by the strange link {link[:80]!r}.")
    return int(found[1])


_STATUS = {
    "shipped": OrderStatus.SHIPPED,
    "complete": OrderStatus.DELIVERED,
    "delivered": OrderStatus.DELIVERED,
    "cancelled": OrderStatus.CANCELLED,
    "canceled": OrderStatus.CANCELLED,
}


def status_of(order: OrderRow) -> OrderStatus:
    """Where the order stands; every shop names its own steps, and those unknown to us are "placed"."""
    return _STATUS.get(order.status.lower(), OrderStatus.PLACED)
