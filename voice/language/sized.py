"""How big a thing is to be, said behind it in words that name none: "potatoes, big bag"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from voice.language.parser import Lines
from voice.language.words import Cue, Symbols, Words

QUALITY = "quality"
"""The locale's list of words that compare things, those of size among them."""


def sized_behind(lines: Lines, qualities: Mapping[Symbols, str], words: Words) -> Lines:
    """The lines without those that only tell a size and a container of the one before, which is then asked
    about: a "big bag" is no dog food that comes in one.
    """
    kept = list(lines.lines[:1])
    for line in lines.lines[1:]:
        phrase = line.mention.phrases[-1] if line.mention.phrases else ""
        if line.mention.quantity is None and _is_size(words.symbols(phrase), qualities, words):
            kept[-1] = replace(kept[-1], mention=replace(kept[-1].mention, doubtful=True))
        else:
            kept.append(line)
    return replace(lines, lines=tuple(kept)) if len(kept) < len(lines.lines) else lines


def _is_size(said: Symbols, qualities: Mapping[Symbols, str], words: Words) -> bool:
    container, size = words.cues.get(said[-1:]) is Cue.CONTAINER, said[:-1]
    return container and bool(size) and size in qualities
