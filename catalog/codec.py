"""Values as JSON text and back, exactly: quotes, consents, answers, options, products.

What is read is what was written, to the last field (property-tested). Text that is not ours raises
DamagedData, which names what was being read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeVar

from catalog.consent import ConsentId, ConsentReceipt
from catalog.errors import BadInput, DamagedData
from catalog.money import Money
from catalog.order import (
    Chosen,
    Fee,
    Fingerprint,
    Handoff,
    Line,
    Order,
    OrderedLine,
    OrderId,
    OrderStatus,
    Outcome,
    Placed,
    Quote,
    QuoteLine,
    RefusalCode,
    Rejected,
    Unknown,
)
from catalog.product import Names, OptionGroup, OptionValue, Product, Sku

T = TypeVar("T")


def quote_to_json(quote: Quote) -> str:
    """The quote as JSON text."""
    return _text(
        {
            "store": quote.store,
            "store_ref": quote.store_ref,
            "lines": [
                {**_line(q.line), "name": q.name, "unit": _money(q.unit_price), "total": _money(q.total)}
                for q in quote.lines
            ],
            "fees": [[fee.code, _money(fee.amount)] for fee in quote.fees],
            "total": _money(quote.total),
            "delivery": quote.delivery,
            "expires_at": quote.expires_at.isoformat(),
        }
    )


def quote_from_json(text: str) -> Quote:
    """The quote that `quote_to_json` wrote. Raises DamagedData."""
    return _read(text, "quote", _quote)


def _quote(data: Any) -> Quote:
    return Quote(
        store=data["store"],
        store_ref=data["store_ref"],
        lines=tuple(
            QuoteLine(
                line=_to_line(q), name=q["name"], unit_price=_to_money(q["unit"]), total=_to_money(q["total"])
            )
            for q in data["lines"]
        ),
        fees=tuple(Fee(code=code, amount=_to_money(amount)) for code, amount in data["fees"]),
        total=_to_money(data["total"]),
        delivery=data["delivery"],
        expires_at=datetime.fromisoformat(data["expires_at"]),
    )


def order_to_json(order: Order) -> str:
    """The order as JSON text."""
    return _text(
        {
            "id": order.id,
            "placed_at": order.placed_at.isoformat(),
            "status": order.status,
            "lines": [
                {**_line(sold.line), "name": sold.name, "total": _money(sold.total)} for sold in order.lines
            ],
            "total": _money(order.total),
        }
    )


def order_from_json(text: str) -> Order:
    """The order that `order_to_json` wrote. Raises DamagedData."""
    return _read(text, "order", _order)


def _order(data: Any) -> Order:
    return Order(
        id=OrderId(data["id"]),
        placed_at=datetime.fromisoformat(data["placed_at"]),
        status=OrderStatus(data["status"]),
        lines=tuple(
            OrderedLine(line=_to_line(sold), name=sold["name"], total=_to_money(sold["total"]))
            for sold in data["lines"]
        ),
        total=_to_money(data["total"]),
    )


def outcome_to_json(outcome: Outcome) -> str:
    """What a store answered, as JSON text. Whether it was a replay is not kept."""
    match outcome:
        case Placed():
            return _text({"placed": outcome.order_id, "total": _money(outcome.total)})
        case Rejected():
            return _text({"rejected": outcome.code, "detail": outcome.detail})
        case Unknown():
            return _text({"unknown": outcome.reason})
        case Handoff():
            return _text({"handoff": outcome.url, "reason": outcome.reason})


def outcome_from_json(text: str) -> Outcome:
    """The answer that `outcome_to_json` wrote. Raises DamagedData."""
    return _read(text, "answer of a store", _outcome)


def _outcome(data: Any) -> Outcome:
    if "placed" in data:
        return Placed(order_id=OrderId(data["placed"]), total=_to_money(data["total"]))
    if "rejected" in data:
        return Rejected(code=RefusalCode(data["rejected"]), detail=data["detail"])
    if "handoff" in data:
        return Handoff(url=data["handoff"], reason=data["reason"])
    return Unknown(reason=data["unknown"])


def consent_to_json(consent: ConsentReceipt) -> str:
    """The consent as JSON text."""
    return _text(
        {
            "consent_id": consent.consent_id,
            "fingerprint": consent.fingerprint,
            "session_id": consent.session_id,
            "turn": consent.turn,
            "said": consent.said,
            "at": consent.at.isoformat(),
        }
    )


def consent_from_json(text: str) -> ConsentReceipt:
    """The consent that `consent_to_json` wrote. Raises DamagedData."""
    return _read(text, "consent", _consent)


def _consent(data: Any) -> ConsentReceipt:
    return ConsentReceipt(
        consent_id=ConsentId(data["consent_id"]),
        fingerprint=Fingerprint(data["fingerprint"]),
        session_id=data["session_id"],
        turn=data["turn"],
        said=data["said"],
        at=datetime.fromisoformat(data["at"]),
    )


def options_to_json(options: Iterable[Chosen]) -> str:
    """Chosen options as JSON text, in their order."""
    return _text(_options(options))


def options_from_json(text: str) -> tuple[Chosen, ...]:
    """The options that `options_to_json` wrote. Raises DamagedData."""
    return _read(text, "list of options", _to_options)


def product_to_json(product: Product) -> str:
    """All of a product but price and stock, which a store keeps where it can change them, as JSON text."""
    return _text(
        {
            "names": _names(product.names),
            "brand": product.brand,
            "size": product.size,
            "category": product.category,
            "options": [_group(group) for group in product.options],
            "attributes": dict(product.attributes),
            "popularity": product.popularity,
        }
    )


def product_from_json(text: str, *, sku: Sku, price: Money, stock: int | None) -> Product:
    """The product that `product_to_json` wrote, at this price and stock. Raises DamagedData."""
    return _read(text, f"product {sku}", lambda data: _product(data, sku, price, stock))


def _product(data: Any, sku: Sku, price: Money, stock: int | None) -> Product:
    return Product(
        sku=sku,
        price=price,
        stock=stock,
        names=_to_names(data["names"]),
        brand=data["brand"],
        size=data["size"],
        category=data["category"],
        options=tuple(_to_group(group) for group in data["options"]),
        attributes=MappingProxyType(data["attributes"]),
        popularity=data["popularity"],
    )


def _group(group: OptionGroup) -> dict[str, object]:
    return {
        "id": group.id,
        "names": _names(group.names),
        "values": [
            {
                "id": v.id,
                "names": _names(v.names),
                "surcharge": None if v.surcharge is None else _money(v.surcharge),
            }
            for v in group.values
        ],
        "required": group.required,
        "multiple": group.multiple,
        "default": group.default,
    }


def _to_group(data: Any) -> OptionGroup:
    return OptionGroup(
        id=data["id"],
        names=_to_names(data["names"]),
        values=tuple(
            OptionValue(
                id=v["id"],
                names=_to_names(v["names"]),
                surcharge=None if v["surcharge"] is None else _to_money(v["surcharge"]),
            )
            for v in data["values"]
        ),
        required=data["required"],
        multiple=data["multiple"],
        default=data["default"],
    )


def _line(line: Line) -> dict[str, object]:
    return {"sku": line.sku, "quantity": line.quantity, "options": _options(line.options)}


def _to_line(data: Any) -> Line:
    return Line(sku=Sku(data["sku"]), quantity=data["quantity"], options=_to_options(data["options"]))


def _options(options: Iterable[Chosen]) -> list[list[str]]:
    return [[c.group, c.value, c.amount] for c in options]


def _to_options(data: Any) -> tuple[Chosen, ...]:
    return tuple(Chosen(*option) for option in data)


def _money(money: Money) -> list[object]:
    return [money.minor, money.currency]


def _to_money(data: Any) -> Money:
    minor, currency = data
    return Money(minor, currency)


def _names(names: Names) -> dict[str, list[str]]:
    return {language: list(each) for language, each in names.items()}


def _to_names(data: Mapping[str, list[str]]) -> Names:
    return MappingProxyType({language: tuple(each) for language, each in data.items()})


def _text(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _read(text: str, what: str, build: Callable[[Any], T]) -> T:
    try:
        return build(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, BadInput) as fault:
        raise DamagedData(
            f"A stored {what} cannot be read: {fault!r}.", remedy="Restore the database from a backup."
        ) from fault
