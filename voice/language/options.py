"""Which of the offered options is called by words of its name."""

from __future__ import annotations

from collections import Counter

from voice.language.lexicon import Lexicon
from voice.language.text import Utterance
from voice.language.words import Words


def named_option(said: Utterance, options: tuple[str, ...], words: Words) -> int | None:
    """The 1-based place of the one option that the words tell apart, or None."""
    if not options:
        return None
    names = [set(words.keys(name)) for name in options]
    spread = Counter(key for name in names for key in name)
    content = [k for s, k in zip(said.symbols, said.keys, strict=True) if (s,) not in words.cues]
    if not content or any(key not in spread for key in content):
        return None
    scores = [sum(1 / spread[key] for key in content if key in name) for name in names]
    best = max(scores)
    winners = [place for place, score in enumerate(scores, start=1) if score == best]
    return winners[0] if len(winners) == 1 else None


def names_another(said: Utterance, options: tuple[str, ...], lexicon: Lexicon) -> bool:
    """Whether these words are the whole name of another kind of thing ("bananas" among breads)."""
    entry = lexicon.entry(said.keys)
    if entry is None or not entry.names:
        return False
    offered = {lexicon.words.keys(option) for option in options}
    kinds = {
        product.category
        for index, product in enumerate(lexicon.products)
        if lexicon.words.keys(product.name(lexicon.language)) in offered
    }
    return not any(lexicon.products[index].category in kinds for index in entry.names)
