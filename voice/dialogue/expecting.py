"""What the dialogue waits for, as understanding and hearing need to know it."""

from __future__ import annotations

from dataclasses import replace

from catalog.product import preferred
from voice.dialogue.describe import option_names
from voice.dialogue.memory import at_hand
from voice.dialogue.session import (
    Authorising,
    Cancelling,
    Choosing,
    Confirming,
    Eliciting,
    Proposing,
    Session,
)
from voice.language.expectation import Asked, Expectation


def expectation(session: Session) -> Expectation:
    """The open question of a session, with the names it is about. Of what is proposed its options may be told
    as of a line in focus ("with oat milk").
    """
    asked, options, digits = _question(session)
    proposed = options[0] if isinstance(session.pending, Proposing) else ""
    focus = None if proposed else session.basket.line(session.focus)
    offered = at_hand(replace(session, turn=session.turn + 1)) if asked is Asked.OPEN else None
    return Expectation(
        language=session.language,
        asked=asked,
        options=options,
        basket=tuple(line.product.name(session.language) for line in session.basket.lines),
        focus=focus.product.name(session.language) if focus else proposed,
        pin_digits=digits,
        chosen=tuple(option_names(focus, session.language)) if focus else (),
        recent=tuple(p.name(session.language) for p in offered.shown) if offered else (),
    )


def _question(session: Session) -> tuple[Asked, tuple[str, ...], int]:
    language = session.language
    match session.pending:
        case Choosing(shown=shown):
            return Asked.CHOICE, tuple(p.name(language) for p in shown), 0
        case Eliciting(wanted=wanted, group=group_id):
            group = wanted.product.group(group_id)
            values = group.values if group else ()
            return Asked.CHOICE, tuple(preferred(v.names, language) for v in values), 0
        case Proposing(wanted=wanted):
            return Asked.YES_NO, (wanted.product.name(language),), 0
        case Confirming():
            return Asked.CONSENT, (), 0
        case Authorising(positions=positions):
            return Asked.PIN, (), len(positions)
        case Cancelling():
            return Asked.CANCEL, (), 0
        case _:
            return Asked.OPEN, (), 0
