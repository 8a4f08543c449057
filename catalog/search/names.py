"""Turns names and phrases into readings that can be compared: numbers, units, packs, plurals.

Every text gets both readings of its numbers: `text` writes them as digits ("two percent" → "2 percent",
"7 up"), `spoken` says them ("seven up"). Names of the catalog pass through the same door, so that the
catalog decides which reading fits. Hangul is compared as letters (jamo), without spaces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.search.lexicon import Lexicon, Unit

_TOKEN = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+|[%&+]")
_FRACTION = re.compile(r"(?:(\d+)\s+)?(\d+)\s*[/\u2044]\s*(\d+)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_APOSTROPHES = re.compile(r"(?<=\w)['\u2019`](?=\w)")
_LATIN_END = "\u0250"
_LATIN_MARKS = re.compile("[\u0300-\u036f]")
_HANGUL = re.compile(r"[\uac00-\ud7a3\u1100-\u11ff\u3130-\u318f]")


@dataclass(frozen=True, slots=True, order=True)
class Measure:
    """An amount in a name: kind ("volume" ml, "weight" g, "count", "percent", "dose" mg, "number")."""

    kind: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text as it is compared: see the module. `words` are those that say what it is:
    fillers and measures are left out, unless nothing else is there.
    """

    text: str
    spoken: str
    words: tuple[str, ...]
    measures: frozenset[Measure]
    core: str
    """`text` without its measures: what the thing is, whatever its size."""
    head: str
    """The last word of `core` before a comma: what kind of thing it is ("apple juice" is a juice)."""

    @property
    def letters(self) -> str:
        """`text` without spaces, Hangul taken apart into its letters: what n-grams are cut from."""
        return jamo(self.text.replace(" ", ""))


def jamo(text: str) -> str:
    """Hangul syllables taken apart into letters; other characters as they are."""
    return unicodedata.normalize("NFD", text) if _HANGUL.search(text) else text


def has_hangul(text: str) -> bool:
    """Whether any of the text is written in Hangul."""
    return bool(_HANGUL.search(text))


def tokens(text: str) -> list[str]:
    """Lower-case words, numbers and signs, without accents and punctuation."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = _FRACTION.sub(_decimal, _THOUSANDS.sub("", folded))
    return _TOKEN.findall(unaccented(_APOSTROPHES.sub("", folded)))


def unaccented(text: str) -> str:
    """The text without accents and other marks on its letters."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text)
    if max(text) < _LATIN_END:
        return unicodedata.normalize("NFC", _LATIN_MARKS.sub("", apart))
    return unicodedata.normalize("NFC", "".join(c for c in apart if unicodedata.category(c) != "Mn"))


def _decimal(match: re.Match[str]) -> str:
    whole, above, below = int(match[1] or 0), int(match[2]), int(match[3])
    return match[0] if below == 0 else _digits(whole + above / below)


def _digits(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


def read(text: str, lexicon: Lexicon) -> Reading:
    """The reading of a name or a phrase. Empty text gives an empty reading."""
    items = _items(_written(tokens(text), lexicon), lexicon)
    written = [item.text for item in items]
    kept = [item.text for item in items if item.text not in lexicon.fillers]
    core = _core(items, lexicon)
    first, comma, _ = text.partition(",")
    kind = _core(_items(_written(tokens(first), lexicon), lexicon), lexicon) if comma else core
    return Reading(
        text=" ".join(written),
        spoken=" ".join(item.spoken for item in items),
        words=tuple(core or kept or written),
        measures=frozenset(_measures(items)),
        core=" ".join(core),
        head=next((w for w in reversed(kind) if not w[0].isdigit()), ""),
    )


def _core(items: Sequence[_Item], lexicon: Lexicon) -> list[str]:
    return [i.text for i in items if not i.measured and i.text not in lexicon.fillers]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    text: str
    spoken: str
    value: float | None = None
    unit: Unit | None = None
    measured: bool = False
    raw: str = ""
    """The word as it stands, with its plural; empty for numbers, units and words said otherwise."""


def items_of(words: Sequence[str], lexicon: Lexicon) -> list[_Item]:
    """The words, numbers and units of a text's tokens, in order."""
    return _items(_written(words, lexicon), lexicon)


def _written(words: Sequence[str], lexicon: Lexicon) -> list[str]:
    """Signs as words, and spelled-out forms ("double a") as they are written ("aa")."""
    words = [
        lexicon.symbols.get(word, word)
        for word in words
        if word.isalnum() or word in lexicon.symbols or "." in word
    ]
    out: list[str] = []
    i = 0
    while i < len(words):
        length = next((n for n in (3, 2) if " ".join(words[i : i + n]) in lexicon.said_as), 1)
        heard = " ".join(words[i : i + length])
        out.append(lexicon.said_as.get(heard, heard))
        i += length
    return out


def _items(words: Sequence[str], lexicon: Lexicon) -> list[_Item]:
    items: list[_Item] = []
    i = 0
    while i < len(words):
        number, used = _number(words, i, lexicon)
        if number is not None:
            unit, unit_words = _unit(words, i + used, lexicon)
            items.extend(_measured(number, unit, " ".join(words[i : i + used]), lexicon))
            i += used + unit_words
            continue
        items.append(_word(words[i], lexicon))
        i += 1
    return items


def _word(heard: str, lexicon: Lexicon) -> _Item:
    """A word as it is; "gallon" alone is one gallon."""
    unit = lexicon.units.get(heard)
    if unit is not None and unit.alone:
        return _Item(text=unit.short, spoken=unit.said, value=1.0, unit=unit, measured=True)
    word = singular(heard, lexicon)
    spoken = lexicon.spoken_as.get(word)
    return _Item(text=word, spoken=spoken or word, raw="" if spoken else heard)


def _measured(value: float, unit: Unit | None, heard: str, lexicon: Lexicon) -> list[_Item]:
    spoken = say_number(value, lexicon) if heard.replace(".", "").isdigit() else heard
    size = unit is not None and "percent" not in unit.kinds  # "2%" says what it is, "12 oz" how much
    number = _Item(text=_digits(value), spoken=spoken, value=value, unit=unit, measured=size)
    return [number] if unit is None else [number, _Item(text=unit.short, spoken=unit.said, measured=size)]


def _unit(words: Sequence[str], i: int, lexicon: Lexicon) -> tuple[Unit | None, int]:
    article = 1 if words[i : i + 1] and words[i] in lexicon.articles else 0
    start = i + article
    for length in (2, 1):
        unit = lexicon.units.get(" ".join(words[start : start + length]))
        if unit is not None:
            return unit, article + length
    return None, 0


def _number(words: Sequence[str], i: int, lexicon: Lexicon) -> tuple[float | None, int]:
    """The number that begins at word `i`, and how many words it takes; (None, 0) if there is none."""
    value, used = _plain_number(words, i, lexicon)
    after = i + used
    if value is None:
        return _part(words, i, lexicon)
    if words[after : after + 1] and words[after] in lexicon.sets:
        return value * lexicon.sets[words[after]], used + 1
    if tuple(words[after : after + 2]) == (lexicon.joiner, "a") and words[after + 2 : after + 3]:
        part = lexicon.fractions.get(words[after + 2])
        if part is not None:
            return value + part, used + 3
    if lexicon.only_before_units and not words[i][0].isdigit() and _unit(words, after, lexicon)[0] is None:
        return None, 0
    return value, used


def _part(words: Sequence[str], i: int, lexicon: Lexicon) -> tuple[float | None, int]:
    """A fraction or a set: "half" counts only before a unit, as in "half gallon", not "half and half"."""
    word = words[i]
    if word in lexicon.fractions:
        if _unit(words, i + 1, lexicon)[0] is not None:
            return lexicon.fractions[word], 1
        rest = [w for w in words[i + 1 : i + 3] if w not in lexicon.articles]
        if rest and rest[0] in lexicon.sets:
            return lexicon.fractions[word] * lexicon.sets[rest[0]], words.index(rest[0], i) - i + 1
    if word in lexicon.sets:
        return float(lexicon.sets[word]), 1
    return None, 0


def _plain_number(words: Sequence[str], i: int, lexicon: Lexicon) -> tuple[float | None, int]:
    if words[i][0].isdecimal():  # other digits ("❶") are no numbers to reckon with
        return float(words[i]), 1
    total, group, last, used = 0, 0, 0, 0
    for word in words[i:]:
        size = lexicon.multipliers.get(word, 0)
        if size and 0 < group < size:
            total, group = (total, group * size) if size == 100 else (total + group * size, 0)
            last = size
        elif word in lexicon.numbers and (used == 0 or _may_follow(last, lexicon.numbers[word])):
            last = lexicon.numbers[word]
            group += last
        else:
            break
        used += 1
    return (float(total + group), used) if used else (None, 0)


def _may_follow(last: int, value: int) -> bool:
    """Whether a number goes on: "twenty four" and "hundred five" are one, "three six" are two."""
    return (last >= 100 and value < 100) or (last >= 20 and last % 10 == 0 and 0 < value < 10)


def say_number(value: float, lexicon: Lexicon) -> str:
    """A number in words, up to 9,999; decimals digit by digit; others stay digits."""
    words = lexicon.number_words
    whole, point, decimals = _digits(value).partition(".")
    if int(whole) > 9999 or not lexicon.multipliers:
        return _digits(value)
    part = next((name for name, size in lexicon.fractions.items() if size == value), None)
    if part is not None:
        return part
    spoken = _say_whole(int(whole), lexicon)
    return f"{spoken} {lexicon.point} {' '.join(words[int(d)] for d in decimals)}" if point else spoken


def _say_whole(value: int, lexicon: Lexicon) -> str:
    words = lexicon.number_words
    if value in words:
        return words[value]
    for name, size in sorted(lexicon.multipliers.items(), key=lambda m: -m[1]):
        if value >= size:
            rest = value % size
            head = f"{_say_whole(value // size, lexicon)} {name}"
            return f"{head} {_say_whole(rest, lexicon)}" if rest else head
    return f"{words[value // 10 * 10]} {words[value % 10]}"


def _measures(items: Sequence[_Item]) -> list[Measure]:
    found: list[Measure] = []
    for item in items:
        if item.value is None:
            continue
        if item.unit is None:
            found.append(Measure("number", item.value))
        else:
            found += [Measure(k, round(item.value * f, 3)) for k, f in item.unit.kinds.items()]
    return found


def singular(word: str, lexicon: Lexicon) -> str:
    """The word without its plural ending; Hangul and short words stay."""
    if word in lexicon.irregular:
        return lexicon.irregular[word]
    if len(word) < 4 or word in lexicon.unchanged or not word.isascii() or not word.endswith("s"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes", "oes")):
        return word[:-2]
    return word if word.endswith(("ss", "us", "is")) else word[:-1]
