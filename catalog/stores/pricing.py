"""What lines cost in a shop: pure arithmetic over products and the shop's terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from catalog.errors import BadInput
from catalog.money import Money
from catalog.order import Chosen, Fee, Line, Quote, QuoteLine, RefusalCode, Refused
from catalog.product import OptionGroup, OptionValue, Product, Sku

Shelf = Callable[[Sku], Product | None]
"""Looks a product up as it is now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopTerms:
    """The terms of a shop of our own. The fee's currency is the shop's only currency.

    `free_delivery_from` waives the fee for goods of at least that much; None: never.
    A quote holds for `quote_minutes`; an order can be cancelled for `cancel_minutes` after placing
    while it was not shipped; `most_per_line` bounds the quantity of one line.
    """

    name: str = "embedded"
    delivery: str = "delivery"
    delivery_fee: Money = Money(0, "USD")  # noqa: RUF009 - frozen
    free_delivery_from: Money | None = None
    quote_minutes: int = 15
    cancel_minutes: int = 30
    most_per_line: int = 999

    def __post_init__(self) -> None:
        if self.delivery_fee.minor < 0:
            raise BadInput("A delivery fee is zero or more.")
        if self.free_delivery_from and self.free_delivery_from.currency != self.currency:
            raise BadInput("The delivery fee and its free limit are in one currency.")

    @property
    def currency(self) -> str:
        """The shop's currency (ISO 4217)."""
        return self.delivery_fee.currency


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Priced lines and fees, in the order of the lines asked."""

    lines: tuple[QuoteLine, ...]
    fees: tuple[Fee, ...]
    total: Money


def price(lines: Sequence[Line], shelf: Shelf, terms: ShopTerms, language: str) -> Prices | Refused:
    """What the lines cost now, or the first reason why they cannot be had. Needs at least one line."""
    priced: list[QuoteLine] = []
    for line in lines:
        answer = _price_line(line, shelf(line.sku), terms, language)
        if isinstance(answer, Refused):
            return answer
        priced.append(answer)
    short = _short(lines, shelf)
    if short is not None:
        return short
    goods = sum((q.total for q in priced), Money(0, terms.currency))
    fees = _fees(goods, terms)
    return Prices(lines=tuple(priced), fees=fees, total=sum((fee.amount for fee in fees), goods))


def _price_line(line: Line, product: Product | None, terms: ShopTerms, language: str) -> QuoteLine | Refused:
    if product is None:
        return Refused(code=RefusalCode.UNKNOWN_PRODUCT, sku=line.sku)
    if line.quantity > terms.most_per_line:
        return Refused(code=RefusalCode.LIMIT, sku=line.sku, available=terms.most_per_line)
    unit = unit_price(product, line.options)
    if isinstance(unit, Refused):
        return unit
    return QuoteLine(line=line, name=product.name(language), unit_price=unit, total=unit * line.quantity)


def unit_price(product: Product, options: Sequence[Chosen]) -> Money | Refused:
    """The price of one piece with these options; groups left open count with their default."""
    stray = next((c for c in options if product.group(c.group) is None), None)
    if stray is not None:
        return _bad_option(product, f"{stray.group}={stray.value}")
    unit = product.price
    for group in product.options:
        said = [c for c in options if c.group == group.id]
        values = _values(group, [c.value for c in said if not c.refused])
        if values is None or not _can_refuse(group, values, [c.value for c in said if c.refused]):
            return _bad_option(product, group.id)
        unit = sum((v.surcharge for v in values if v.surcharge is not None), unit)
    return unit


def _values(group: OptionGroup, chosen: list[str]) -> list[OptionValue] | None:
    """The values that count, or None where the choice breaks the rules of the group."""
    if not chosen and group.default is not None:
        chosen = [group.default]
    found = [value for value in map(group.value, chosen) if value is not None]
    if len(found) != len(chosen) or len(set(chosen)) != len(chosen):
        return None
    if (group.required and not found) or (len(found) > 1 and not group.multiple):
        return None
    return found


def _can_refuse(group: OptionGroup, counted: list[OptionValue], refused: list[str]) -> bool:
    """True where these values are left out, each said once, and none of them is taken all the same."""
    known = all(group.value(value) is not None for value in refused)
    return known and len(set(refused)) == len(refused) and not {v.id for v in counted} & set(refused)


def _bad_option(product: Product, detail: str) -> Refused:
    return Refused(code=RefusalCode.BAD_OPTION, sku=product.sku, detail=detail)


def same_prices(prices: Prices, quote: Quote) -> bool:
    """True if these prices are those of the quote, line by line and in total."""
    units = [q.unit_price for q in prices.lines]
    return units == [q.unit_price for q in quote.lines] and prices.total == quote.total


def wanted(lines: Sequence[Line]) -> Counter[Sku]:
    """Pieces per SKU: the same product may stand in several lines with different options."""
    pieces: Counter[Sku] = Counter()
    for line in lines:
        pieces[line.sku] += line.quantity
    return pieces


def _short(lines: Sequence[Line], shelf: Shelf) -> Refused | None:
    for sku, pieces in wanted(lines).items():
        product = shelf(sku)
        if product is not None and product.stock is not None and product.stock < pieces:
            return Refused(code=RefusalCode.OUT_OF_STOCK, sku=sku, available=product.stock)
    return None


def _fees(goods: Money, terms: ShopTerms) -> tuple[Fee, ...]:
    free = terms.free_delivery_from
    if terms.delivery_fee.minor == 0 or (free is not None and goods.minor >= free.minor):
        return ()
    return (Fee(code="delivery", amount=terms.delivery_fee),)


def check_products(products: Sequence[Product], terms: ShopTerms) -> None:
    """Refuse products that this shop cannot sell. Raises BadInput that names the product."""
    seen: set[Sku] = set()
    for product in products:
        amounts = [product.price] + [
            v.surcharge for group in product.options for v in group.values if v.surcharge is not None
        ]
        stray = next((a.currency for a in amounts if a.currency != terms.currency), None)
        if stray is not None:
            raise BadInput(
                f"Product {product.sku} is priced in {stray}; this shop sells in {terms.currency}.",
                remedy=f"Give its prices in {terms.currency}, or change the shop's currency.",
            )
        if product.price.minor < 0:
            raise BadInput(f"Product {product.sku} has a negative price.", remedy="A price is zero or more.")
        if product.sku in seen:
            raise BadInput(
                f"Two products have the SKU {product.sku}.", remedy="Give each its own, or drop one."
            )
        seen.add(product.sku)
