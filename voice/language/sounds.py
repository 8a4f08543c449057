"""Which names sound like what was heard: by letters and by phones, whichever is nearer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from catalog.search.nearby import Nearby
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
        self._letter_lists, self._sound_lists = Nearby(self._letters), Nearby(self._sounds)
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
            for name, likeness in listed.like(heard, at_least) if len(heard) >= MIN_LETTERS else ():
                for keys in table[name]:
                    best[keys] = max(likeness, best.get(keys, 0.0))
        for keys in self._coarse.get(coarse(sound), ()) if len(sound) >= MIN_LETTERS else ():
            best[keys] = max(SAME_SOUND, best.get(keys, 0.0))
        return tuple(sorted(best.items(), key=lambda found: (-found[1], found[0])))[:CANDIDATES]


def _grouped(pairs: Iterable[tuple[str, Keys]]) -> dict[str, list[Keys]]:
    grouped: dict[str, list[Keys]] = defaultdict(list)
    for text, keys in pairs:
        if len(text) >= MIN_LETTERS:
            grouped[text].append(keys)
    return dict(grouped)
