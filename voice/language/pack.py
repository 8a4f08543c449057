"""A language with everything that plug-ins add to it: sentences for understanding, replies for speaking.

An addition is an entry point of the group `voicecart.locales` named LANGUAGE.ANYTHING ("en.gift"). One that
is broken is left out whole, and told as a problem: the language itself always works.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from voice.errors import SettingsError
from voice.language.locale import Locale, load_locale, locale_from
from voice.language.placed import LocaleError, read_yaml
from voice.language.replies import Replies, reply_files
from voice.plugins import Group, PluginProblem, Plugins, Trouble

OURS_ALONE = frozenset({"yes", "no", "pin"})
"""Intents that decide about an order: what means yes is never a plug-in's to say."""
_SHARED = ("expansion_rules", "lists")


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguagePack:
    """One language in use, the folders that were added to it, and the additions that could not be used."""

    locale: Locale
    replies: Replies
    additions: tuple[Path, ...] = ()
    problems: tuple[PluginProblem, ...] = ()


def load_language(language: str, plugins: Plugins | None = None) -> LanguagePack:
    """The language and its additions. Raises SettingsError where the language itself is missing or broken."""
    plugins = plugins or Plugins()
    pack = pack_of(load_locale(language))
    problems: list[PluginProblem] = []
    for name in (n for n in plugins.names(Group.LOCALES) if n.startswith(f"{language}.")):
        brought = plugins.load(Group.LOCALES, name)
        more = brought if isinstance(brought, PluginProblem) else _tried(pack, name, brought)
        if isinstance(more, PluginProblem):
            problems.append(more)
        else:
            pack = more
    return replace(pack, problems=tuple(problems))


def pack_of(base: Locale, *additions: Path) -> LanguagePack:
    """The language with these folders added. Raises SettingsError (LocaleError) where one does not fit."""
    for folder in additions:
        _check(base.folder, folder)
    files = [file for folder in (base.folder, *additions) for file in reply_files(folder)]
    return LanguagePack(
        locale=locale_from(base.folder, *additions) if additions else base,
        replies=Replies(base.language, files),
        additions=additions,
    )


def _tried(pack: LanguagePack, name: str, folder: Path) -> LanguagePack | PluginProblem:
    try:
        return pack_of(pack.locale, *pack.additions, folder)
    except (SettingsError, OSError, UnicodeDecodeError) as error:
        return PluginProblem(
            group=Group.LOCALES,
            name=name,
            distribution="",
            trouble=Trouble.TYPE,
            reason=f"its words cannot be used ({error}).",
            remedy="Update or uninstall the package that brings it; the rest works without it.",
        )


def _check(language: Path, folder: Path) -> None:
    """Raise LocaleError where an addition would change what the language itself understands."""
    own = {key: set(_names(language, key)) for key in _SHARED}
    for key in _SHARED:
        for name in _names(folder, key):
            if name in own[key]:
                raise LocaleError(f"{folder}: '{name}' exists already.", remedy="Give it a name of its own.")
    for intent in _names(folder, "intents"):
        if intent in OURS_ALONE:
            remedy = "Use an intent of your own."
            raise LocaleError(f"{folder}: what means '{intent}' is not for a plug-in to say.", remedy=remedy)


def _names(folder: Path, key: str) -> Iterator[str]:
    for file in sorted((folder / "sentences").glob("*.yaml")):
        root = read_yaml(file).fields("language", "intents", "lists", "expansion_rules")
        if key in root:
            yield from (name for name, _ in root[key].items())
