"""What speaks for each candidate: likeness of the whole, coverage of the parts, numbers that agree.

A whole name is heard as one string of sounds; of a part of a name some words are heard. A feature of
either kind is one column; `closer` adds how far each column stays behind the best of this query.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from catalog.search.fuzz import edits, parts, ratios
from catalog.search.namebook import MAX_WORDS, NameBook
from catalog.search.phones import coarse
from catalog.search.postings import Floats, Ints, Postings, codes_of, distinct, gram_codes
from catalog.search.recall import Phrase

COLUMNS = (
    "fine_edits", "coarse_edits", "text_edits", "text_ratio", "fine_ratio", "coarse_ratio",
    "fine_of_query", "fine_of_name", "fine_part", "text_part",
    "letters_cosine", "letters_of_query", "letters_of_name",
    "sounds_cosine", "sounds_of_query", "sounds_of_name",
    "words_of_query", "words_of_name", "exact_of_query", "exact_of_name", "heard_of_name", "worst_word",
    "same_start", "same_end", "numbers_agree", "numbers_differ",
)  # fmt: skip
"""Features of a candidate, each 0..1; after them stand their distances to the best, then `SHARED`."""
SHARED = ("length_ratio", "longer", "query_length", "query_words", "name_words", "catalog_size")
WIDTH = 2 * len(COLUMNS) + len(SHARED)


def features(phrase: Phrase, book: NameBook, entries: Ints) -> Floats:
    """One row per entry, WIDTH columns."""
    texts, fines = book.text.some(entries), book.fine.some(entries)
    whole = _whole(phrase, texts, fines)
    grams = [
        *_grams(book.letters, phrase.text, texts),
        *_grams(book.sounds, phrase.fine, fines),
    ]
    words, name_words = _words(phrase, book, entries)
    numbers = _numbers(phrase, texts)
    columns = np.stack([*whole, *grams, *words, *_ends(phrase, fines), *numbers], axis=1)
    behind = columns - columns.max(axis=0, keepdims=True)
    return np.hstack([columns, behind, _shared(phrase, fines, name_words, len(book))]).astype(np.float32)


def _whole(phrase: Phrase, texts: list[bytes], fines: list[bytes]) -> list[Floats]:
    solid = [text.replace(b" ", b"") for text in texts]
    coarses = [coarse(fine.decode("ascii", "replace")) for fine in fines]
    fine_ratio = ratios([phrase.fine], fines)[0]
    heard = len(phrase.fine)
    lengths = np.array([len(f) for f in fines], np.float32)
    common = fine_ratio * (lengths + heard) / 2
    return [
        edits([phrase.fine], fines)[0],
        edits([phrase.coarse], coarses)[0],
        edits([phrase.text.replace(b" ", b"")], solid)[0],
        ratios([phrase.text], texts)[0],
        fine_ratio,
        ratios([phrase.coarse], coarses)[0],
        np.asarray(common / max(heard, 1), np.float32),
        np.asarray(common / np.maximum(lengths, 1), np.float32),
        parts([phrase.fine], fines)[0],
        parts([phrase.text], texts)[0],
    ]


def _grams(postings: Postings, query: bytes, texts: Sequence[bytes]) -> list[Floats]:
    """Cosine and both coverages of the grams, weighted."""
    blob = np.frombuffer(b"".join(texts), np.uint8)
    at = np.cumsum([0, *map(len, texts)]).astype(np.uint32)
    codes, owners = gram_codes(postings.kind, blob, at)
    asked = codes_of(postings.kind, query)
    both = distinct(owners.astype(np.int64) << 16 | codes)
    codes, owners = both & 0xFFFF, both >> 16
    weights = postings.weights[codes]
    total = np.bincount(owners, weights=weights, minlength=len(texts))
    known = np.zeros(postings.kind.size, bool)
    known[asked] = True
    shared = np.bincount(owners, weights=weights * known[codes], minlength=len(texts))
    query_total = max(float(postings.weights[asked].sum()), 1e-6)
    total = np.maximum(total, 1e-6)
    found = [shared / np.sqrt(total * query_total), shared / query_total, shared / total]
    return [np.asarray(f, np.float32) for f in found]


def _words(phrase: Phrase, book: NameBook, entries: Ints) -> tuple[list[Floats], Floats]:
    """How well the phrase's words stand in each name and the name's in the phrase, and its length."""
    table = _rows(book, entries)
    ids = distinct(table[table >= 0])
    place = np.searchsorted(ids, table)
    place[table < 0] = len(ids)
    keys = list(dict.fromkeys(phrase.keys))[:MAX_WORDS]
    numbers = [book.key(key) for key in keys]
    asked = np.array([book.idf[n] if n >= 0 else book.unseen for n in numbers], np.float32)
    texts, fines = book.vocabulary.some(ids), book.vocabulary_fine.some(ids)
    own = dict(zip(phrase.keys, phrase.sounds, strict=True))
    text = ratios([key.encode() for key in keys], texts)
    sound = edits([own[key].encode() for key in keys], fines)
    alike = np.maximum(text, (text + sound) / 2) ** 2
    same = np.array([ids == n for n in numbers], np.float32).reshape(len(keys), len(ids))
    heard = parts([phrase.fine], fines)[0]
    idf = np.append(book.idf[ids], np.float32(0))
    name_idf = idf[place]
    name_total = np.maximum(name_idf.sum(axis=1), 1e-6)
    hits, exact = _padded(alike)[:, place], _padded(same)[:, place]
    total = max(float(asked.sum()), 1e-6)
    best = hits.max(axis=2)
    found = [
        (best * asked[:, None]).sum(axis=0) / total,
        (hits.max(axis=0) * name_idf).sum(axis=1) / name_total,
        (exact.max(axis=2) * asked[:, None]).sum(axis=0) / total,
        (exact.max(axis=0) * name_idf).sum(axis=1) / name_total,
        (np.append(heard, np.float32(0))[place] * name_idf).sum(axis=1) / name_total,
        best.min(axis=0),
    ]
    return [np.asarray(f, np.float32) for f in found], (table >= 0).sum(axis=1).astype(np.float32)


def _padded(table: Floats) -> Floats:
    return np.hstack([table, np.zeros((len(table), 1), np.float32)])


def _rows(book: NameBook, entries: Ints) -> Ints:
    """The words of each entry by number, -1 after the last."""
    begins = book.keys_at[entries].astype(np.int64)
    lengths = book.keys_at[entries + 1].astype(np.int64) - begins
    widest = max(int(lengths.max(initial=1)), 1)
    places = begins[:, None] + np.arange(widest)
    inside = np.arange(widest) < lengths[:, None]
    return np.where(inside, book.keys[np.minimum(places, len(book.keys) - 1)], -1).astype(np.int32)


def _ends(phrase: Phrase, fines: Sequence[bytes]) -> list[Floats]:
    """Whether the sound begins and ends alike."""
    start = ratios([phrase.fine[:4]], [fine[:4] for fine in fines])[0]
    return [start, ratios([phrase.fine[-4:]], [fine[-4:] for fine in fines])[0]]


def _numbers(phrase: Phrase, texts: Sequence[bytes]) -> list[Floats]:
    """The share of the phrase's numbers that the name bears, and of the name's that were not said."""
    said = {word.encode() for word in phrase.words if word[0].isdigit()}
    agree = np.zeros(len(texts), np.float32)
    differ = np.zeros(len(texts), np.float32)
    for i, text in enumerate(texts):
        own = {word for word in text.split() if word[:1].isdigit()} if said or _DIGITS & set(text) else set()
        if said:
            agree[i] = len(own & said) / len(said)
        if own:
            differ[i] = len(own - said) / len(own)
    return [agree, differ]


_DIGITS = frozenset(b"0123456789")


def _shared(phrase: Phrase, fines: Sequence[bytes], name_words: Floats, size: int) -> npt.NDArray[np.float32]:
    heard = max(len(phrase.fine), 1)
    lengths = np.array([max(len(fine), 1) for fine in fines], np.float32)
    ones = np.ones(len(fines), np.float32)
    return np.stack(
        [
            np.minimum(lengths, heard) / np.maximum(lengths, heard),
            np.minimum(lengths / heard, 3) / 3,
            ones * min(heard, 60) / 60,
            ones * min(len(phrase.keys), 12) / 12,
            np.minimum(name_words, 12) / 12,
            ones * np.float32(np.log10(max(size, 10)) / 6),
        ],
        axis=1,
    )
