"""States that the exploration takes for one behave alike: held to against conversations as they really go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from exploration import GOODS, UTTERANCES, Bounds, tries
from merging import REQUEST, plain, renumbered
from shopworld import LATE, NEW, POLICY, happenings, machine
from witness import Witness

from voice.dialogue.events import Event, Heard
from voice.dialogue.machine import Machine
from voice.dialogue.session import Choosing, Phase, Seeking, Session

WIDE = Bounds(items=3, waiting=2)
STEPS = 40
"""Events of a conversation; after each, everything that could happen next is compared."""
UNDO = "undo"
"""What the basket was before is left out of the states: a property test of its own has it."""


def _kind(event: Event) -> str:
    """The event without its numbers, but for whether they are those of long ago."""
    numbers = {name: getattr(event, name) for name in ("request", "speech") if hasattr(event, name)}
    old = [name for name, number in numbers.items() if number == LATE]
    return repr((replace(event, **dict.fromkeys(numbers, 0)), old))


def _with_what_comes_back(session: Session) -> Iterator[Session]:
    """The session; and the one whose question comes back if nothing is found: that one stands for it."""
    yield session
    back = session.pending.back if isinstance(session.pending, Seeking) else None
    if back is not None:
        phase = Phase.CHOOSE if isinstance(back, Choosing) else Phase.PROPOSE
        yield replace(session, phase=phase, pending=back)


def _ways(core: Machine, session: Session, witness: Witness) -> Iterator[tuple[Event, Session, Witness]]:
    """What can really happen next, and what it leads to."""
    for event in (*UTTERANCES, *happenings(session)):
        if isinstance(event, Heard) and any(act.intent == UNDO for act in event.interpretation.acts):
            continue
        after, actions = core.step(session, event)
        yield event, after, witness.watch(session, event, after, actions)


@pytest.mark.parametrize("bounds", [WIDE, GOODS], ids=["wide", "goods"])
@pytest.mark.parametrize("seed", range(4))
def test_what_can_follow_a_state_can_follow_the_one_it_is_merged_into(seed, bounds):
    core, chance = machine(), Random(seed)
    session, witness = replace(NEW, serial=REQUEST), Witness(pin_above=POLICY.pin_above)
    for _ in range(STEPS):
        watched = renumbered(witness, session.phase)
        known: dict[str, list[object]] = {}
        merged = [bounds.narrow(plain(state)) for state in _with_what_comes_back(session)]
        for before, event in (way for state in merged for way in tries(state)):
            after, actions = core.step(before, event)
            seen = renumbered(watched.watch(before, event, after, actions), after.phase)
            known.setdefault(_kind(event), []).append((bounds.narrow(plain(after)), seen))
        ways = []
        for event, after, watching in _ways(core, session, witness):
            if bounds.hold(after):
                same = (bounds.narrow(plain(after)), renumbered(watching, after.phase))
                assert same in known[_kind(event)], f"{session.phase}: {event}"
                if after.phase is not Phase.CLOSED:
                    ways.append((after, watching))
        session, witness = chance.choice(ways)
        session = replace(session, recent=None)  # of what may be remembered, the exploration tries one choice
