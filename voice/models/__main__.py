"""`python -m voice.models`: list, fetch and check without the rest of the assistant, for set-up scripts."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace

from catalog.errors import CatalogError
from voice.errors import ModelError, VoiceError
from voice.models.progress import Step
from voice.models.registry import model_named, models_for
from voice.models.report import ModelRow, as_cells, as_json, check_models, gather, list_models
from voice.models.store import fetch, standard_store

_LACKING, _FAILED = 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 fine, 1 something is missing or broken, 2 it could not be done."""
    options = _parser().parse_args(arguments)
    try:
        return _fetch(options) if options.command == "fetch" else _show(options)
    except (VoiceError, CatalogError) as error:
        sys.stderr.write(f"{error}\n")
        return _LACKING if isinstance(error, ModelError) else _FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m voice.models", description=__doc__)
    parser.add_argument("command", choices=("list", "fetch", "check"))
    parser.add_argument("names", nargs="*", help="models by name; none means all of the language")
    parser.add_argument("--language", default="", help="en, ko, ...; empty means all")
    parser.add_argument("--offline", action="store_true", help="fetch: only look what is here")
    parser.add_argument("--json", action="store_true", help="for programs")
    return parser


def _show(options: argparse.Namespace) -> int:
    store = standard_store()
    if options.command == "check":
        known = [model_named(name) for name in options.names] or models_for(options.language)
        rows = check_models(store, known)
        failed = any(row.state == "broken" or (options.names and row.state == "absent") for row in rows)
    else:
        rows, failed = list_models(store, options.language), False
    _print(rows, as_json_text=options.json)
    return _LACKING if failed else 0


def _print(rows: tuple[ModelRow, ...], *, as_json_text: bool) -> None:
    if as_json_text:
        sys.stdout.write(json.dumps(as_json(rows), ensure_ascii=False) + "\n")
        return
    for cells in as_cells(rows):
        sys.stdout.write("  ".join(cells) + "\n")


def _fetch(options: argparse.Namespace) -> int:
    store, meter = replace(standard_store(), network=not options.offline), _Meter()
    for name in options.names:
        found = fetch(store, name, meter.show)
        sys.stdout.write(f"{name}: {found.path} ({found.source})\n")
    if options.names:
        return 0
    gathered = gather(store, options.language or "en", meter.show)
    for found in gathered.here:
        sys.stdout.write(f"{found.model.name}: {found.path} ({found.source})\n")
    for error in gathered.lacking:
        sys.stderr.write(f"{error}\n")
    return 0 if gathered.can_hear else _LACKING


class _Meter:
    """Prints steps on standard error: each change of phase, and every tenth of a download."""

    def __init__(self) -> None:
        self._last = ""

    def show(self, step: Step) -> None:
        """Print the step unless it says nearly the same as the last one."""
        mark = f"{step.model} {step.phase} {10 * step.done // step.total if step.total else ''}"
        if mark != self._last:
            self._last = mark
            sys.stderr.write(f"{step}\n")


if __name__ == "__main__":
    sys.exit(main())
