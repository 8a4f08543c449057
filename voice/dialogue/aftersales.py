"""Orders of the past: status, history, the same again, cancelling."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from catalog.order import Cancelled, Line, Order, OrderStatus
from catalog.ports import Purpose
from voice.dialogue import questions
from voice.dialogue.actions import CancelOrder, ReadOrders
from voice.dialogue.draft import Draft
from voice.dialogue.events import CancelAnswered, OrdersRead
from voice.dialogue.lookup import look_for
from voice.dialogue.messages import Message, message
from voice.dialogue.session import Cancelling, Looking, Phase
from voice.dialogue.skill import LookFor, TellOrders
from voice.language.acts import Act, Mention
from voice.language.reference import bears

SECOND_THOUGHTS = Act(intent="cancel_order", slots=MappingProxyType({"placed": "yes"}))
"""What a no means that comes when the order is out already: whether to cancel it is asked then."""
COMING = frozenset({OrderStatus.PLACED, OrderStatus.SHIPPED})
TOLD = 3
"""Past orders told in one breath."""


def read(draft: Draft, proposal: TellOrders) -> None:
    """Ask the store for the shopper's orders."""
    request = draft.number()
    looking = Looking(request=request, why=proposal.why, order=proposal.order, phrases=proposal.phrases)
    draft.go(Phase.LOOKING, looking)
    draft.do(ReadOrders(request=request))


def told(draft: Draft, looking: Looking, event: OrdersRead) -> None:
    """Answer what the orders were read for."""
    draft.session = draft.session.back_to_listening()
    orders = _wanted(looking, event.orders)
    if not orders:
        draft.say("order-not-found" if looking.order else "no-orders")
        return
    match looking.why:
        case "status":
            _tell_status(draft, orders)
        case "history":
            _tell(draft, "order-history", orders[:TOLD], len(orders))
        case "last":
            _tell_last(draft, orders)
        case "bought":
            for phrases in looking.phrases:
                _tell_bought(draft, phrases, orders)
        case "reorder":
            _again(draft, orders)
        case "cancel":
            _ask_cancel(draft, orders)


def _tell_status(draft: Draft, orders: tuple[Order, ...]) -> None:
    """Of the orders that are still to come, or else of the newest."""
    coming = tuple(order for order in orders if order.status in COMING)
    if len(coming) > 1:
        _tell(draft, "orders-coming", coming[:TOLD], len(coming))
        return
    if not coming and len(orders) > 1:
        draft.say("none-coming")
    draft.say("order-status", about=_summary((coming or orders)[0]))
    draft.session = replace(draft.session, told=((coming or orders)[0].id,))


def _tell_last(draft: Draft, orders: tuple[Order, ...]) -> None:
    """All that was in the newest order."""
    draft.say("order-status", about=_summary(orders[0], most=len(orders[0].lines)))
    draft.session = replace(draft.session, told=(orders[0].id,))


def _tell_bought(draft: Draft, phrases: tuple[str, ...], orders: tuple[Order, ...]) -> None:
    """When something called so was ordered last; cancelled orders brought nothing."""
    for order in orders:
        lines = [o for o in order.lines if any(bears(o.name, phrase) for phrase in phrases)]
        if lines and order.status is not OrderStatus.CANCELLED:
            items = tuple(message("item", quantity=o.line.quantity, name=o.name) for o in lines)
            placed = order.placed_at
            draft.say("bought-last", items=items, order=order.id, month=placed.month, day=placed.day)
            draft.session = replace(draft.session, told=(order.id,))
            return
    draft.say("not-bought", phrase=phrases[-1], count=len(orders))


def _tell(draft: Draft, how: str, orders: tuple[Order, ...], count: int) -> None:
    draft.say(how, orders=tuple(_summary(order) for order in orders), count=count)
    draft.session = replace(draft.session, told=tuple(order.id for order in orders))


def _wanted(looking: Looking, orders: tuple[Order, ...]) -> tuple[Order, ...]:
    if not looking.order:
        return orders
    return tuple(o for o in orders if o.id.endswith(looking.order))


def _summary(order: Order, *, most: int = TOLD) -> Message:
    items = [message("item", quantity=o.line.quantity, name=o.name) for o in order.lines[:most]]
    if len(order.lines) > most:
        items.append(message("items-more", count=len(order.lines) - most))
    return message(
        f"order-{order.status}",
        order=order.id,
        total=order.total,
        items=tuple(items),
        year=order.placed_at.year,
        month=order.placed_at.month,
        day=order.placed_at.day,
    )


def _again(draft: Draft, orders: tuple[Order, ...]) -> None:
    order = next((o for o in orders if o.status is not OrderStatus.CANCELLED), orders[0])
    mentions = tuple(
        Mention(
            phrases=(ordered.name,),
            quantity=lacking,
            options=ordered.line.options,
            exact_sku=ordered.line.sku,
        )
        for ordered in order.lines
        if (lacking := ordered.line.quantity - _in_basket(draft, ordered.line)) > 0
    )
    if not mentions:
        draft.say("reorder-there")
        return
    there = tuple(
        message("option", name=o.name) for o in order.lines if _in_basket(draft, o.line) >= o.line.quantity
    )
    if there:
        draft.say("reorder-part", names=there, count=len(there))
    look_for(draft, LookFor(mentions=mentions, purpose=Purpose.REORDER))


def _in_basket(draft: Draft, ordered: Line) -> int:
    """How many of the ordered line are in the basket: what is there already is meant once, not twice."""
    lines = draft.session.basket.order_lines
    return sum(w.quantity for w in lines if (w.sku, w.options) == (ordered.sku, ordered.options))


def _ask_cancel(draft: Draft, orders: tuple[Order, ...]) -> None:
    able = tuple(order for order in orders if order.status is OrderStatus.PLACED)
    if not able:
        draft.say(f"cancel-{orders[0].status}", order=orders[0].id)
        return
    if len(able) > 1:
        draft.say("cancel-several", count=len(able))
    ask_cancel(draft, able)


def ask_cancel(draft: Draft, orders: tuple[Order, ...]) -> None:
    """Ask whether to cancel the first of these, with the others to follow."""
    draft.go(Phase.CANCEL, Cancelling(order=orders[0], others=orders[1:]))
    questions.ask(draft)


def cancel(draft: Draft, pending: Cancelling) -> None:
    """The shopper said yes to cancelling."""
    request = draft.number()
    draft.go(Phase.CANCELLING, replace(pending, request=request))
    draft.do(CancelOrder(request=request, order_id=pending.order.id))


def cancelled(draft: Draft, event: CancelAnswered) -> None:
    """Say whether the order is cancelled."""
    draft.session = draft.session.back_to_listening()
    answer = event.answer
    if isinstance(answer, Cancelled):
        last = draft.session.last_order
        if last is not None and last.order_id == answer.order_id:
            draft.session = replace(draft.session, last_order=None)
        draft.say("cancelled", order=answer.order_id)
        return
    draft.say(f"cancel-{answer.reason}", order=answer.order_id)
