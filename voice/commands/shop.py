"""`voicecart catalog` and `voicecart orders`: the shop's side."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from catalog.clock import utc_now
from catalog.codec import quote_to_json
from catalog.entries import Entry, EntryId, State
from catalog.errors import BadInput
from catalog.ledger import Ledger
from catalog.money import format_money
from catalog.ports import Ambiguous, Candidate, Match, NoMatch, Purpose, Query
from catalog.sources.load import import_products
from catalog.stores.embedded import EmbeddedStore
from voice.assemble import open_counter, open_store
from voice.commands.context import Context, opened
from voice.exits import Exit

Json = Annotated[bool, typer.Option("--json", help="One line of JSON, for programs.")]
catalog_app = typer.Typer(help="The products on sale.", no_args_is_help=True)
orders_app = typer.Typer(help="Orders, and how each came about.", invoke_without_command=True)
OPEN = frozenset({State.CONFIRMED, State.SENDING, State.UNKNOWN})


def register(app: typer.Typer) -> None:
    """Add the commands."""
    catalog_app.command("import")(import_)
    catalog_app.command("search")(search)
    orders_app.callback()(orders)
    orders_app.command("explain")(explain)
    app.add_typer(catalog_app, name="catalog")
    app.add_typer(orders_app, name="orders")


def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="A .csv, .json or .jsonl file of products.")],
    *,
    strict: Annotated[bool, typer.Option(help="Take all rows or none.")] = False,
    as_json: Json = False,
) -> None:
    """Put a file's products on sale in the embedded store; each bad row is named, with its remedy."""
    context = opened(ctx)
    report = import_products(file, strict=strict, language=context.settings.language)
    for row in report.bad_rows:
        sys.stderr.write(f"{row}\n")
    kept = 0
    if not report.refused and report.products:
        store = open_store(context.settings, context.plugins)
        try:
            if not isinstance(store, EmbeddedStore):
                raise BadInput(
                    f"The store '{context.settings.store}' keeps its own products.",
                    remedy="Import them there.",
                )
            kept = store.load_products(report.products)
        finally:
            store.close()
    told = {"file": str(file), "rows": report.rows, "kept": kept, "bad": len(report.bad_rows)}
    _tell(
        context,
        told,
        lambda: f"{file}: {report.rows} rows, {kept} products kept, {len(report.bad_rows)} bad rows.",
        as_json=as_json,
    )
    if report.refused or (report.bad_rows and not kept):
        raise typer.Exit(Exit.INPUT)


def search(
    ctx: typer.Context,
    phrase: Annotated[list[str], typer.Argument(help="A product as somebody says it.")],
    *,
    purpose: Annotated[Purpose, typer.Option(help="What it is looked for.")] = Purpose.FIND,
    as_json: Json = False,
) -> None:
    """Show what a phrase means in this catalog, how likely, and why."""
    context = opened(ctx)
    counter = open_counter(context.settings, context.plugins)
    try:
        query = Query(phrases=(" ".join(phrase),), language=context.settings.language, purpose=purpose)
        decision = counter.search.find(query)
    finally:
        counter.close()
    match decision:
        case Match(best=best, others=others):
            found = (best, *others)
        case Ambiguous(candidates=candidates, others=others):
            found = (*candidates, *others)
        case NoMatch(nearest=nearest):
            found = nearest
    told = {
        "decision": type(decision).__name__,
        "found": [_candidate(c, context.settings.language) for c in found],
    }
    _tell(context, told, lambda: _table(told), as_json=as_json)


def _candidate(candidate: Candidate, language: str) -> dict[str, Any]:
    product = candidate.product
    return {
        "sku": product.sku,
        "name": product.name(language),
        "price": format_money(product.price, language, "symbol"),
        "probability": round(candidate.probability, 3),
        "why": {name: round(score, 3) for name, score in candidate.why},
    }


def _table(told: dict[str, Any]) -> Table:
    table = Table("SKU", "name", "price", "probability", title=told["decision"])
    for row in told["found"]:
        table.add_row(row["sku"], row["name"], row["price"], f"{row['probability']:.0%}")
    return table


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
    _tell(context, told, lambda: _orders_table(entries, context.settings.language), as_json=as_json)
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
    _tell(context, told, lambda: json.dumps(told, ensure_ascii=False, indent=2), as_json=as_json)


def _tell(context: Context, told: dict[str, Any], shown: Callable[[], Table | str], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        context.console.print(shown(), highlight=False, markup=False)
