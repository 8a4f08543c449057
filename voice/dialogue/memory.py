"""What was offered just now, remembered for a while after the choice is made."""

from __future__ import annotations

from dataclasses import replace

from catalog.product import Product
from voice.dialogue.draft import Draft
from voice.dialogue.session import Choosing, Recent, Session

TURNS = 2
"""So many turns an answered choice is remembered."""


def remember(draft: Draft, question: Choosing, taken: Product) -> None:
    """Keep what was offered, if what was taken of it or for it has just come in."""
    session = draft.session
    line = session.basket.line(session.focus)
    if line is not None and line.product.sku == taken.sku:
        plain = replace(question, instead_of=None, returned=0)
        draft.session = replace(session, recent=Recent(question=plain, line=line.id, turn=session.turn))


def at_hand(session: Session) -> Choosing | None:
    """What was offered before the line in focus came in, unless that is too long ago."""
    recent = session.recent
    if recent is None or session.turn - recent.turn > TURNS or session.focus != recent.line:
        return None
    return recent.question
