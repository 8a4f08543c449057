"""What one recogniser of Vosk's makes of one utterance: its n-best, and the whole phrase that was meant.

A grammar of Vosk's is a bigram over the words of its phrases: half of the probability always goes to any
word after any other, and phrases mix. Two things keep them whole. A stopper, one word repeated a thousand
times in a phrase of its own, takes nearly all the probability of "any other word", and stands for what is
none of the phrases. And the utterance is heard twice: the first time with all likely phrases, the second
time with the few that are nearest to what came out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from voice.adapters.vosk_model import KnownModel
from voice.hearing.rescore import joined, log_shares, with_confidences
from voice.hearing.transcript import Hypothesis, Word
from voice.hearing.whole import Phrasebook, likeness

STOPPER_TIMES: Final = 10_000
NEAREST: Final = 8
"""Phrases of the second hearing."""
LONGEST_BYTES: Final = 10 * 32_000
"""Ten seconds: nobody says a phrase longer; such an utterance is not heard twice."""
SURE_LIKENESS: Final = 0.75
"""From here on the first hearing supports the second."""
LEAST_LIKENESS: Final = 0.5
CLEARLY: Final = 0.1
"""So much nearer than every other phrase, or word for word: else the phrase is a guess."""
CHUNK: Final = 8_000


@dataclass(frozen=True, slots=True)
class SmallGrammar:
    """Phrases of known words, and a word that is in none of them (or "" where there is none)."""

    book: Phrasebook
    stopper: str

    def of(self, phrases: Sequence[str]) -> tuple[str, ...]:
        """These phrases as a grammar that keeps them whole."""
        return (*phrases, " ".join([self.stopper] * STOPPER_TIMES)) if self.stopper else tuple(phrases)


class Hearing:
    """One recogniser of Vosk's, through one utterance that Vosk may cut into pieces."""

    def __init__(self, recogniser: Any) -> None:
        self._recogniser = recogniser
        self._pieces: list[tuple[Hypothesis, ...]] = []

    def accept(self, data: bytes) -> None:
        """Whole samples of 16 kHz mono."""
        if self._recogniser.AcceptWaveform(data):
            self._pieces.append(_alternatives(self._recogniser.Result()))

    def partial(self) -> str:
        """The words so far."""
        open_piece = json.loads(self._recogniser.PartialResult()).get("partial", "")
        return " ".join(filter(None, [*(p[0].text for p in self._pieces if p), open_piece]))

    def final(self, began_ms: int) -> tuple[Hypothesis, ...]:
        """All pieces joined, times moved to the stream's."""
        self._pieces.append(_alternatives(self._recogniser.FinalResult()))
        return tuple(_moved(one, began_ms) for one in joined(self._pieces, most=20))


class WholeHearing:
    """Hears the likely phrases as wholes: one of them, or nothing."""

    def __init__(self, model: KnownModel, grammar: SmallGrammar, alternatives: int) -> None:
        self._model, self._grammar, self._alternatives = model, grammar, alternatives
        self._first = Hearing(model.recogniser(grammar.of(grammar.book.phrases), alternatives))
        self._sound = bytearray()

    def accept(self, data: bytes) -> None:
        """Whole samples of 16 kHz mono."""
        self._first.accept(data)
        if len(self._sound) <= LONGEST_BYTES:
            self._sound += data

    def final(self, began_ms: int) -> Hypothesis | None:
        """The phrase that both hearings support; a guess where the first supports it but weakly."""
        first = self._first.final(0)
        near = self._grammar.book.nearest([one.text for one in first], NEAREST)
        if not near or len(self._sound) > LONGEST_BYTES:
            return None
        second = self._again([phrase for phrase, _ in near])
        if second is None or second.text not in self._grammar.book.phrases:
            return None
        support = likeness(first[0].text, second.text)
        if support < LEAST_LIKENESS:
            return None
        rival = max((likeness(first[0].text, p) for p, _ in near if p != second.text), default=0.0)
        sure = first[0].text == second.text or (support >= SURE_LIKENESS and support >= rival + CLEARLY)
        return replace(_moved(second, began_ms), score=0.0, guess=not sure)

    def _again(self, phrases: Sequence[str]) -> Hypothesis | None:
        hearing = Hearing(self._model.recogniser(self._grammar.of(phrases), self._alternatives))
        for start in range(0, len(self._sound), CHUNK):
            hearing.accept(bytes(self._sound[start : start + CHUNK]))
        return next(iter(hearing.final(0)), None)


def _alternatives(reply: str) -> tuple[Hypothesis, ...]:
    """The n-best in a reply of Vosk's, which has either "alternatives" or (with one only) "text"."""
    parsed = json.loads(reply)
    rows: Sequence[dict[str, Any]] = parsed.get("alternatives") or [parsed]
    shares = log_shares([float(row.get("confidence", 0.0)) for row in rows])
    rivals = [_hypothesis(row, share) for row, share in zip(rows, shares, strict=True)]
    return with_confidences(rivals, shares) if any(one.text for one in rivals) else ()


def _hypothesis(row: dict[str, Any], share: float) -> Hypothesis:
    text = " ".join(str(row.get("text", "")).split())
    words = tuple(
        Word(str(w["word"]), round(w["start"] * 1000), round(w["end"] * 1000), 0.0)
        for w in row.get("result", ())
    )
    return Hypothesis(text, share / max(1, len(text.split())), words)


def _moved(one: Hypothesis, by_ms: int) -> Hypothesis:
    words = tuple(Word(w.text, w.start_ms + by_ms, w.end_ms + by_ms, w.confidence) for w in one.words)
    return replace(one, words=words)
