"""Which of a few expected names misheard words may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.search.fuzz import ratios
from catalog.search.phones import coarse, phones

Keys = tuple[str, ...]
PRODUCT = ""
"""The group of names that are products' own, beside the option groups."""
MIN_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is spoken, and the groups in which it is a value."""

    text: str
    groups: frozenset[str]


class Expected:
    """A few names that may stand in misheard words.

    `products` are those that were understood to be meant (none, if their names are what is missing);
    `filled` are option groups of them that something else was understood to fill.
    """

    def __init__(
        self,
        names: Mapping[Keys, Name],
        products: frozenset[int] = frozenset(),
        filled: frozenset[str] = frozenset(),
    ) -> None:
        self.products = products
        self.filled = filled
        self.groups = frozenset(group for name in names.values() for group in name.groups)
        self._keys = tuple(names)
        self._names = tuple(names.values())
        self._letters = [name.text.replace(" ", "") for name in self._names]
        self._fine = [phones(name.text) for name in self._names]
        self._coarse = [coarse(sound) for sound in self._fine]

    def without(self, filled: frozenset[str]) -> Expected:
        """The same names where these groups are filled."""
        same = object.__new__(Expected)
        same.__dict__.update(self.__dict__, filled=filled)
        return same

    def like(self, text: str, groups: frozenset[str]) -> tuple[tuple[Keys, float], ...]:
        """Names of these groups with how they read or sound like `text` (0..1), best first."""
        letters = text.replace(" ", "")
        if len(letters) < MIN_LETTERS or not self._keys:
            return ()
        sound = phones(text)
        read = ratios([letters], self._letters)[0]
        heard = (ratios([sound], self._fine)[0] + ratios([coarse(sound)], self._coarse)[0]) / 2
        rows = zip(self._keys, self._names, read, heard, strict=True)
        found = [(keys, float(max(r, h))) for keys, name, r, h in rows if name.groups & groups]
        return tuple(sorted(found, key=lambda row: -row[1]))
