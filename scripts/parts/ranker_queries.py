"""What the ranker is asked while it learns: names as they were heard, typed and said in part.

Shoppers type worse and otherwise than a bench does, so that the errors here are of more kinds than those
of `catalog_queries.misspelt`, by which the search is measured.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from catalog_names import english_names, part_of, read_names
from catalog_queries import Asked, distinct, heard_rows, plain

from catalog.search.lexicon import load_lexicon

SEED = 7
TYPED = 3_000
PARTS = 4_500
WHOLE = 600
OTHERS = 2
FOREIGN = 3
"""One name in so many that are typed is of any language."""
SHUFFLED = 0.25
"""Of the phrases that hold some words of a name so many have them in another order,"""
FILLED = 0.15
"""and so many a word between them that is no part of a name."""
_NEAR = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SOUNDS = (
    ("ph", "f"), ("ck", "k"), ("c", "k"), ("k", "c"), ("s", "z"), ("y", "i"), ("ie", "y"), ("ee", "ea"),
    ("ou", "u"), ("ai", "ay"), ("qu", "kw"), ("x", "ks"), ("tion", "shun"), ("er", "or"), ("le", "el"),
)  # fmt: skip


@lru_cache(maxsize=1)
def training_queries(data: Path) -> tuple[Asked, ...]:
    """All of them, in random order."""
    chance = random.Random(SEED)  # noqa: S311 - repeatable chance
    asked = [*_heard(chance), *_written(data, chance)]
    chance.shuffle(asked)
    return tuple(asked)


def _heard(chance: random.Random) -> Iterator[Asked]:
    """The best hypothesis and two others."""
    for row in heard_rows():
        heard = row["heard"]
        if row["part"] == "train" and heard:
            yield Asked(set="heard", q=heard[0], truth=(row["name"],))
            for other in chance.sample(heard[1:], min(OTHERS, len(heard) - 1)):
                yield Asked(set="heard", q=other, truth=(row["name"],))


def _written(data: Path, chance: random.Random) -> Iterator[Asked]:
    names = _names(data, chance)
    for name in names[:WHOLE]:
        yield Asked(set="whole", q=plain(name), truth=(name,))
    for name in names[WHOLE : WHOLE + TYPED]:
        yield Asked(set="typo", q=mistyped(plain(name), chance), truth=(name,))
    for name in [n for n in names[WHOLE + TYPED :] if len(plain(n).split()) > 2][:PARTS]:
        words = some_words(plain(name).split(), chance)
        q = with_filler(words, chance) if chance.random() < FILLED else " ".join(words)
        yield Asked(set="partial", q=q, truth=(name,), words=tuple(words))


def _names(data: Path, chance: random.Random) -> list[str]:
    """Names that may be trained with, English ones and some of any language, in random order."""
    english = english_names(data)
    others = [name for _, name in distinct(read_names(data)) if len(plain(name)) > 3]
    chance.shuffle(others)
    mixed = dict.fromkeys([*english, *others[: len(english) // FOREIGN]])
    names = [name for name in mixed if part_of(name) == "train"]
    chance.shuffle(names)
    return names


def some_words(words: Sequence[str], chance: random.Random) -> list[str]:
    """Some of three words or more, sometimes in another order."""
    left = len(words) - min(chance.choice((1, 1, 2, 2, 3)), len(words) - 2)
    kept = sorted(chance.sample(range(len(words)), left))
    if chance.random() < SHUFFLED:
        chance.shuffle(kept)
    return [words[i] for i in kept]


def with_filler(words: Sequence[str], chance: random.Random) -> str:
    """The words with one between them that is no part of a name."""
    at = chance.randrange(1, len(words))
    return " ".join([*words[:at], chance.choice(sorted(load_lexicon("en").fillers)), *words[at:]])


def mistyped(text: str, chance: random.Random) -> str:
    """A few errors: letters left out, doubled, put in, changed, swapped, beside the right key, written as
    they sound, spaces lost or put in.
    """
    for _ in range(max(1, round(len(text) / chance.uniform(6, 14)))):
        text = _edited(text, chance)
    return text


def _edited(text: str, chance: random.Random) -> str:
    i = chance.randrange(max(len(text) - 1, 1))
    before, here, after = text[:i], text[i : i + 1], text[i + 1 :]
    any_letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
    edits = (
        before + after,
        before + here + here + after,
        before + any_letter + here + after,
        before + any_letter + after,
        before + after[:1] + here + after[1:],
        before + _beside(here, chance) + after,
        _as_it_sounds(text, chance),
        text.replace(" ", "", 1),
        f"{before}{here} {after}",
    )
    edited = chance.choice(edits)
    return edited if edited.strip() else text


def _beside(letter: str, chance: random.Random) -> str:
    for row in _NEAR:
        at = row.find(letter) if letter else -1
        if at >= 0:
            return chance.choice([row[j] for j in (at - 1, at + 1) if 0 <= j < len(row)])
    return letter


def _as_it_sounds(text: str, chance: random.Random) -> str:
    fitting = [pair for pair in _SOUNDS if pair[0] in text]
    return text.replace(*chance.choice(fitting), 1) if fitting else text
