"""Real product names for measuring the search: which may be used, and for what.

A name's sha1 (UTF-8, as it stands in the file) decides: 0-9 train, a and b test; c-f are never asked for,
so that a check from outside finds them unseen. Any name may stand in a catalog.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from functools import lru_cache
from importlib import util
from pathlib import Path
from typing import Literal

from catalog.sample import sample_products

_WORD = re.compile(r"[a-z']+")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")


def part_of(name: str) -> Literal["train", "test", "kept"]:
    """What a name may be used for as a target."""
    first = hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest()[0]
    return "train" if first in "0123456789" else "test" if first in "ab" else "kept"


def read_names(path: Path) -> list[tuple[str, str]]:
    """The (sku, name) rows of a file, .gz or not; rows without a name are left out."""
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
        text = file.read().decode("utf-8-sig", errors="replace")
    rows = (line.rstrip("\r").split("\t") for line in text.split("\n"))
    return [(row[0].strip(), row[1]) for row in rows if len(row) > 1 and row[1].strip()]


def english_names(path: Path) -> list[str]:
    """The distinct names of two to eight words, all of which an English dictionary has, sorted."""
    known = english_words()
    names = {name for _, name in read_names(path)}
    return sorted(n for n in names if _english(n, known))


def korean_rows(path: Path | None) -> list[tuple[str, str]]:
    """The distinct Korean names of the sample shop, and of the file those written in Hangul, with SKUs."""
    rows = [(str(p.sku), name) for p in sample_products() for name in p.names.get("ko", ())]
    rows += [row for row in (read_names(path) if path else ()) if _HANGUL.search(row[1])]
    first = {" ".join(name.split()).casefold(): (sku, name) for sku, name in reversed(rows)}
    return list(first.values())[::-1]


def _english(name: str, known: frozenset[str]) -> bool:
    words = _WORD.findall(name.lower())
    return name.isascii() and 2 <= len(words) <= 8 and all(w in known for w in words)


@lru_cache(maxsize=1)
def english_words() -> frozenset[str]:
    """The words of the pronouncing dictionary that pocketsphinx carries."""
    found = util.find_spec("pocketsphinx")
    if found is None or not found.submodule_search_locations:
        raise ValueError("pocketsphinx is not installed: pip install 'voicecart[whisper]'")
    file = Path(found.submodule_search_locations[0]) / "model" / "en-us" / "cmudict-en-us.dict"
    return frozenset(line.split(" ", 1)[0] for line in file.read_text(encoding="utf-8").splitlines())
