"""What a search found, best first, whatever it decided."""

from __future__ import annotations

from catalog.ports import Ambiguous, Candidate, Decision, Match, NoMatch


def ranked(answer: Decision) -> list[Candidate]:
    match answer:
        case Match(best=best, others=others):
            return [best, *others]
        case Ambiguous(candidates=some, others=others):
            return [*some, *others]
        case NoMatch(nearest=near):
            return list(near)
