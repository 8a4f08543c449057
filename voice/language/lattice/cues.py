"""The small words of an order: what begins a line, joins, negates, tells an amount, or tells nothing.

They are the locale's (`orders.yaml`), written as templates without slots. The tables are named for the
roles: `carriers` begin a further order, `and`, `or` and `with` join, `but` too, though it takes away behind
"everything", `not` takes away what follows and
`refuse` all that an "and" joins to it, `leave` and `off` what stands between them, `barred` what stands
before, `amounts` tell how much of an option, `aside` tells that something is served beside, `back`
points to what was ordered before, `article` stands for one, `portion` for one that is served by itself,
`definite` for the one that is meant, `pronoun` is a number that also stands for a thing ("a large one"),
`other` stands for one that was counted before, `share` behind a number that does so ("two of them"),
`unit` stands for what is counted,
`instead` puts what follows in the place of what it corrects, `times` counts what was said before, `only` ends
what is not wanted, `every` for all values of a slot, `nothing` ends an order or names
nothing of it ("that will be everything"), and `passing` are words that an order does not need.

Three tables are no roles: `multiples` are numbers of times, `whole` is all that there is for a product if no
name is said with it ("everything"), and `describing` are words that may tell more of any thing ("grilled").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from voice.language.placed import Placed, read_yaml
from voice.language.templates import Chain, Choice, Literal, Node, TemplateError, compile_node
from voice.language.words import Words

Symbols = tuple[str, ...]
FILE = "orders.yaml"
MULTIPLES = "multiples"
WHOLE = "whole"
DESCRIBING = "describing"
TABLES = (MULTIPLES, WHOLE, DESCRIBING)
"""Tables that are no roles."""


class Role(StrEnum):
    """What a small word does; the names of the tables in orders.yaml."""

    CARRIER = "carriers"
    AND = "and"
    BUT = "but"
    OR = "or"
    WITH = "with"
    NOT = "not"
    REFUSE = "refuse"
    LEAVE = "leave"
    OFF = "off"
    BARRED = "barred"
    AMOUNT = "amounts"
    ASIDE = "aside"
    BACK = "back"
    EACH = "each"
    ARTICLE = "article"
    PORTION = "portion"
    DEFINITE = "definite"
    SHARE = "share"
    PRONOUN = "pronoun"
    OTHER = "other"
    UNIT = "unit"
    INSTEAD = "instead"
    TIMES = "times"
    ONLY = "only"
    EVERY = "every"
    NOTHING = "nothing"
    PASSING = "passing"


@dataclass(frozen=True, slots=True)
class Cue:
    """A role, and for amounts the amount's name."""

    role: Role
    amount: str = ""


@dataclass(frozen=True, slots=True)
class OrderWords:
    """The cues of a locale by their symbols, and the words that tell nothing."""

    cues: Mapping[Symbols, Cue] = field(default_factory=dict)
    passing: frozenset[str] = frozenset()
    multiples: Mapping[str, str] = field(default_factory=dict)
    """Words that stand for a number of times ("double") → that number's key."""
    symbols: frozenset[str] = frozenset()
    """Every word of a cue."""
    everything: tuple[Symbols, ...] = ()
    """How all values of a slot are called together ("all the")."""
    whole: tuple[Symbols, ...] = ()
    """How all values are called without naming a slot ("everything")."""
    describing: frozenset[str] = frozenset()
    """Words that may tell more of any thing: before another name they do not stand for their own."""

    def with_phrases(self, phrases: Iterable[tuple[Symbols, Cue]]) -> OrderWords:
        """The same with a menu's own ways to say no or how much."""
        refusals = {symbols: cue for symbols, cue in self.cues.items() if cue.role is Role.REFUSE}
        return replace(self, cues={**self.cues, **dict(phrases), **refusals})

    def plays(self, symbol: str, role: Role) -> bool:
        """True for a single word of this role."""
        cue = self.cues.get((symbol,))
        return cue is not None and cue.role is role

    def starting_at(self, symbols: Symbols, start: int) -> Iterator[tuple[int, Cue]]:
        """Cues that begin at a position with their ends, longest first."""
        for end in range(min(len(symbols), start + LONGEST), start, -1):
            cue = self.cues.get(symbols[start:end])
            if cue is not None:
                yield end, cue


LONGEST = 10
"""Symbols of the longest phrase that is looked for."""


def read_order_words(folder: Path, words: Words) -> OrderWords:
    """The cues of the locale in `folder`; none where it has no orders.yaml. Raises LocaleError."""
    path = folder / FILE
    if not path.is_file():
        return OrderWords()
    tables = read_yaml(path).fields(*Role, *TABLES)
    cues: dict[Symbols, Cue] = {}
    for name, table in tables.items():
        if name not in {Role.PASSING, Role.AMOUNT, *TABLES}:
            cues.update((symbols, Cue(Role(name))) for symbols in _phrases(table, words))
    for amount, said in tables[Role.AMOUNT].items() if Role.AMOUNT in tables else ():
        cues.update((symbols, Cue(Role.AMOUNT, amount)) for symbols in _phrases(said, words))
    passing = tables[Role.PASSING].texts() if Role.PASSING in tables else ()
    describing = tables[DESCRIBING].texts() if DESCRIBING in tables else ()
    multiples = tables[MULTIPLES].items() if MULTIPLES in tables else ()
    return OrderWords(
        cues,
        frozenset(s for text in passing for s in words.symbols(text)),
        {word: str(times.number) for word, times in multiples},
        frozenset(s for phrase in cues for s in phrase),
        tuple(phrase for phrase, cue in cues.items() if cue.role is Role.EVERY),
        tuple(_phrases(tables[WHOLE], words)) if WHOLE in tables else (),
        frozenset(s for text in describing for s in words.symbols(text)),
    )


def _phrases(table: Placed, words: Words) -> Iterator[Symbols]:
    for line in table.each():
        try:
            yield from filter(None, said_by(compile_node(line.text, {}, words.symbols)))
        except TemplateError as error:
            line.wrong(f"'{line.text}' is no template: {error}.")


def said_by(node: Node) -> Iterator[Symbols]:
    """Everything that a template without slots says."""
    match node:
        case Literal(symbols=symbols):
            yield symbols
        case Choice(items=items):
            for item in items:
                yield from said_by(item)
        case Chain(items=items):
            yield from _joined(items)
        case _:
            raise TemplateError("slots have no place here")


def _joined(items: tuple[Node, ...]) -> Iterator[Symbols]:
    if not items:
        yield ()
        return
    rest = tuple(_joined(items[1:]))
    for first in said_by(items[0]):
        for more in rest:
            yield first + more
