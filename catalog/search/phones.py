"""How words sound: English by rule or by a dictionary, Hangul by its letters, in one alphabet.

Fine phones are single characters (`data/lang/en_sounds.tsv` lists them) and rank candidates; coarse
classes merge what recognisers confuse (p/b, t/d, k/g, f/v/th, s/z/sh, m/n/ng, front, open and back
vowels) and feed the index. Word boundaries are left out, so that "living wine" stays near "linguine".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from catalog.errors import DamagedData
from catalog.search.names import has_hangul

_ALIKE = {
    "pb": "p", "td": "t", "kg": "k", "fvTD": "f", "szSZ": "s", "CJ": "c", "mnN": "m", "iIeE": "i",
    "aAVYW": "a", "ouUO": "o", "R": "r", "h": "",
}  # fmt: skip
_CLASS_OF = {phone: one for phones, one in _ALIKE.items() for phone in phones}
_COARSE = str.maketrans(_CLASS_OF)
_SILENT = b"h"
_HEARD = "".join(_CLASS_OF).replace("h", "")
_COARSE_BYTES = bytes.maketrans(_HEARD.encode(), _HEARD.translate(_COARSE).encode())
_VOWEL_CLASSES = b"iau"
_REPEATED = re.compile(r"(.)\1+")
_REPEATED_BYTES = re.compile(rb"([^\0])\1+")
_LEADS = ("k", "g", "n", "d", "t", "l", "m", "b", "p", "s", "s", "", "J", "J", "C", "k", "t", "p", "h")
_VOWELS = (
    "a", "e", "ya", "ye", "o", "e", "yo", "ye", "O", "wa", "we", "we", "yO", "u", "wo", "we", "wi", "yu", "U",
    "Ui", "i",
)  # fmt: skip
_TAILS = (
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t",
    "N", "t", "t", "k", "t", "p", "t",
)  # fmt: skip
_TAIL_LEADS = (
    "", "k", "k", "ks", "n", "nJ", "n", "d", "l", "lk", "lm", "lp", "ls", "lt", "lp", "l", "m", "b", "ps",
    "s", "s", "N", "J", "C", "k", "t", "p", "",
)  # fmt: skip
_NO_LEAD = 11
"""The letter ieung at the beginning of a syllable is silent: the tail before it is spoken in its place."""


@dataclass(frozen=True, slots=True)
class _Rule:
    left: re.Pattern[str] | None
    letters: str
    right: re.Pattern[str] | None
    phones: str


def coarse(fine: str) -> str:
    """The confusable classes of fine phones, equal neighbours once."""
    return _once(fine.translate(_COARSE))


def coarse_of_many(fines: bytes) -> bytes:
    """The same of many texts at once, with NUL between them."""
    return _REPEATED_BYTES.sub(rb"\1", fines.translate(_COARSE_BYTES, _SILENT))


def bones_of(coarse_sounds: bytes) -> bytes:
    """Coarse sounds without vowels, which are misheard most."""
    return coarse_sounds.translate(None, _VOWEL_CLASSES)


def _once(text: str) -> str:
    return _REPEATED.sub(r"\1", text)


def phones(spoken: str) -> str:
    """The fine phones of a spoken text, without word boundaries."""
    return "".join(map(word_phones, spoken.split()))


@lru_cache(maxsize=20_000)
def word_phones(word: str) -> str:
    """The fine phones of one lower-case word; digits and foreign letters have none."""
    return _hangul(word) if has_hangul(word) else _latin(word)


def pronounced(word: str) -> str:
    """The fine phones of a word as the dictionary has them; by rule where it lacks the word."""
    return _dictionary().get(word) or word_phones(word)


@lru_cache(maxsize=1)
def _dictionary() -> dict[str, str]:
    """Pronunciations of some 120,000 English words; the rules are for the others."""
    file = resources.files("catalog") / "data" / "lang" / "en_words.tsv"
    lines = file.read_text(encoding="utf-8").split("\n")
    try:
        return dict(line.split("\t", 1) for line in lines if line and line[0] != "#")
    except ValueError as error:
        raise DamagedData(
            f"{file.name} is no list of words: {error}.", remedy="Reinstall voicecart."
        ) from None


def _latin(word: str) -> str:
    out: list[str] = []
    i, length = 0, len(word)
    while i < length:
        for rule in _rules_at(word[i : i + 2]):
            end = i + len(rule.letters)
            if (
                (end - i < 3 or word.startswith(rule.letters, i))
                and (rule.left is None or rule.left.search(word, 0, i))
                and (rule.right is None or rule.right.match(word, end))
            ):
                out.append(rule.phones)
                i = end
                break
        else:
            i += 1
    return _once("".join(out))


@lru_cache(maxsize=4096)
def _rules_at(pair: str) -> tuple[_Rule, ...]:
    """The rules that two letters of a word leave possible."""
    return tuple(r for r in _rules().get(pair[0], ()) if pair.startswith(r.letters[:2]))


@lru_cache(maxsize=1)
def _rules() -> dict[str, tuple[_Rule, ...]]:
    file = resources.files("catalog") / "data" / "lang" / "en_sounds.tsv"
    found: dict[str, list[_Rule]] = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        parts = line.split("\t")
        if len(parts) != 4 or not parts[1]:
            raise DamagedData(f"{file.name}:{number} is no sound rule.", remedy="Reinstall voicecart.")
        left, letters, right, sounds = parts
        rule = _Rule(
            re.compile(f"(?:{left})$") if left else None,
            letters,
            re.compile(right) if right else None,
            sounds,
        )
        found.setdefault(letters[0], []).append(rule)
    return {first: tuple(rules) for first, rules in found.items()}


def _hangul(word: str) -> str:
    codes = [ord(c) - 0xAC00 for c in word]
    out: list[str] = []
    for i, code in enumerate(codes):
        if not 0 <= code < 11172:
            out.append(word_phones(word[i]) if word[i].isascii() else "")
            continue
        lead, vowel, tail = code // 588, code % 588 // 28, code % 28
        follows = codes[i + 1] if i + 1 < len(codes) else -1
        linked = 0 <= follows < 11172 and follows // 588 == _NO_LEAD
        out.append(_LEADS[lead] + _VOWELS[vowel] + (_TAIL_LEADS if linked else _TAILS)[tail])
    return "".join(out)
