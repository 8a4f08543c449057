"""Queries for measuring the search, and catalogs that hold what they ask for."""

from __future__ import annotations

import gzip
import json
import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog_names import english_names, part_of

PARTS = Path(__file__).resolve().parent
HEARD = PARTS / "heard_names.jsonl.gz"
HEARD_KOREAN = PARTS / "heard_korean.jsonl.gz"
COLLOQUIAL = PARTS / "colloquial.json"
PER_SET = 200
_PLAIN = re.compile(r"[^\w]+")
_VARIANTS = ("500 g", "1 l", "12 oz", "250 ml", "6 pack", "16 oz", "1 kg", "2 l", "330 ml", "100 g", "24 ct")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One query: right is a name of `truth`, or, if `words` are given, any name that holds them all, or all
    of `said`.
    """

    set: str
    q: str
    truth: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


def plain(text: str) -> str:
    """Lower case, without accents and punctuation: what every peer is given."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    return _PLAIN.sub(" ", unicodedata.normalize("NFC", bare)).replace("_", " ").strip()


def read_queries(path: Path, limit: int | None) -> list[Asked]:
    """The queries of a JSON-lines file. Raises ValueError naming the line that is none."""
    asked: list[Asked] = []
    counts: dict[str, int] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            one = Asked(set=str(row["set"]), q=str(row["q"]), truth=_names(row["truth"]))
        except (ValueError, KeyError, TypeError) as fault:
            raise ValueError(f"{path}:{number} is no query ({fault})") from None
        counts[one.set] = counts.get(one.set, 0) + 1
        if not limit or counts[one.set] <= limit:
            asked.append(one)
    if not asked:
        raise ValueError(f"{path} holds no query")
    return asked


def _names(truth: Any) -> tuple[str, ...]:
    return (truth,) if isinstance(truth, str) else tuple(map(str, truth))


def made_queries(data: Path, seed: int, limit: int | None, part: str = "test") -> list[Asked]:
    """Every set, made of the names that this part may use."""
    chance = random.Random(seed)  # noqa: S311 - repeatable chance
    names = [n for n in english_names(data) if part_of(n) == part]
    chance.shuffle(names)
    count = min(PER_SET, limit or PER_SET)
    long = [n for n in names if len(plain(n).split()) >= 3]
    asked = [Asked(set="whole", q=plain(n), truth=(n,)) for n in names[:count]]
    asked += [_partial(n, chance) for n in long[:count]]
    asked += [Asked(set="typo", q=misspelt(plain(n), chance), truth=(n,)) for n in names[count : 2 * count]]
    asked += list(_colloquial(limit)) if part == "test" else []
    return asked + list(_heard(part, limit))


def _partial(name: str, chance: random.Random) -> Asked:
    words = plain(name).split()
    for _ in range(min(chance.choice((1, 2)), len(words) - 2)):
        words.pop(chance.randrange(len(words)))
    return Asked(set="partial", q=" ".join(words), truth=(name,), words=tuple(words))


def misspelt(text: str, chance: random.Random) -> str:
    """One edit for every nine letters: a letter left out, doubled, changed, or two of them swapped."""
    letters = list(text)
    for _ in range(max(1, len(text) // 9)):
        i = chance.randrange(len(letters) - 1)
        edit = chance.choice("dricss")
        if edit == "d":
            del letters[i]
        elif edit == "r":
            letters.insert(i, letters[i])
        elif edit in "ic":
            letters[i : i + (edit == "c")] = [chance.choice("abcdefghijklmnopqrstuvwxyz")]
        else:
            letters[i], letters[i + 1] = letters[i + 1], letters[i]
    return "".join(letters)


def _colloquial(limit: int | None) -> Iterator[Asked]:
    rows = json.loads(COLLOQUIAL.read_text(encoding="utf-8"))
    for q, meant in list(rows.items())[: limit or None]:
        yield Asked(set="colloquial", q=q, words=tuple(meant.split()), said=tuple(plain(q).split()))


def _heard(part: str, limit: int | None) -> Iterator[Asked]:
    counts: dict[str, int] = {}
    for row in heard_rows():
        kind = "heard clean" if row["noise_db"] is None else "heard in noise"
        if row["part"] == part and row["heard"]:
            counts[kind] = counts.get(kind, 0) + 1
            if not limit or counts[kind] <= limit:
                yield Asked(set=kind, q=row["heard"][0], truth=(row["name"],))


def heard_rows(file: Path = HEARD) -> list[dict[str, Any]]:
    """What scripts/hear_names.py wrote, all parts."""
    if not file.exists():
        return []
    text = gzip.decompress(file.read_bytes()).decode()
    return [json.loads(line) for line in text.splitlines()]


def korean_queries(rows: Sequence[tuple[str, str]], seed: int, limit: int | None) -> list[Asked]:
    """Korean names whole, without their spaces, misspelt by a letter, and as Vosk heard them; right is any
    name of the same product.
    """
    names_of: dict[str, list[str]] = defaultdict(list)
    for sku, name in rows:
        names_of[sku].append(name)
    truth = {name: tuple(names_of[sku]) for sku, name in rows}
    chance = random.Random(seed)  # noqa: S311 - repeatable chance
    names = sorted(name for name in truth if part_of(name) == "test")
    chance.shuffle(names)
    count = min(PER_SET, limit or PER_SET)
    asked = [Asked(set="whole", q=n, truth=truth[n]) for n in names[:count]]
    spaced = [n for n in names if " " in n.strip()]
    asked += [Asked(set="no spaces", q=n.replace(" ", ""), truth=truth[n]) for n in spaced[:count]]
    asked += [Asked(set="typo", q=_mistyped(n, chance), truth=truth[n]) for n in names[:count]]
    return asked + list(_heard_korean(truth, limit))


def _mistyped(name: str, chance: random.Random) -> str:
    """One letter (jamo) of a syllable changed."""
    places = [i for i, char in enumerate(name) if "\uac00" <= char <= "\ud7a3"]
    at = chance.choice(places)
    code = ord(name[at]) - 0xAC00
    lead, vowel, tail = code // 588, code % 588 // 28, code % 28
    if chance.random() < 0.5:
        vowel = (vowel + chance.randrange(1, 21)) % 21
    else:
        lead = (lead + chance.randrange(1, 19)) % 19
    return name[:at] + chr(0xAC00 + lead * 588 + vowel * 28 + tail) + name[at + 1 :]


def _heard_korean(truth: dict[str, tuple[str, ...]], limit: int | None) -> Iterator[Asked]:
    counts: dict[str, int] = defaultdict(int)
    for row in heard_rows(HEARD_KOREAN):
        noise = "clean" if row["noise_db"] is None else "in noise"
        kind = f"{'told' if row['told'] else 'free'} {noise}"
        if row["part"] == "test" and row["heard"] and row["name"] in truth:
            counts[kind] += 1
            if not limit or counts[kind] <= limit:
                yield Asked(set=kind, q=row["heard"][0], truth=truth[row["name"]])


def meant_names(asked: Iterable[Asked], rows: Iterable[tuple[str, str]]) -> list[str]:
    """One right name of each query, which a catalog is to hold; others are there by chance or not."""
    held = {_key(name) for _, name in rows}
    found = (next((name for name in one.truth if _key(name) in held), None) for one in asked)
    return [name for name in found if name is not None]


def catalog_of(
    rows: Sequence[tuple[str, str]], size: int, wanted: Iterable[str], seed: int
) -> list[tuple[str, str]]:
    """`size` rows in random order: those that are wanted, as many as it holds, and others by chance."""
    chance = random.Random(seed)  # noqa: S311 - repeatable chance
    asked = {_key(name) for name in wanted}
    first = [row for row in rows if _key(row[1]) in asked]
    rest = [row for row in rows if _key(row[1]) not in asked]
    if len(first) > size:
        chance.shuffle(first)
    chance.shuffle(rest)
    chosen = (first + rest)[:size]
    chosen += list(_variants(chosen, size - len(chosen), chance))
    chance.shuffle(chosen)
    return chosen


def _variants(
    rows: Sequence[tuple[str, str]], count: int, chance: random.Random
) -> Iterator[tuple[str, str]]:
    if count > 0 and not rows:
        raise ValueError("the catalog is empty")
    for i in range(count):
        sku, name = rows[i % len(rows)]
        again = i // len(rows)
        size = _VARIANTS[(chance.randrange(1000) + again) % len(_VARIANTS)]
        yield f"{sku}-{again + 1}", f"{name}, {size}"


def _key(name: str) -> str:
    return name.casefold().strip()


def distinct(rows: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The rows without names that read the same as an earlier one."""
    seen: set[str] = set()
    kept = []
    for sku, name in rows:
        key = _key(name)
        if key not in seen:
            seen.add(key)
            kept.append((sku, name))
    return kept


def right_names(asked: list[Asked], names: list[str]) -> list[frozenset[str]]:
    """The plain names that answer each query in this catalog."""
    needed = {word for one in asked for word in one.words + one.said}
    holding: dict[str, set[str]] = defaultdict(set)
    for name in names:
        for word in needed.intersection(name.split()):
            holding[word].add(name)
    found = []
    for one in asked:
        right = {plain(name) for name in one.truth}
        for words in (one.words, one.said):
            if words:
                right |= set.intersection(*(holding[word] for word in words))
        found.append(frozenset(right))
    return found
