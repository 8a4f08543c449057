"""Names of a menu in other words for the same: "coca cola" for "coke", "oj" for "orange juice"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from catalog.search.colloquial import LONGEST
from catalog.search.lexicon import load_lexicon
from voice.language.lattice.menu import Menu
from voice.language.lattice.tree import Keys, Node
from voice.language.words import Symbols, Words

FAMILIAR = 0.15
"""Cost of such a name."""


def call_familiar(root: Node, menu: Menu, words: Words) -> frozenset[str]:
    """Call the values of the menu in the catalog's other words for the same, where the menu has no name for
    anything in these words; returns the words of all such names.
    """
    said = _said(words)
    forms = {
        (form, value)
        for value, names in menu.names.items()
        for name in names
        for form in _forms(words.symbols(name), said, words)
    }
    new = [(form, value) for form, value in sorted(forms) if not ((node := root.find(form)) and node.named)]
    for form, value in new:
        root.at(form).add(value, FAMILIAR)
    return frozenset(key for form, _ in new for key in form)


def _said(words: Words) -> Mapping[Symbols, list[Keys]]:
    """What shops write → how shoppers of this locale say it, too."""
    said: dict[Symbols, list[Keys]] = defaultdict(list)
    for short, written in load_lexicon(words.folder.name).otherwise.items() if words.folder else ():
        for text in written:
            said[words.symbols(text)].append(words.keys(short))
    return said


def _forms(name: Symbols, said: Mapping[Symbols, Sequence[Keys]], words: Words) -> Iterator[Keys]:
    """The name with one of its phrases said in other words."""
    for start in range(len(name)):
        for end in range(start + 1, min(len(name), start + LONGEST) + 1):
            for form in said.get(name[start:end], ()):
                yield (*map(words.key, name[:start]), *form, *map(words.key, name[end:]))
