"""What is known of every name of one language: readings, sounds, and where its 3-grams occur.

A product has several names (shown, aliases, with brand, with size); each is one form. Two gram
indexes, letters and coarse phones, both without word boundaries, give candidates; the words of all
forms are kept once in a vocabulary, with their weight (idf over products).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from catalog.product import Product
from catalog.search.fuzz import Floats
from catalog.search.lexicon import Lexicon
from catalog.search.names import Measure, Reading, read
from catalog.search.phones import coarse, phones, word_phones

Ints = npt.NDArray[np.int32]
MAX_WORDS = 16
"""Words of a name beyond these are not looked at one by one."""
_GRAM = 3


def grams(text: str) -> list[str]:
    """The distinct 3-grams of a text, with marks at its ends; short texts give what there is."""
    padded = f"^{text}$"
    return list(dict.fromkeys(padded[i : i + _GRAM] for i in range(max(1, len(padded) - _GRAM + 1))))


@dataclass(frozen=True, slots=True)
class Shared:
    """How much a query's grams and each form's grams cover of one another, per form, in 0..1."""

    cosine: Floats
    of_query: Floats
    of_form: Floats
    loose: Floats
    """Coverage with weak length normalisation: finds long names from a part of them."""


class GramIndex:
    """Postings of 3-grams over forms, weighted by idf²."""

    def __init__(self, texts: Sequence[str]) -> None:
        cut = [grams(t) for t in texts]
        counts = Counter(g for gs in cut for g in gs)
        self._ids = {g: i for i, g in enumerate(counts)}
        n = max(1, len(texts))
        self._weights = np.array([math.log(1 + n / c) ** 2 for c in counts.values()] or [0.0], np.float32)
        self._unseen = math.log(1 + n) ** 2
        lengths = np.array([len(gs) for gs in cut], np.int32)
        flat = np.array([self._ids[g] for gs in cut for g in gs], np.int32)
        forms = np.repeat(np.arange(len(cut), dtype=np.int32), lengths)
        order = np.argsort(flat, kind="stable")
        self._postings = forms[order]
        self._starts = np.searchsorted(flat[order], np.arange(len(counts) + 1))
        self._size = len(texts)
        totals = (
            np.bincount(forms, weights=self._weights[flat], minlength=len(texts))
            if len(flat)
            else np.zeros(0)
        )
        self._totals = np.maximum(totals, 1e-6).astype(np.float32)

    def shared(self, text: str) -> Shared:
        """The coverage between `text` and every form."""
        wanted = grams(text)
        known = [self._ids[g] for g in wanted if g in self._ids]
        total = float(sum(self._weights[i] for i in known)) + self._unseen * (len(wanted) - len(known))
        hits = np.zeros(self._size, np.float32)
        for i in known:
            hits[self._postings[self._starts[i] : self._starts[i + 1]]] += self._weights[i]
        total = max(total, 1e-6)
        return Shared(
            hits / np.sqrt(self._totals * np.float32(total)),
            hits / np.float32(total),
            hits / self._totals,
            hits / self._totals**0.3,
        )


@dataclass(frozen=True, slots=True)
class Form:
    """One name of one product: its place in the product list and what it reads and sounds like."""

    product: int
    reading: Reading
    fine: str
    coarse: str
    own: bool
    """True for a name or alias given by the shop, False for one that we put together."""


class LanguageIndex:
    """Every form of one language. Immutable after building; reads are safe from many threads."""

    def __init__(self, products: Sequence[Product], lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.forms = [f for i, p in enumerate(products) for f in _forms(i, p, lexicon)]
        self.owners = np.array([f.product for f in self.forms], np.int32)
        self.fine = [f.fine for f in self.forms]
        self.coarse = [f.coarse for f in self.forms]
        self.letters = [f.reading.letters for f in self.forms]
        self.measures = [_measures(p, lexicon) for p in products]
        self.by_letters = GramIndex(self.letters)
        self.by_sound = GramIndex(self.coarse)
        self.exact: dict[str, list[int]] = {}
        for i, form in enumerate(self.forms):
            for key in {form.reading.letters, _sized(form.reading)} - {""}:
                self.exact.setdefault(key, []).append(i)
        self._index_words(len(products))

    def _index_words(self, products: int) -> None:
        owners: dict[str, set[int]] = {}
        for form in self.forms:
            for word in form.reading.words:
                owners.setdefault(word, set()).add(form.product)
        self.words = list(owners)
        self.word_ids = {w: i for i, w in enumerate(self.words)}
        self.word_sounds = [coarse(word_phones(w)) for w in self.words]
        self.unseen = math.log(1 + max(1, products))
        idf = [math.log(1 + products / len(o)) for o in owners.values()]
        self.idf = np.array([*idf, 0.0], np.float32)  # the last one stands for "no word"
        rows = np.full((len(self.forms), MAX_WORDS), len(self.words), np.int32)
        for i, form in enumerate(self.forms):
            ids = [self.word_ids[w] for w in form.reading.words[:MAX_WORDS]]
            rows[i, : len(ids)] = ids
        self.rows = rows

    def exact_forms(self, reading: Reading) -> list[int]:
        """Forms that read exactly so, spaces and the place of their sizes apart."""
        keys = {reading.letters, _sized(reading)} - {""}
        return sorted({i for key in keys for i in self.exact.get(key, [])})


def _sized(reading: Reading) -> str:
    """What is left when a size may stand anywhere ("half gallon of milk"); empty without a size."""
    sizes = sorted((m.kind, m.value) for m in reading.measures if m.kind != "number")
    return f"{reading.core} {sizes}" if sizes and reading.core else ""


def texts_of(product: Product, lexicon: Lexicon) -> list[tuple[str, bool]]:
    """Every text that a product is found by; True marks those that the shop gave."""
    given = product.names.get(lexicon.language) or (product.name(lexicon.language),)
    texts = [(name, True) for name in given]
    if product.brand and product.brand.casefold() not in given[0].casefold():
        texts.append((f"{product.brand} {given[0]}", False))
    if product.size:
        texts += [(f"{name} {product.size}", False) for name in given[:2]]
    return texts


def _forms(index: int, product: Product, lexicon: Lexicon) -> Iterable[Form]:
    seen: set[str] = set()
    for text, own in texts_of(product, lexicon):
        reading = read(text, lexicon)
        if reading.text and reading.text not in seen:
            seen.add(reading.text)
            fine = phones(reading.spoken)
            yield Form(index, reading, fine, coarse(fine), own)


def _measures(product: Product, lexicon: Lexicon) -> frozenset[Measure]:
    texts = [product.size, *product.names.get(lexicon.language, (product.name(lexicon.language),))[:1]]
    return frozenset(m for text in texts for m in read(text, lexicon).measures)
