"""Numbers, ordinals, digits and prices as they are said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from catalog.errors import BadInput
from catalog.money import Money, exponent, parse_money
from voice.language.words import NumberKind, Words, longest

MAX_NUMBER = 10_000_000
_NO_ROOM = 0
_BIG = 1000
_LEAST_BARE = 10
"""Cents without their unit have two digits."""
_CLOSED = -1
"""Nothing joins any more."""


def number_at(words: Words, symbols: Sequence[str], start: int) -> tuple[int, int] | None:
    """The longest whole number that begins at `start`: its end and value; None where none does."""
    total, pending, room = 0, 0, MAX_NUMBER
    at, found = start, None
    while at < len(symbols):
        begin = at
        if found and symbols[at] in words.number_joints and room in {100, 1000}:
            begin = at + 1
        step = _number_word(words, symbols, begin)
        if step is None:
            break
        end, value, kind = step
        joined = _join((total, pending, room), value, kind)
        if joined is None:
            break
        total, pending, room = joined
        at = end
        found = (at, total + pending)
    return found


def _number_word(words: Words, symbols: Sequence[str], at: int) -> tuple[int, int, NumberKind] | None:
    if at >= len(symbols):
        return None
    if symbols[at].isascii() and symbols[at].isdigit() and len(symbols[at]) <= 6:
        value = int(symbols[at])
        return at + 1, value, NumberKind.UNIT if value < 10 else NumberKind.TEEN
    end = longest(words.numbers, symbols, at, 4)
    if end == at:
        return None
    value, kind = words.numbers[tuple(symbols[at:end])]
    return end, value, kind


def _join(state: tuple[int, int, int], value: int, kind: NumberKind) -> tuple[int, int, int] | None:
    """One more number word; None where it begins another number ("two three")."""
    total, pending, room = state
    if kind is NumberKind.MULTIPLIER:
        if room == _NO_ROOM and 10 <= total < 20 and value >= 100:
            return total * value, 0, value  # "ten thousand", "fifteen hundred"
        if value >= room or (total and not pending and room == _NO_ROOM):
            return None
        return total + (pending or 1) * value, 0, value
    if pending or value >= room:
        return None
    if kind is NumberKind.UNIT:
        return total, value, room
    if kind is NumberKind.COUNTING:
        return None if _BIG < room < MAX_NUMBER else (total + value, 0, _CLOSED)
    return total + value, 0, 10 if kind is NumberKind.TENS else _NO_ROOM


def ordinal_at(words: Words, symbols: Sequence[str], start: int) -> tuple[int, int] | None:
    """An ordinal ("second", "last") at `start`: its end and 1-based value, -1 for the last."""
    end = longest(words.ordinals, symbols, start, 5)
    return None if end == start else (end, words.ordinals[tuple(symbols[start:end])])


def digit_runs(words: Words, symbols: Sequence[str], start: int) -> Iterator[tuple[int, str]]:
    """Every run of spoken or written digits that begins at `start`, with its end; longer ones later."""
    at, said = start, ""
    while at < len(symbols):
        if symbols[at].isascii() and symbols[at].isdigit():
            said, at = said + symbols[at], at + 1
        else:
            end = longest(words.digits, symbols, at, 3)
            if end == at:
                return
            said, at = said + words.digits[tuple(symbols[at:end])], end
        yield at, said


def money_at(words: Words, symbols: Sequence[str], start: int, currency: str) -> tuple[int, Money] | None:
    """A price at `start` ("$5", "four dollars ninety", "4.99", a bare "five"): its end and amount."""
    at = start + 1 if start < len(symbols) and symbols[start] in words.money_signs else start
    amount = _amount_at(words, symbols, at)
    if amount is None:
        return None
    at, value = amount
    minor_end = _unit_end(words.minor_units, symbols, at)
    if minor_end > at:
        return _priced(minor_end, value / 100, currency)
    major_end = _unit_end(words.major_units, symbols, at)
    if major_end > at:
        at = major_end
        joint = at + 1 if at < len(symbols) and symbols[at] in words.number_joints else at
        cents = number_at(words, symbols, joint)
        minor_end = _unit_end(words.minor_units, symbols, cents[0]) if cents else 0
        bare = cents is not None and joint == at and cents[1] >= _LEAST_BARE and exponent(currency) > 0
        if cents and cents[1] < 100 and (minor_end > cents[0] or bare):
            at, value = max(minor_end, cents[0]), value + Decimal(cents[1]) / 100
    elif value == int(value) and exponent(currency) > 0:
        cents = number_at(words, symbols, at)  # "three fifty"
        if cents is not None and _LEAST_BARE <= cents[1] < 100:
            at, value = cents[0], value + Decimal(cents[1]) / 100
    return _priced(at, value, currency)


def _amount_at(words: Words, symbols: Sequence[str], at: int) -> tuple[int, Decimal] | None:
    if at < len(symbols) and symbols[at].isascii() and symbols[at].replace(".", "", 1).isdigit():
        value = Decimal(symbols[at])
        if "." in symbols[at]:
            return at + 1, value
    number = number_at(words, symbols, at)
    return None if number is None else (number[0], Decimal(number[1]))


def _unit_end(units: frozenset[tuple[str, ...]], symbols: Sequence[str], at: int) -> int:
    return longest(dict.fromkeys(units), symbols, at, 4)


def _priced(end: int, value: Decimal, currency: str) -> tuple[int, Money] | None:
    try:
        return end, parse_money(str(value), currency)
    except BadInput:
        return None
