"""A prompt of catalog words for engines that take one. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from voice.hearing.bias import SpeechBias

SHORT = 2
"""Words up to which a name is always worth its room in a prompt."""
Fits = Callable[[str], bool]
"""Tells whether a text is short enough for the engine."""


def prompt_words(bias: SpeechBias, fits: Fits) -> str:
    """As many of the bias's words as fit, likeliest first, and its example at the end, where an
    engine heeds it most. Names of three words or more that all stand in likelier names are left out:
    room for new words helps more than "lots of skim milk" beside "lots of cream" and "skim milk".

    Words with digits are left out, and so is every word of a closed answer: prompts bleed into
    transcripts, and neither a digit nor a yes may come from a prompt.
    """
    barred = {word for one in bias.closed for word in one.phrase.lower().split()}
    words = list(_new([word.strip() for word in bias.words if _allowed(word, barred)]))
    example = bias.example.strip() if _allowed(bias.example, barred) else ""
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(_line(words[:middle], example)) else (low, middle - 1)
    line = _line(words[:low], example)
    return line if line and fits(line) else ""


def _new(names: Iterable[str]) -> Iterator[str]:
    """Every short name, and the longer ones that hold a word which no name before them held."""
    known: set[str] = set()
    for name in dict.fromkeys(names):
        parts = name.lower().split()
        if len(parts) <= SHORT or not known.issuperset(parts):
            yield name
        known.update(parts)


def _allowed(text: str, barred: set[str]) -> bool:
    spoken = text.lower().split()
    return bool(spoken) and not any(map(str.isdigit, text)) and not barred.intersection(spoken)


def _line(words: list[str], example: str) -> str:
    listed = ", ".join(words)
    return f"{listed}. {example}".strip() if listed else example
