"""Rows of the embedded store as values, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, insert, select, update
from sqlalchemy.engine import Connection

from catalog import codec
from catalog.money import Money
from catalog.order import (
    IdempotencyKey,
    Line,
    Order,
    OrderedLine,
    OrderId,
    OrderStatus,
    Quote,
)
from catalog.product import Product, Sku
from catalog.tables import order_events, order_lines, orders, products, quotes

MOST_PARAMETERS = 500
"""SKUs asked for in one statement: every database takes that many."""


def product_of(row: Row[Any]) -> Product:
    """The product in a row of `products`."""
    price = Money(row.price_minor, row.currency)
    return codec.product_from_json(row.body, sku=Sku(row.sku), price=price, stock=row.stock)


def product_row(product: Product) -> dict[str, object]:
    """The row of `products` for a product."""
    return {
        "sku": product.sku,
        "body": codec.product_to_json(product),
        "price_minor": product.price.minor,
        "currency": product.price.currency,
        "stock": product.stock,
    }


def shelf(connection: Connection, skus: Iterable[Sku], *, lock: bool = False) -> dict[Sku, Product]:
    """The products of these SKUs as they are now; `lock` keeps them so until the transaction ends."""
    found: dict[Sku, Product] = {}
    asked = sorted(set(skus))  # in one order for all, so that two writers never wait for each other
    for start in range(0, len(asked), MOST_PARAMETERS):
        chosen = products.c.sku.in_(asked[start : start + MOST_PARAMETERS])
        query = select(products).where(chosen).order_by(products.c.sku)
        rows = connection.execute(query.with_for_update() if lock else query)
        found.update((Sku(row.sku), product_of(row)) for row in rows)
    return found


def keep_quote(connection: Connection, quote: Quote, language: str) -> None:
    """Store a quote so that it can be ordered later."""
    row = {
        "id": quote.store_ref,
        "fingerprint": quote.fingerprint,
        "language": language,
        "body": codec.quote_to_json(quote),
        "expires_at": quote.expires_at,
    }
    connection.execute(insert(quotes), row)


def add_order(
    connection: Connection, order: Order, *, key: IdempotencyKey | None = None, quote_id: str | None = None
) -> OrderId:
    """Write an order with its lines and first event; its id is given here, `order.id` is not looked at."""
    row = {
        "quote_id": quote_id,
        "idempotency_key": key,
        "placed_at": order.placed_at,
        "status": order.status,
        "total_minor": order.total.minor,
        "currency": order.total.currency,
    }
    number = connection.execute(insert(orders).returning(orders.c.number), row).scalar_one()
    lines = [_line_row(number, position, sold) for position, sold in enumerate(order.lines)]
    connection.execute(insert(order_lines), lines)
    add_event(connection, number, order.placed_at, order.status)
    return OrderId(str(number))


def _line_row(number: int, position: int, sold: OrderedLine) -> dict[str, object]:
    return {
        "order_number": number,
        "position": position,
        "sku": sold.line.sku,
        "quantity": sold.line.quantity,
        "options": codec.options_to_json(sold.line.options),
        "name": sold.name,
        "total_minor": sold.total.minor,
    }


def add_event(connection: Connection, number: int, at: datetime, status: OrderStatus) -> None:
    """Write that an order came to a status."""
    connection.execute(insert(order_events), {"order_number": number, "at": at, "status": status})


def set_status(connection: Connection, number: int, at: datetime, status: OrderStatus) -> None:
    """Move an order to a status, with its event."""
    connection.execute(update(orders).where(orders.c.number == number).values(status=status))
    add_event(connection, number, at, status)


def newest_orders(connection: Connection, limit: int) -> Iterator[Order]:
    """Orders, newest first."""
    newest = select(orders).order_by(orders.c.placed_at.desc(), orders.c.number.desc()).limit(limit)
    yield from _orders(connection, newest)


def order_of(connection: Connection, order_id: OrderId) -> Order | None:
    """The order of that id, or None."""
    number = number_of(order_id)
    if number is None:
        return None
    return next(_orders(connection, select(orders).where(orders.c.number == number)), None)


def number_of(order_id: OrderId) -> int | None:
    """The number behind an order's id, None where it cannot be one of ours."""
    plausible = order_id.isascii() and order_id.isdigit() and len(order_id) < 18
    return int(order_id) if plausible else None


def _orders(connection: Connection, query: Select[Any]) -> Iterator[Order]:
    found = connection.execute(query).all()
    lines: dict[int, list[Row[Any]]] = {row.number: [] for row in found}
    numbers = list(lines)
    for start in range(0, len(numbers), MOST_PARAMETERS):
        chosen = order_lines.c.order_number.in_(numbers[start : start + MOST_PARAMETERS])
        for row in connection.execute(select(order_lines).where(chosen).order_by(order_lines.c.position)):
            lines[row.order_number].append(row)
    for row in found:
        yield Order(
            id=OrderId(str(row.number)),
            placed_at=row.placed_at,
            status=OrderStatus(row.status),
            lines=tuple(_sold(line, row.currency) for line in lines[row.number]),
            total=Money(row.total_minor, row.currency),
        )


def _sold(row: Row[Any], currency: str) -> OrderedLine:
    line = Line(sku=Sku(row.sku), quantity=row.quantity, options=codec.options_from_json(row.options))
    return OrderedLine(line=line, name=row.name, total=Money(row.total_minor, currency))


def count_orders(connection: Connection) -> int:
    """How many orders there are, cancelled ones included."""
    return int(connection.execute(select(func.count()).select_from(orders)).scalar_one())
