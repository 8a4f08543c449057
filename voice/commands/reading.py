"""The options that say how a product feed is to be read; commands take them as one value."""

from __future__ import annotations

from inspect import signature
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from catalog.sources.how import FORMATS, Columns, How
from catalog.sources.mapping import checked, given_pairs, load_mapping
from catalog.sources.raw import OnBytes

_KEPT = "voicecart.reading"


class ReadsFeed(TyperCommand):
    """A command with these options beside its own; `reading` gives what they say."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.params = [*self.params, *_options()]

    def invoke(self, ctx: Any) -> Any:
        """Put what they say aside: the command's function does not take it."""
        ctx.meta[_KEPT] = {name: ctx.params.pop(name) for name in signature(_said).parameters}
        return super().invoke(ctx)


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


def _options() -> list[Any]:
    app = typer.Typer(add_completion=False)
    app.command()(_said)
    return [option for option in typer.main.get_command(app).params if option.name != "help"]


def reading(ctx: typer.Context, language: str, on_bytes: OnBytes) -> How:
    """How the feed is to be read. Raises BadInput for a mapping that is none."""
    given = ctx.meta[_KEPT]
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
