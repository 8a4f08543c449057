"""Settings from `voicecart.toml`, then the environment, then the command line; all problems at once."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from voice.config import ENV_NESTING, ENV_PREFIX, Settings, default_config_file, env_name, settings_rows
from voice.errors import SettingProblem, SettingsError
from voice.plugins import Group, Plugins

CONFIG_VARIABLE = "VOICECART_CONFIG"
_OURS_ELSEWHERE = (CONFIG_VARIABLE, "VOICECART_REEXEC", "VOICECART_SHOP_DIR", "VOICECART_SHOP_CURRENCY")
"""Variables of voicecart that are no settings: read by its scripts and by the servers that they start."""
_OTHER_PREFIXES = ("VOICECART_TEST_", "VOICECART_DEMO_")
_MASK = "**********"
_BUILT_IN = {
    "language": ("en", "ko"),
    "recognizer": ("auto", "vosk", "whisper"),
    "store": ("embedded", "oscar"),
    "voice.engine": ("pyttsx3", "espeak", "piper"),
}
_GROUPS = {
    "language": Group.LOCALES,
    "recognizer": Group.RECOGNIZERS,
    "store": Group.STORES,
    "voice.engine": Group.SPEAKERS,
}

Tree = dict[str, Any]
"""Settings as nested plain values."""


@dataclass(frozen=True, slots=True)
class _Given:
    """One source's values: `tree`, and what to call each key of it in a message."""

    name: str
    tree: Tree

    def where(self, path: tuple[str, ...]) -> str:
        return self.name or env_name(path)


def load_settings(
    config: Path | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    overrides: Mapping[str, Any] | None = None,
    plugins: Plugins | None = None,
) -> Settings:
    """The settings in force. `config` must exist if named; `overrides` ("voice.engine": "piper") win.

    Raises SettingsError that lists every wrong key of every source.
    """
    environ = os.environ if environ is None else environ
    problems: list[SettingProblem] = []
    sources = [
        _file(config, environ, problems),
        _Given("", _environment(environ, problems)),
        _Given("command line", _nested(overrides or {})),
    ]
    settings = _validated(sources, problems)
    if settings is not None:
        problems += _unknown_names(settings, sources, plugins or Plugins())
    if problems or settings is None:
        raise _error(problems)
    return settings


def config_file(config: Path | None, environ: Mapping[str, str]) -> tuple[Path, bool]:
    """The settings file to read, and whether somebody asked for it by name."""
    named = config or (Path(environ[CONFIG_VARIABLE]) if environ.get(CONFIG_VARIABLE) else None)
    return (named.expanduser(), True) if named else (default_config_file(), False)


def _file(config: Path | None, environ: Mapping[str, str], problems: list[SettingProblem]) -> _Given:
    path, asked = config_file(config, environ)
    if not asked and not path.exists():
        return _Given(str(path), {})
    try:
        return _Given(str(path), tomllib.loads(path.read_text("utf-8-sig")))
    except OSError as error:
        reason = f"cannot be read ({error.strerror or error})."
    except UnicodeDecodeError:
        reason = "is not a text file in UTF-8."
    except tomllib.TOMLDecodeError as error:
        reason = f"is not TOML: {error}."
    problems.append(SettingProblem(key="file", value="", where=str(path), reason=reason))
    return _Given(str(path), {})


def _environment(environ: Mapping[str, str], problems: list[SettingProblem]) -> Tree:
    known = {row.env: row.name for row in settings_rows()}
    flat: dict[str, Any] = {}
    for variable in sorted(environ):
        if not variable.startswith(ENV_PREFIX) or variable in _OURS_ELSEWHERE:
            continue
        if variable in known:
            flat[known[variable]] = environ[variable]
        elif not variable.startswith(_OTHER_PREFIXES):
            problems.append(_unknown_variable(variable, environ[variable], known))
    return _nested(flat)


def _unknown_variable(variable: str, value: str, known: Mapping[str, str]) -> SettingProblem:
    near = _nearest(variable, known)
    key = variable.removeprefix(ENV_PREFIX).lower().replace(ENV_NESTING.lower(), ".")
    reason = "there is no such setting."
    if any(name.startswith(f"{key}.") for name in known.values()):
        reason, near = "this is a section, not a setting.", near or f"{variable}{ENV_NESTING}..."
    shown = _shown(key, value, known.get(near, ""))
    return SettingProblem(key=key, value=shown, where=variable, reason=reason, suggestion=near)


def _nested(flat: Mapping[str, Any]) -> Tree:
    tree: Tree = {}
    for name, value in flat.items():
        *sections, leaf = name.split(".")
        place = tree
        for section in sections:
            place = place.setdefault(section, {})
        place[leaf] = value
    return tree


def _merged(sources: Iterable[_Given]) -> Tree:
    tree: Tree = {}
    for source in sources:
        _lay_over(tree, source.tree)
    return tree


def _lay_over(tree: Tree, upper: Tree) -> None:
    for key, value in upper.items():
        below = tree.get(key)
        if isinstance(value, dict) and isinstance(below, dict):
            _lay_over(below, value)
        else:
            tree[key] = dict(value) if isinstance(value, dict) else value


def _validated(sources: list[_Given], problems: list[SettingProblem]) -> Settings | None:
    try:
        return Settings(**_merged(sources))
    except ValidationError as error:
        problems += [_problem(details, sources) for details in error.errors(include_url=False)]
        return None


def _problem(details: ErrorDetails, sources: list[_Given]) -> SettingProblem:
    path = tuple(str(part) for part in details["loc"])
    key, names = ".".join(path), [row.name for row in settings_rows()]
    unknown = details["type"] == "extra_forbidden"
    near = _nearest(key, names) or _nearest(path[-1], names) if unknown else ""
    reason = "there is no such setting." if unknown else f"{details['msg'].removeprefix('Value error, ')}."
    return SettingProblem(
        key=key,
        value=_shown(key, details["input"], near),
        where=_origin(path, sources),
        reason=reason.replace("..", "."),
        suggestion=near or _near_value(details),
    )


def _origin(path: tuple[str, ...], sources: list[_Given]) -> str:
    for source in reversed(sources):
        if _has(source.tree, path):
            return source.where(path)
    return sources[0].name


def _has(tree: object, path: tuple[str, ...]) -> bool:
    for part in path:
        if not isinstance(tree, dict) or part not in tree:
            return False
        tree = tree[part]
    return True


def _near_value(details: ErrorDetails) -> str:
    expected = str((details.get("ctx") or {}).get("expected", ""))
    choices = expected.replace(" or ", ", ").replace("'", "").split(", ") if expected else []
    return _nearest(str(details["input"]), choices)


def _nearest(word: str, known: Iterable[str]) -> str:
    """The known name that is most like `word`; a setting in a section is also found by its last part."""
    names = list(known)
    short = {name.rpartition(".")[2]: name for name in names}
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.75)
    leaf = difflib.get_close_matches(word.rpartition(".")[2], short, n=1, cutoff=0.75)
    return close[0] if close else short[leaf[0]] if leaf else ""


def _shown(key: str, value: object, near: str) -> str:
    secrets = {row.name for row in settings_rows() if row.secret}
    words = ("password", "secret", "token", "pin")
    if {key, near} & secrets or any(word in key.lower() for word in words):
        return _MASK
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _unknown_names(settings: Settings, sources: list[_Given], plugins: Plugins) -> Iterator[SettingProblem]:
    chosen = {
        "language": settings.language,
        "recognizer": settings.recognizer,
        "store": settings.store,
        "voice.engine": settings.voice.engine,
    }
    for key, value in chosen.items():
        known: Collection[str] = {*_BUILT_IN[key], *plugins.names(_GROUPS[key])}
        if value not in known:
            path = tuple(key.split("."))
            reason = f"it is none of {', '.join(sorted(known))}."
            yield SettingProblem(
                key=key,
                value=repr(value),
                where=_origin(path, sources),
                reason=reason,
                suggestion=_nearest(value, known),
            )


def _error(problems: list[SettingProblem]) -> SettingsError:
    count = "One setting is" if len(problems) == 1 else f"{len(problems)} settings are"
    lines = "\n".join(f"  {problem}" for problem in problems)
    return SettingsError(
        f"{count} wrong:\n{lines}\n",
        remedy="Correct each where it stands; nothing was started.",
        problems=tuple(problems),
    )
