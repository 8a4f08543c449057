"""What is quick beside what is obvious: both must give the same."""

from collections import Counter
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.search import recall
from catalog.search.features import COLUMNS, features
from catalog.search.fuzz import edits, ratios
from catalog.search.namebook import NameBook, build_in_memory
from catalog.search.names import tokens
from catalog.search.phones import bones_of, coarse, coarse_of_many, phones
from catalog.search.postings import LETTERS, SOUNDS, Floats, GramKind, Ints, Shares, codes_of, grams_held
from catalog.search.recall import Phrase, candidates, phrase_of
from catalog.search.spelling import speller

MAKES = ("Harvest Moon", "Silver Creek", "Old Mill", "Blue Heron", "Stone Bridge", "Red Barn")
KINDS = ("soup", "juice", "bread", "yogurt", "cookies", "crackers", "salsa", "granola", "tea", "pasta")
SIZES = ("12 oz", "2 l", "6 pack", "100% pure")
TEXTS = st.lists(st.text("abc ptkbhsz09é", max_size=9), max_size=6)


@cache
def book() -> NameBook:
    names = [f"{make} {taste} {kind}, {size}" for make in MAKES for kind in KINDS for size in SIZES
             for taste in ("tomato", "honey", "roasted lemon")]  # fmt: skip
    return build_in_memory(((str(i), name) for i, name in enumerate(names)), "en")


def heard(text: str) -> Phrase:
    return phrase_of(speller("en").spell(text))


def ended(texts: list[str]) -> bytes:
    return b"".join(text.encode() + b"\0" for text in texts)


@given(TEXTS, st.text("abc ptkbhsz09é", max_size=12), st.sampled_from([LETTERS, SOUNDS]))
def test_grams_that_texts_hold_are_those_they_share(texts: list[str], query: str, kind: GramKind):
    asked = codes_of(kind, query.encode())
    held = grams_held(kind, ended(texts), asked)
    assert held.shape == (len(texts), len(asked))
    for row, text in zip(held, texts, strict=True):
        assert row.tolist() == np.isin(asked, codes_of(kind, text.encode())).tolist()


@given(st.lists(st.text("ptkhszmaeiouRVTDNWY", max_size=9), max_size=6))
def test_coarse_sounds_of_many_are_those_of_each(fines: list[str]):
    assert coarse_of_many(ended(fines)) == ended([coarse(fine) for fine in fines])


@settings(deadline=None)
@given(st.text("harvestmonlipu 12", min_size=1, max_size=20))
def test_shares_are_the_weights_of_the_grams_in_common(text: str):
    phrase, names = heard(text), book()
    letters = names.letters.asked(phrase.letter_grams, 10**6)
    sounds = names.sounds.asked(phrase.sound_grams, 10**6)
    entries = np.arange(len(names), dtype=np.int32)
    shares = Shares(letters, sounds, len(names)).apart(entries)
    kinds = (LETTERS, phrase.letter_grams, names.letters, names.text), (
        SOUNDS, phrase.sound_grams, names.sounds, names.fine,
    )  # fmt: skip
    for share, (kind, asked, postings, texts) in zip(shares, kinds, strict=True):
        weights = dict(zip(asked.tolist(), postings.weights[asked].tolist(), strict=True))
        whole = max(sum(weights.values()), 1e-6)
        own = [set(codes_of(kind, one).tolist()) for one in texts.some(entries)]
        expected = [sum(w for gram, w in weights.items() if gram in grams) / whole for grams in own]
        assert share == pytest.approx(expected, abs=1e-5)


def by_all(phrase: Phrase, names: NameBook, near: Ints, close: Floats) -> Floats:
    fine, text = (
        edits([phrase.fine], names.fine.some(near))[0],
        ratios([phrase.text], names.text.some(near))[0],
    )
    return fine + np.float32(0.5) * close + np.float32(0.5) * text


@settings(deadline=None)
@given(st.text("harvestmonlipukcg 12", min_size=1, max_size=24))
def test_names_left_out_early_are_not_among_the_likest(text: str):
    phrase, names = heard(text), book()
    near = np.arange(len(names), dtype=np.int32)
    close = np.linspace(0, 1, len(names), dtype=np.float32)
    values = by_all(phrase, names, near, close)
    chosen = recall._likest(phrase, names, near, close)
    assert len(set(chosen.tolist())) == len(chosen) == recall._WHOLE
    assert sorted(values[chosen]) == pytest.approx(sorted(values)[-len(chosen) :], abs=1e-6)


CONTEXT = "7 12 1/2 2.5 250ml 100% fl oz ounce pack dozen half a an and three six hundred percent double aa"
PLAIN = "tomato soup seven up pounds of % + & crème ® 김치 A's don\u2019t"
WORDS = st.sampled_from([*CONTEXT.split(), *PLAIN.split()])


@settings(deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=8), st.sampled_from(["en", "ko"]))
def test_words_apart_are_spelled_as_they_are_together(words: list[str], language: str):
    spell = speller(language)
    text = " ".join(["5", *words])
    assert spell._spell_part(text) == spell._spell_run(tokens(text))


def test_an_apostrophe_of_either_kind_is_none():
    for language in ("en", "ko"):
        spell = speller(language).spell
        assert spell("M&M's d'acacia") == spell("M&M\u2019s d\u2019acacia")
    assert speller("ko").spell("M&M's").words == ("m", "ms")


def test_numbers_of_names_are_counted_for_the_right_name():
    names = build_in_memory([("A", "Soda 12 oz"), ("B", "Soda"), ("C", "Soda 6 pack, 12 oz")], "en")
    rows = features(heard("soda 12 oz"), names, np.array([0, 1, 2], np.int32))
    assert rows[:, COLUMNS.index("numbers_agree")].tolist() == [1, 0, 1]
    assert rows[:, COLUMNS.index("numbers_differ")].tolist() == [0, 0, 0.5]


def test_letters_that_changed_places_are_one_error_and_a_plural_is_another_word():
    names = build_in_memory([("A", "Ginger Lemonade"), ("B", "Ginger Candies"), ("C", "Ginger Candy")], "en")
    every = np.array([0, 1, 2], np.int32)
    swapped = features(heard("ginger lemonaed"), names, every)[:, COLUMNS.index("text_typed")]
    assert swapped[0] == np.float32(1 - 1 / 15)
    candy = features(heard("ginger candy"), names, every)
    assert candy[:, COLUMNS.index("exact_of_query")].tolist()[1:] == [1, 1]
    assert candy[:, COLUMNS.index("written_of_query")].tolist() == [np.float32(6 / 11)] * 2 + [1]
    assert candy[2, COLUMNS.index("written_of_name")] == 1


def test_vowels_that_were_misheard_do_not_change_the_bones():
    assert bones_of(b"sapasi") == bones_of(b"sipus") == b"sps"


def test_what_is_looked_at_closely_is_worth_it():
    phrase = heard("old mill honey granola 2 l")
    found = Counter(book().text.one(int(entry)) for entry in candidates(phrase, book()))
    assert found[b"old mill honey granola 2 l"] == 1
    assert len(found) <= recall._WHOLE + recall._PART


def test_a_sound_rule_sees_what_stands_beside():
    assert phones("cat") != phones("city")
    assert phones("gnome")[0] == "n"
