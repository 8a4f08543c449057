"""Options that a command takes as one value: a function's parameters describe them, as typer has it."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand

_KEPT = "voicecart.grouped"


class Grouped(TyperCommand):
    """A command with the options of `described` beside its own; `grouped` gives what they say."""

    described: ClassVar[Callable[..., None]]

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.params = [*self.params, *_options(type(self).described)]

    def invoke(self, ctx: Any) -> Any:
        """Put what they say aside: the command's function does not take it."""
        names = signature(type(self).described).parameters
        ctx.meta[_KEPT] = {name: ctx.params.pop(name) for name in names}
        return super().invoke(ctx)


def _options(described: Callable[..., None]) -> list[Any]:
    app = typer.Typer(add_completion=False)
    app.command()(described)
    return [option for option in typer.main.get_command(app).params if option.name != "help"]


def grouped(ctx: typer.Context) -> dict[str, Any]:
    """What the options say, by name."""
    said: dict[str, Any] = ctx.meta[_KEPT]
    return said
