"""One interpretation from the readings of several hypotheses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType

from voice.hearing.transcript import Hypothesis
from voice.language.acts import Act, Interpretation, Mention
from voice.language.readings import Reading

RECOGNISER_WEIGHT = 0.5
"""What a whole unit of log probability per word counts against the parse score."""
SURE_ENOUGH = 0.85

SURE = 1.0
"""A sure reading with this score is what was said, whatever else the recogniser makes of it."""

Read = tuple[Hypothesis, Reading]


def readings(hypotheses: Sequence[Hypothesis], read: Callable[[str], Reading]) -> Iterator[Read]:
    """Each hypothesis with its reading; where the first is plain and sure, the others are not asked."""
    for place, hypothesis in enumerate(hypotheses):
        reading = read(hypothesis.text)
        yield hypothesis, reading
        if not place and reading.acts and reading.sure and reading.score >= SURE:
            return


def chosen(readings: Sequence[Read]) -> Interpretation:
    """The best reading, with the product phrases of the others that cut the utterance alike."""
    if not readings:
        return Interpretation(text="")
    top = max(h.score for h, _ in readings)
    ranked = sorted(readings, key=lambda r: -_rank(r, top))
    best, reading = ranked[0]
    if not reading.acts:
        return Interpretation(text=readings[0][0].text)
    first = readings[0][1]
    acts = _consent_of_the_first(_with_numbers(_with_phrases(reading, ranked[1:]), first), first)
    return Interpretation(
        text=best.text,
        acts=acts,
        unexplained=reading.unexplained,
        repaired=reading.repaired or best.guess,
        sure=reading.sure and not best.guess and reading.score >= SURE_ENOUGH,
        lost=reading.lost,
        score=max(0.0, min(1.0, reading.score)),
        rule=reading.rule,
    )


def _rank(read: Read, top: float) -> float:
    hypothesis, reading = read
    return reading.score + RECOGNISER_WEIGHT * max(-2.0, hypothesis.score - top)


def _consent_of_the_first(acts: tuple[Act, ...], first: Reading) -> tuple[Act, ...]:
    """Only what was heard best can be consent; a lesser hypothesis gives a weak yes."""
    explicit = any(a.slots.get("consent") == "explicit" for a in first.acts)
    return tuple(
        replace(a, slots=MappingProxyType({**a.slots, "consent": "weak"}))
        if a.slots.get("consent") == "explicit" and not explicit
        else a
        for a in acts
    )


def _with_numbers(acts: tuple[Act, ...], first: Reading) -> tuple[Act, ...]:
    """The acts with the numbers that what was heard best has beside them: of "two mocas" and "to mochas" the
    second names a product better, and has lost the number.
    """
    if _shape(_unnumbered(acts)) != _shape(_unnumbered(first.acts)):
        return acts
    return tuple(
        replace(a, mentions=tuple(_numbered(m, n) for m, n in zip(a.mentions, b.mentions, strict=True)))
        for a, b in zip(acts, first.acts, strict=True)
    )


def _unnumbered(acts: tuple[Act, ...]) -> tuple[Act, ...]:
    return tuple(
        replace(a, mentions=tuple(replace(m, quantity=None) if m.phrases else m for m in a.mentions))
        for a in acts
    )


def _numbered(mention: Mention, heard: Mention) -> Mention:
    return replace(mention, quantity=heard.quantity) if mention.quantity is None else mention


def _with_phrases(best: Reading, others: Sequence[Read]) -> tuple[Act, ...]:
    acts = best.acts
    for _, other in others:
        if _shape(other.acts) == _shape(best.acts):
            acts = tuple(_merged(a, b) for a, b in zip(acts, other.acts, strict=True))
    return acts


def _shape(acts: tuple[Act, ...]) -> list[tuple[object, ...]]:
    return [
        (a.intent, *((m.quantity, m.options, m.removed, bool(m.phrases)) for m in a.mentions)) for a in acts
    ]


def _merged(act: Act, other: Act) -> Act:
    mentions = tuple(_more_phrases(m, o) for m, o in zip(act.mentions, other.mentions, strict=True))
    return replace(act, mentions=mentions)


def _more_phrases(mention: Mention, other: Mention) -> Mention:
    return replace(mention, phrases=tuple(dict.fromkeys(mention.phrases + other.phrases)))
