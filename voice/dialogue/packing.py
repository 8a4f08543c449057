"""Single things that were counted, beside the packs that are sold: nothing is multiplied in silence."""

from __future__ import annotations

from itertools import pairwise

from catalog.product import Language, Product
from catalog.size import amount, times
from voice.dialogue.kinds import STEM, names_of, words_of
from voice.language.acts import Mention

EVEN = 0.02
"""An amount that is so near to that of whole packs is that of whole packs."""
FEW = 5
"""So many at the most are taken as packs where single things might be meant ("two lemons")."""


def held_by(product: Product) -> int | None:
    """How many single things a product holds; None where it is one thing, or is measured otherwise."""
    held = amount(product.size)
    return int(held[1]) if held is not None and held[0] == "ct" and held[1] >= 2 else None


def made_up(product: Product, mention: Mention) -> int | None:
    """How many packs make up the amount that was said ("two pounds of chicken"); None where that does not
    come out even, or no amount was said.
    """
    share = times(product.size, dict(mention.measures)) if mention.measures else None
    whole = round(share) if share is not None else 0
    even = share is not None and whole > 0 and abs(share - whole) <= EVEN * whole
    return whole * (mention.quantity or 1) if even else None


def to_measure(product: Product, mention: Mention) -> int | None:
    """How many packs come nearest to the amount that was said, and have to be agreed to, since it is sold in
    packs of another one; else None. Some things are called by such an amount ("13 gallon trash bags").
    """
    if not mention.measures or made_up(product, mention) is not None:
        return None
    share = times(product.size, dict(mention.measures))
    if share is None and _is_called_by_a_size(product, mention):
        return None
    return max(round((share or 1) * (mention.quantity or 1)), 1)


def _is_called_by_a_size(product: Product, mention: Mention) -> bool:
    """Whether the number and the unit that were said stand one behind the other in its name too."""
    number, unit = mention.size or ("", "")
    names = (words_of(name) for names in product.names.values() for name in names)
    pairs = (pair for name in names for pair in pairwise(name))
    return any(one == number and other[:STEM] == unit[:STEM] for one, other in pairs)


def to_ask(product: Product, mention: Mention) -> int | None:
    """How many packs come nearest, and have to be agreed to, since other packs or single things were counted
    ("fifteen lemons" of bags of six, "a six pack" of a box of twelve, "a bottle" of a case); else None.
    """
    held = held_by(product)
    if held is None:
        return None
    if mention.pack_of is not None and mention.pack_of != held:
        return _whole((mention.quantity or 1) * mention.pack_of, held)
    said = mention.quantity or (1 if mention.container else None)
    if said is None or _counts_packs(product, mention, held) or said % held == 0:
        return None
    if _is_inside(product, mention.container) or said > FEW:
        return _whole(said, held)
    return None


def to_tell(product: Product, mention: Mention) -> int | None:
    """How many single things come in where a few packs were taken for a few things; else None."""
    held, said = held_by(product), mention.quantity
    if held is None or said is None or not 1 < said <= FEW or said % held == 0:
        return None
    return None if _counts_packs(product, mention, held) else said * held


def _whole(single: int, held: int) -> int:
    return -(-single // held)


def _counts_packs(product: Product, mention: Mention, held: int) -> bool:
    """Whether packs were counted: by that word, by the size said, or by the whole name."""
    said = {word for phrase in mention.phrases for word in words_of(phrase)}
    return (
        mention.packs
        or str(held) in said
        or any(
            words_of(phrase) == words_of(name)
            for phrase in mention.phrases
            for names in product.names.values()
            for name in names[:1]
        )
    )


def _is_inside(product: Product, container: str) -> bool:
    """Whether the product is a pack of such containers ("24 Bottles"), not one of them."""
    return bool(container) and any(
        _is_same(word, container)
        for language in product.names
        for name in names_of(product, Language(language))[:1]
        for word in name
    )


def _is_same(word: str, container: str) -> bool:
    """Whether both are one word but for its ending ("can", "cans", but not "candy")."""
    longer, other = max(word, container, key=len), min(word, container, key=len)
    alike = len(container) >= STEM and word[:STEM] == container[:STEM]
    return alike or (longer.startswith(other) and len(longer) - len(other) <= 1)
