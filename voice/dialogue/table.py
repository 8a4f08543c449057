"""Which phase may follow which, by what happens: the whole dialogue on one page.

Read a row as "in this phase, this event may lead to these phases". What is not listed changes no
phase. Staying is always permitted, since speech, timers and late answers come at any time.

How an order comes about: LISTEN → SEEKING (the catalog is asked) → LISTEN, CHOOSE, PROPOSE or
ELICIT (a product is settled) → QUOTING (the store is asked for a price) → CONFIRM (read back) → AUTH
(the PIN, above the limit) → PLACING → LISTEN. PLACING is entered from CONFIRM by an utterance and
from AUTH by a right PIN, and from nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from voice.dialogue.events import Event
from voice.dialogue.session import Phase

L, S, CH, PR, EL, Q = (
    Phase.LISTEN,
    Phase.SEEKING,
    Phase.CHOOSE,
    Phase.PROPOSE,
    Phase.ELICIT,
    Phase.QUOTING,
)
CO, AU, PL, LO, CA, CG, X = (
    Phase.CONFIRM,
    Phase.AUTH,
    Phase.PLACING,
    Phase.LOOKING,
    Phase.CANCEL,
    Phase.CANCELLING,
    Phase.CLOSED,
)
QUESTIONS = frozenset({CH, PR, EL})
RESUMED = frozenset({L}) | QUESTIONS
"""Listening, or the next question that had to wait."""
SPOKEN = frozenset({L, S, Q, LO, X}) | QUESTIONS
"""Where an utterance may lead from any phase that listens."""
SETTLED = frozenset({L, S, Q, LO, X}) | QUESTIONS
"""Where an answer may lead: on to the next act, question, or the quote."""

TABLE: Mapping[Phase, Mapping[str, frozenset[Phase]]] = MappingProxyType(
    {
        L: {"Heard": SPOKEN, "TimedOut": frozenset({L})},
        CH: {"Heard": SPOKEN, "TimedOut": frozenset({L})},
        PR: {"Heard": SPOKEN, "TimedOut": frozenset({L})},
        EL: {"Heard": SPOKEN, "TimedOut": frozenset({L, PR})},
        S: {"Found": SETTLED, "Failed": RESUMED, "Heard": frozenset({L})},
        Q: {
            "Quoted": frozenset({CO}) | RESUMED,
            "Failed": RESUMED,
            "Heard": frozenset({L}),
        },
        CO: {"Heard": SPOKEN | {AU, PL}, "TimedOut": frozenset({L})},
        AU: {
            "Heard": SPOKEN,
            "PinChallenged": frozenset({L}),
            "PinChecked": frozenset({PL, L}),
            "Failed": frozenset({L}),
            "TimedOut": frozenset({L}),
        },
        PL: {"OrderAnswered": frozenset({CO}) | SETTLED, "Failed": RESUMED},
        LO: {
            "OrdersRead": frozenset({CA}) | SETTLED,
            "Failed": RESUMED,
            "Heard": frozenset({L}),
        },
        CA: {"Heard": SPOKEN | {CG}, "TimedOut": frozenset({L})},
        CG: {"CancelAnswered": SETTLED, "Failed": RESUMED},
        X: {},
    }
)


def permits(before: Phase, event: Event, after: Phase) -> bool:
    """Whether the table has this step."""
    if before is after:
        return True
    return after in TABLE[before].get(type(event).__name__, frozenset())


def diagram() -> str:
    """The table as a Mermaid state diagram, one arrow for each pair of phases, in a stable order."""
    arrows: dict[tuple[Phase, Phase], list[str]] = {}
    for before, row in TABLE.items():
        for event, targets in row.items():
            for after in sorted(targets - {before}):
                arrows.setdefault((before, after), []).append(event)
    lines = ["stateDiagram-v2", f"    [*] --> {Phase.LISTEN}"]
    lines += [f"    {before} --> {after}: {', '.join(events)}" for (before, after), events in arrows.items()]
    lines.append(f"    {Phase.CLOSED} --> [*]")
    return "\n".join(lines)
