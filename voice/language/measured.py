"""How much of a thing is wanted: "half a kilo of rice", "a pound and a half of salmon"."""

from __future__ import annotations

from catalog.search.lexicon import load_lexicon
from catalog.search.names import read
from voice.language.numbers import number_at
from voice.language.words import Cue, Symbols, Words, longest

KINDS = frozenset({"volume", "weight"})
"""What is measured out; what is counted is a number, and a percentage tells what a thing is."""


def amount_at(words: Words, symbols: Symbols, start: int) -> tuple[int, str] | None:
    """Where an amount with a fraction or an article that begins here ends, and how it is written; None for
    none. A whole number of a unit is read as both ("two pounds").
    """
    fraction = longest(words.fractions, symbols, start)
    if fraction > start:
        end = _unit(words, symbols, fraction)
        return (end, f"{words.fractions[symbols[start:fraction]]} {symbols[fraction]}") if end else None
    if words.fractions and "." in symbols[start]:
        end = _unit(words, symbols, start + 1)
        return (end, f"{symbols[start]} {symbols[start + 1]}") if end else None
    number = number_at(words, symbols, start)
    if number is not None:
        part = longest(words.and_parts, symbols, number[0])
        end = _unit(words, symbols, part) if part > number[0] else 0
        return (end, " ".join(symbols[start:end])) if end else None
    return _of_one(words, symbols, start)


def _of_one(words: Words, symbols: Symbols, start: int) -> tuple[int, str] | None:
    """An article and a unit ("a pound of", "a pound and a half"), but no "pound cake"."""
    article = longest(words.cues, symbols, start)
    if not words.fractions or words.cues.get(symbols[start:article]) is not Cue.ARTICLE:
        return None
    end = _unit(words, symbols, article)
    part = longest(words.and_parts, symbols, end) if end else 0
    if end and part > end:
        return part, f"1 {' '.join(symbols[end:part])} {symbols[article]}"
    behind = symbols[end : longest(words.cues, symbols, end)] if end else ()
    return (end, f"1 {symbols[article]}") if words.cues.get(behind) is Cue.FILLER else None


def _unit(words: Words, symbols: Symbols, at: int) -> int:
    """Where the unit that stands there ends; 0 where none does."""
    return at + 1 if words.cues.get(symbols[at : at + 1]) is Cue.MEASURE else 0


def size_of(phrase: str, words: Words) -> tuple[str, str] | None:
    """The first number and unit of a phrase, as names are compared ("13", "gallon")."""
    symbols, keys = words.symbols(phrase), words.keys(phrase)
    units = (at for at in range(1, len(keys)) if _unit(words, symbols, at) and keys[at - 1].isdigit())
    return next(((keys[at - 1], keys[at]) for at in units), None)


def measures_of(phrase: str, words: Words, language: str) -> tuple[tuple[str, float], ...]:
    """The one amount that a phrase tells, by what it may measure (of an ounce both); none where it tells of
    none or of several.
    """
    if not any(words.cues.get((symbol,)) is Cue.MEASURE for symbol in phrase.split()):
        return ()
    told = sorted((m.kind, m.value) for m in read(phrase, load_lexicon(language)).measures if m.kind in KINDS)
    return tuple(told) if len({kind for kind, _ in told}) == len(told) else ()
