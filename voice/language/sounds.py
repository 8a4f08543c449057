"""Which names sound like what was heard: by letters and by phones, whichever is nearer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from catalog.search.fuzz import nearest
from catalog.search.phones import coarse, phones

Keys = tuple[str, ...]
MIN_LETTERS = 4
"""Letters below which a word is too short to be taken for a misheard one."""
SAME_SOUND = 0.88
"""What two words that sound alike to a recogniser count, however they are written."""
CACHED = 20_000
CANDIDATES = 3


class SoundAlikes:
    """Names by their letters and sounds. Answers are remembered; they never change."""

    def __init__(self, spoken: Mapping[Keys, str]) -> None:
        names = {keys: text for keys, text in spoken.items() if not any(c.isdigit() for c in text)}
        self._letters = _grouped((text.replace(" ", ""), keys) for keys, text in names.items())
        self._sounds = _grouped((phones(text), keys) for keys, text in names.items())
        self._coarse = _grouped((coarse(phones(text)), keys) for keys, text in names.items())
        self._letter_lists, self._sound_lists = _ByLength(self._letters), _ByLength(self._sounds)
        self._known: dict[tuple[str, float], tuple[tuple[Keys, float], ...]] = {}

    def like(self, text: str, at_least: float) -> tuple[tuple[Keys, float], ...]:
        """Names that read or sound like `text`, with their likeness 0..1, best first."""
        if (text, at_least) not in self._known:
            if len(self._known) > CACHED:  # a bound on memory, not on meaning
                self._known.clear()
            self._known[text, at_least] = self._found(text, at_least)
        return self._known[text, at_least]

    def _found(self, text: str, at_least: float) -> tuple[tuple[Keys, float], ...]:
        sound = phones(text)
        best: dict[Keys, float] = {}
        for table, listed, heard in (
            (self._letters, self._letter_lists, text.replace(" ", "")),
            (self._sounds, self._sound_lists, sound),
        ):
            for name, likeness in _near(heard, listed, at_least):
                for keys in table[name]:
                    best[keys] = max(likeness, best.get(keys, 0.0))
        for keys in self._coarse.get(coarse(sound), ()) if len(sound) >= MIN_LETTERS else ():
            best[keys] = max(SAME_SOUND, best.get(keys, 0.0))
        return tuple(sorted(best.items(), key=lambda found: (-found[1], found[0])))[:CANDIDATES]


class _ByLength:
    """Names from which those are left out at once whose length alone makes them too unlike."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(names)
        self._fitting: dict[tuple[int, float], tuple[str, ...]] = {}

    def like(self, length: int, at_least: float) -> Sequence[str]:
        """The names that can be that alike to a text of this length: of two texts no more letters can be
        in common than the shorter one has.
        """
        if (length, at_least) not in self._fitting:
            least = length * at_least / (2 - at_least) - 1e-6
            most = length * (2 - at_least) / at_least + 1e-6
            fits = tuple(name for name in self._names if least <= len(name) <= most)
            self._fitting[length, at_least] = fits
        return self._fitting[length, at_least]


def _near(heard: str, listed: _ByLength, at_least: float) -> list[tuple[str, float]]:
    if len(heard) < MIN_LETTERS:
        return []
    return nearest(heard, listed.like(len(heard), at_least), at_least)


def _grouped(pairs: Iterable[tuple[str, Keys]]) -> dict[str, list[Keys]]:
    grouped: dict[str, list[Keys]] = defaultdict(list)
    for text, keys in pairs:
        if len(text) >= MIN_LETTERS:
            grouped[text].append(keys)
    return dict(grouped)
