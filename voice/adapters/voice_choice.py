"""Which of an engine's voices speaks, and how a sentence's sound is judged complete."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from voice.errors import ModelMissing, SettingsError

DEFAULT_VOICES: Mapping[str, str] = {"en": "en-us", "ko": "ko"}
"""espeak's voice for each language that voicecart speaks."""
USUAL_WPM = 175
SHORTEST_LETTER_S = 0.03
"""No letter is spoken faster at USUAL_WPM; a shorter file is not the whole sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceChoice:
    """A voice for an espeak engine: `voice` as espeak names it ("en-us", "gmw/en-us", "en-us+f3"), or
    empty for the language's usual one; `words_per_minute` 80..450; `deadline_s` for one sentence.

    Raises SettingsError for other values.
    """

    language: str = "en"
    voice: str = ""
    words_per_minute: int = 165
    deadline_s: float = 15.0

    def __post_init__(self) -> None:
        if not 80 <= self.words_per_minute <= 450:
            raise SettingsError(
                f"A speaking rate of {self.words_per_minute} words a minute is not usable.",
                remedy="Use 80 to 450.",
            )
        if self.deadline_s <= 0:
            raise SettingsError(
                "A voice's deadline must be longer than nothing.", remedy="Use seconds, say 15."
            )

    @property
    def wanted(self) -> str:
        """The voice by name: the chosen one or the language's usual one."""
        return self.voice or DEFAULT_VOICES.get(self.language, self.language)


def known_voice(wanted: str, voices: Iterable[str], variants: Iterable[str]) -> str:
    """`wanted`, checked against what the engine has. Raises ModelMissing listing near ones.

    The engine itself speaks with another colour, and says nothing, where the part behind + is unknown.
    """
    base, plus, variant = wanted.partition("+")
    names = {name.lower(): name for name in voices}
    names |= {name.rpartition("/")[2]: name for name in list(names)}
    if base.lower() not in names:
        raise _unknown("voice", base, names)
    if plus and variant.lower() not in {name.lower() for name in variants}:
        raise _unknown("voice variant", variant, variants)
    return wanted


def shortest_s(text: str, words_per_minute: int) -> float:
    """Seconds that `text` takes at least; 0 where there is nothing to say aloud."""
    letters = sum(1 for letter in text if letter.isalnum())
    return letters * SHORTEST_LETTER_S * min(1.0, USUAL_WPM / words_per_minute)


def _unknown(what: str, name: str, known: Iterable[str]) -> ModelMissing:
    near = difflib.get_close_matches(name.lower(), sorted(known), n=5, cutoff=0.4)
    return ModelMissing(
        f"There is no {what} {name!r} on this machine.",
        remedy=f"Near ones: {', '.join(near)}." if near else "`espeak-ng --voices` lists them.",
    )
