"""A catalog as a menu: products that have the same options are one kind, all others are goods.

Goods are only recognised by their whole names, so that an order of both is cut where it should be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from catalog.product import OptionGroup, Product
from voice.language.lattice.cues import OrderWords, read_order_words
from voice.language.lattice.menu import Kind, Menu, Slot, Value
from voice.language.lattice.parser import OrderParser
from voice.language.lexicon import Lexicon
from voice.language.words import Words

PRODUCT = "product:"
"""The slot that tells the product; no option group is called so."""
GOODS = "goods"
MOST_GOODS = 1_000
"""With more products without options, orders that name them are left to the search."""

Signature = tuple[tuple[str, tuple[str, ...], bool], ...]


@lru_cache(maxsize=8)
def order_parser(lexicon: Lexicon) -> OrderParser | None:
    """The parser of this catalog's orders; None where no product has options, or where the language has
    no words for it.
    """
    menu = menu_of(lexicon)
    folder = lexicon.words.folder
    cues = _cues(folder, free=lexicon.words.free_spacing) if menu and folder else OrderWords()
    return OrderParser(menu, lexicon.words, cues) if menu and cues.cues else None


@lru_cache(maxsize=8)
def _cues(folder: Path, *, free: bool) -> OrderWords:
    return read_order_words(folder, Words(free_spacing=free))


def menu_of(lexicon: Lexicon) -> Menu | None:
    """The products as a menu; None where none has options."""
    kinds: dict[Signature, list[int]] = defaultdict(list)
    for index, product in enumerate(lexicon.products):
        kinds[_signature(product)].append(index)
    goods = kinds.pop((), [])
    if not kinds:
        return None
    if len(goods) <= MOST_GOODS:
        kinds[()] = goods
    names: dict[Value, dict[str, None]] = defaultdict(dict)
    for indexes in kinds.values():
        for value, name in _names(lexicon, indexes):
            names[value][name] = None
    return Menu(
        kinds=tuple(_kind(lexicon, number, found) for number, found in enumerate(kinds.values()) if found),
        names={value: tuple(called) for value, called in names.items()},
    )


def _signature(product: Product) -> Signature:
    return tuple((g.id, tuple(v.id for v in g.values), g.multiple) for g in product.options)


def _names(lexicon: Lexicon, indexes: Iterable[int]) -> Iterator[tuple[Value, str]]:
    """Values with what they are called, for the products of one kind."""
    for index in indexes:
        product = lexicon.products[index]
        for name in lexicon.called_shortly(index):
            yield (PRODUCT, product.sku), name
        for group in product.options:
            for value in group.values:
                for name in lexicon.value_names(value):
                    yield (group.id, value.id), name


def _kind(lexicon: Lexicon, number: int, indexes: list[int]) -> Kind:
    products = [lexicon.products[index] for index in indexes]
    slots = {PRODUCT: Slot(name=PRODUCT, values=frozenset(p.sku for p in products), single=True)}
    slots |= {group.id: _slot(group) for group in products[0].options}
    name = f"{number}" if products[0].options else GOODS
    return Kind(name=name, slots=slots, product=PRODUCT)


def _slot(group: OptionGroup) -> Slot:
    values = frozenset(value.id for value in group.values)
    return Slot(name=group.id, values=values, single=not group.multiple)
