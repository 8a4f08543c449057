"""A watcher that writes the conversation's troubles and outcomes to the log; never what was said."""

from __future__ import annotations

from voice.adapters.logs import log_of
from voice.dialogue.actions import Action
from voice.dialogue.events import CancelAnswered, Event, Failed, OrderAnswered
from voice.dialogue.session import Session
from voice.watch import Unwatched


class LoggedTalk(Unwatched):
    """Failures as warnings, answers of the store to orders and cancellations as information."""

    def __init__(self) -> None:
        self._log = log_of("talk")

    def stepped(self, before: Session, event: Event, after: Session, actions: tuple[Action, ...]) -> None:
        """Only what became of orders, and requests that failed."""
        del before, actions
        match event:
            case OrderAnswered(outcome=outcome):
                order = str(getattr(outcome, "order_id", ""))
                self._log.info(
                    "order answered", outcome=type(outcome).__name__, order=order, session=after.id
                )
            case CancelAnswered(answer=answer):
                self._log.info("cancel answered", outcome=type(answer).__name__, order=str(answer.order_id))
            case Failed(code=code, unsent=unsent):
                self._log.warning("request failed", code=code, unsent=unsent, session=after.id)
            case _:
                pass

    def trouble(self, error: Exception) -> None:
        """A failure that the conversation survives."""
        self._log.warning(
            "trouble", kind=type(error).__name__, code=getattr(error, "code", ""), message=str(error)
        )
