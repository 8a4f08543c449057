"""`voicecart orders`: what was ordered by voice here, and how each order came about."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer
from rich.table import Table

from catalog.clock import utc_now
from catalog.codec import quote_to_json
from catalog.entries import Entry, EntryId, State
from catalog.ledger import Ledger
from catalog.money import format_money
from voice.assemble import open_counter
from voice.commands.context import Json, opened, tell
from voice.exits import Exit

orders_app = typer.Typer(help="Orders, and how each came about.", invoke_without_command=True)
OPEN = frozenset({State.CONFIRMED, State.SENDING, State.UNKNOWN})


def register(app: typer.Typer) -> None:
    """Add the commands."""
    orders_app.callback()(orders)
    orders_app.command("explain")(explain)
    app.add_typer(orders_app, name="orders")


def orders(ctx: typer.Context, *, as_json: Json = False) -> None:
    """The orders that were made by voice here, newest last; open ones are looked up in the store first."""
    if ctx.invoked_subcommand:
        return
    context = opened(ctx)
    counter = open_counter(context.settings, context.plugins)
    try:
        entries = counter.ledger.entries()
    finally:
        counter.close()
    told = {"orders": [_entry(entry) for entry in entries]}
    tell(context, told, lambda: _orders_table(entries, context.settings.language), as_json=as_json)
    if any(entry.state in OPEN for entry in entries):
        raise typer.Exit(Exit.UNSETTLED)


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "state": entry.state.value,
        "order": getattr(entry.outcome, "order_id", None),
        "at": entry.confirmed_at.isoformat(),
        "said": entry.consent.said,
        "quote": json.loads(quote_to_json(entry.quote)),
    }


def _orders_table(entries: tuple[Entry, ...], language: str) -> Table | str:
    if not entries:
        return "No orders yet."
    table = Table("id", "when", "state", "order", "total", "lines")
    for entry in entries:
        lines = ", ".join(f"{q.line.quantity} {q.name}" for q in entry.quote.lines)
        when = f"{entry.confirmed_at:%Y-%m-%d %H:%M}"
        order = str(getattr(entry.outcome, "order_id", ""))
        total = format_money(entry.quote.total, language, "symbol")
        table.add_row(entry.id, when, entry.state.value, order, total, lines)
    return table


def explain(
    ctx: typer.Context,
    entry_id: Annotated[str, typer.Argument(help="The id that `voicecart orders` shows.")],
    *,
    as_json: Json = False,
) -> None:
    """How an order came about: what was heard, matched and said, and each step it went."""
    context = opened(ctx)
    ledger = Ledger(context.settings.data_dir / "ledger.db", now=utc_now)
    try:
        found = ledger.explain(EntryId(entry_id))
    finally:
        ledger.close()
    told = {
        **_entry(found.entry),
        "story": found.story,
        "steps": [{"at": e.at.isoformat(), "state": e.state.value, "detail": e.detail} for e in found.events],
    }
    tell(context, told, lambda: json.dumps(told, ensure_ascii=False, indent=2), as_json=as_json)
