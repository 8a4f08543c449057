"""Replies as text: messages rendered from the locale's Fluent files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import ast

from catalog.money import Money, PriceStyle, format_money
from voice.dialogue.messages import Message
from voice.errors import Misuse, SettingsError


class Replies:
    """One language's replies. Files given later may add messages, never replace one."""

    def __init__(self, language: str, files: Iterable[Path]) -> None:
        self._language = language
        # Isolation marks are for screens that mix writing directions; a voice would read them.
        self._bundle = FluentBundle([language], use_isolating=False)
        for file in files:
            self._add(file)

    def _add(self, file: Path) -> None:
        written = file.read_text(encoding="utf-8")
        resource = FluentResource(written)
        for entry in resource.body:
            place = f"{file}:{written.count(chr(10), 0, entry.span.start) + 1}" if entry.span else str(file)
            if isinstance(entry, ast.Junk):
                text = (entry.content or "").strip().partition("\n")[0]
                raise SettingsError(f"{place}: '{text}' is no reply.", remedy="Write it as: name = text")
            if isinstance(entry, ast.Message) and self._bundle.has_message(entry.id.name):
                raise SettingsError(
                    f"{place}: the reply '{entry.id.name}' exists already.",
                    remedy="Give it a name of its own, such as the skill's name and a dash before it.",
                )
        self._bundle.add_resource(resource)

    @property
    def language(self) -> str:
        """The language of these replies."""
        return self._language

    def has(self, message_id: str) -> bool:
        """Whether there is a reply of that id."""
        return bool(self._bundle.has_message(message_id))

    def render(self, said: Message, style: PriceStyle = "name") -> str:
        """The message as text: money in words ("name") for the voice, in signs ("symbol") for a screen.

        Raises Misuse for an id without a reply or a missing argument: each is a bug, and a made-up
        sentence would be worse.
        """
        if not self.has(said.id):
            raise Misuse(f"There is no reply '{said.id}' in the language '{self._language}'.")
        arguments = {name: self._argument(value, style) for name, value in said.args.items()}
        return self._format(said.id, arguments)

    def _format(self, message_id: str, arguments: Mapping[str, Any]) -> str:
        pattern = self._bundle.get_message(message_id).value
        if pattern is None:
            raise Misuse(f"The reply '{message_id}' has no text.")
        text, errors = self._bundle.format_pattern(pattern, dict(arguments))
        if errors:
            raise Misuse(f"The reply '{message_id}' cannot be said: {errors[0]}.")
        return " ".join(str(text).split())

    def _argument(self, value: object, style: PriceStyle) -> Any:
        match value:
            case Money():
                return format_money(value, self._language, style)
            case Message():
                return self.render(value, style)
            case tuple():
                return self._list([self.render(inner, style) for inner in value])
            case _:
                return value

    def _list(self, parts: list[str]) -> str:
        """Parts joined as the language does: commas, and its word before the last."""
        if len(parts) < 2:
            return "".join(parts)
        head = reduce(lambda head, part: self._format("list-comma", {"head": head, "next": part}), parts[:-1])
        return self._format("list-and", {"head": head, "last": parts[-1]})


def reply_files(folder: Path) -> tuple[Path, ...]:
    """The reply files of a locale's folder, in the order of their names."""
    return tuple(sorted((folder / "replies").glob("*.ftl")))
