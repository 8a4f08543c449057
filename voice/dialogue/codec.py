"""What of a conversation survives its end, as JSON text and back: basket, last order, focus, lock.

A question that was open is not taken up again, and no consent survives: who comes back is asked anew.
Text of another `SESSION_VERSION` gives None, since its fields may mean something else.
"""

from __future__ import annotations

import json
from typing import Any, TypeVar

from catalog.codec import options_from_json, options_to_json, product_from_json, product_to_json
from catalog.errors import BadInput, DamagedData
from catalog.money import Money
from catalog.order import OrderId
from catalog.product import Product, Sku
from voice.dialogue.basket import Basket, BasketLine
from voice.dialogue.session import SESSION_VERSION, LastOrder, Session

T = TypeVar("T")
Lines = tuple[BasketLine, ...]


def kept(session: Session) -> Session:
    """The session without all that does not survive it."""
    return Session(
        id=session.id,
        language=session.language,
        basket=session.basket,
        focus=session.focus,
        last_order=session.last_order,
        unsettled=session.unsettled,
        locked=session.locked,
    )


def session_to_json(session: Session) -> str:
    """`kept(session)` as JSON text."""
    shelf = _Shelf()
    last = session.last_order
    data = {
        "version": SESSION_VERSION,
        "id": session.id,
        "language": session.language,
        "basket": _basket(session.basket, shelf),
        "focus": session.focus,
        "last_order": None if last is None else _last(last),
        "unsettled": None if session.unsettled is None else _basket(session.unsettled, shelf),
        "locked": session.locked,
        "products": [_product(product) for product in shelf.products],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def session_from_json(text: str) -> Session | None:
    """The session that `session_to_json` wrote; None for one of another version. Raises DamagedData."""
    try:
        data = json.loads(text)
        return _session(data) if data["version"] == SESSION_VERSION else None
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, BadInput) as fault:
        raise DamagedData(
            f"A kept basket cannot be read: {fault!r}.", remedy="Say again what it should hold."
        ) from fault


def _session(data: Any) -> Session:
    products = [_to_product(one) for one in data["products"]]
    last, unsettled, focus = data["last_order"], data["unsettled"], data["focus"]
    return Session(
        id=_is(str, data["id"]),
        language=_is(str, data["language"]),
        basket=_to_basket(data["basket"], products),
        focus=None if focus is None else _is(int, focus),
        last_order=None if last is None else _to_last(last),
        unsettled=None if unsettled is None else _to_basket(unsettled, products),
        locked=_is(bool, data["locked"]),
    )


class _Shelf:
    """Each product once: a basket and its undo steps name the same ones again and again."""

    def __init__(self) -> None:
        self.products: list[Product] = []

    def place(self, product: Product) -> int:
        if product not in self.products:
            self.products.append(product)
        return self.products.index(product)


def _basket(basket: Basket, shelf: _Shelf) -> dict[str, object]:
    return {
        "lines": _lines(basket.lines, shelf),
        "past": [_lines(lines, shelf) for lines in basket.past],
        "next_id": basket.next_id,
    }


def _lines(lines: Lines, shelf: _Shelf) -> list[list[object]]:
    return [
        [line.id, shelf.place(line.product), line.quantity, options_to_json(line.options)] for line in lines
    ]


def _to_basket(data: Any, products: list[Product]) -> Basket:
    basket = Basket(
        lines=_to_lines(data["lines"], products),
        past=tuple(_to_lines(lines, products) for lines in data["past"]),
        next_id=_is(int, data["next_id"]),
    )
    ids = [line.id for line in basket.lines]
    if len(set(ids)) != len(ids) or any(not 0 < one < basket.next_id for one in ids):
        raise ValueError("lines that share a number")
    return basket


def _to_lines(data: Any, products: list[Product]) -> Lines:
    return tuple(_to_line(one, products) for one in data)


def _to_line(data: Any, products: list[Product]) -> BasketLine:
    number, place, quantity, options = data
    if _is(int, quantity) < 1 or _is(int, place) < 0:
        raise ValueError("a quantity that cannot be ordered")
    return BasketLine(
        id=_is(int, number), product=products[place], quantity=quantity, options=options_from_json(options)
    )


def _product(product: Product) -> list[object]:
    price = product.price
    return [product.sku, price.minor, price.currency, product.stock, product_to_json(product)]


def _to_product(data: Any) -> Product:
    sku, minor, currency, stock, rest = data
    return product_from_json(rest, sku=Sku(sku), price=Money(minor, currency), stock=stock)


def _last(last: LastOrder) -> dict[str, object]:
    return {
        "total": [last.total.minor, last.total.currency],
        "consent": last.consent_id,
        "order": last.order_id,
        "unknown": last.unknown,
    }


def _to_last(data: Any) -> LastOrder:
    minor, currency = data["total"]
    order = data["order"]
    return LastOrder(
        total=Money(minor, currency),
        consent_id=_is(str, data["consent"]),
        order_id=None if order is None else OrderId(_is(str, order)),
        unknown=_is(bool, data["unknown"]),
    )


def _is(kind: type[T], value: Any) -> T:
    if type(value) is not kind:
        raise TypeError(f"{value!r} is no {kind.__name__}")
    kindly: T = value
    return kindly
