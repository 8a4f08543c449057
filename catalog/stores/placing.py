"""The one transaction that makes an order, and the one that makes sure there will be none.

Both decide under the write lock and keep their answer with the idempotency key in the same commit.
So a key has one answer for ever: a repeated request gets it again, a late one after `close_key` gets
the refusal, and a crash leaves either everything or nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import insert, or_, select, update
from sqlalchemy.engine import Connection

from catalog import codec
from catalog.errors import StoreDown
from catalog.order import (
    Cancellation,
    Cancelled,
    IdempotencyKey,
    NotCancelled,
    NotPlaced,
    Order,
    OrderedLine,
    OrderId,
    OrderStatus,
    Outcome,
    Placed,
    Quote,
    Reconciled,
    RefusalCode,
    Refused,
    Rejected,
)
from catalog.stores import records
from catalog.stores.pricing import ShopTerms, price, same_prices, wanted
from catalog.stores.revisions import begin_revision
from catalog.tables import answers, orders, products, quotes

NOT_PLACED = Rejected(code=RefusalCode.NOT_PLACED)


def place(
    connection: Connection, quote: Quote, key: IdempotencyKey, *, at: datetime, terms: ShopTerms
) -> Outcome:
    """Make the order of this quote, or say why not. To be called under the write lock."""
    known = _answer(connection, key)
    if known is not None:
        digest, answer = known
        if digest != quote.fingerprint:
            return Rejected(code=RefusalCode.KEY_REUSED, detail="the key belongs to another quote")
        return _replayed(answer)
    revision = begin_revision(connection)
    refusal = _refusal(connection, quote, at, terms)
    outcome = refusal if refusal is not None else _order(connection, quote, key, at, revision)
    _keep_answer(connection, quote, key, outcome, at)
    return outcome


def close_key(connection: Connection, quote: Quote, key: IdempotencyKey, at: datetime) -> Reconciled:
    """The order of this key, or, with the certainty that none will come any more, NotPlaced."""
    known = _answer(connection, key)
    if known is None:
        _keep_answer(connection, quote, key, NOT_PLACED, at)
        return NotPlaced()
    digest, answer = known
    if digest == quote.fingerprint and isinstance(answer, Placed):
        return answer
    return NotPlaced()


def cancel(connection: Connection, order_id: OrderId, *, at: datetime, terms: ShopTerms) -> Cancellation:
    """Cancel within `cancel_minutes` of placing and put the goods back. To be called under the write lock.

    Reasons against it: unknown_order, shipped, too_late.
    """
    revision = begin_revision(connection)
    order = records.order_of(connection, order_id)
    refusal = _no_cancel(order, at, terms)
    if order is None or refusal:
        return NotCancelled(order_id=order_id, reason=refusal)
    if order.status is not OrderStatus.CANCELLED:
        for sku, pieces in wanted([sold.line for sold in order.lines]).items():
            back = {"stock": products.c.stock + pieces, "revision": revision}
            connection.execute(update(products).where(products.c.sku == sku).values(back))
        records.set_status(connection, int(order_id), at, OrderStatus.CANCELLED)
    return Cancelled(order_id=order_id)


def _no_cancel(order: Order | None, at: datetime, terms: ShopTerms) -> str:
    if order is None:
        return "unknown_order"
    if order.status in (OrderStatus.SHIPPED, OrderStatus.DELIVERED):
        return "shipped"
    late = at > order.placed_at + timedelta(minutes=terms.cancel_minutes)
    return "too_late" if late and order.status is OrderStatus.PLACED else ""


def _answer(connection: Connection, key: IdempotencyKey) -> tuple[str, Outcome] | None:
    row = connection.execute(select(answers).where(answers.c.idempotency_key == key)).first()
    return None if row is None else (row.digest, codec.outcome_from_json(row.answer))


def _replayed(answer: Outcome) -> Outcome:
    if isinstance(answer, Placed):
        return Placed(order_id=answer.order_id, total=answer.total, replayed=True)
    return answer


def _keep_answer(
    connection: Connection, quote: Quote, key: IdempotencyKey, outcome: Outcome, at: datetime
) -> None:
    row = {
        "idempotency_key": key,
        "digest": quote.fingerprint,
        "answer": codec.outcome_to_json(outcome),
        "at": at,
    }
    connection.execute(insert(answers), row)


def _refusal(connection: Connection, quote: Quote, at: datetime, terms: ShopTerms) -> Rejected | None:
    kept = connection.execute(select(quotes).where(quotes.c.id == quote.store_ref)).first()
    if kept is None:
        return Rejected(code=RefusalCode.QUOTE_EXPIRED, detail="this shop does not know the quote")
    if kept.fingerprint != quote.fingerprint:
        return Rejected(code=RefusalCode.PRICE_CHANGED, detail="this is not what the shop has quoted")
    if at >= kept.expires_at:
        return Rejected(code=RefusalCode.QUOTE_EXPIRED)
    if connection.execute(select(orders.c.number).where(orders.c.quote_id == quote.store_ref)).first():
        return Rejected(code=RefusalCode.KEY_REUSED, detail="the quote was ordered with another key")
    return _moved(connection, quote, terms)


def _moved(connection: Connection, quote: Quote, terms: ShopTerms) -> Rejected | None:
    """Why the quote does not hold any more, by price and stock of this very moment."""
    lines = [q.line for q in quote.lines]
    now = records.shelf(connection, (line.sku for line in lines), lock=True)
    fresh = price(lines, now.get, terms, language="")
    if isinstance(fresh, Refused):
        return Rejected(code=fresh.code, detail=f"{fresh.sku or ''} {fresh.detail}".strip())
    return None if same_prices(fresh, quote) else Rejected(code=RefusalCode.PRICE_CHANGED)


def _order(connection: Connection, quote: Quote, key: IdempotencyKey, at: datetime, revision: int) -> Placed:
    for sku, pieces in sorted(wanted([q.line for q in quote.lines]).items()):
        enough = or_(products.c.stock.is_(None), products.c.stock >= pieces)
        left = {"stock": products.c.stock - pieces, "revision": revision}
        taken = connection.execute(update(products).where(products.c.sku == sku, enough).values(left))
        if taken.rowcount != 1:  # cannot be under the lock; if it is, nothing of this may be kept
            raise StoreDown(f"The stock of {sku} moved under the lock.", remedy="Try again.")
    order = Order(
        id=OrderId(""),
        placed_at=at,
        status=OrderStatus.PLACED,
        lines=tuple(OrderedLine(line=q.line, name=q.name, total=q.total) for q in quote.lines),
        total=quote.total,
    )
    order_id = records.add_order(connection, order, key=key, quote_id=quote.store_ref)
    return Placed(order_id=order_id, total=quote.total)
