"""`voicecart new skill NAME`: the small files of a new skill, as a package of its own that works at once."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass
from pathlib import Path
from string import Template

from catalog.errors import BadInput
from voice.plugins import Group, Plugins

_TEMPLATES = Path(__file__).parent / "templates" / "skill"
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_LONGEST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSkill:
    """What was written: the package's `folder`, and its `files` in the order to read them."""

    folder: Path
    files: tuple[Path, ...]
    next_steps: tuple[str, ...]
    """Commands to run now."""


def new_skill(
    name: str, *, language: str = "en", into: Path = Path(), plugins: Plugins | None = None
) -> NewSkill:
    """Write the package `voicecart_NAME` into the folder `into` and tell what was written.

    Raises BadInput, and writes nothing, for a name that cannot be used, a language without templates, or
    files that are already there.
    """
    _check_name(name, plugins or Plugins())
    if language not in languages():
        remedy = f"Use one of {', '.join(languages())}, and translate."
        raise BadInput(f"There are no skill templates for the language '{language}'.", remedy=remedy)
    folder = into.expanduser() / f"voicecart_{name}"
    if folder.exists():
        raise BadInput(f"{folder} is already there.", remedy="Choose another name, or --into another folder.")
    files = {folder / place: text for place, text in _filled(name, language).items()}
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    steps = (f"pip install -e {folder}", f"pytest {folder / 'tests'}", "voicecart type")
    return NewSkill(folder=folder, files=tuple(files), next_steps=steps)


def languages() -> tuple[str, ...]:
    """The languages that a skill can be begun in."""
    return tuple(sorted(path.name for path in _TEMPLATES.iterdir() if path.is_dir()))


def _check_name(name: str, plugins: Plugins) -> None:
    remedy = "Use lower-case letters, digits and single underscores, such as gift_wrap."
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        raise BadInput(f"'{name}' cannot name a skill.", remedy=remedy)
    if keyword.iskeyword(name) or keyword.issoftkeyword(name):
        raise BadInput(f"'{name}' is a word of Python.", remedy="Choose another name.")
    if name in plugins.names(Group.SKILLS):
        raise BadInput(f"There is already a skill '{name}'.", remedy="Choose another name.")


def _filled(name: str, language: str) -> dict[str, str]:
    """The package's files, by their place in it."""
    package, words = f"voicecart_{name}", f"voicecart_{name}/locales/{language}"
    places = {
        "pyproject.toml": "pyproject.toml",
        f"{package}/__init__.py": "init.py",
        f"{words}/sentences/{name}.yaml": f"{language}/sentences.yaml",
        f"{words}/replies/{name}.ftl": f"{language}/replies.ftl",
        f"tests/test_{name}.py": "test_skill.py",
        f"tests/{name}.yaml": f"{language}/cases.yaml",
    }
    values = {
        "name": name,
        "package": package,
        "language": language,
        "dashed": name.replace("_", "-"),
        "spoken": name.replace("_", " "),
        "title": "".join(part.capitalize() for part in name.split("_")),
    }
    return {place: _template(source).substitute(values) for place, source in places.items()}


def _template(source: str) -> Template:
    return Template((_TEMPLATES / f"{source}.tmpl").read_text("utf-8"))
