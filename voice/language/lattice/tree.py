"""A tree of words: what is called by which words in which order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from voice.language.lattice.menu import Value

Keys = tuple[str, ...]


@dataclass(slots=True)
class Node:
    """A place in the tree: the values and kinds that are called so far."""

    below: dict[str, Node] = field(default_factory=dict)
    values: dict[Value, float] = field(default_factory=dict)
    heads: set[str] = field(default_factory=set)
    forms: dict[Keys, set[Value]] = field(default_factory=lambda: defaultdict(set))
    """The same words as the menu writes them ("egg", "eggs") → the values that are written so."""
    derived: bool = True
    """True where only derived names end."""

    def at(self, keys: Iterable[str]) -> Node:
        """The node below for these words, made where it is missing."""
        node = self
        for key in keys:
            node = node.below.setdefault(key, Node())
        return node

    def find(self, keys: Iterable[str]) -> Node | None:
        """The node below for these words, if there is one."""
        node: Node | None = self
        for key in keys:
            node = node.below.get(key) if node else None
        return node

    def add(self, value: Value, cost: float) -> None:
        """One more value that is called so."""
        self.values[value] = min(cost, self.values.get(value, cost))

    def called(self, written: Keys) -> tuple[tuple[Value, float], ...]:
        """The values with what speaks against each; those that are written just so leave the others out."""
        own = self.forms.get(written)
        return tuple((v, c) for v, c in self.values.items() if own is None or v in own)

    @property
    def named(self) -> bool:
        """True where a name ends."""
        return bool(self.values or self.heads)
