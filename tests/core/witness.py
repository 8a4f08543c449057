"""An independent witness of a conversation. It sees events and actions only, and knows the promises.

It shares no code with the core, so that a fault in the core cannot hide in it. What it remembers is
small and hashable: it is part of the states that the exploration tells apart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from spoken import check_readback

from catalog.money import Money
from catalog.order import Drift, NotPlaced, Placed, Quote, Unknown
from voice.dialogue.actions import Action, CancelOrder, CheckPin, PlaceOrder, RequestQuote, Speak
from voice.dialogue.events import (
    Event,
    Failed,
    Heard,
    MarkHeard,
    OrderAnswered,
    PinChecked,
    Quoted,
    Settled,
    ShopperSpeaks,
    SpeechEnded,
    TimedOut,
)
from voice.dialogue.session import Phase, Session
from voice.hearing.transcript import Source

MAY_EMPTY = {"cancel_order", "remove", "keep", "clear", "undo", "change", "select", "start_over"}
MAY_EMPTY |= {"yes", "no", "add"}


@dataclass(frozen=True, slots=True)
class Witness:
    """What was read back, whether its total was heard, and whether a yes to it is waiting for a PIN."""

    pin_above: Money
    offered: Quote | None = None
    readback: Quote | None = None
    readback_speech: int = 0
    total_ms: int | None = None
    agreed: Quote | None = None
    in_flight: bool = False
    unsettled: bool = False
    spent: int = 0
    """What is known to have been ordered, in minor units; above the limit all sums are alike."""

    def watch(self, before: Session, event: Event, after: Session, actions: tuple[Action, ...]) -> Witness:
        """The witness after one step. Raises AssertionError when a promise is broken."""
        seen = self._event(before, event)
        seen._check_orders(before, event, actions)
        seen._check_cancel(before, event, actions)
        seen._check_basket(before, event, after)
        seen._check_words(event, actions)
        seen._check_readback(actions)
        if seen._was_placed(before, event):
            assert not after.basket.lines, "what was ordered is still in the basket"
        return seen._actions(before, event, after, actions)

    def _event(self, before: Session, event: Event) -> Witness:
        match event:
            case MarkHeard(speech=speech, mark="total", at_ms=at_ms):
                if speech >= self.readback_speech and self.readback and self.total_ms is None:
                    return replace(self, total_ms=at_ms)
            case Quoted(answer=Quote() as quote) if self._answers(before, event):
                return replace(self, offered=quote)
            case OrderAnswered() if self._answers(before, event):
                return self._answered(event.outcome)
            case Failed() if self._answers(before, event) and before.phase is Phase.PLACING:
                return replace(self, in_flight=False, unsettled=not event.unsent)
            case Settled(result=Placed(total=total)) if self.unsettled:
                return replace(self, unsettled=False, spent=self._and(total))
            case Settled(result=Placed() | NotPlaced()):
                return replace(self, unsettled=False)
            case _:
                pass
        return self

    @staticmethod
    def _answers(before: Session, event: Quoted | OrderAnswered | Failed) -> bool:
        return event.request == getattr(before.pending, "request", 0)

    def _answered(self, outcome: object) -> Witness:
        offered = outcome.fresh if isinstance(outcome, Drift) else None
        spent = self._and(outcome.total) if isinstance(outcome, Placed) else self.spent
        unknown = isinstance(outcome, Unknown)
        return replace(self, in_flight=False, unsettled=unknown, offered=offered, agreed=None, spent=spent)

    def _and(self, total: Money) -> int:
        """What was spent with this order."""
        return min(self.spent + total.minor, self.pin_above.minor)

    def _consents(self, event: Event) -> bool:
        """Whether this utterance is a yes as the promises define it, to what was read back."""
        if not isinstance(event, Heard) or self.total_ms is None or event.began_ms < self.total_ms:
            return False
        said = event.interpretation
        alone = len(said.acts) == 1 and said.acts[0].intent == "yes"
        explicit = alone and said.acts[0].slots.get("consent") == "explicit"
        clear = not said.unexplained and not said.repaired
        agreed = event.source is not Source.VOICE or (
            event.closed is not None and event.closed.label == "yes"
        )
        return bool(explicit and clear and agreed)

    def _was_placed(self, before: Session, event: Event) -> bool:
        answers = isinstance(event, OrderAnswered) and self._answers(before, event)
        return answers and isinstance(event.outcome, Placed)

    def _check_readback(self, actions: tuple[Action, ...]) -> None:
        for speech in (a for a in actions if isinstance(a, Speak)):
            said = {s.message.id: s.message for s in speech.said}
            if "readback" in said:
                assert self.offered is not None, "read back what no store has offered"
                check_readback(speech.said, self.offered)
            elif "consent-again" in said:
                assert self.readback is not None, "asked again without a read-back"
                assert said["consent-again"].args["total"] == self.readback.total, "another total at the end"
            else:
                assert not any(s.mark for s in speech.said), "a mark without a total"

    def _check_orders(self, before: Session, event: Event, actions: tuple[Action, ...]) -> None:
        placed = [a for a in actions if isinstance(a, PlaceOrder)]
        assert len(placed) <= 1, "two orders in one step"
        for order in placed:
            assert not self.in_flight, "a second order while one is on its way"
            assert not self.unsettled, "an order while another one's outcome is unknown"
            assert order.consent.fingerprint == order.quote.fingerprint, "consent to another quote"
            dear = self.spent + order.quote.total.minor > self.pin_above.minor
            if isinstance(event, PinChecked):
                assert event.verdict == "ok", "ordered after a wrong PIN"
                assert self.agreed == order.quote, "ordered by PIN what nobody agreed to"
            else:
                assert self._consents(event), f"ordered without a yes, by {event}"
                assert self.readback == order.quote, "ordered what was not read back"
                assert not dear, "ordered above the limit without the PIN"
            wanted = sorted((line.sku, line.quantity, line.options) for line in before.basket.order_lines)
            sold = sorted((q.line.sku, q.line.quantity, q.line.options) for q in order.quote.lines)
            assert wanted == sold, "ordered what is not in the basket"

    def _check_cancel(self, before: Session, event: Event, actions: tuple[Action, ...]) -> None:
        if any(isinstance(a, CancelOrder) for a in actions):
            assert before.phase is Phase.CANCEL, "cancelled without asking"
            assert isinstance(event, Heard), "cancelled without a word"
            assert [a.intent for a in event.interpretation.acts] == ["yes"], "cancelled without a yes"
            assert event.interpretation.acts[0].slots.get("consent") == "explicit", "a weak yes cancelled"
            spoken = event.source is Source.VOICE
            assert not spoken or (event.closed and event.closed.label == "yes"), "one hearing cancelled"

    def _check_basket(self, before: Session, event: Event, after: Session) -> None:
        kept = {line.product.sku for line in after.basket.lines}
        kept |= {line.product.sku for line in (after.unsettled.lines if after.unsettled else ())}
        swapped = _exchanged(before, after)
        lost = [x for x in before.basket.lines if x.product.sku not in kept and x.id != swapped]
        if not lost:
            return
        if isinstance(event, Heard):
            assert (
                {a.intent for a in event.interpretation.acts} & MAY_EMPTY
                or after.todo != before.todo
                or (before.todo)
            ), f"an utterance without such an act lost {lost}"
        elif isinstance(event, OrderAnswered):
            assert isinstance(event.outcome, Placed), "the basket was lost without an order"
        else:
            assert before.todo, f"{type(event).__name__} lost {lost}"

    def _check_words(self, event: Event, actions: tuple[Action, ...]) -> None:
        said = [s.message.id for a in actions if isinstance(a, Speak) for s in a.said]
        if isinstance(event, OrderAnswered) and any(isinstance(a, Speak) for a in actions):
            if isinstance(event.outcome, Unknown):
                assert "order-unknown" in said, "an unknown outcome was not called unknown"
            if not isinstance(event.outcome, Placed):
                assert "placed" not in said, "called ordered what was not"
        if isinstance(event, TimedOut | ShopperSpeaks | SpeechEnded | MarkHeard):
            assert not any(
                isinstance(a, PlaceOrder | CancelOrder | RequestQuote | CheckPin) for a in actions
            ), "silence acted"

    def _actions(self, before: Session, event: Event, after: Session, actions: tuple[Action, ...]) -> Witness:
        seen = self
        if after.basket.order_lines != before.basket.order_lines or after.phase not in (
            Phase.CONFIRM,
            Phase.AUTH,
        ):
            kept = seen.agreed if after.phase in (Phase.AUTH, Phase.PLACING) else None
            seen = replace(seen, readback=None, readback_speech=0, total_ms=None, agreed=kept)
        for action in actions:
            if isinstance(action, Speak) and any(s.message.id == "readback" for s in action.said):
                # The same quote read once more: its total has been heard already.
                heard = seen.total_ms if seen.readback == seen.offered else None
                seen = replace(seen, readback=seen.offered, readback_speech=action.speech, total_ms=heard)
            elif isinstance(action, PlaceOrder):
                seen = replace(seen, in_flight=True, agreed=None, readback=None, total_ms=None)
        if after.phase is Phase.AUTH and before.phase is Phase.CONFIRM:
            assert self._consents(event), "asked for the PIN without a yes"
            seen = replace(seen, agreed=self.readback)
        return seen


def _exchanged(before: Session, after: Session) -> int | None:
    """The line that the open question is to replace, once something has come in for it."""
    pending = before.pending
    new = set(after.basket.order_lines) - set(before.basket.order_lines)
    refining = getattr(pending, "refining", None)
    asking = (pending, getattr(pending, "wanted", None), refining and refining.question)
    line = next((found for one in asking if (found := getattr(one, "instead_of", None))), None)
    return line if new else None
