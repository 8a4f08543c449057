"""What may be said now, in a form that every recogniser can turn into its own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClosedAnswer:
    """One allowed answer to a closed question: `label` is what it means, `phrase` how it is said."""

    label: str
    phrase: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechBias:
    """What is likely to be said in this state of the dialogue.

    `phrases` are whole utterances (expanded templates and product orders) for grammars; `words`
    are catalog names, aliases and option words, likeliest first, for prompts; `example` is one
    ordinary order, for prompts. None of these three ever holds words of consent, PIN digits or
    commands that place an order when the engine prompts (prompts bleed into transcripts): such
    words stand in `closed` alone. A non-empty `closed` asks for a closed hearing beside the open.

    `likely` are the few whole utterances likeliest now, for a small grammar and never for prompts:
    commands stand among them, words of consent do not.
    """

    language: str
    phrases: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    example: str = ""
    closed: tuple[ClosedAnswer, ...] = ()
    likely: tuple[str, ...] = ()
