#!/usr/bin/env python3
"""Checks the house limits: a file at most 350 lines, a function 50, a class 200, parameters 5.

`self` and `cls` are no parameters. Tests may take more parameters (fixtures). Prints
`file:line finding` for each breach and exits with 1 if there is one.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("voice", "catalog", "scripts", "tests")
FILE, FUNCTION, CLASS, PARAMETERS = 350, 50, 200, 5

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def source_files(root: Path) -> Iterator[Path]:
    """Our Python files: by ending, or by their first line."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and (path.suffix == ".py" or (not path.suffix and _is_python(path))):
                yield path


def _is_python(path: Path) -> bool:
    with path.open("rb") as stream:
        first = stream.readline(200)
    return first.startswith(b"#!") and b"python" in first


def breaches(path: Path, root: Path) -> Iterator[str]:
    """What is too long in one file."""
    text = path.read_text(encoding="utf-8")
    name = path.relative_to(root)
    lines = text.count("\n")
    if lines > FILE:
        yield f"{name}:{FILE + 1} the file has {lines} lines, {FILE} at most"
    for node in ast.walk(ast.parse(text, str(path))):
        if isinstance(node, _Function):
            yield from (f"{name}:{node.lineno} {finding}" for finding in _of_function(node, name.parts[0]))
        elif isinstance(node, ast.ClassDef) and _length(node) > CLASS:
            yield f"{name}:{node.lineno} class {node.name} has {_length(node)} lines, {CLASS} at most"


def _of_function(node: _Function, folder: str) -> Iterator[str]:
    if _length(node) > FUNCTION:
        yield f"{node.name} has {_length(node)} lines, {FUNCTION} at most"
    count = len(_parameters(node))
    if count > PARAMETERS and folder != "tests":
        yield f"{node.name} takes {count} parameters, {PARAMETERS} at most: group them in a value"


def _parameters(node: _Function) -> list[str]:
    arguments = node.args
    names = [one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


def _length(node: _Function | ast.ClassDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def main() -> int:
    """Print the breaches."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=ROOT, help="the checkout to read")
    root = parser.parse_args().root
    lines = [line for path in source_files(root) for line in breaches(path, root)]
    print("\n".join(lines), end="\n" if lines else "")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
