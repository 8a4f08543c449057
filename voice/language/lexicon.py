"""The words of a catalog: names, aliases and option values, looked up by the symbols that were said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from catalog.product import Language, Names, OptionGroup, OptionValue, Product, Sku
from catalog.search.fuzz import slips
from voice.language.locale import load_locale
from voice.language.shelves import shelves_of
from voice.language.sounds import SoundAlikes
from voice.language.text import clean
from voice.language.words import Cue, Words, longest

Keys = tuple[str, ...]
NOBODY: frozenset[int] = frozenset()
MOST_NEAR = 9
"""Words of the catalog that a typed word is compared with."""


@dataclass(frozen=True, slots=True)
class ValueName:
    """An option value that the words name, with the products (by index) that offer it."""

    group: str
    value: str
    products: frozenset[int]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a run of words can mean: the name of products, words of their names, option values.

    `names` are products called exactly so; `derived` those called so without brand or size;
    `holders` those with these words in their name.
    """

    names: frozenset[int] = NOBODY
    derived: frozenset[int] = NOBODY
    holders: frozenset[int] = NOBODY
    values: tuple[ValueName, ...] = ()

    @property
    def products(self) -> frozenset[int]:
        """The products that are named, exactly or without brand and size."""
        return self.names | self.derived


@dataclass(slots=True)
class _Draft:
    spoken: str = ""
    names: set[int] = field(default_factory=set)
    derived: set[int] = field(default_factory=set)
    holders: set[int] = field(default_factory=set)
    values: dict[tuple[str, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    lasts: int = 0
    """So many more names end on this word than have it further before, without brand and size."""

    def entry(self) -> Entry:
        values = tuple(ValueName(g, v, frozenset(p)) for (g, v), p in self.values.items())
        return Entry(frozenset(self.names), frozenset(self.derived), frozenset(self.holders), values)


class Lexicon:
    """Built once per catalog and language; every question is answered without changing it."""

    def __init__(self, products: Sequence[Product], words: Words, language: str) -> None:
        self.products = tuple(products)
        self.language = language
        self.words = words
        drafts = _collected(self.products, words, language)
        self._entries = {keys: draft.entry() for keys, draft in drafts.items()}
        self._joined = {j: keys for keys in self._entries if len(j := "".join(keys)) >= 6}
        self._places = {product.sku: frozenset({at}) for at, product in enumerate(self.products)}
        self._parts = frozenset(key for keys in self._entries for key in keys)
        self._typed = tuple(self._parts)
        self._prefixes = frozenset(keys[:n] for keys in self._entries for n in range(1, len(keys) + 1))
        self._kinds = frozenset(keys[0] for keys, draft in drafts.items() if draft.lasts > 0)
        named = (
            name for p in self.products for g in p.options for name in g.names.get(Language(language), ())
        )
        self._groups = frozenset(map(words.keys, named))
        self.shelves = shelves_of(self.products, words)
        self._alikes = SoundAlikes({keys: draft.spoken for keys, draft in drafts.items() if draft.spoken})

    @classmethod
    def of(cls, products: Iterable[Product], language: str, words: Words | None = None) -> Lexicon:
        """The lexicon of these products; the words are the language's own unless others are given."""
        return cls(tuple(products), words or load_locale(language).words, language)

    def entry(self, keys: Keys) -> Entry | None:
        """What exactly these words mean."""
        return self._entries.get(keys)

    def entries_at(self, keys: Sequence[str], start: int) -> Iterator[tuple[int, Entry]]:
        """Every entry that begins at `start`, with its end."""
        for end in range(start + 1, len(keys) + 1):
            window = tuple(keys[start:end])
            if window not in self._prefixes:
                return
            found = self._entries.get(window)
            if found is not None:
                yield end, found

    def knows(self, key: str) -> bool:
        """True for a word that stands in some name or option value."""
        return key in self._parts

    def is_kind(self, key: str) -> bool:
        """True for a word that ends more names than it stands in otherwise ("milk", of "whole milk"): a thing
        of its own, not how one is.
        """
        return key in self._kinds

    def is_group(self, text: str) -> bool:
        """True for the name of a group of options ("size")."""
        return self.words.keys(text) in self._groups

    def near(self, key: str) -> list[str]:
        """Words of names or option values that this may be a slip of the fingers of."""
        return slips(key, self._typed, MOST_NEAR)

    def joined(self, text: str) -> Entry | None:
        """The entry that reads like `text` when all spaces are taken out ("oatmilk")."""
        keys = self._joined.get(text)
        return self._entries[keys] if keys else None

    def mended(self, text: str, at_least: float) -> tuple[tuple[Keys, float], ...]:
        """Names that read or sound like `text`, with their likeness 0..1, best first."""
        return self._alikes.like(text, at_least)

    def holders(self, keys: Iterable[str]) -> frozenset[int]:
        """The products whose names hold all of these words."""
        found: frozenset[int] | None = None
        for key in keys:
            entry = self._entries.get((key,))
            has = entry.holders if entry else NOBODY
            found = has if found is None else found & has
        return found or NOBODY

    def called(self, name: str) -> frozenset[int]:
        """The products called so, or failing that those whose names hold its words."""
        keys = self.words.keys(name)
        entry = self._entries.get(keys)
        return (entry.products if entry else NOBODY) or self.holders(keys)

    def named(self, keys: Keys) -> frozenset[int]:
        """The products that have these words as one of their names, or as one without brand and size."""
        entry = self._entries.get(keys)
        return entry.products if entry else NOBODY

    def groups(self, products: Iterable[int]) -> dict[str, OptionGroup]:
        """The option groups that any of these products has, by id."""
        return {g.id: g for index in products for g in self.products[index].options}

    def product_names(self, index: int) -> tuple[str, ...]:
        """The names of a product, as they are spoken."""
        return tuple(map(_plain, _names(self.products[index].names, self.language)))

    def called_shortly(self, index: int) -> tuple[str, ...]:
        """The names of a product, and those without its brand and size."""
        product, names = self.products[index], self.product_names(index)
        brand = self.words.keys(product.brand)
        shorter = [" ".join(k) for name in names for k in _shorter(self.words, self.words.keys(name), brand)]
        return tuple(dict.fromkeys((*names, *shorter)))

    def value_names(self, value: OptionValue) -> tuple[str, ...]:
        """The names of an option value, as they are spoken."""
        return tuple(map(_plain, _names(value.names, self.language)))

    def of_sku(self, sku: str) -> frozenset[int]:
        """The place of the product of that number."""
        return self._places.get(Sku(sku), NOBODY)

    def option_names(self, index: int) -> Iterator[tuple[str, str]]:
        """All option values of a product by group, with their names as they are spoken."""
        for group in self.products[index].options:
            for value in group.values:
                yield from ((group.id, _plain(name)) for name in _names(value.names, self.language))

    def first_values(self, product: Product) -> list[tuple[str, ...]]:
        """The names of the first value of each option group of a product."""
        return [_names(g.values[0].names, self.language) for g in product.options if g.values]

    def called_more(self, products: Iterable[int]) -> frozenset[int]:
        """Other products whose names hold all words of one of these ("iced coffee" for "coffee")."""
        own = frozenset(products)
        keys = [self.words.keys(name) for index in own for name in self.product_names(index)[:1]]
        return frozenset().union(*(self.holders(name) for name in keys)) - own

    def vocabulary(self) -> tuple[str, ...]:
        """Names for biasing a recogniser: products by popularity, option values, brands, aliases."""
        ranked = sorted(self.products, key=lambda p: -p.popularity)
        names = [_names(p.names, self.language) for p in ranked]
        values = [
            n for p in ranked for g in p.options for v in g.values for n in _names(v.names, self.language)
        ]
        first = [n[0] for n in names if n]
        aliases = [n for own in names for n in own[1:]]
        return tuple(dict.fromkeys([*first, *values, *(p.brand for p in ranked if p.brand), *aliases]))


def _plain(name: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in clean(name)).split())


def _names(names: Names, language: str) -> tuple[str, ...]:
    own = names.get(Language(language)) or names.get(language)
    return own or next(iter(names.values()), ())


def _collected(products: Sequence[Product], words: Words, language: str) -> dict[Keys, _Draft]:
    drafts: dict[Keys, _Draft] = defaultdict(_Draft)
    for index, product in enumerate(products):
        brand = words.keys(product.brand)
        for name in _names(product.names, language):
            _add_name(drafts, index, words, name)
            shorter = tuple(_shorter(words, words.keys(name), brand))
            for short in shorter:
                drafts[short].derived.add(index)
            if not words.free_spacing:
                _count_last(drafts, min((words.keys(name), *shorter), key=len))
        _add_words(drafts, index, words, product.brand)
        for group in product.options:
            _add_values(drafts, index, words, group, language)
    drafts.pop((), None)
    return drafts


def _count_last(drafts: dict[Keys, _Draft], keys: Keys) -> None:
    for key in keys:
        drafts[key,].lasts += 1 if key == keys[-1] else -1


def _add_name(drafts: dict[Keys, _Draft], index: int, words: Words, name: str) -> None:
    keys = words.keys(name)
    drafts[keys].names.add(index)
    drafts[keys].spoken = _plain(name)
    _add_words(drafts, index, words, name)
    for at, key in enumerate(keys[1:-1], start=1):
        if words.cues.get((key,)) in {Cue.AND, Cue.WITH, Cue.WITHOUT, Cue.NO}:
            drafts[keys[at - 1 : at + 2]].holders.add(index)  # "salt and vinegar" is no list of two


def _add_words(drafts: dict[Keys, _Draft], index: int, words: Words, text: str) -> None:
    for word in text.split():
        keys = words.keys(word)
        drafts[keys].holders.add(index)
        drafts[keys].spoken = _plain(word)
        for key in keys if not words.free_spacing else ():
            drafts[key,].holders.add(index)


def _add_values(
    drafts: dict[Keys, _Draft], index: int, words: Words, group: OptionGroup, language: str
) -> None:
    for value in group.values:
        for name in _names(value.names, language):
            draft = drafts[words.keys(name)]
            draft.values[group.id, value.id].add(index)
            draft.spoken = _plain(name)


def _shorter(words: Words, keys: Keys, brand: Keys) -> Iterator[Keys]:
    """The name as people shorten it: without size, without brand, without both."""
    bare = keys[len(brand) :] if brand and keys[: len(brand)] == brand else keys
    for form in {bare, _without_size(words, keys), _without_size(words, bare)}:
        if form and form != keys:
            yield form


def _without_size(words: Words, keys: Keys) -> Keys:
    at = next((i for i, k in enumerate(keys) if i and k.replace(".", "", 1).isdigit()), len(keys))
    unit = words.cues.get(keys[at + 1 : longest(words.cues, keys, at + 1)])
    return keys[:at] if at == len(keys) or unit in {Cue.MEASURE, Cue.CONTAINER} else keys
