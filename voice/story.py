"""How an order came about, so that it can explain itself: heard, meant, found, said."""

from __future__ import annotations

from collections import deque

from catalog.ports import Ambiguous, Candidate, Decision, Match, Query
from voice.hearing.transcript import Transcript
from voice.language.acts import Interpretation

KEPT = 200
"""Steps kept; an order rarely needs twenty."""
WITHHELD = "(withheld)"


class Story:
    """The steps since the last order, oldest first. PIN digits never enter it."""

    def __init__(self) -> None:
        self._steps: deque[dict[str, object]] = deque(maxlen=KEPT)

    def heard(self, transcript: Transcript, meaning: Interpretation, *, secret: bool) -> None:
        """An utterance; one that may hold PIN digits is kept without its words."""
        texts = [WITHHELD] if secret else [h.text for h in transcript.hypotheses]
        self._steps.append(
            {
                "heard": texts,
                "engine": transcript.engine,
                "closed": transcript.closed.label if transcript.closed else None,
                "acts": [act.intent for act in meaning.acts],
                "rule": "" if secret else meaning.rule,
                "sure": meaning.sure,
            }
        )

    def found(self, query: Query, decision: Decision) -> None:
        """What the catalog made of a mention."""
        match decision:
            case Match(best=best):
                shown = [_scored(best)]
            case Ambiguous(candidates=candidates):
                shown = [_scored(c) for c in candidates]
            case _:
                shown = []
        kind = type(decision).__name__
        self._steps.append({"sought": list(query.phrases), "decision": kind, "candidates": shown})

    def said(self, text: str) -> None:
        """A sentence that was said."""
        self._steps.append({"said": text})

    def told(self) -> dict[str, object]:
        """The story so far, as JSON-like values."""
        return {"steps": list(self._steps)}

    def begin_anew(self) -> None:
        """An order is made; the next one has its own story."""
        self._steps.clear()


def _scored(candidate: Candidate) -> dict[str, object]:
    why = {name: round(score, 3) for name, score in candidate.why}
    return {"sku": candidate.product.sku, "probability": round(candidate.probability, 3), "why": why}
