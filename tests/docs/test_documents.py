"""What is written is true: each command, setting, exit code, event and extension point is named, each
name that the documents use exists, and what is generated is current.
"""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import shlex
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest
import typer.main
from typer.testing import CliRunner

from voice.cli import app
from voice.config import settings_rows
from voice.dialogue import actions, events
from voice.dialogue.table import TABLE, diagram
from voice.exits import MEANINGS, Exit
from voice.plugins import Group

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
README, ARCHITECTURE = (
    (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "ARCHITECTURE.md")
)


def script(name: str) -> ModuleType:
    """A script without an ending, as a module."""
    loader = SourceFileLoader(name, str(ROOT / "scripts" / name))
    spec = importlib.util.spec_from_loader(name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def commands(command: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command and group, by its words."""
    yield words
    for word, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, (*words, word))


COMMANDS = tuple(commands(typer.main.get_command(app)))


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md"])
def test_what_is_generated_is_current(name: str) -> None:
    drawing = script("draw_dialogue")
    text = (ROOT / name).read_text(encoding="utf-8")
    assert drawing.filled(text, drawing.parts()) == text, "scripts/draw_dialogue mends it"


def test_a_stale_part_would_be_found() -> None:
    drawing = script("draw_dialogue")
    assert README.count("<!-- end of ") == 4
    assert ARCHITECTURE.count("<!-- end of ") == 1
    stale = ARCHITECTURE.replace("    confirm --> placing", "    listen --> placing")
    assert stale != ARCHITECTURE
    assert drawing.filled(stale, drawing.parts()) == ARCHITECTURE


def test_the_diagram_has_every_phase() -> None:
    assert diagram() in ARCHITECTURE
    assert all(re.search(rf"\b{phase}\b", diagram()) for phase in TABLE)


def test_the_conversation_of_the_readme_is_what_is_said_today() -> None:
    drawing = script("draw_terminal")
    text, _ = drawing.converse(drawing.SAID)
    shown = README.partition("```text\n")[2].partition("\n```")[0]

    def said(talk: str) -> list[str]:
        # Scores may move with each tuning of the search; what is said and ordered may not.
        return [line for line in talk.splitlines() if not line.startswith("      ")]

    assert said(shown) == said(text), "scripts/draw_terminal mends it"
    assert any("receipt" in line for line in said(shown))


def test_every_command_answers_help_and_stands_in_the_readme() -> None:
    run = CliRunner()
    for words in COMMANDS:
        ran = run.invoke(app, [*words, "--help"])
        assert ran.exit_code == 0, words
        assert len(ran.output) > 40
        assert " ".join(("voicecart", *words)) in README, words


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_command_that_is_shown_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    shown = re.findall(r"`(voicecart [^`]+)`", text) + re.findall(r"^    (voicecart .+)$", text, re.MULTILINE)
    for line in shown:
        words = shlex.split(line.replace("|", " ").replace("(", ""))[1:]
        plain = tuple(word for word in words if not word.startswith("-"))
        known = [one for one in COMMANDS if one and plain[: len(one)] == one]
        option = bool(words) and words[0].startswith("--")
        assert known or option, line


def test_every_setting_and_its_variable_stands_in_the_readme() -> None:
    for row in settings_rows():
        assert f"| `{row.name}` | `{row.env}` |" in README


def test_every_exit_code_stands_in_the_readme() -> None:
    assert set(MEANINGS) == set(Exit)
    for code, meaning in MEANINGS.items():
        assert f"| {int(code)} | {meaning} |" in README


def test_every_extension_point_is_told_of() -> None:
    for group in Group:
        assert f"`{group.value}`" in ARCHITECTURE
        assert entry_points(group=group.value)


def test_every_event_and_action_is_told_of() -> None:
    wanted = {kind.__name__ for kind in get_args(events.Event)} | {kind.__name__ for kind in _union(actions)}
    assert len(wanted) > 25
    missing = {name for name in wanted if f"`{name}`" not in ARCHITECTURE}
    assert not missing


def _union(module: ModuleType) -> tuple[type, ...]:
    return get_args(module.Action)


@pytest.mark.parametrize("module", ["voice/ports.py", "catalog/ports.py"])
def test_every_port_is_told_of(module: str) -> None:
    tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    ports = [
        node.name
        for node in tree.body
        if isinstance(node, ast.ClassDef)
        and any(isinstance(b, ast.Name) and b.id == "Protocol" for b in node.bases)
    ]
    assert ports
    assert [name for name in ports if f"`{name}`" not in ARCHITECTURE] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_and_paths_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if not link.startswith(("http", "mailto"))]
    paths = re.findall(r"`((?:voice|catalog|tests|scripts|\.ci)/[\w./-]+)", text)
    paths += re.findall(r"(?<![\w/`])(?:\./)?(scripts/[a-z_]+(?:\.py)?)", text)
    for target in {*links, *paths}:
        assert (ROOT / target.rstrip("/.")).exists(), f"{name}: {target}"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_scripts_that_are_named_can_be_run(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for path in set(re.findall(r"(?<![\w/])scripts/[a-z_]+(?:\.py)?(?![\w/])", text)):
        assert os.access(ROOT / path, os.X_OK), path
