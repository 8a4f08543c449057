"""The small words of a language: numbers, units, cues; and how names are compared in it."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from voice.language.text import Utterance, clean, symbols_of, utterance

Symbols = tuple[str, ...]


class Cue(StrEnum):
    """What a small word does in an order line."""

    AND = "and"
    WITH = "with"
    WITHOUT = "without"
    NO = "no"
    """A word that either negates ("no onions") or takes back ("two, no, three")."""
    REPAIR = "repair"
    FILLER = "filler"
    ARTICLE = "article"
    AMOUNT = "amount"
    CONTAINER = "container"
    MEASURE = "measure"
    TIMES = "times"
    """What a count follows that stands behind its name ("eggs times two")."""
    MARK = "mark"
    """The option before it is one of the product before that ("a latte, and oat milk for it")."""
    PURPOSE = "purpose"
    """What follows may tell what the product before it is for ("batteries for my remote")."""


class NumberKind(StrEnum):
    """How a number word joins with its neighbours."""

    UNIT = "unit"
    TEEN = "teen"
    TENS = "tens"
    MULTIPLIER = "multiplier"
    COUNTING = "counting"
    """A unit that only counts things: no multiplier follows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calling:
    """The small words around a line of the basket that is called by its name ("four on the eggs in there").

    `it` stands for the line instead of its name; without it no line is called so.
    """

    it: frozenset[Symbols] = frozenset()
    them: frozenset[Symbols] = frozenset()
    """Stands for the name and the word for "of" before it."""
    definite: frozenset[Symbols] = frozenset()
    """What tells that the line is meant which is there ("the", "my")."""
    counts: frozenset[Symbols] = frozenset()
    """What the line has, said for the line itself ("the number of")."""
    of: frozenset[Symbols] = frozenset()
    about: frozenset[Symbols] = frozenset()
    """What tells which line is spoken of; it goes with the name ("on the eggs, four")."""
    inside: frozenset[Symbols] = frozenset()
    """The same, where it is spoken of how the line is made ("in the latte")."""
    more: frozenset[Symbols] = frozenset()
    """What stands right before the name where more of the line is meant ("one more")."""
    there: frozenset[Symbols] = frozenset()
    """What may follow the name and tells no more than it does ("the eggs in there")."""
    then: frozenset[Symbols] = frozenset()
    """Words with which begins what is wanted of a line that was just spoken of ("so take it off")."""
    refrains: frozenset[Symbols] = frozenset()
    """What takes back the edit that follows it ("don't take the eggs off")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The word lists of one locale. Every table is keyed by symbols in lower case.

    `plural` are (suffix, replacement) pairs, the first that fits is applied; `same` maps spellings
    to one key; `chatter` are words that no order holds; `common` are words that are never repaired.
    """

    folder: Path | None = None
    """Where the locale stands."""
    free_spacing: bool = False
    plural: tuple[tuple[str, str], ...] = ()
    same: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[Symbols, tuple[int, NumberKind]] = field(default_factory=dict)
    bound_numbers: frozenset[Symbols] = frozenset()
    """Numbers that count only before a counter; alone they are other words."""
    number_joints: frozenset[str] = frozenset()
    ordinals: Mapping[Symbols, int] = field(default_factory=dict)
    digits: Mapping[Symbols, str] = field(default_factory=dict)
    major_units: frozenset[Symbols] = frozenset()
    minor_units: frozenset[Symbols] = frozenset()
    money_signs: frozenset[str] = frozenset()
    cues: Mapping[Symbols, Cue] = field(default_factory=dict)
    plurals_of_containers: Mapping[Symbols, str] = field(default_factory=dict)
    """Several of a container → one ("loaves" → "loaf")."""
    each: frozenset[Symbols] = frozenset()
    """What stands behind a number that is said of each thing before it ("two of each")."""
    packs: frozenset[str] = frozenset()
    """Containers that hold several of a thing: who counts them counts packs, not single things."""
    pronouns: frozenset[str] = frozenset()
    """Words that stand for the thing itself behind what tells which ("the half gallon one")."""
    definite: frozenset[Symbols] = frozenset()
    """Words before what was spoken of already ("a latte and a mocha, the latte decaf")."""
    same_as: frozenset[Symbols] = frozenset()
    """Words before the name of a group of options, of which the choice made before is meant ("same milk")."""
    free_of: frozenset[str] = frozenset()
    """Words behind what a thing is to be without as it is made ("sugar free")."""
    plainly: frozenset[str] = frozenset()
    """Words for a thing as it is made, with none of its options ("a regular latte")."""
    others: frozenset[Symbols] = frozenset()
    """Words for those that are left of what was counted ("two lattes, one large, the other decaf")."""
    becomes: frozenset[Symbols] = frozenset()
    """What may stand between such a thing and how it is to be ("the latte should be decaf")."""
    fractions: Mapping[Symbols, str] = field(default_factory=dict)
    """Words for a part of a unit ("half a"), and the fraction."""
    and_parts: frozenset[Symbols] = frozenset()
    """Words for a part of a unit beside whole ones ("and a half")."""
    shelves: tuple[tuple[Symbols, ...], ...] = ()
    """Names of shelves, as they are compared: those of a row are one ("beverages", "drinks")."""
    of_them: frozenset[Symbols] = frozenset()
    """Words behind a number that counts what was named before it ("yogurt, four of them")."""
    joints: frozenset[Symbols] = frozenset()
    """Ends of verbs that another sentence follows in the same breath ("take ... out and")."""
    lead_in: tuple[Symbols, ...] = ()
    lead_out: tuple[Symbols, ...] = ()
    apologies: frozenset[Symbols] = frozenset()
    """Words that lead in what was said wrong before ("sorry, five coffees")."""
    additions: frozenset[Symbols] = frozenset()
    """Words that tell that so many come on top of what is there ("two more lattes")."""
    anywhere: frozenset[Symbols] = frozenset()
    chatter: frozenset[str] = frozenset()
    guards: frozenset[str] = frozenset()
    """Words that no order follows if what stood before it was misheard; with none, the misheard
    beginning of an order is never passed over."""
    questions: frozenset[Symbols] = frozenset()
    """How questions begin that are no order; where words are not spaced, words that ask."""
    hearsay: frozenset[str] = frozenset()
    """Guards that may stand before a verb of ordering all the same ("mom said we need apples")."""
    degrees: frozenset[str] = frozenset()
    """Words before how a thing is to be; none stands before what it is not ("hot chocolate, not too hot")."""
    only: frozenset[Symbols] = frozenset()
    """Words behind a refusal with which begins what is wanted all the same ("no vanilla, just caramel")."""
    voids: frozenset[Symbols] = frozenset()
    """Words that may take back what is ordered beside them; with none, no order is kept in part."""
    answers: Mapping[str, frozenset[Symbols]] = field(default_factory=dict)
    """Kind of answer → cues that tell it where nothing else is named (see voice/language/gist.py): "place"
    (a number follows), "other", "drop", "decline", "no", "agree", "yes", and "not", beside which only
    refusals count."""
    calling: Calling = field(default_factory=Calling)
    clauses: frozenset[str] = frozenset()
    """Words that begin a clause of its own ("so", "because"); with none, no remark is left out."""
    bounds: frozenset[str] = frozenset()
    """Words that may bind a wish that stands before them to something ("if", "until")."""
    common: frozenset[str] = frozenset()
    max_unknown: int = 4
    """A product phrase with more unknown words than this (and no known one) is talk."""
    written: Mapping[Symbols, str] = field(default_factory=dict)
    """How the locale writes the entries of its tables, spaces included."""
    closed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Intent → how a closed question is best answered, where not every template can be told apart by
    ear; intents that are not named here take all their templates."""
    likely: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Kind → whole utterances that are likely ("order", "line", ...; see voice/language/likely.py), with
    {name} and {count}; "count" tells the counts."""
    example: str = ""
    example_with_options: str = ""
    """An order at a counter: {0} is a product after some option values, {1} are further ones."""
    example_joint: str = ""
    """Stands between the option values of {1}."""
    order: str = ""

    def key(self, symbol: str) -> str:
        """The form in which a symbol is compared with names: number as digits, else singular."""
        number = self.numbers.get((symbol,))
        if number is not None and number[0] < 100 and not self.free_spacing:
            return str(number[0])
        same = self.same.get(symbol)
        if same:
            return same
        one = self._singular(symbol)
        return self.same.get(one, one)

    def _singular(self, word: str) -> str:
        for suffix, replacement in self.plural:
            if len(word) > 2 and word.endswith(suffix):
                return word[: len(word) - len(suffix)] + replacement
        return word

    def read(self, text: str) -> Utterance | None:
        """The text in symbols, or None where it is too long to have been said."""
        return utterance(text, self.key, free_spacing=self.free_spacing)

    def plain(self, text: str) -> Utterance | None:
        """The same without the words that mean nothing anywhere; None too where nothing was said."""
        said = self.read(text)
        if said is None or not said.symbols:
            return None
        fillers = frozenset(
            place
            for start in range(len(said))
            for place in range(start, longest(self.anywhere, said.symbols, start))
        )
        return said.without(fillers) if fillers else said

    def only_hesitates(self, text: str) -> bool:
        """Whether nothing is said but words that mean nothing anywhere ("um")."""
        said = self.read(text)
        return said is not None and bool(said.symbols) and all((s,) in self.anywhere for s in said.symbols)

    def symbols(self, text: str) -> Symbols:
        """The symbols of a short text of the locale's own data."""
        return symbols_of(clean(text), free_spacing=self.free_spacing)[0]

    def keys(self, text: str) -> Symbols:
        """The keys of a name."""
        return tuple(self.key(s) for s in self.symbols(text))


def longest(table: Container[Symbols], symbols: Sequence[str], start: int, limit: int = 8) -> int:
    """The end of the longest entry that stands at `start`, or `start` where there is none."""
    for end in range(min(len(symbols), start + limit), start, -1):
        if tuple(symbols[start:end]) in table:
            return end
    return start


def cue_at(words: Words, symbols: Symbols, at: int) -> Cue | None:
    """What the longest small word that begins there does; None where none begins."""
    return words.cues.get(symbols[at : longest(words.cues, symbols, at)])


def ends_with(table: Container[Symbols], symbols: Sequence[str], end: int, limit: int = 6) -> bool:
    """Whether an entry ends right before `end`."""
    return any(tuple(symbols[start:end]) in table for start in range(max(end - limit, 0), end))


def described(said: Utterance, words: Words) -> Utterance:
    """The description without the pronoun that may stand behind it ("the half gallon one")."""
    behind = len(said) > 1 and said.symbols[-1] in words.pronouns
    return said.cut(0, len(said) - 1) if behind else said
