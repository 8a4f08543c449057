"""Which recogniser runs, and why, said in data: the sentence is the locale's. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

AUTO: Final = "auto"
VOSK: Final = "vosk"
WHISPER: Final = "whisper"


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineChoice:
    """The engines to run, the one that leads first; empty where none can hear this language.

    `reason` is the key of a sentence and `data` its values: "hearing-chosen" (asked for by name),
    "hearing-both", "hearing-vosk", "hearing-stand-in" (Whisper, because Vosk's model is not there),
    "hearing-missing" (asked for, but its model is not there) and "hearing-none".
    """

    engines: tuple[str, ...]
    reason: str
    data: tuple[tuple[str, str], ...]


def choose_engines(wanted: str, language: str, ready: Collection[str]) -> EngineChoice:
    """What runs for `language` when the settings say `wanted`.

    `ready` are the engines whose library and model for this language are on this machine. "auto"
    takes Vosk where it is ready, with Whisper beside it where both are, and Whisper where it is alone.
    """
    if wanted != AUTO:
        return _named(wanted, language, ready)
    engines = [one for one in (VOSK, WHISPER) if one in ready]
    reason = {
        (VOSK, WHISPER): "hearing-both",
        (VOSK,): "hearing-vosk",
        (WHISPER,): "hearing-stand-in",
    }.get(tuple(engines), "hearing-none")
    return _choice(engines, reason, language)


def _named(wanted: str, language: str, ready: Collection[str]) -> EngineChoice:
    if wanted in ready:
        return _choice([wanted], "hearing-chosen", language)
    return _choice([], "hearing-missing", language, wanted)


def _choice(engines: Sequence[str], reason: str, language: str, wanted: str = "") -> EngineChoice:
    named = wanted or " + ".join(engines)
    return EngineChoice(
        engines=tuple(engines), reason=reason, data=(("language", language), ("engines", named))
    )
