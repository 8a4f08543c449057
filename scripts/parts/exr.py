"""Orders as trees, "(ORDER (NUMBER 2 ) (SIZE large ) )"; the order of siblings does not count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

Tree = tuple[str, tuple["Tree", ...]]
"""A label with its children, sorted; a word is a label without children."""


def trees(text: str) -> list[Tree]:
    """The trees of a text, as they stand. Raises ValueError where parentheses do not match."""
    tokens = text.replace("(", " ( ").replace(")", " ) ").split()
    found, at = _siblings(tokens, 0)
    if at != len(tokens):
        raise ValueError(f"parentheses do not match: {text}")
    return found


def _siblings(tokens: list[str], at: int) -> tuple[list[Tree], int]:
    found: list[Tree] = []
    while at < len(tokens) and tokens[at] != ")":
        if tokens[at] != "(":
            found.append((tokens[at], ()))
            at += 1
            continue
        if at + 1 >= len(tokens) or tokens[at + 1] in "()":
            raise ValueError("a tree without a label")
        children, end = _siblings(tokens, at + 2)
        if end >= len(tokens):
            raise ValueError("a parenthesis is not closed")
        found.append((tokens[at + 1], tuple(children)))
        at = end + 1
    return found, at


def plain(tree: Tree) -> Tree:
    """The tree with its siblings sorted and the words of a value in one, in one case."""
    label, children = tree
    words = [child[0] for child in children if not child[1]]
    if children and len(words) == len(children) and label != "OR":
        return label, ((value_name(" ".join(words)), ()),)
    return label if children else value_name(label), tuple(sorted(plain(child) for child in children))


def value_name(text: str) -> str:
    """A value's name without regard to case, spaces and underscores."""
    return "_".join(text.replace("_", " ").lower().split())


def slots(lines: Iterable[Tree]) -> Counter[tuple[str, Tree]]:
    """What stands in the lines: each child with the label of its line."""
    return Counter((label, child) for label, children in lines for child in children)


def written(tree: Tree) -> str:
    """The tree as text."""
    label, children = tree
    return label if not children else f"({label} {' '.join(map(written, children))} )"


def unwrapped(found: list[Tree]) -> Iterator[Tree]:
    """The lines of an order that may stand in an ORDER of its own."""
    for tree in found:
        if tree[0] == "ORDER":
            yield from tree[1]
        else:
            yield tree
