#!/usr/bin/env python3
"""Checks what is written against what is there.

- every script has its run bit and answers --help with exit code 0;
- every public module has a docstring;
- the README names every command and every setting (where there is a README);
- no Hangul stands in the code: sentences are locale data, under voice/locales/.

Prints `file:line finding` for each breach and exits with 1 if there is one.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / "bin" / "python"
OURS = ("voice", "catalog")
HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")
HELP_SECONDS = 60


def scripts(root: Path) -> list[Path]:
    """What people run: the files directly in scripts/, and the build machine's."""
    files = [path for path in sorted((root / "scripts").iterdir()) if path.is_file()]
    return [*files, *sorted((root / ".ci").glob("*"))]


def script_breaches(root: Path) -> Iterator[str]:
    """Scripts that cannot be run, or do not say how."""
    paths = scripts(root)
    with ThreadPoolExecutor(2) as pool:
        for path, finding in zip(paths, pool.map(_script, paths), strict=True):
            if finding:
                yield f"{path.relative_to(root)}:1 {finding}"


def _script(path: Path) -> str:
    if not os.access(path, os.X_OK):
        return "has no run bit (data of scripts goes into a folder below)"
    try:
        ran = subprocess.run(
            [path, "--help"],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=HELP_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"does not answer --help: {error}"
    if ran.returncode or len(ran.stdout.strip()) < 20:
        return f"does not answer --help: exit code {ran.returncode}, {len(ran.stdout)} characters"
    return ""


def module_breaches(root: Path) -> Iterator[str]:
    """Modules without a docstring, and Hangul in code."""
    for path in (path for package in OURS for path in sorted((root / package).rglob("*.py"))):
        name, text = path.relative_to(root), path.read_text(encoding="utf-8")
        public = all(part == "__init__.py" or not part.startswith("_") for part in name.parts)
        if public and not ast.get_docstring(ast.parse(text, str(path))):
            yield f"{name}:1 has no docstring"
        if "locales" in name.parts:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if HANGUL.search(line):
                yield f"{name}:{number} has Hangul: words and sentences are locale data"


def readme_breaches(root: Path) -> Iterator[str]:
    """Commands and settings that the README does not name."""
    readme = root / "README.md"
    if not readme.exists():
        return
    text = readme.read_text(encoding="utf-8")
    for kind, listed in (("command", command_names), ("setting", setting_names)):
        try:
            names = listed()
        except ImportError as error:
            yield f"README.md:1 cannot be compared with the {kind}s: {error}"
            continue
        for name in names:
            if not re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", text):
                yield f"README.md:1 does not name the {kind} {name}"


def command_names() -> list[str]:
    """Every command as one types it: `voicecart models fetch`. Empty until there is a command."""
    if importlib.util.find_spec("voice.cli") is None:
        return []
    app: Any = getattr(importlib.import_module("voice.cli"), "app", None)
    if app is None:
        return []
    typer: Any = importlib.import_module("typer.main")
    return sorted(_walk(typer.get_command(app), "voicecart"))


def _walk(command: Any, name: str) -> Iterator[str]:
    inner = getattr(command, "commands", None)
    if not inner:
        yield name
        return
    for word, one in inner.items():
        if not one.hidden:
            yield from _walk(one, f"{name} {word}")


def setting_names() -> list[str]:
    """Every setting by its dotted name. Empty until there are settings."""
    if importlib.util.find_spec("voice.config") is None:
        return []
    return [row.name for row in importlib.import_module("voice.config").settings_rows()]


def _in_environment() -> None:
    """Go on in the project's environment: the README is checked against the real commands."""
    if (
        PYTHON.exists()
        and Path(sys.prefix) != PYTHON.parent.parent
        and importlib.util.find_spec("typer") is None
    ):
        os.execv(PYTHON, [str(PYTHON), *sys.argv])  # noqa: S606 -- the same program again


def main() -> int:
    """Print the breaches of one part, or of all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parts = {"scripts": script_breaches, "modules": module_breaches, "readme": readme_breaches}
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(parts)}; none means all")
    parser.add_argument("--root", type=Path, default=ROOT, help="the checkout to read")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(parts):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    _in_environment()
    sys.path.insert(0, str(options.root))
    lines = [line for name in options.parts or parts for line in parts[name](options.root)]
    print("\n".join(lines), end="\n" if lines else "")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
