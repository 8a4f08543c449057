"""How a language says around an order what it could say in fewer words, as data (`wordings.yaml`).

Every table holds sentence templates. `asides` are clauses of which an order needs nothing, `inserts` the
same where they begin within a clause; `options` lead to options of the thing before, and `marks` stand
behind such options. The others have words of their own that they come down to: `counts` tell behind a thing
how many of it are meant, `leads` begin a clause, `slips` take back what was said before them, and `plainly`
may stand anywhere.

Beside {number} templates may hold {other}, one word that is neither catalog nor number, {some}, the rest of
a clause, and what must follow: {thing}, something that is ordered, {things}, the same but no mere number,
{counted}, a number or article, {goods}, a product without options, or {option}, an option of the product
named before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from voice.language.placed import Placed, read_yaml
from voice.language.templates import Node, TemplateError, compile_node, firsts, needs
from voice.language.words import Words

FILE = "wordings.yaml"
TABLES = ("asides", "inserts", "options", "marks")
"""Tables of mere templates; what all of one come down to stands under `means`."""
PAIRS = ("counts", "leads", "slips", "plainly")
"""Tables of templates (`says`) with what each comes down to (`means`, nothing where it is left out)."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A template, and the words it comes down to; a slot among them is what it took."""

    node: Node
    means: tuple[str, ...]
    needs: tuple[frozenset[str], ...]
    """Of each of these sets it holds a word."""

    def fits(self, symbols: frozenset[str]) -> bool:
        """True where none of the words that it needs is missing."""
        return not any(symbols.isdisjoint(need) for need in self.needs)


Table = Mapping[str, tuple[Wording, ...]]
"""Wordings by their first symbol; those that begin with a slot stand under ""."""


@dataclass(frozen=True, slots=True)
class Wordings:
    """All tables of a locale by their names."""

    tables: Mapping[str, Table]

    def fitting(self, symbols: frozenset[str]) -> Wordings:
        """Those wordings whose words are all among these."""
        return Wordings(
            {name: found for name, table in self.tables.items() if (found := _fitting(table, symbols))}
        )

    def beginning(self, table: str, symbol: str) -> tuple[Wording, ...]:
        """The wordings of the table that may begin with the symbol."""
        found = self.tables.get(table)
        return (*found.get(symbol, ()), *found.get("", ())) if found else ()


def _fitting(table: Table, symbols: frozenset[str]) -> Table:
    fits = {
        first: tuple(w for w in table[first] if w.fits(symbols)) for first in table.keys() & {*symbols, ""}
    }
    return {first: own for first, own in fits.items() if own}


def wordings_of(words: Words) -> Wordings:
    """The wordings of the language; none where its locale has no such file. Raises LocaleError."""
    return _known(words.folder, free=words.free_spacing) if words.folder else Wordings({})


@lru_cache(maxsize=8)
def _known(folder: Path, *, free: bool) -> Wordings:
    path = folder / FILE
    return _read(path, Words(free_spacing=free)) if path.is_file() else Wordings({})


def _read(path: Path, words: Words) -> Wordings:
    fields = read_yaml(path).fields("rules", "means", *TABLES, *PAIRS)
    rules = {name: rule.text for name, rule in fields["rules"].items()} if "rules" in fields else {}
    means = {name: text.text for name, text in fields["means"].items()} if "means" in fields else {}
    reader = _Reader(words, rules)
    tables = {
        name: reader.table((means.get(name, ""), line) for line in fields[name].each())
        for name in TABLES
        if name in fields
    }
    for name in PAIRS:
        if name in fields:
            tables[name] = reader.table(_pairs(fields[name]))
    return Wordings(tables)


def _pairs(table: Placed) -> Iterator[tuple[str, Placed]]:
    for pair in table.each():
        both = pair.fields("says", "means")
        if "says" not in both:
            pair.wrong("a wording needs 'says'.")
        for line in both["says"].each():
            yield both["means"].text if "means" in both else "", line


class _Reader:
    """Compiles the templates of one file."""

    def __init__(self, words: Words, rules: Mapping[str, str]) -> None:
        self._words, self._rules = words, rules

    def table(self, lines: Iterator[tuple[str, Placed]]) -> Table:
        """The templates by the symbol that they begin with."""
        found: defaultdict[str, list[Wording]] = defaultdict(list)
        for means, line in lines:
            node = self._node(line)
            wording = Wording(node, tuple(means.split()), needs(node))
            starts, empty = firsts(node)
            if empty:
                line.wrong(f"'{line.text}' matches silence.")
            for first in starts if starts is not None else ("",):
                found[first].append(wording)
        return {first: tuple(wordings) for first, wordings in found.items()}

    def _node(self, line: Placed) -> Node:
        try:
            node = compile_node(line.text, self._rules, self._words.symbols)
        except TemplateError as error:
            line.wrong(f"'{line.text}' is no template: {error}.")
        return node
