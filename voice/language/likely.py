"""The few utterances that are likeliest in a state of the dialogue, for an engine that hears with a small
grammar: commands, the shopper's favourites with counts, the offered options, the lines of the basket.

The sentences are the locale's (`likely:` in words.yaml), with {name} and {count} where names and counts
stand. None of them consents to anything: words of consent are heard as closed answers alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from voice.language.expectation import Asked, Expectation
from voice.language.lexicon import Lexicon
from voice.language.words import Words

MAX_LIKELY = 600
USUAL = 8
"""Favourites that are named."""
NAMES = 30
"""Names that are ordered: favourites, kinds, best sellers."""
COUNTED = 16
"""Names that are ordered with a count, and asked for; more would make the grammar large."""
BESIDE = 6
"""Names that are ordered beside an open question."""
CALLED = 3
"""Names of one product, the shortest: as people say it, without sizes."""
KINDS = 8
"""Words that many names share ("milk", "coffee"): what people ask for before they choose."""
LONGEST = 2
"""Words of a name that is said in full."""


def likely_phrases(
    expectation: Expectation, words: Words, lexicon: Lexicon, favourites: Sequence[str]
) -> tuple[str, ...]:
    """Whole utterances, the likeliest first; none where the locale tells none, or digits are asked for."""
    if not words.likely or expectation.asked is Asked.PIN:
        return ()
    said = _Sayings(words)
    names = tuple(islice(_ordered(lexicon, favourites), NAMES))
    basket = tuple(dict.fromkeys(n for line in expectation.basket for n in called(lexicon, line)))
    phrases: list[str] = []
    if expectation.asked is Asked.CHOICE:
        phrases += [n for option in expectation.options for n in called(lexicon, option)]
        phrases += said.of("choice")
    phrases += said.of("open")
    if basket or expectation.asked in (Asked.CONSENT, Asked.YES_NO):
        phrases += said.of("change")
        phrases += said.of("line", basket)
    if expectation.asked is Asked.OPEN:
        phrases += said.of("counted", names[:COUNTED])
        phrases += said.of("order", names)
        phrases += said.of("ask", names[:COUNTED])
    elif expectation.asked is Asked.CONSENT:
        phrases += said.of("order", names[:BESIDE])
    return tuple(islice(dict.fromkeys(phrases), MAX_LIKELY))


def called(lexicon: Lexicon, name: str) -> tuple[str, ...]:
    """How people call the product of this name: shortly, without sizes and numbers."""
    products = sorted(lexicon.called(name))[:1]
    found = {n: None for index in products for n in lexicon.product_names(index) if _sayable(n)}
    return tuple(sorted(found, key=_length)[:CALLED]) or ((name,) if _sayable(name) else ())


class _Sayings:
    """The locale's sentences with names and counts filled in."""

    def __init__(self, words: Words) -> None:
        self._likely = words.likely
        self._counts = words.likely.get("count", ())

    def of(self, kind: str, names: Iterable[str] = ("",)) -> Iterator[str]:
        """All sentences of a kind, for each name in turn."""
        for name in names:
            for sentence in self._likely.get(kind, ()):
                counts = self._counts if "{count}" in sentence else ("",)
                yield from (sentence.replace("{name}", name).replace("{count}", count) for count in counts)


def _ordered(lexicon: Lexicon, favourites: Sequence[str]) -> Iterator[str]:
    """Names to be ordered: favourites first, then kinds, then what sells best."""
    seen: set[str] = set()
    usual = [name for favourite in favourites[:USUAL] for name in called(lexicon, favourite)]
    for name in (*usual, *_kinds(lexicon), *_best_sellers(lexicon)):
        if name not in seen:
            seen.add(name)
            yield name


@lru_cache(maxsize=8)
def _kinds(lexicon: Lexicon) -> tuple[str, ...]:
    """The words that most products have in their names."""
    counts: Counter[str] = Counter()
    for index in range(len(lexicon.products)):
        counts.update({word for name in lexicon.product_names(index) for word in name.split()[-1:]})
    return tuple(word for word, _ in counts.most_common(KINDS) if _sayable(word) and len(word) > 1)


@lru_cache(maxsize=8)
def _best_sellers(lexicon: Lexicon) -> tuple[str, ...]:
    ranked = sorted(range(len(lexicon.products)), key=lambda i: -lexicon.products[i].popularity)
    names = (min(filter(_sayable, lexicon.product_names(index)), key=_length, default="") for index in ranked)
    return tuple(islice(filter(None, names), NAMES))


def _length(name: str) -> tuple[int, int]:
    return len(name.split()), len(name)


def _sayable(name: str) -> bool:
    return bool(name) and len(name.split()) <= LONGEST and not any(c.isdigit() for c in name)
