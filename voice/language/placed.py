"""YAML whose every text knows its file and line, so that an error can name its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import yaml

from voice.errors import SettingsError


class LocaleError(SettingsError):
    """A file of a locale that cannot be used; the message begins with file:line."""

    code = "locale"


class Placed:
    """A node of a YAML file: a mapping, a list or a text, with its place."""

    __slots__ = ("_node", "file")

    def __init__(self, node: yaml.Node, file: Path) -> None:
        self._node = node
        self.file = file

    def wrong(self, message: str, remedy: str = "Correct this line of the locale.") -> NoReturn:
        """Raise LocaleError at this place."""
        line = self._node.start_mark.line + 1
        raise LocaleError(f"{self.file}:{line}: {message}", remedy=remedy)

    def items(self) -> Iterator[tuple[str, Placed]]:
        """The entries of a mapping; raises LocaleError for anything else."""
        if not isinstance(self._node, yaml.MappingNode):
            self.wrong("names with values are expected here.")
        for key, value in self._node.value:
            if not isinstance(key, yaml.ScalarNode):
                Placed(key, self.file).wrong("a name must be a plain text.")
            yield str(key.value), Placed(value, self.file)

    def fields(self, *allowed: str) -> dict[str, Placed]:
        """The entries of a mapping that has only these names."""
        found = dict(self.items())
        for name, value in found.items():
            if allowed and name not in allowed:
                value.wrong(f"'{name}' is not known here; known are {', '.join(allowed)}.")
        return found

    def each(self) -> Iterator[Placed]:
        """The items of a list; raises LocaleError for anything else."""
        if not isinstance(self._node, yaml.SequenceNode):
            self.wrong("a list is expected here.")
        for item in self._node.value:
            yield Placed(item, self.file)

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return isinstance(self._node, yaml.SequenceNode)

    def texts(self) -> tuple[str, ...]:
        """A list of texts, or the words of one text."""
        if isinstance(self._node, yaml.ScalarNode):
            return tuple(str(self._node.value).split())
        return tuple(item.text for item in self.each())

    @property
    def text(self) -> str:
        """The text of a scalar, never empty."""
        if not isinstance(self._node, yaml.ScalarNode) or not str(self._node.value).strip():
            self.wrong("a text is expected here.")
        return str(self._node.value).strip()

    @property
    def number(self) -> int:
        """A whole number."""
        try:
            return int(self.text)
        except ValueError:
            self.wrong(f"'{self.text}' is no whole number.")


def read_yaml(path: Path) -> Placed:
    """The root of a YAML file. Raises LocaleError with file:line where it cannot be read."""
    try:
        node = yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise LocaleError(f"{path}:1: cannot be read: {error}.", remedy="Restore the file.") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        message = f"{path}:{line}: is no YAML: {error.problem}."
        raise LocaleError(message, remedy="Correct this line.") from None
    except yaml.YAMLError as error:
        raise LocaleError(f"{path}:1: is no YAML: {error}.", remedy="Correct the file.") from None
    if node is None:
        raise LocaleError(f"{path}:1: is empty.", remedy="Restore the file.")
    return Placed(node, path)
