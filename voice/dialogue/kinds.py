"""What kind of thing a product is, by the words of its names: whether it bears the words said, and which of
those that do is the cheapest or the biggest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from catalog.product import Language, Product
from catalog.size import amount, by_size

STEM = 4
"""Letters by which a word said is known again in a name ("diapers", "diaper")."""
FORM = 0.75
"""Words that begin alike and share so much of their letters are forms of one."""
PAIR = 2
"""Characters by which one is known again in a script that writes whole words with few."""
SIZES = frozenset({"bigger", "smaller"})
"""Qualities that compare sizes."""
_WORD = re.compile(r"\w+")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared."""
    return tuple(_WORD.findall(text.casefold()))


def names_of(product: Product, language: Language) -> tuple[tuple[str, ...], ...]:
    """The words of each name of the product."""
    return tuple(words_of(name) for name in product.names.get(language, ()) or (product.name(language),))


def holds(product: Product, text: str, language: Language) -> bool:
    """Whether one name of the product has every word; scripts that space their words freely, in any place."""
    words = words_of(text)
    return bool(words) and any(
        all(word in name or (not word.isascii() and word in "".join(name)) for word in words)
        for name in names_of(product, language)
    )


def is_named(product: Product, phrases: tuple[str, ...], language: Language) -> bool:
    """Whether a phrase is one of the product's names, in whatever order."""
    names = [sorted(name) for name in names_of(product, language)]
    return any(sorted(words_of(phrase)) in names for phrase in phrases)


def _known_by(product: Product, language: Language) -> tuple[frozenset[str], str]:
    """How the words of the product's names begin, and all of them run together."""
    words = [word for name in names_of(product, language) for word in name]
    return frozenset(word[:STEM] for word in words), "".join(words)


def is_of(product: Product, asked: tuple[str, ...], language: Language) -> bool:
    """Whether the product is of the kind that was asked for, by any words of its names."""
    known, joined = _known_by(product, language)
    return any(
        all(word[:STEM] in known or (not word.isascii() and word in joined) for word in words_of(phrase))
        for phrase in asked
    )


def bears_a_word(product: Product, asked: tuple[str, ...], language: Language) -> bool:
    """Whether any word said stands in a name, in some form; else it is only spelled or sounds alike."""
    known, joined = _known_by(product, language)
    named = [word for name in names_of(product, language) for word in name]
    return any(
        (word[:STEM] in known and any(_is_form(word, one) for one in named))
        or (not word.isascii() and word[:PAIR] in joined)
        for phrase in asked
        for word in words_of(phrase)
    )


def _is_form(said: str, name: str) -> bool:
    """Whether they are forms of one word: "cheerios" are no cheese, but "spagetti" is spaghetti."""
    if said[:STEM] != name[:STEM]:
        return False
    return said.startswith(name) or name.startswith(said) or SequenceMatcher(None, said, name).ratio() >= FORM


def of_one_kind(products: Iterable[Product]) -> tuple[Product, ...]:
    """Those of the kind of the first: sardines in olive oil are no olive oil."""
    listed = tuple(products)
    return tuple(p for p in listed if _kind(p) == _kind(listed[0]))


def shorter(asked: tuple[str, ...]) -> tuple[str, ...]:
    """The phrases without what comes before their last two words: of "free and clear laundry detergent" the
    laundry detergent, while olive oil stays olive oil.
    """
    return tuple(" ".join(words_of(phrase.partition(",")[0])[-2:]) for phrase in asked)


def is_another(product: Product, other: Product, asked: tuple[str, ...], language: Language) -> bool:
    """Whether it is of the other one's kind and of what was asked for."""
    return _kind(product) == _kind(other) and is_of(product, asked, language)


def is_sized_like(product: Product, other: Product, quality: str, language: Language) -> bool:
    """Whether it is the same thing as the other one, but bigger or smaller."""
    itself = other.name(language).partition(",")[0]  # sizes and packings stand behind a comma
    sized = by_size((product, other))
    first = product if quality == "smaller" else other
    same = _kind(product) == _kind(other) and is_of(product, (itself,), language)
    return same and sized is not None and sized[0].sku == first.sku


def _kind(product: Product) -> tuple[str, str]:
    """The shelf that it stands on, and how things of its kind are measured."""
    measured = amount(product.size)
    return product.category, measured[0] if measured else ""


def most(products: tuple[Product, ...], quality: str) -> tuple[Product, ...]:
    """The products, those first that are the most of that quality; none where that cannot be told."""
    if quality in SIZES:
        sizes = {p.sku: measured for p in products if (measured := amount(p.size)) is not None}
        if len(sizes) < len(products) or len({kind for kind, _ in sizes.values()}) > 1:
            return ()
        return tuple(sorted(products, key=lambda p: sizes[p.sku][1], reverse=quality == "bigger"))
    by_price = sorted(products, key=lambda product: product.price.minor, reverse=quality == "dearest")
    return tuple(by_price)
