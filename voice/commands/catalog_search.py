"""`voicecart catalog search`: what a phrase means in this catalog, how likely, and why."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.table import Table

from catalog.errors import BadInput
from catalog.money import Money, format_money, parse_money
from catalog.ports import Candidate, Filters, Purpose, Query, all_of
from voice.assemble import open_counter
from voice.commands.context import Json, opened, tell
from voice.commands.grouped import Grouped, grouped


def _said(
    where: Annotated[
        list[str] | None, typer.Option(help="Only with this: brand=NAME, category=NAME or an attribute.")
    ] = None,
    min_price: Annotated[str, typer.Option(help="At least so much, as 3.50.")] = "",
    max_price: Annotated[str, typer.Option(help="At most so much, as 3.50.")] = "",
    in_stock: Annotated[bool, typer.Option("--in-stock", help="Not what is sold out.")] = False,  # noqa: FBT002 - as typer has it
) -> None:
    """The options; never called."""


class Demands(Grouped):
    """A command with these options beside its own."""

    described = staticmethod(_said)


def search(
    ctx: typer.Context,
    phrase: Annotated[list[str], typer.Argument(help="A product as somebody says it.")],
    *,
    purpose: Annotated[Purpose, typer.Option(help="What it is looked for.")] = Purpose.FIND,
    as_json: Json = False,
) -> None:
    """Show what a phrase means in this catalog, how likely, and why."""
    context = opened(ctx)
    language = context.settings.language
    filters = _filters(ctx, context.settings.currency)
    counter = open_counter(context.settings, context.plugins)
    try:
        query = Query(phrases=(" ".join(phrase),), language=language, purpose=purpose, filters=filters)
        decision = counter.search.find(query)
    finally:
        counter.close()
    told = {"decision": type(decision).__name__, "found": [_candidate(c, language) for c in all_of(decision)]}
    tell(context, told, lambda: _table(told), as_json=as_json)


def _filters(ctx: typer.Context, currency: str) -> Filters:
    given = grouped(ctx)
    demanded = dict(_demand(one) for one in given["where"] or ())
    return Filters(
        min_price=_money("--min-price", given["min_price"], currency),
        max_price=_money("--max-price", given["max_price"], currency),
        brand=demanded.pop("brand", ""),
        category=demanded.pop("category", ""),
        attributes=tuple(demanded.items()),
        in_stock=given["in_stock"],
    )


def _money(option: str, given: str, currency: str) -> Money | None:
    try:
        return parse_money(given, currency) if given else None
    except BadInput as fault:
        raise typer.BadParameter(f"{fault}", param_hint=option) from None


def _demand(given: str) -> tuple[str, str]:
    key, equals, value = given.partition("=")
    if not (equals and key.strip() and value.strip()):
        raise typer.BadParameter(f"'{given}' is no NAME=VALUE, such as brand=Acme.", param_hint="--where")
    return key.strip(), value.strip()


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
