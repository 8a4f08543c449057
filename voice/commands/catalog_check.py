"""`voicecart catalog check`: what a merchant should know of a catalog that is sold by voice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Group, RenderableType
from rich.table import Table

from catalog.product import Product
from catalog.report import Report, check_catalog
from catalog.report.page import page
from catalog.report.words import advice, called, telling
from voice.adapters.durable import full
from voice.assemble import open_store
from voice.commands.context import Context, Json, opened, tell
from voice.commands.opening import NOISE_FILE
from voice.vocabularies import vocabulary_of

SHOWN = 15
"""Rows of each table on the screen."""


def check(
    ctx: typer.Context,
    *,
    html: Annotated[Path | None, typer.Option(help="Write one self-contained page to this file.")] = None,
    as_json: Json = False,
) -> None:
    """Tell what sounds alike, what cannot be heard, what stands twice and what is missing on sale."""
    context = opened(ctx)
    settings = context.settings
    with vocabulary_of(settings, settings.data_dir / NOISE_FILE) as vocabulary:
        report = check_catalog(_on_sale(context), settings.language, vocabulary)
    if html is not None:
        _write(html, page(report, f"Store “{settings.store}”"))
    tell(context, _told(report, html), lambda: _shown(report, html), as_json=as_json)


def _on_sale(context: Context) -> Iterator[Product]:
    store = open_store(context.settings, context.plugins)
    try:
        yield from store.products()
    finally:
        store.close()


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        failure = full(file, error)
        if failure is not error:
            raise failure from error
        told = f"{file} cannot be written: {error.strerror}."
        raise typer.BadParameter(told, param_hint="--html") from error


def _told(report: Report, html: Path | None) -> dict[str, Any]:
    return asdict(report) | {"html": str(html) if html else None}


def _shown(report: Report, html: Path | None) -> RenderableType:
    parts: list[RenderableType] = [f"{report.products} products, language {report.language}."]
    if report.clusters:
        parts.append(_clusters(report))
    if report.recogniser:
        parts.append(_words(report))
    else:
        parts.append("Nothing here could tell which words can be heard: fetch a model first.")
    if report.duplicates:
        parts.append(_duplicates(report))
    parts.append(_lacks(report))
    parts.extend(report.limits)
    if html is not None:
        parts.append(f"The whole report: {html}")
    return Group(*parts)


def _titled(title: str, shown: int, count: int, *columns: str) -> Table:
    more = f"the first {shown} of {count}; --json and --html show more" if count > shown else None
    return Table(*columns, title=title, caption=more, title_justify="left", caption_justify="left")


def _clusters(report: Report) -> Table:
    count, clusters = len(report.clusters), report.clusters[:SHOWN]
    title = f"{count} groups sound alike, {report.alike} products in all"
    table = _titled(title, len(clusters), count, "products", "what to do")
    for cluster in clusters:
        names = [f"{called(m)} ({m.sku})" for m in cluster.members[:4]]
        more = [f"and {cluster.count - len(names)} more"] if cluster.count > len(names) else []
        table.add_row("\n".join((*names, *more)), telling(cluster))
    return table


def _words(report: Report) -> RenderableType:
    lost = [word for word in report.unheard if word.lost]
    others = len(report.unheard) - len(lost)
    told = f"{others} more unknown words do no harm: those products have other names. ({report.recogniser})"
    if not lost:
        return f"No product is lost for a word that cannot be heard. {told}"
    title = f"{len(lost)} words cannot be heard"
    table = _titled(title, min(SHOWN, len(lost)), len(lost), "word", "products", "what to do")
    for word in lost[:SHOWN]:
        table.add_row(word.word, str(word.lost), advice(word))
    return Group(table, told)


def _duplicates(report: Report) -> Table:
    count, found = len(report.duplicates), report.duplicates[:SHOWN]
    table = _titled(f"{count} likely duplicates", len(found), count, "same", "which", "SKUs")
    for one in found:
        skus = ", ".join(p.sku for p in one.products[:6])
        table.add_row(one.by, one.key, skus + (", ..." if one.count > 6 else ""))
    return table


def _lacks(report: Report) -> Table:
    table = Table("what", "products", "for example")
    lacks = (
        ("no price", report.no_price),
        ("no stock count", report.no_stock),
        ("name too long to say", report.too_long),
    )
    for told, listed in lacks:
        table.add_row(told, str(listed.count), ", ".join(p.sku for p in listed.products[:4]))
    return table
