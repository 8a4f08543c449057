"""The conversation's hands: what an action needs from catalog, store and PIN, as the event it gives."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from catalog.errors import CatalogError
from catalog.order import Order, OrderedLine, Reconciled, StillUnknown, Unknown
from catalog.ports import Ambiguous, Decision, Match, NoMatch, Query, Search
from catalog.product import Sku
from voice.dialogue.actions import (
    CancelOrder,
    ChallengePin,
    CheckPin,
    PlaceOrder,
    ReadOrders,
    Reconcile,
    RequestQuote,
    Seek,
)
from voice.dialogue.events import (
    CancelAnswered,
    Event,
    Failed,
    Found,
    OrderAnswered,
    OrdersRead,
    PinChallenged,
    PinChecked,
    Quoted,
    Settled,
)
from voice.dialogue.machine import Machine
from voice.dialogue.session import Session
from voice.errors import VoiceError
from voice.language.meaning import Meaning
from voice.language.replies import Replies
from voice.pin import PinAnswer, PinChallenge, PinCheck
from voice.ports import Clock, Telemetry
from voice.shop import Shop
from voice.story import Story
from voice.watch import Watcher
from voice.work import Job

StoreAction = RequestQuote | PlaceOrder | ReadOrders | CancelOrder | Reconcile
OwnAction = Seek | ChallengePin | CheckPin


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything a conversation needs, put together by `voice.assemble`."""

    machine: Machine
    meaning: Meaning
    replies: Replies
    search: Search
    shop: Shop
    pin: PinCheck
    clock: Clock
    watcher: Watcher
    telemetry: Telemetry
    chance: random.Random = field(default_factory=random.SystemRandom)


SPOKEN = frozenset({"store_down", "store_protocol", "storage_full", "damaged_data"})
"""Codes of failures that there is a sentence for."""


def spoken_code(error: CatalogError | VoiceError) -> str:
    """The code of the error, or of the nearest kind that it is one of, that there is a sentence for."""
    kinds = (getattr(kind, "code", "") for kind in type(error).__mro__)
    return next((code for code in kinds if code in SPOKEN), "internal")


class Hands:
    """Carries out actions. Whatever fails becomes an event; nothing is raised."""

    def __init__(self, parts: Parts, story: Story) -> None:
        self._parts = parts
        self._story = story

    def own(self, action: OwnAction) -> Event:
        """Do what this machine does itself, now."""
        match action:
            case Seek(request=request, queries=queries):
                return self._guarded(request, lambda: self._found(request, queries))
            case ChallengePin(request=request):
                return self._guarded(request, lambda: self._challenged(request))
            case CheckPin():
                return self._guarded(action.request, lambda: self._checked(action))

    def store_job(self, action: StoreAction, session: Session) -> Job:
        """What the store has to be asked, to be run off the conversation's thread."""
        match action:
            case PlaceOrder():
                story = self._story.told()
                return lambda: self._placed(action, story)
            case Reconcile():
                consent_id = session.last_order.consent_id if session.last_order else ""
                return lambda: Settled(
                    at_ms=self._now(), result=self._settled(consent_id), consent_id=consent_id
                )
            case _:
                ask = self._asking(action, session.language)
                return lambda: self._guarded(action.request, ask)

    def _now(self) -> int:
        return self._parts.clock.now_ms()

    def _asking(self, action: RequestQuote | ReadOrders | CancelOrder, language: str) -> Callable[[], Event]:
        shop, request = self._parts.shop, action.request
        match action:
            case RequestQuote(lines=lines):
                return lambda: Quoted(at_ms=self._now(), request=request, answer=shop.quote(lines, language))
            case ReadOrders():
                return lambda: OrdersRead(
                    at_ms=self._now(), request=request, orders=self._named(shop.orders(), language)
                )
            case CancelOrder(order_id=order_id):
                return lambda: CancelAnswered(
                    at_ms=self._now(), request=request, answer=shop.cancel(order_id)
                )

    def _named(self, orders: tuple[Order, ...], language: str) -> tuple[Order, ...]:
        """The orders with the names of the catalog in the shopper's language, where it still has them."""
        return tuple(
            replace(order, lines=tuple(self._renamed(one, language) for one in order.lines))
            for order in orders
        )

    def _renamed(self, ordered: OrderedLine, language: str) -> OrderedLine:
        product = self._parts.search.product(Sku(ordered.line.sku))
        return replace(ordered, name=product.name(language)) if product else ordered

    def _placed(self, action: PlaceOrder, story: Mapping[str, object]) -> Event:
        try:
            outcome = self._parts.shop.place(action.quote, action.consent, story)
        except CatalogError as error:  # raised only before anything was sent
            self._parts.watcher.trouble(error)
            return Failed(at_ms=self._now(), request=action.request, code=spoken_code(error), unsent=True)
        except Exception as error:  # noqa: BLE001 - a store adapter failed: nobody knows
            self._parts.watcher.trouble(error)
            outcome = Unknown(reason=type(error).__name__)
        return OrderAnswered(at_ms=self._now(), request=action.request, outcome=outcome)

    def _settled(self, consent_id: str) -> Reconciled:
        try:
            return self._parts.shop.settle_consent(consent_id)
        except CatalogError as error:
            self._parts.watcher.trouble(error)
            return StillUnknown(reason=error.code)
        except Exception as error:  # noqa: BLE001 - as in _placed; not knowing is never "not placed"
            self._parts.watcher.trouble(error)
            return StillUnknown(reason=type(error).__name__)

    def _guarded(self, request: int, job: Job) -> Event:
        try:
            return job()
        except (CatalogError, VoiceError) as error:
            self._parts.watcher.trouble(error)
            return Failed(at_ms=self._now(), request=request, code=spoken_code(error))
        except Exception as error:  # noqa: BLE001 - foreign code meets ours here; the talk goes on
            self._parts.watcher.trouble(error)
            return Failed(at_ms=self._now(), request=request, code="internal")

    def _found(self, request: int, queries: tuple[Query, ...]) -> Event:
        decisions: list[Decision] = []
        for query in queries:
            decision = self._with_others(query, self._parts.search.find(query))
            self._parts.watcher.found(query, decision)
            self._story.found(query, decision)
            decisions.append(decision)
        return Found(at_ms=self._now(), request=request, decisions=tuple(decisions))

    def _with_others(self, query: Query, decision: Decision) -> Decision:
        """What was named word for word, and is sold out, beside what else the words would fit."""
        if not isinstance(decision, Match) or decision.best.product.stock != 0 or not query.filters.only:
            return decision
        wide = self._parts.search.find(replace(query, filters=replace(query.filters, only=frozenset())))
        fitting = wide.candidates if isinstance(wide, Ambiguous) else ()
        others = (*fitting, *(() if isinstance(wide, NoMatch) else wide.others))
        sku = decision.best.product.sku
        return replace(decision, others=tuple(c for c in others if c.product.sku != sku))

    def _challenged(self, request: int) -> Event:
        pin, now = self._parts.pin, self._now()
        if pin.locked or not pin.has_pin:
            return PinChallenged(at_ms=now, request=request, locked=pin.locked)
        challenge = pin.challenge(self._parts.chance)
        return PinChallenged(at_ms=now, request=request, positions=challenge.positions)

    def _checked(self, action: CheckPin) -> Event:
        pin, now = self._parts.pin, self._now()
        whole = len(action.digits) != len(action.positions)
        verdict = (
            pin.check_whole(action.digits)
            if whole
            else pin.check(PinChallenge(positions=action.positions), action.digits)
        )
        positions = action.positions
        if verdict.answer is PinAnswer.WRONG:
            positions = pin.challenge(self._parts.chance).positions
        return PinChecked(
            at_ms=now,
            request=action.request,
            verdict=verdict.answer.value,
            positions=positions,
            tries_left=verdict.tries_left,
        )
