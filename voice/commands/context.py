"""Options that every command shares, and what commands open."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console, RenderableType

from voice.adapters.durable import full, private_folder
from voice.adapters.logs import open_logs
from voice.config import Settings
from voice.config_load import load_settings
from voice.errors import SettingsError
from voice.plugins import Plugins

Json = Annotated[bool, typer.Option("--json", help="One line of JSON, for programs.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The settings in force, the plug-ins, and where people read."""

    settings: Settings
    plugins: Plugins
    console: Console


def begin(
    ctx: typer.Context,
    config: Annotated[Path | None, typer.Option(help="Settings file; unset means the user's own.")] = None,
    language: Annotated[str | None, typer.Option(help="Language to hear and speak: en, ko, ...")] = None,
    store: Annotated[str | None, typer.Option(help="Where orders go: embedded, oscar, ...")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Folder of orders, store, PIN and logs.")] = None,
) -> None:
    """Order by voice, offline: nothing leaves the house but the order."""
    given: dict[str, Any] = {"language": language, "store": store, "data_dir": data_dir}
    ctx.obj = lambda: _context(config, {name: value for name, value in given.items() if value is not None})


def _context(config: Path | None, overrides: dict[str, Any]) -> Context:
    plugins = Plugins()
    settings = load_settings(config, overrides=overrides, plugins=plugins)
    _data_folder(settings.data_dir)
    open_logs(settings.data_dir, level=settings.records.log_level)
    return Context(settings=settings, plugins=plugins, console=Console(soft_wrap=True))


def _data_folder(folder: Path) -> None:
    """Make it. Raises SettingsError where it cannot be, StorageFull where the disk takes no more."""
    try:
        private_folder(folder)
    except OSError as error:
        failure = full(folder, error)
        if failure is not error:
            raise failure from error
        raise SettingsError(
            f"The data folder {folder} cannot be used: {error.strerror or error}.",
            remedy="Name another folder (data_dir, --data-dir), or give this user the right to write there.",
        ) from error


def opened(ctx: typer.Context) -> Context:
    """The context of a command; settings are read only now, so that --help needs none."""
    made: Context = ctx.obj()
    return made


def tell(
    context: Context, told: dict[str, Any], shown: Callable[[], RenderableType], *, as_json: bool
) -> None:
    """Write the answer: one line of JSON for programs, else what people read."""
    if as_json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        context.console.print(shown(), highlight=False, markup=False)
