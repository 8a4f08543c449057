"""Checks a catalog for selling by voice. One pass over the products; of each only its names are kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from catalog.money import format_money
from catalog.product import Product
from catalog.report.alike import Said, alike
from catalog.report.ear import Heard, SoundAlikes, heard, likenesses, parts_of, says, words_of
from catalog.report.findings import Cluster, Duplicate, Listed, Named, Pair, Report, Unheard, Vocabulary

MEMBERS = 12
"""Products that are shown of a cluster, a word, a list."""
NAMES = 6
"""Names of a product that are compared within a cluster."""
SUGGESTED = 300
"""So many unknown words, those in the most names, get suggestions."""
MAX_SYLLABLES = 16
_BARCODES = ("gtin", "gtin13", "ean", "ean13", "upc", "barcode")


@dataclass(frozen=True, slots=True)
class _Item:
    """What is kept of a product."""

    named: Named
    brand: str
    size: str
    heard: Heard
    names: tuple[str, ...]


@dataclass(slots=True)
class _List:
    """The first products with some lack, and the number of all."""

    first: list[Named] = field(default_factory=list)
    count: int = 0

    def add(self, product: Named) -> None:
        self.count += 1
        if len(self.first) < MEMBERS:
            self.first.append(product)

    def done(self) -> Listed:
        return Listed(products=tuple(self.first), count=self.count)


class _Shelf:
    """The products, looked at one by one."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.items: list[_Item] = []
        self.said: list[Said] = []
        self.twice: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.no_price, self.no_stock, self.too_long = _List(), _List(), _List()

    def add(self, product: Product) -> None:
        """Look at one."""
        names = product.names.get(self.language) or (product.name(self.language),)
        place, sounds = len(self.items), [heard(name, self.language) for name in names]
        price = format_money(product.price, self.language, "symbol")
        named = Named(sku=product.sku, name=names[0], price=price)
        self.items.append(_Item(named, product.brand, product.size, sounds[0], names))
        for rough in dict.fromkeys(sound.rough for sound in sounds):
            self.said.append(Said(place, rough, rough == sounds[0].rough))
        self._lacks(product, named, sounds)
        self._keys(product, place)

    def _lacks(self, product: Product, named: Named, sounds: Sequence[Heard]) -> None:
        if product.price.minor == 0:
            self.no_price.add(named)
        if product.stock is None:
            self.no_stock.add(named)
        if min(sound.syllables for sound in sounds) > MAX_SYLLABLES:
            self.too_long.add(named)

    def _keys(self, product: Product, place: int) -> None:
        size = product.size.casefold().replace(" ", "")
        key = f"{product.name(self.language)}|{product.brand}|{size}".casefold()
        self.twice["name", key].append(place)
        for code in {_barcode(product.attributes.get(key, "")) for key in _BARCODES} - {""}:
            self.twice["barcode", code].append(place)


def _barcode(text: str) -> str:
    digits = "".join(c for c in text if c.isdecimal()).lstrip("0")
    return digits if len(digits) >= 6 else ""


def check_catalog(products: Iterable[Product], language: str, vocabulary: Vocabulary | None) -> Report:
    """Everything that the merchant should look at; without a vocabulary nothing is said of words."""
    shelf = _Shelf(language)
    for product in products:
        shelf.add(product)
    groups, shared = alike(shelf.said)
    unheard, limits = _unheard(shelf, vocabulary) if vocabulary else ((), ())
    return Report(
        language=language,
        products=len(shelf.items),
        clusters=tuple(_cluster([shelf.items[i] for i in group], language) for group in groups),
        alike=len({place for group in groups for place in group}),
        shared_aliases=shared,
        recogniser=vocabulary.name if vocabulary else "",
        unheard=unheard,
        duplicates=_duplicates(shelf),
        no_price=shelf.no_price.done(),
        no_stock=shelf.no_stock.done(),
        too_long=shelf.too_long.done(),
        limits=(
            "Names count as alike if they differ in at most one sound of those that recognisers tell apart.",
            *limits,
        ),
    )


def _cluster(items: Sequence[_Item], language: str) -> Cluster:
    first = items[:MEMBERS]
    owners = [(i, name) for i, item in enumerate(first) for name in item.names[:NAMES]]
    table = likenesses([heard(name, language) for _, name in owners])
    best: dict[tuple[int, int], tuple[float, str, str]] = {}
    for row, (i, name) in enumerate(owners):
        for column, (j, other) in enumerate(owners[:row]):
            if i != j and table[row][column] > best.get((j, i), (-1.0, "", ""))[0]:
                best[j, i] = table[row][column], other, name
    pairs = tuple(Pair(one=j, other=i, likeness=round(b[0], 3)) for (j, i), b in sorted(best.items()))
    members = tuple(replace(item.named, heard_as=_heard_as(i, best)) for i, item in enumerate(first))
    facts = {"brand": {i.brand.casefold() for i in items}, "size": {i.size.casefold() for i in items}}
    differ = tuple(name for name, values in facts.items() if len(values) == len(items))
    return Cluster(members=members, count=len(items), pairs=pairs, differ=differ)


def _heard_as(place: int, best: Mapping[tuple[int, int], tuple[float, str, str]]) -> str:
    """The member's name by which it is nearest to another."""
    return max((b[0], b[1] if pair[0] == place else b[2]) for pair, b in best.items() if place in pair)[1]


def _duplicates(shelf: _Shelf) -> tuple[Duplicate, ...]:
    found = []
    for (by, key), places in shelf.twice.items():
        if len(places) > 1:
            first = tuple(shelf.items[i].named for i in places[:MEMBERS])
            shown = key if by == "barcode" else first[0].name
            found.append(Duplicate(by=by, key=shown, products=first, count=len(places)))
    return tuple(sorted(found, key=lambda d: (d.by, -d.count, d.key)))


def _unheard(shelf: _Shelf, vocabulary: Vocabulary) -> tuple[tuple[Unheard, ...], tuple[str, ...]]:
    """Words that the recogniser lacks, those first without which most products cannot be named at all."""
    known: dict[str, bool] = {}
    bearers: dict[str, _List] = defaultdict(_List)
    lost: Counter[str] = Counter()
    for item in shelf.items:
        lacking = [[w for w in words_of(n) if not _knows(w, known, vocabulary)] for n in item.names]
        for word in dict.fromkeys(w for words in lacking for w in words):
            bearers[word].add(item.named)
        if all(lacking):
            lost.update(set(lacking[0]))
    order = sorted(bearers, key=lambda w: (-lost[w], -bearers[w].count, w))
    near = SoundAlikes({*(w for w, knows in known.items() if knows), *vocabulary.words}) if order else None
    found = []
    for place, word in enumerate(order):
        instead = _instead(word, near, vocabulary) if near and place < SUGGESTED else ()
        listed = bearers[word]
        found.append(
            Unheard(
                word=word,
                products=tuple(listed.first),
                count=listed.count,
                lost=lost[word],
                instead=instead,
            )
        )
    cut = f"Aliases are suggested for the first {SUGGESTED} of {len(order)} unknown words."
    return tuple(found), ((cut,) if len(order) > SUGGESTED else ())


def _knows(word: str, known: dict[str, bool], vocabulary: Vocabulary) -> bool:
    if word not in known:
        known[word] = vocabulary.knows(word)
    return known[word]


def _instead(word: str, near: SoundAlikes, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The word said as two, if both are known; then known words that sound like it."""
    halves = (f"{a} {b}" for a, b in parts_of(word) if vocabulary.knows(a) and vocabulary.knows(b))
    split = next((said for said in halves if says(said, word)), "")
    alike = (one for one in near.near(word) if vocabulary.knows(one))
    return tuple(filter(None, (split, *alike)))
