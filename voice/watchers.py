"""Watchers that are no screen: one that collects, one that tells two others."""

from __future__ import annotations

from typing import Any

from catalog.order import Placed
from catalog.ports import Decision, Query
from voice.dialogue.actions import Action
from voice.dialogue.events import Event, OrderAnswered
from voice.dialogue.session import Phase, Placing, Session
from voice.hearing.transcript import Transcript
from voice.language.acts import Interpretation
from voice.watch import Unwatched, Watcher, secret


class Both:
    """Tells two watchers."""

    def __init__(self, first: Watcher, second: Watcher) -> None:
        self._all = (first, second)

    def caption(self, text: str) -> None:
        """To both."""
        for watcher in self._all:
            watcher.caption(text)

    def heard(self, transcript: Transcript, meaning: Interpretation) -> None:
        """To both."""
        for watcher in self._all:
            watcher.heard(transcript, meaning)

    def found(self, query: Query, decision: Decision) -> None:
        """To both."""
        for watcher in self._all:
            watcher.found(query, decision)

    def said(self, sentence: str) -> None:
        """To both."""
        for watcher in self._all:
            watcher.said(sentence)

    def stepped(self, before: Session, event: Event, after: Session, actions: tuple[Action, ...]) -> None:
        """To both."""
        for watcher in self._all:
            watcher.stepped(before, event, after, actions)

    def trouble(self, error: Exception) -> None:
        """To both."""
        for watcher in self._all:
            watcher.trouble(error)


class Collected(Unwatched):
    """Keeps what a program wants to know: what was heard and said, the orders, the troubles."""

    def __init__(self) -> None:
        self.heard_texts: list[str] = []
        self.said_texts: list[str] = []
        self.orders: list[dict[str, Any]] = []
        self.troubles: list[str] = []
        self._asks_pin = False

    def heard(self, transcript: Transcript, meaning: Interpretation) -> None:
        """An utterance; PIN digits are left out."""
        self.heard_texts.append("" if self._asks_pin or secret(meaning) else transcript.text)

    def said(self, sentence: str) -> None:
        """A sentence that was said."""
        self.said_texts.append(sentence)

    def stepped(self, before: Session, event: Event, after: Session, actions: tuple[Action, ...]) -> None:
        """An order that the store placed."""
        del actions
        self._asks_pin = after.phase is Phase.AUTH
        pending = before.pending
        if not isinstance(event, OrderAnswered) or not isinstance(pending, Placing):
            return
        if event.request == pending.request and isinstance(event.outcome, Placed):
            self.orders.append(_receipt(pending, event.outcome))

    def trouble(self, error: Exception) -> None:
        """A failure that the conversation survived."""
        self.troubles.append(str(error))

    def told(self) -> dict[str, Any]:
        """All of it, as JSON-like values; `order` is the last one placed, or null."""
        return {
            "heard": self.heard_texts,
            "said": self.said_texts,
            "order": self.orders[-1] if self.orders else None,
            "orders": self.orders,
            "troubles": self.troubles,
        }


def _receipt(pending: Placing, placed: Placed) -> dict[str, Any]:
    lines = [
        {
            "sku": q.line.sku,
            "name": q.name,
            "quantity": q.line.quantity,
            "options": [[c.group, c.value, c.amount] for c in q.line.options],
            "total_minor": q.total.minor,
        }
        for q in pending.quote.lines
    ]
    total = {"minor": placed.total.minor, "currency": placed.total.currency}
    return {"id": placed.order_id, "lines": lines, "total": total}
