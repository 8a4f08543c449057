"""What speaks for each candidate: likeness of the whole, coverage of the parts, numbers that agree.

A whole name is heard as one string of sounds; of a part of a name some words are heard. A feature of
either kind is one column; `closer` adds how far each column stays behind the best of this query.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from catalog.search.fuzz import edits, parts, ratios, typed
from catalog.search.namebook import MAX_WORDS, NameBook
from catalog.search.phones import bones_of, coarse_of_many
from catalog.search.postings import Floats, Ints, Postings, distinct, grams_held
from catalog.search.recall import Phrase

COLUMNS = (
    "fine_edits", "coarse_edits", "text_edits", "text_typed", "text_ratio", "fine_ratio", "coarse_ratio",
    "bones", "fine_of_query", "fine_of_name", "fine_part", "text_part",
    "letters_cosine", "letters_of_query", "letters_of_name",
    "sounds_cosine", "sounds_of_query", "sounds_of_name",
    "words_of_query", "words_of_name", "exact_of_query", "exact_of_name", "heard_of_name", "worst_word",
    "written_of_query", "written_of_name", "same_start", "same_end", "numbers_agree", "numbers_differ",
)  # fmt: skip
"""Features of a candidate, each 0..1; after them stand their distances to the best, then `SHARED`."""
SHARED = ("length_ratio", "longer", "query_length", "query_words", "name_words", "catalog_size")
WIDTH = 2 * len(COLUMNS) + len(SHARED)


def features(phrase: Phrase, book: NameBook, entries: Ints) -> Floats:
    """One row per entry, WIDTH columns."""
    names = _Names.of(book, entries)
    words, name_words = _words(phrase, book, entries)
    columns = np.array(
        [
            *_whole(phrase, names),
            *_grams(book.letters, phrase.letter_grams, names.ended_texts, entries),
            *_grams(book.sounds, phrase.sound_grams, names.ended_fines, entries),
            *words,
            *_written(phrase, names.texts),
            *_ends(phrase, names.fines),
            *_numbers(phrase, len(entries), names.ended_texts),
        ],
        np.float32,
    )
    behind = columns - columns.max(axis=1, keepdims=True)
    return np.concatenate([columns, behind, _shared(phrase, names, name_words, len(book))]).T


@dataclass(frozen=True, slots=True)
class _Names:
    """The candidates, each by itself and end to end with NUL after each."""

    texts: list[bytes]
    fines: list[bytes]
    ended_texts: bytes
    ended_fines: bytes
    lengths: Floats

    @classmethod
    def of(cls, book: NameBook, entries: Ints) -> _Names:
        texts, fines = book.text.some(entries), book.fine.some(entries)
        lengths = np.array([len(fine) for fine in fines], np.float32)
        return cls(texts, fines, _ended(texts), _ended(fines), lengths)


def _ended(texts: list[bytes]) -> bytes:
    return b"\0".join([*texts, b""])


def _each(ended: bytes) -> list[bytes]:
    return ended.split(b"\0")[:-1]


def _whole(phrase: Phrase, names: _Names) -> list[Floats]:
    texts, fines, lengths = names.texts, names.fines, names.lengths
    solid = _each(names.ended_texts.replace(b" ", b""))
    coarses = _each(coarse_of_many(names.ended_fines))
    fine_ratio = ratios([phrase.fine], fines)[0]
    heard = len(phrase.fine)
    common = fine_ratio * (lengths + np.float32(heard)) / np.float32(2)
    return [
        edits([phrase.fine], fines)[0],
        edits([phrase.coarse], coarses)[0],
        edits([phrase.text.replace(b" ", b"")], solid)[0],
        typed([phrase.text], texts)[0],
        ratios([phrase.text], texts)[0],
        fine_ratio,
        ratios([phrase.coarse], coarses)[0],
        ratios([bones_of(phrase.coarse)], [bones_of(coarse) for coarse in coarses])[0],
        common / np.float32(max(heard, 1)),
        common / np.maximum(lengths, 1),
        parts([phrase.fine], fines)[0],
        parts([phrase.text], texts)[0],
    ]


def _grams(postings: Postings, asked: Ints, blob: bytes, entries: Ints) -> list[Floats]:
    """Cosine and both coverages of the grams, weighted."""
    weights = postings.weights[asked]
    shared = grams_held(postings.kind, blob, asked) @ weights
    asked_total = max(float(weights.sum()), 1e-6)
    total = postings.totals[entries]
    return [shared / np.sqrt(total * asked_total), shared / asked_total, shared / total]


def _words(phrase: Phrase, book: NameBook, entries: Ints) -> tuple[list[Floats], Floats]:
    """How well the phrase's words stand in each name and the name's in the phrase, and its length."""
    table = _rows(book, entries)
    ids = distinct(table.ravel())
    ids = ids[ids >= 0]
    place = np.searchsorted(ids, table)
    place[table < 0] = len(ids)
    keys = dict(zip(phrase.keys, phrase.sounds, strict=True))
    asked, values = _word_values(phrase, dict(list(keys.items())[:MAX_WORDS]), book, ids)
    both = values[:, place]
    each = len(asked)
    said = both[: 2 * each].max(axis=1)
    own = both[: 2 * each].reshape(2, each, *table.shape).max(axis=1)
    heard, idf = both[-2], both[-1]
    idf /= np.maximum(idf.sum(axis=0), np.float32(1e-6))
    of_name = (own * idf).sum(axis=1)
    found = [
        asked @ said[:each],
        of_name[0],
        asked @ said[each:],
        of_name[1],
        (heard * idf).sum(axis=0),
        said[:each].min(axis=0),
    ]
    return found, (table >= 0).sum(axis=0).astype(np.float32)


def _word_values(phrase: Phrase, keys: dict[str, str], book: NameBook, ids: Ints) -> tuple[Floats, Floats]:
    """The share of each of the phrase's words in its weight; and for the words of the names a column
    each: how like it is to each of the phrase's, whether it is that, how well it is heard in the whole
    phrase, and its weight. The last column is for no word.
    """
    numbers = [book.key(key) for key in keys]
    asked = np.array([book.idf[n] if n >= 0 else book.unseen for n in numbers], np.float32)
    texts, fines = book.vocabulary.some(ids), book.vocabulary_fine.some(ids)
    text = ratios([key.encode() for key in keys], texts)
    sound = edits([sound.encode() for sound in keys.values()], fines)
    values = np.zeros((2 * len(keys) + 2, len(ids) + 1), np.float32)
    words = values[:, :-1]
    words[: len(keys)] = np.maximum(text, (text + sound) / 2) ** 2
    words[len(keys) : -2] = ids == np.array(numbers)[:, None]
    words[-2] = parts([phrase.fine], fines)[0]
    words[-1] = book.idf[ids]
    return asked / np.float32(max(float(asked.sum()), 1e-6)), values


def _rows(book: NameBook, entries: Ints) -> Ints:
    """The words of each entry by number, a column per entry, -1 after the last."""
    begins = book.keys_at[entries].astype(np.int64)
    lengths = book.keys_at[entries + 1].astype(np.int64) - begins
    rows = np.arange(max(int(lengths.max(initial=1)), 1))[:, None]
    places = np.minimum(begins + rows, len(book.keys) - 1)
    return np.where(rows < lengths, book.keys[places], np.int32(-1))


def _written(phrase: Phrase, texts: Sequence[bytes]) -> list[Floats]:
    """The share of the phrase's letters, and of the name's, in words that stand in both letter by letter:
    keys do not tell "candy" and "candies" apart.
    """
    words = [(b" %b " % word, len(word)) for word in dict.fromkeys(phrase.text.split())]
    said = np.float32(max(sum(length for _, length in words), 1))
    between = [b" %b " % text for text in texts]
    common = np.array([sum(n for word, n in words if word in text) for text in between], np.float32)
    own = np.array([len(text) - text.count(b" ") for text in texts], np.float32)
    return [common / said, np.minimum(common / np.maximum(own, 1), 1)]


def _ends(phrase: Phrase, fines: Sequence[bytes]) -> list[Floats]:
    """Whether the sound begins and ends alike."""
    start = ratios([phrase.fine[:4]], [fine[:4] for fine in fines])[0]
    return [start, ratios([phrase.fine[-4:]], [fine[-4:] for fine in fines])[0]]


def _numbers(phrase: Phrase, count: int, blob: bytes) -> list[Floats]:
    """The share of the phrase's numbers that the name bears, and of the name's that were not said."""
    said = {word.encode() for word in phrase.words if word[0].isdigit()}
    agree, differ = np.zeros((2, count), np.float32)
    own: dict[int, set[bytes]] = {}
    for found in _NUMBER.finditer(blob):
        own.setdefault(blob.count(b"\0", 0, found.start()), set()).add(found[0])
    for i, numbers in own.items():
        differ[i] = len(numbers - said) / len(numbers)
        if said:
            agree[i] = len(numbers & said) / len(said)
    return [agree, differ]


_NUMBER = re.compile(rb"(?<![^ \0])\d[^ \0]*")


def _shared(phrase: Phrase, names: _Names, name_words: Floats, size: int) -> Floats:
    heard = max(len(phrase.fine), 1)
    lengths = np.maximum(names.lengths, 1)
    shared = np.empty((len(SHARED), len(lengths)), np.float32)
    shared[0] = np.minimum(lengths, heard) / np.maximum(lengths, heard)
    shared[1] = np.minimum(lengths / heard, 3) / 3
    shared[2] = min(heard, 60) / 60
    shared[3] = min(len(phrase.keys), 12) / 12
    shared[4] = np.minimum(name_words, 12) / 12
    shared[5] = size_sign(size)
    return shared


def size_sign(size: int) -> float:
    """The size of a catalog as a feature: 1 at a million names."""
    return math.log10(max(size, 10)) / 6
