"""What a half-understood order line leads one to expect in its misheard words.

"A large latte with lots of sweetheart" names a product, so the words left over are likely one of its
options; "a large cap sheet with cream" names options, so the words left over are likely one of the
products that have them. Among so few names a lesser likeness is enough than in the whole catalog, and
even ordinary words may be misheard ones. What is found so is always a repair, never sure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from voice.language.alikes import PRODUCT, Expected, Name
from voice.language.drafts import LineReading
from voice.language.lexicon import Keys, Lexicon

MOST_PRODUCTS = 200
"""With more products than this in question, nothing in particular is expected."""


def expected_in(lines: Sequence[LineReading], lexicon: Lexicon) -> Expected | None:
    """What may stand in the leftover words of these lines; None where none is left over, or where
    nothing that was understood has options.
    """
    left = [line for line in lines if line.left_over]
    meant = frozenset().union(*(_owners(line) for line in left)) if left else frozenset()
    about = left if meant else lines
    meant = meant or frozenset().union(*(_owners(line) for line in lines))
    products = frozenset(index for index in meant if lexicon.products[index].options)
    if not left or not 0 < len(products) <= MOST_PRODUCTS:
        return None
    named = all(line.products for line in about)
    filled = {c.group for line in about for c in line.mention.options} if named and len(about) == 1 else ()
    return _expected(lexicon, products, named).without(frozenset(filled))


def _owners(line: LineReading) -> frozenset[int]:
    """The products that a line means, or those with every option of it."""
    found: frozenset[int] | None = line.products or None
    for offering in () if found else line.offering:
        found = offering if found is None else found & offering
    return found or frozenset()


@lru_cache(maxsize=256)
def _expected(lexicon: Lexicon, products: frozenset[int], named: bool) -> Expected:  # noqa: FBT001 - a cache's key
    groups: dict[Keys, set[str]] = {}
    texts: dict[Keys, str] = {}
    for group, text in _names(lexicon, products, named=named):
        keys = lexicon.words.keys(text)
        if keys and lexicon.entry(keys) is not None:
            groups.setdefault(keys, set()).add(group)
            texts[keys] = text
    names = {keys: Name(text, frozenset(groups[keys])) for keys, text in texts.items()}
    return Expected(names, products if named else frozenset())


def _names(lexicon: Lexicon, products: frozenset[int], *, named: bool) -> Iterator[tuple[str, str]]:
    """Options of the products; and as products themselves, or what is called like them and more."""
    for index in sorted(products):
        yield from lexicon.option_names(index)
    called = sorted(lexicon.called_more(products)) if named else sorted(products)
    for index in called[:MOST_PRODUCTS]:
        for name in lexicon.product_names(index):
            yield PRODUCT, name
