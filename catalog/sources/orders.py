"""Reads past orders from a JSON file: `{"orders": [...]}` as in `catalog/data/sample_history.json`."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from catalog.errors import BadInput
from catalog.money import parse_money
from catalog.order import Chosen, Line, Order, OrderedLine, OrderId, OrderStatus
from catalog.product import Sku
from catalog.sources.text import fault, open_feed


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Option(_Part):
    group: str
    value: str
    amount: str = ""


class _Line(_Part):
    sku: str = Field(min_length=1)
    name: str
    quantity: int = Field(ge=1)
    total: str
    options: list[_Option] = Field(default_factory=list)


class _Order(_Part):
    id: str = Field(min_length=1)
    placed_at: AwareDatetime
    status: OrderStatus
    currency: str
    lines: list[_Line] = Field(min_length=1)
    total: str


class _File(_Part):
    about: str = ""
    orders: list[_Order]


def load_orders(path: Path | str) -> tuple[Order, ...]:
    """The orders of the file, newest first. Raises BadInput if it is missing or not of this form."""
    path = Path(path)
    with open_feed(path) as file:
        raw = file.read()
    try:
        orders = [_order(o) for o in _File.model_validate_json(raw).orders]
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise fault(
            path, 1, f"{where}: {first['msg']}.", "Mend the file of past orders.", field=where
        ) from None
    except BadInput as error:
        raise fault(path, 1, error.message, error.remedy) from None
    return tuple(sorted(orders, key=lambda o: o.placed_at, reverse=True))


def _order(raw: _Order) -> Order:
    lines = tuple(_line(line, raw.currency) for line in raw.lines)
    total = parse_money(raw.total, raw.currency)
    if sum((line.total.minor for line in lines), 0) > total.minor:
        raise BadInput(f"Order {raw.id}: the lines cost more than the total {Decimal(raw.total)}.")
    return Order(id=OrderId(raw.id), placed_at=raw.placed_at, status=raw.status, lines=lines, total=total)


def _line(raw: _Line, currency: str) -> OrderedLine:
    options = tuple(Chosen(o.group, o.value, o.amount) for o in raw.options)
    line = Line(sku=Sku(raw.sku), quantity=raw.quantity, options=options)
    return OrderedLine(line=line, name=raw.name, total=parse_money(raw.total, currency))
