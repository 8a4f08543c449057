"""Sentence templates in hassil's syntax, compiled to a matcher over symbols.

hassil parses the templates; matching is ours, because an utterance is tried against every template
of every hypothesis within milliseconds, and because a freely spaced language is matched by character.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import permutations

from hassil.errors import HassilError
from hassil.expression import (
    Alternative,
    Expression,
    Group,
    ListReference,
    Permutation,
    RuleReference,
    TextChunk,
)
from hassil.parse_expression import parse_sentence
from hassil.parser import ParseError

from voice.language.text import Utterance

NAMED = "named"
"""Beside the open questions: what is only said of a line of the basket that was called by its name."""
Symbols = tuple[str, ...]
SlotReader = Callable[[str, Utterance, int], Iterator[tuple[int, str]]]
"""(list name, utterance, start) → ends and slot values of that list at that place."""
Cutter = Callable[[str], Symbols]


class TemplateError(ValueError):
    """A template that hassil cannot parse, or that names an unknown rule."""


@dataclass(frozen=True, slots=True)
class Literal:
    """These symbols, one after the other; `text` is how the locale writes them, spaces included."""

    symbols: Symbols
    text: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A value of a list; `name` is the slot that takes it."""

    list_name: str
    name: str


@dataclass(frozen=True, slots=True)
class Chain:
    """All of these in order.

    `follows` holds for each item the symbols that must come after it, None where that is open.
    """

    items: tuple[Node, ...]
    follows: tuple[frozenset[str] | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these; an empty chain among them makes it optional.

    `starts` holds for each item the symbols it can begin with, None where that is open: most branches
    are ruled out by one look at the next symbol.
    """

    items: tuple[Node, ...]
    starts: tuple[frozenset[str] | None, ...] = ()


Node = Literal | Slot | Chain | Choice
EMPTY = Chain(())


@dataclass(frozen=True, slots=True)
class Capture:
    """What a slot took: its list, the value there (empty for free words), and the places it covers."""

    slot: str
    list_name: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One template of an intent. `asked` limits it to those open questions (empty: any)."""

    intent: str
    node: Node
    slots: Mapping[str, str]
    asked: frozenset[str]
    source: str
    firsts: frozenset[str] | None = field(default=None)
    """The symbols it can begin with; None where it begins with a slot."""
    needs: tuple[frozenset[str], ...] = field(default=())
    """Of each of these sets it holds a symbol in all its forms."""
    lasts: frozenset[str] | None = field(default=None)
    """The symbols it can end with; None where it ends with a slot."""
    misheard: bool = False
    """Not what anybody says, but what recognisers make of it: never sure, and never expected."""

    def suits(self, asked: str, intents: frozenset[str] | None) -> bool:
        """True where it has a place under this question, and is of these intents, if any."""
        return not (self.asked and asked not in self.asked) and (intents is None or self.intent in intents)

    def may_be(self, said: Utterance, symbols: frozenset[str]) -> bool:
        """True where nothing rules out that it is the whole utterance; `symbols` are all of that."""
        return (self.lasts is None or said.symbols[-1] in self.lasts) and self.fits(symbols)

    def fits(self, symbols: frozenset[str]) -> bool:
        """True where none of the symbols that it needs is missing."""
        for need in self.needs:  # noqa: SIM110 - a generator takes half as long again, a thousand times a turn
            if symbols.isdisjoint(need):
                return False
        return True


_Place = tuple[str, str, frozenset[str] | None]
"""The first symbol of an utterance, what is asked, and the intents that are looked for."""


class Templates:
    """Templates in their order, found by the first symbol of an utterance."""

    def __init__(self, templates: Iterable[Template]) -> None:
        self._all = tuple(templates)
        starts = {symbol for t in self._all for symbol in t.firsts or ()}
        self._open = tuple(t for t in self._all if t.firsts is None)
        self._by_first = {
            first: tuple(t for t in self._all if t.firsts is None or first in t.firsts) for first in starts
        }
        self._suiting: dict[_Place, tuple[Template, ...]] = {}
        self._meaning: dict[tuple[str, frozenset[str]], tuple[Template, ...]] = {}

    def __iter__(self) -> Iterator[Template]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def any_in(self, said: Utterance, asked: str, intents: frozenset[str]) -> bool:
        """False where no part of the utterance can be of these intents under this question."""
        asks, symbols = (asked, intents), frozenset(said.symbols)
        if asks not in self._meaning:
            self._meaning[asks] = tuple(t for t in self._all if t.suits(asked, intents))
        return any(t.fits(symbols) for t in self._meaning[asks])

    def beginning(
        self, said: Utterance, asked: str, intents: frozenset[str] | None = None
    ) -> tuple[Template, ...]:
        """Those that may begin as the utterance does, and suit this question and these intents."""
        if not said.symbols:
            return ()
        first = said.symbols[0] if said.symbols[0] in self._by_first else ""
        place = (first, asked, intents)
        if place not in self._suiting:
            begins = self._by_first.get(first, self._open)
            self._suiting[place] = tuple(t for t in begins if t.suits(asked, intents))
        return self._suiting[place]


@dataclass(frozen=True, slots=True)
class Hit:
    """A template that explains a whole utterance; `literals` counts symbols outside of slots."""

    template: Template
    captures: tuple[Capture, ...]
    literals: int


def compile_node(text: str, rules: Mapping[str, str], cut: Cutter) -> Node:
    """The matcher of a template text. Raises TemplateError."""
    return _compile(_parsed(text), rules, cut, ())


def _parsed(text: str) -> Expression:
    try:
        return parse_sentence(text).expression
    except (ParseError, HassilError, ValueError) as error:
        raise TemplateError(str(error)) from None


def _compile(expression: Expression, rules: Mapping[str, str], cut: Cutter, inside: tuple[str, ...]) -> Node:
    if isinstance(expression, TextChunk):
        return Literal(cut(expression.text), expression.text)
    if isinstance(expression, ListReference):
        return Slot(expression.list_name, expression.slot_name)
    if isinstance(expression, RuleReference):
        name = expression.rule_name
        if name not in rules:
            raise TemplateError(f"there is no rule <{name}>")
        if name in inside:
            raise TemplateError(f"rule <{name}> contains itself")
        return _compile(_parsed(rules[name]), rules, cut, (*inside, name))
    if not isinstance(expression, Group):
        raise TemplateError(f"cannot use {type(expression).__name__}")
    compiled = (_compile(item, rules, cut, inside) for item in expression.items)
    items = tuple(item for item in compiled if not _is_blank(item))
    if isinstance(expression, Permutation):
        return _choice(tuple(_chain(order) for order in permutations(items)))
    if isinstance(expression, Alternative):
        return _choice((*items, EMPTY) if expression.is_optional else items)
    return _chain(items)


def _is_blank(node: Node) -> bool:
    return isinstance(node, Literal) and not node.symbols and not node.text


def _choice(items: tuple[Node, ...]) -> Choice:
    seen = [firsts(item) for item in items]
    return Choice(items, tuple(None if empty else starts for starts, empty in seen))


def _chain(items: tuple[Node, ...]) -> Chain:
    rests = [_chain_firsts(items[at + 1 :]) for at in range(len(items))]
    return Chain(items, tuple(None if empty else starts for starts, empty in rests))


def firsts(node: Node, *, last: bool = False) -> tuple[frozenset[str] | None, bool]:
    """The symbols a node can begin with, or end with (None: any), and whether it can be empty."""
    match node:
        case Literal(symbols):
            return frozenset(symbols[-1:] if last else symbols[:1]), not symbols
        case Slot():
            return None, False
        case Choice(items):
            parts = [firsts(item, last=last) for item in items]
            known = [p[0] for p in parts if p[0] is not None]
            together = frozenset().union(*known) if len(known) == len(parts) else None
            return together, any(p[1] for p in parts)
        case Chain(items):
            return _chain_firsts(items[::-1] if last else items, last=last)


def _chain_firsts(items: tuple[Node, ...], *, last: bool = False) -> tuple[frozenset[str] | None, bool]:
    seen: frozenset[str] = frozenset()
    for item in items:
        starts, empty = firsts(item, last=last)
        if starts is None:
            return None, False
        seen |= starts
        if not empty:
            return seen, False
    return seen, True


def needs(node: Node) -> tuple[frozenset[str], ...]:
    """Sets of symbols of which an utterance must hold one each, or the node cannot match."""
    match node:
        case Literal(symbols):
            return tuple(frozenset({symbol}) for symbol in symbols)
        case Slot():
            return ()
        case Chain(items):
            return tuple(need for item in items for need in needs(item))
        case Choice(items):
            each = [needs(item)[:1] for item in items]
            return (frozenset().union(*(own[0] for own in each)),) if all(each) else ()


def literals(node: Node) -> Iterator[str]:
    """Every symbol that stands in a node."""
    match node:
        case Literal(symbols):
            yield from symbols
        case Slot():
            return
        case Chain(items) | Choice(items):
            for item in items:
                yield from literals(item)


Way = tuple[int, tuple[Capture, ...]]


def ways(node: Node, said: Utterance, at: int, read: SlotReader) -> Iterator[Way]:
    """Every way in which a node explains the words from a place on: where it ends, what its slots take."""
    match node:
        case Literal(symbols):
            if said.symbols[at : at + len(symbols)] == symbols:
                yield at + len(symbols), ()
        case Slot(list_name, name):
            for end, value in read(list_name, said, at):
                yield end, (Capture(name, list_name, value, at, end),)
        case Choice(items, starts):
            here = said.symbols[at] if at < len(said.symbols) else ""
            for item, begins in zip(items, starts, strict=True):
                if begins is None or here in begins:
                    yield from ways(item, said, at, read)
        case Chain():
            yield from _chain_ways(node, 0, said, at, read)


def _chain_ways(chain: Chain, item: int, said: Utterance, at: int, read: SlotReader) -> Iterator[Way]:
    """The ways of a chain from one of its items on."""
    if item == len(chain.items):
        yield at, ()
        return
    follows = chain.follows[item]
    for end, captures in ways(chain.items[item], said, at, read):
        if follows is None or (end < len(said) and said.symbols[end] in follows):
            for last, more in _chain_ways(chain, item + 1, said, end, read):
                yield last, captures + more


def match_template(template: Template, said: Utterance, read: SlotReader) -> Iterator[Hit]:
    """Every way in which a template explains the whole utterance."""
    for end, captures in ways(template.node, said, 0, read):
        if end == len(said):
            yield Hit(template, captures, end - sum(c.end - c.start for c in captures))
