"""What the slots of a template take: free words, numbers, prices, values of the locale's lists."""

from __future__ import annotations

from collections.abc import Iterator

from voice.language.locale import Locale
from voice.language.numbers import digit_runs, money_at, number_at, ordinal_at
from voice.language.readings import ITEMS
from voice.language.text import Utterance
from voice.language.words import longest

WILDCARDS = ITEMS | {"words"}


def slot_ends(
    locale: Locale, currency: str, name: str, said: Utterance, start: int
) -> Iterator[tuple[int, str]]:
    """Where a slot that begins here can end, and what it then holds."""
    found: tuple[int, object] | None = None
    if name == "item" and not locale.words.degrees.isdisjoint(said.symbols[start : start + 1]):
        return  # how a thing is to be
    if name in WILDCARDS:
        for end in range(start + 1, len(said) + 1):
            yield end, ""
    elif name == "number":
        found = number_at(locale.words, said.symbols, start)
    elif name == "ordinal":
        found = ordinal_at(locale.words, said.symbols, start)
    elif name in {"digits", "order"}:
        yield from digit_runs(locale.words, said.symbols, start)
    elif name == "money":
        found = money_at(locale.words, said.symbols, start, currency)
    else:
        table = locale.lists[name]
        end = longest(table, said.symbols, start)
        found = (end, table[said.symbols[start:end]]) if end > start else None
    if found is not None:
        yield found[0], str(found[1])
