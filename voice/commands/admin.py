"""`voicecart models`, `doctor` and `new`: for whoever installs and extends it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any, Self

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from voice.builtin import model_store
from voice.commands.context import opened
from voice.commands.opening import quiet_libraries
from voice.doctor import Finding, examine
from voice.exits import Exit
from voice.models.progress import Step
from voice.models.registry import model_named, models_for
from voice.models.report import ModelRow, as_cells, as_json, check_models, gather, list_models
from voice.models.store import fetch
from voice.scaffold import new_skill

Json = Annotated[bool, typer.Option("--json", help="One line of JSON, for programs.")]
Names = Annotated[list[str] | None, typer.Argument(help="Models by name; none means all of the language.")]
models_app = typer.Typer(help="Models of recognisers and voices.", no_args_is_help=True)
new_app = typer.Typer(help="Begin an extension.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    models_app.command("list")(list_)
    models_app.command("fetch")(fetch_)
    models_app.command("check")(check)
    app.add_typer(models_app, name="models")
    app.command("doctor")(doctor)
    new_app.command("skill")(skill)
    app.add_typer(new_app, name="new")


def list_(ctx: typer.Context, *, as_json_: Json = False) -> None:
    """Every model that is known, with size and licence, and which are here."""
    store = model_store(opened(ctx).settings)
    _show(list_models(store), as_json_text=as_json_)


def check(ctx: typer.Context, names: Names = None, *, as_json_: Json = False) -> None:
    """Whether models are whole and what their checksums say."""
    settings = opened(ctx).settings
    known = [model_named(name) for name in names] if names else list(models_for(settings.language))
    rows = check_models(model_store(settings), known)
    _show(rows, as_json_text=as_json_)
    if any(row.state == "broken" or (names and row.state == "absent") for row in rows):
        raise typer.Exit(Exit.MODEL)


def fetch_(ctx: typer.Context, names: Names = None) -> None:
    """Fetch models: resumable, verified before anything is unpacked, put in place at once."""
    context = opened(ctx)
    store = model_store(context.settings)
    with _Bars() as bars:
        if names:
            found = [fetch(store, name, bars.show) for name in names]
            lacking: tuple[Exception, ...] = ()
        else:
            gathered = gather(store, context.settings.language, bars.show)
            found, lacking = list(gathered.here), gathered.lacking
    for located in found:
        context.console.print(f"{located.model.name}: {located.path} ({located.source})", highlight=False)
    for error in lacking:
        sys.stderr.write(f"{error}\n")
    if not found:
        raise typer.Exit(Exit.MODEL)


class _Bars:
    """One progress bar per phase of a model."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn()
        )
        self._tasks: dict[tuple[str, str], Any] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._progress.stop()

    def show(self, step: Step) -> None:
        """Move the step's bar."""
        key = (step.model, step.phase)
        if key not in self._tasks:
            self._tasks[key] = self._progress.add_task(f"{step.model} {step.phase}", total=step.total or None)
        self._progress.update(self._tasks[key], completed=step.done, total=step.total or None)


def _show(rows: tuple[ModelRow, ...], *, as_json_text: bool) -> None:
    if as_json_text:
        sys.stdout.write(json.dumps(as_json(rows), ensure_ascii=False) + "\n")
        return
    for cells in as_cells(rows):
        sys.stdout.write("  ".join(cells) + "\n")


def doctor(ctx: typer.Context, *, as_json_: Json = False) -> None:
    """Look at microphone, speaker, models, voice, store and plug-ins; each finding with its remedy."""
    context = opened(ctx)
    with quiet_libraries(context.settings):
        findings = examine(context.settings, context.plugins)
    if as_json_:
        told = {"findings": [_finding(f) for f in findings], "ok": all(f.ok for f in findings)}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        table = Table("part", "state", "what", "what to do")
        for finding in findings:
            table.add_row(finding.part, "ok" if finding.ok else "!", finding.what, finding.remedy)
        context.console.print(table, highlight=False, markup=False)
    worst = next((f.exit for f in findings if not f.ok), Exit.OK)
    if worst is not Exit.OK:
        raise typer.Exit(worst)


def _finding(finding: Finding) -> dict[str, Any]:
    return {"part": finding.part, "ok": finding.ok, "what": finding.what, "remedy": finding.remedy}


def skill(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Lower-case letters, digits and underscores.")],
    language: Annotated[str, typer.Option(help="Language of its sentences.")] = "en",
    into: Annotated[Path, typer.Option(help="Folder to write it into.")] = Path(),
) -> None:
    """Write a skill of your own: sentences, a pure function, replies, a test."""
    context = opened(ctx)
    made = new_skill(name, language=language, into=into, plugins=context.plugins)
    for file in made.files:
        context.console.print(str(file), highlight=False)
    context.console.print("Then:\n  " + "\n  ".join(made.next_steps), highlight=False)
