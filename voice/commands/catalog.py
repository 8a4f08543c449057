"""`voicecart catalog`: the products on sale, how they come in and how they are found."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from catalog.errors import BadInput, BadRow
from catalog.product import Product
from catalog.sample import sample_products
from catalog.sources.load import open_source
from catalog.stores.embedded import EmbeddedStore
from voice.assemble import open_store
from voice.commands.catalog_check import check
from voice.commands.catalog_search import Demands, search
from voice.commands.context import Context, Json, opened, tell
from voice.commands.reading import ReadsFeed, reading
from voice.exits import Exit

catalog_app = typer.Typer(help="The products on sale.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    catalog_app.command("import", cls=ReadsFeed)(import_)
    catalog_app.command("search", cls=Demands)(search)
    catalog_app.command("check")(check)
    app.add_typer(catalog_app, name="catalog")


class _Refused(Exception):
    pass


@dataclass(slots=True)
class _Rows:
    """The rows of a feed on their way into the store: bad ones are told of at once, good ones go on."""

    rows: Iterable[Product | BadRow]
    strict: bool
    read: int = 0
    bad: int = 0
    instead_of_samples: bool = False

    def good(self) -> Iterator[Product]:
        """Each good row. Raises _Refused at the end where rows were bad and all are wanted."""
        for row in self.rows:
            self.read += 1
            if isinstance(row, BadRow):
                self.bad += 1
                sys.stderr.write(f"{row}\n")
            elif not (self.strict and self.bad):
                yield row
        if self.strict and self.bad:
            raise _Refused


def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="A product feed, packed with gzip or not.")],
    *,
    strict: Annotated[bool, typer.Option("--strict", help="Take all rows or none.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Take all other products off sale.")] = False,
    as_json: Json = False,
) -> None:
    """Put a file's products on sale in the embedded store; each bad row is named, with its remedy.

    The first import takes the sample shop off sale.
    It takes CSV, JSON, JSONL, Google Merchant feeds, schema.org lists and Open Food Facts exports.
    """
    context = opened(ctx)
    with _bar(file) as on_bytes:
        how = reading(ctx, context.settings.language, on_bytes)
        rows = _Rows(open_source(file, how).rows(), strict)
        kept = _kept(context, rows, alone=replace)
    told = {"file": str(file), "rows": rows.read, "kept": kept, "bad": rows.bad}
    line = f"{file}: {rows.read} rows, {kept} products kept, {rows.bad} bad rows."
    if rows.instead_of_samples and kept:
        line += " The sample shop's products are off sale now."
    tell(context, told, lambda: line, as_json=as_json)
    if rows.bad and not kept:
        raise typer.Exit(Exit.INPUT)


def _kept(context: Context, rows: _Rows, *, alone: bool) -> int:
    """How many products the store took; it is not opened before there is one to take."""
    try:
        good = rows.good()
        first = next(good, None)
        if first is None:
            return 0
        store = open_store(context.settings, context.plugins)
        try:
            if not isinstance(store, EmbeddedStore):
                raise BadInput(
                    f"The store '{context.settings.store}' keeps its own products.",
                    remedy="Import them there.",
                )
            rows.instead_of_samples = _first_of_its_own(first, store)
            return store.load_products(chain((first,), good), alone=alone or rows.instead_of_samples)
        finally:
            store.close()
    except _Refused:
        return 0


def _first_of_its_own(product: Product, store: EmbeddedStore) -> bool:
    """True for a shop's first product beside the sample shop's: nobody means to go on selling those."""
    samples = {one.sku for one in sample_products()}
    return product.sku not in samples and all(one.sku in samples for one in store.products())


@contextmanager
def _bar(file: Path) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, moved by the bytes of the file that were read; elsewhere nothing."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        size = file.stat().st_size if file.is_file() else None
        task = progress.add_task(file.name, total=size)
        yield lambda done: progress.update(task, completed=done)
