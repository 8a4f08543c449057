"""A language as data: its sentences, small words and replies, found by name and read once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from voice.errors import SettingsError
from voice.language.expectation import Asked
from voice.language.guess import Guesser, guesser_of
from voice.language.placed import LocaleError, Placed, read_yaml
from voice.language.templates import (
    NAMED,
    Template,
    TemplateError,
    Templates,
    compile_node,
    firsts,
    literals,
    needs,
)
from voice.language.word_files import read_words
from voice.language.words import Words

GROUP = "voicecart.locales"
"""The entry point group; each entry names a folder (a Path, or a package or function that has one)."""
GUESSES = "guesses.json"
"""The weights of a locale's guesser, written by scripts/train_guesses.py."""
_BUILT_IN = Path(__file__).resolve().parent.parent / "locales"
BUILT_IN_LISTS = frozenset(
    {"items", "item", "change", "number", "ordinal", "money", "digits", "order", "words"}
)
"""Slots that code reads: product phrases, numbers, prices; every other list stands in the locale."""

__all__ = ["BUILT_IN_LISTS", "GROUP", "Locale", "LocaleError", "load_locale", "locale_from"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Locale:
    """One language: `templates` in the order of the files, `lists` as (symbols → slot value)."""

    language: str
    folder: Path
    words: Words
    templates: Templates
    lists: Mapping[str, Mapping[tuple[str, ...], str]]
    written: Mapping[tuple[str, ...], str]
    """How the locale writes the values of its lists, spaces included."""
    verbs: frozenset[str]
    """Every symbol that stands in a template: these words are never repaired into a product."""
    guesser: Guesser | None = None
    """What guesses at sentences that no template fits; without a file of its weights nothing does."""


@cache
def load_locale(language: str) -> Locale:
    """The locale of that language, from the entry points or built in.

    Raises SettingsError for a language that nobody brings, LocaleError for a broken file.
    """
    known = _known()
    if language not in known:
        raise SettingsError(
            f"There is no locale for the language '{language}'.",
            remedy=f"Choose one of {', '.join(sorted(known))}, or install a package that brings it.",
        )
    found = known[language]
    folder = found if isinstance(found, Path) else _folder(found.load())
    if folder is None:
        raise SettingsError(f"The locale '{language}' brings no folder.", remedy="Mend its entry point.")
    return locale_from(folder)


def _known() -> dict[str, Path | EntryPoint]:
    found: dict[str, Path | EntryPoint] = {}
    for folder in sorted(_BUILT_IN.iterdir()) if _BUILT_IN.is_dir() else ():
        if (folder / "words.yaml").is_file():
            found[folder.name] = folder
    for entry in entry_points(group=GROUP):
        if "." not in entry.name and entry.name not in found:  # "en.gift" adds to a language
            found[entry.name] = entry
    return found


def _folder(brought: object) -> Path | None:
    """The folder that an entry point brings: a path, a function that gives one, or a package's own."""
    if callable(brought):
        brought = brought()
    if isinstance(brought, str | Path):
        return Path(brought)
    file = getattr(brought, "__file__", None)
    return Path(file).parent if file else None


def locale_from(path: Path, *additions: Path) -> Locale:
    """The locale that stands in a folder, with the sentences of the additions' folders behind its own.

    Raises LocaleError with file:line.
    """
    if not (path / "words.yaml").is_file():
        raise LocaleError(f"{path}/words.yaml:1: is missing.", remedy="A locale folder holds words.yaml.")
    words = read_words(path)
    files = [file for folder in (path, *additions) for file in sorted((folder / "sentences").glob("*.yaml"))]
    roots = [read_yaml(file) for file in files]
    reader = _Sentences(words)
    templates = reader.templates(
        [root.fields("language", "intents", "lists", "expansion_rules") for root in roots]
    )
    return Locale(
        language=path.name,
        folder=path,
        words=words,
        templates=Templates(templates),
        lists=reader.lists,
        written=reader.written,
        verbs=frozenset(s for t in templates if not t.misheard for s in literals(t.node)),
        guesser=_guesser(path / GUESSES),
    )


def _guesser(file: Path) -> Guesser | None:
    try:
        return guesser_of(json.loads(file.read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, TypeError, ValueError, KeyError) as error:
        message = f"{file}:1: is no file of guesses: {error}."
        raise LocaleError(message, remedy="Restore it, or train it anew.") from None


class _Sentences:
    """Reads the sentence files of one locale: first all lists and rules, then the templates."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._rules: dict[str, str] = {}
        self.lists: dict[str, dict[tuple[str, ...], str]] = {}
        self.written: dict[tuple[str, ...], str] = {}

    def templates(self, files: list[dict[str, Placed]]) -> tuple[Template, ...]:
        """Every template of every file."""
        for file in files:
            for name, rule in file["expansion_rules"].items() if "expansion_rules" in file else ():
                self._rules[name] = rule.text
            for name, entry in file["lists"].items() if "lists" in file else ():
                self.lists[name] = self._list(entry)
        return tuple(
            template
            for file in files
            if "intents" in file
            for intent, entry in file["intents"].items()
            for template in self._intent(intent, entry)
        )

    def _list(self, entry: Placed) -> dict[tuple[str, ...], str]:
        table: dict[tuple[str, ...], str] = {}
        for value in entry.fields("values")["values"].each():
            pair = value.fields("in", "out")
            if len(pair) != 2:
                value.wrong("a value needs 'in' and 'out'.")
            for said in pair["in"].text.split("|"):
                table[self._words.symbols(said)] = pair["out"].text
                self.written[self._words.symbols(said)] = said.strip()
        return table

    def _intent(self, intent: str, entry: Placed) -> Iterator[Template]:
        for block in entry.fields("data").get("data", entry).each():
            fields = block.fields("sentences", "slots", "requires_context", "misheard")
            if "sentences" not in fields:
                block.wrong("'sentences' is missing.")
            slots = {key: value.text for key, value in fields["slots"].items()} if "slots" in fields else {}
            asked = self._asked(fields.get("requires_context"))
            misheard = "misheard" in fields and fields["misheard"].text == "true"
            for sentence in fields["sentences"].each():
                template = self._template(intent, sentence, slots, asked)
                yield replace(template, misheard=misheard)

    @staticmethod
    def _asked(context: Placed | None) -> frozenset[str]:
        if context is None:
            return frozenset()
        named = context.fields("asked")["asked"]
        asked = frozenset(named.texts())
        if not asked <= {*Asked, NAMED}:
            named.wrong(f"unknown question; known are {', '.join(Asked)}.")
        return asked

    def _template(
        self, intent: str, sentence: Placed, slots: Mapping[str, str], asked: frozenset[str]
    ) -> Template:
        try:
            node = compile_node(sentence.text, self._rules, self._words.symbols)
        except TemplateError as error:
            sentence.wrong(f"'{sentence.text}' is no template: {error}.")
        self._check_lists(sentence)
        begins, empty = firsts(node)
        ends = firsts(node, last=True)
        if empty:
            sentence.wrong(f"'{sentence.text}' matches silence.")
        return Template(
            intent=intent,
            node=node,
            slots=slots,
            asked=asked,
            source=sentence.text,
            firsts=begins,
            needs=needs(node),
            lasts=None if ends[1] else ends[0],
        )

    def _check_lists(self, sentence: Placed) -> None:
        for name in _slot_names(compile_node(sentence.text, self._rules, self._words.symbols)):
            if name not in BUILT_IN_LISTS and name not in self.lists:
                sentence.wrong(f"there is no list {{{name}}}.")


def _slot_names(node: object) -> Iterator[str]:
    name = getattr(node, "list_name", None)
    if name is not None:
        yield str(name)
    for item in getattr(node, "items", ()):
        yield from _slot_names(item)
