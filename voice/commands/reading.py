"""The options that say how a product feed is to be read; commands take them as one value."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from catalog.sources.how import FORMATS, Columns, How
from catalog.sources.mapping import checked, given_pairs, load_mapping
from catalog.sources.raw import OnBytes
from voice.commands.grouped import Grouped, grouped


def _said(
    format: Annotated[  # noqa: A002 - the word users know
        str, typer.Option(help=f"What the file is ({', '.join(FORMATS)}); auto asks its content.")
    ] = "auto",
    encoding: Annotated[str, typer.Option(help="Its encoding, if not UTF-8: cp949, utf-16, ...")] = "",
    mapping: Annotated[str, typer.Option(help="A TOML or JSON file: which column holds what.")] = "",
    column: Annotated[list[str] | None, typer.Option(help="The same in words: price=COLUMN.")] = None,
    default: Annotated[list[str] | None, typer.Option(help="If a row says nothing: currency=USD.")] = None,
) -> None:
    """The options; never called."""


class ReadsFeed(Grouped):
    """A command with these options beside its own; `reading` gives what they say."""

    described = staticmethod(_said)


def reading(ctx: typer.Context, language: str, on_bytes: OnBytes) -> How:
    """How the feed is to be read. Raises BadInput for a mapping that is none."""
    given = grouped(ctx)
    if given["format"] not in FORMATS:
        raise typer.BadParameter(f"the format '{given['format']}' is none of {', '.join(FORMATS)}.")
    told = load_mapping(Path(given["mapping"])) if given["mapping"] else Columns()
    columns = {**told.columns, **given_pairs(given["column"] or (), "--column")}
    defaults = {**told.defaults, **given_pairs(given["default"] or (), "--default")}
    return How(
        format=given["format"],
        language=language,
        encoding=given["encoding"],
        columns=checked(Columns(columns=columns, defaults=defaults, decimal=told.decimal)),
        on_bytes=on_bytes,
    )
