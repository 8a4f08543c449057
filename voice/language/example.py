"""One ordinary order of this catalog, as a shopper would say it: engines hear better that were shown one."""

from __future__ import annotations

from collections.abc import Sequence

from voice.language.lexicon import Lexicon
from voice.language.words import Words

MOST_WORDS = 3
"""Longer names are seldom said as they are written."""


def example_order(words: Words, lexicon: Lexicon, names: Sequence[str]) -> str:
    """The locale's example filled with two of `names`, likeliest first; over a menu, where most products
    have options, with a product and one value of each of its option groups.
    """
    sayable = [name.lower() for name in names if _sayable(name)] or [name.lower() for name in names[:1]]
    menu = [p for p in lexicon.products if p.options]
    if words.example_with_options and 2 * len(menu) > len(lexicon.products):
        known = {p.name(lexicon.language).lower(): p for p in menu}
        chosen = next((known[name] for name in sayable if name in known), menu[0])
        values = [v[0].lower() for v in lexicon.first_values(chosen) if _sayable(v[0])]
        before, after = values[: (len(values) + 1) // 2], values[(len(values) + 1) // 2 :]
        if after:
            joint = f" {words.example_joint} ".join(after)
            return words.example_with_options.format(
                " ".join([*before, chosen.name(lexicon.language).lower()]), joint
            )
    two = (*sayable[:2], *sayable[:2])[:2]
    return words.example.format(*two) if len(two) == 2 else ""


def _sayable(name: str) -> bool:
    return len(name.split()) <= MOST_WORDS and name.replace(" ", "").isalpha()
