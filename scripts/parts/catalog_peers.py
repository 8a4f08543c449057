"""What people use to find a product by a phrase: each library as its documentation shows it.

Every peer is given the names in lower case without accents and punctuation, in the same random order,
and answers with the places of names, best first, and its score for each.
"""

from __future__ import annotations

import difflib
import sqlite3
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

Found = list[tuple[int, float]]
Ask = Callable[[str, int], Found]
"""A phrase and how many answers are wanted → places and scores, the higher the better."""
Build = Callable[[Sequence[str]], Ask]
DIFFLIB_UP_TO = 1_000


def ratio_jamo(names: Sequence[str]) -> Ask:
    """Rapidfuzz ratio over the letters of Hangul in the place of its syllables; other scripts as they are."""
    apart = [unicodedata.normalize("NFD", name) for name in names]
    ask = _rapidfuzz("ratio")(apart)
    return lambda q, limit: ask(unicodedata.normalize("NFD", q), limit)


def _rapidfuzz(scorer_name: str) -> Build:
    def build(names: Sequence[str]) -> Ask:
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - only if this peer is asked for

        scorer = getattr(fuzz, scorer_name)

        def ask(q: str, limit: int) -> Found:
            return [
                (place, score) for _, score, place in process.extract(q, names, scorer=scorer, limit=limit)
            ]

        return ask

    return build


def fts5_trigram(names: Sequence[str]) -> Ask:
    """SQLite's full-text index of trigrams, any of the query's may occur, ranked by bm25."""
    table = sqlite3.connect(":memory:")
    table.execute("CREATE VIRTUAL TABLE names USING fts5(name, tokenize='trigram', detail='full')")
    table.executemany("INSERT INTO names(rowid, name) VALUES (?, ?)", enumerate(names))

    def ask(q: str, limit: int) -> Found:
        return _fts(table, [q[i : i + 3] for i in range(max(len(q) - 2, 0))], limit)

    return ask


def _fts(table: sqlite3.Connection, terms: Sequence[str], limit: int) -> Found:
    if not terms:
        return []
    match = " OR ".join('"' + term.replace('"', '""') + '"' for term in dict.fromkeys(terms))
    rows = table.execute(
        "SELECT rowid, -bm25(names) FROM names WHERE names MATCH ? ORDER BY rank LIMIT ?", (match, limit)
    )
    return [(int(place), float(score)) for place, score in rows]


def double_metaphone(names: Sequence[str]) -> Ask:
    """Double-metaphone keys of the words in SQLite's full-text index, ranked by bm25."""
    from metaphone import doublemetaphone  # noqa: PLC0415

    keys: dict[str, list[str]] = {}

    def sounds(text: str) -> list[str]:
        for word in text.split():
            if word not in keys:
                keys[word] = [key.lower() for key in doublemetaphone(word) if key] or [word]
        return [key for word in text.split() for key in keys[word]]

    table = sqlite3.connect(":memory:")
    table.execute("CREATE VIRTUAL TABLE names USING fts5(name)")
    table.executemany(
        "INSERT INTO names(rowid, name) VALUES (?, ?)",
        ((i, " ".join(sounds(n))) for i, n in enumerate(names)),
    )
    return lambda q, limit: _fts(table, sounds(q), limit)


def tantivy_ngram(names: Sequence[str]) -> Ask:
    """Tantivy's index of trigrams, any of the query's may occur, ranked by BM25."""
    import tantivy  # noqa: PLC0415

    def cut() -> Any:
        return tantivy.TextAnalyzerBuilder(
            tantivy.Tokenizer.ngram(min_gram=3, max_gram=3, prefix_only=False)
        ).build()

    schema = tantivy.SchemaBuilder()
    schema.add_text_field("name", stored=False, tokenizer_name="trigrams")
    schema.add_unsigned_field("place", stored=True, indexed=False)
    index = tantivy.Index(schema.build())
    index.register_tokenizer("trigrams", cut())
    writer = index.writer(heap_size=100_000_000, num_threads=1)
    for place, name in enumerate(names):
        writer.add_document(tantivy.Document(name=name, place=place))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return _tantivy_ask(tantivy, index)


def _tantivy_ask(tantivy: Any, index: Any) -> Ask:
    searcher, schema = index.searcher(), index.schema
    place_of: dict[tuple[int, int], int] = {}

    def ask(q: str, limit: int) -> Found:
        grams = dict.fromkeys(q[i : i + 3] for i in range(max(len(q) - 2, 0)))
        terms = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "name", gram)) for gram in grams]
        if not terms:
            return []
        hits = searcher.search(tantivy.Query.boolean_query(terms), limit).hits
        found = []
        for score, address in hits:
            key = (address.segment_ord, address.doc)
            if key not in place_of:
                place_of[key] = searcher.doc(address)["place"][0]
            found.append((place_of[key], score))
        return found

    return ask


def difflib_close(names: Sequence[str]) -> Ask:
    """Python's own get_close_matches, without its cutoff."""
    places: dict[str, int] = {}
    for i, name in enumerate(names):
        places.setdefault(name, i)
    texts = list(places)

    def ask(q: str, limit: int) -> Found:
        near = difflib.get_close_matches(q, texts, n=limit, cutoff=0.0)
        return [(places[name], difflib.SequenceMatcher(None, name, q).ratio()) for name in near]

    return ask


PEERS: dict[str, Build] = {
    "ratio": _rapidfuzz("ratio"),
    "ratio_jamo": ratio_jamo,
    "WRatio": _rapidfuzz("WRatio"),
    "token_set_ratio": _rapidfuzz("token_set_ratio"),
    "fts5_trigram": fts5_trigram,
    "tantivy_ngram": tantivy_ngram,
    "double_metaphone": double_metaphone,
    "difflib": difflib_close,
}
