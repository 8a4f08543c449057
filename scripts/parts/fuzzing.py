"""Fuzzing the assistant with utterances: parts of scripts/fuzz_utterances.py. Sentences are made in
utterances.py; here they are typed into conversations, and every step is witnessed.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from utterances import Consent, Utterances

from catalog.order import (
    Cancellation,
    Cancelled,
    Line,
    NotPlaced,
    Order,
    OrderedLine,
    OrderId,
    OrderStatus,
    Placed,
    Quote,
    QuoteLine,
    Reconciled,
)
from catalog.ports import Search
from catalog.product import Product
from catalog.search import CatalogSearch
from voice.assemble import Counter, Mind, began, new_session, open_counter, open_mind
from voice.clocks import AudioClock, MonotonicClock
from voice.config import Settings
from voice.config_load import load_settings
from voice.dialogue import session as sessions
from voice.dialogue.actions import Action, PlaceOrder
from voice.dialogue.basket import complete_options, unit_price
from voice.dialogue.events import Event, Heard
from voice.dialogue.session import Phase, Session
from voice.keyboard import typed
from voice.mouth import ShownMouth
from voice.pin import PinAnswer, PinChallenge, PinVerdict
from voice.plugins import Plugins
from voice.runtime import Runtime
from voice.watch import Unwatched
from voice.work import AtOnce

TURNS = 15
"""Utterances of one conversation."""


@dataclass(slots=True)
class Findings:
    """What went wrong, each with the utterance; and how many orders there were."""

    crashes: list[str] = field(default_factory=list)
    unconfirmed: list[str] = field(default_factory=list)
    orders: int = 0


class QuickShop:
    """Prices and orders in memory, as `voice.shop.Shop` gives them."""

    name = "quick"

    def __init__(self, search: Search) -> None:
        self._search = search
        self._orders: list[Order] = []

    def quote(self, lines: Sequence[Line], language: str) -> Quote:
        """What the catalog says."""
        priced = []
        for line in lines:
            product = self._search.product(line.sku)
            if product is None:
                raise KeyError(line.sku)
            each = unit_price(product, complete_options(product, line.options))
            name = product.name(language)
            priced.append(QuoteLine(line=line, name=name, unit_price=each, total=each * line.quantity))
        total = sum((p.total for p in priced[1:]), priced[0].total)
        expires = datetime.now(UTC) + timedelta(minutes=5)
        return Quote(
            store="quick", lines=tuple(priced), fees=(), total=total, delivery="delivery", expires_at=expires
        )

    def place(self, quote: Quote, consent: sessions.Consent, story: Mapping[str, object]) -> Placed:
        """Placed."""
        del consent, story
        number = OrderId(str(len(self._orders) + 1))
        lines = tuple(OrderedLine(line=p.line, name=p.name, total=p.total) for p in quote.lines)
        now = datetime.now(UTC)
        order = Order(id=number, placed_at=now, status=OrderStatus.PLACED, lines=lines, total=quote.total)
        self._orders.insert(0, order)
        return Placed(order_id=number, total=quote.total)

    def settle_consent(self, consent_id: str) -> Reconciled:
        """Nothing is ever open."""
        del consent_id
        return NotPlaced()

    def spent(self) -> None:
        """Nothing yet."""

    def orders(self, limit: int = 20) -> tuple[Order, ...]:
        """Those of this conversation."""
        return tuple(self._orders[:limit])

    def cancel(self, order_id: OrderId) -> Cancellation:
        """Cancelled."""
        self._orders = [replace(o, status=OrderStatus.CANCELLED) for o in self._orders]
        return Cancelled(order_id=order_id)


class QuickPin:
    """Takes 47 for the digits of a PIN, and never locks."""

    has_pin, locked = True, False

    def challenge(self, rng: random.Random) -> PinChallenge:
        """Always the same places."""
        del rng
        return PinChallenge(positions=(1, 2))

    def check(self, challenge: PinChallenge, digits: str) -> PinVerdict:
        """Right or wrong."""
        del challenge
        return self.check_whole(digits)

    def check_whole(self, pin: str) -> PinVerdict:
        """The same for all digits."""
        answer = PinAnswer.OK if pin == "47" else PinAnswer.WRONG
        return PinVerdict(answer=answer, tries_left=3)


@dataclass(slots=True)
class Witness(Unwatched):
    """Notes orders without a yes, and trouble."""

    consent: Consent
    findings: Findings
    said_now: str = ""
    agreed: object = None

    def trouble(self, error: Exception) -> None:
        """Nothing may fail here."""
        self.findings.crashes.append(f"{self.said_now!r}: {error!r}")

    def stepped(self, before: Session, event: Event, after: Session, actions: tuple[Action, ...]) -> None:
        """A yes is noted at its read-back; an order uses it up."""
        del after
        if isinstance(event, Heard):
            pending = before.pending
            at_readback = isinstance(pending, sessions.Confirming) and pending.total_ms is not None
            said_yes = at_readback and self.consent.is_yes(self.said_now)
            if before.phase is not Phase.AUTH:
                self.agreed = pending.quote.fingerprint if said_yes else None
        for action in actions:
            if isinstance(action, PlaceOrder):
                self.findings.orders += 1
                if action.quote.fingerprint != self.agreed:
                    self.findings.unconfirmed.append(f"{self.said_now!r} ordered")
                self.agreed = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """A mind over a small catalog, which all conversations share."""

    settings: Settings
    counter: Counter
    mind: Mind
    consent: Consent


@contextmanager
def open_floor(language: str, products: int) -> Iterator[Floor]:
    """The sample shop with about so many of its products; 0 takes all. Nothing is recorded."""
    with tempfile.TemporaryDirectory(prefix="voicecart-fuzz-") as name:
        overrides = {
            "language": language,
            "data_dir": name,
            "store": "embedded",
            "records": {"turns": False},
        }
        settings = load_settings(None, overrides=overrides, plugins=Plugins())
        counter = open_counter(settings)
        counter.close()
        if products:
            few = _some_products(list(counter.search.products()), products)
            counter = replace(counter, search=CatalogSearch(few, counter.history))
        mind = open_mind(settings, counter, Unwatched(), MonotonicClock())
        yield Floor(settings=settings, counter=counter, mind=mind, consent=Consent.of(mind.locale))


def _some_products(products: list[Product], count: int) -> list[Product]:
    """Some with options, and others from all over the catalog."""
    made = [p for p in products if p.options][: count // 4]
    plain = [p for p in products if not p.options]
    return [*made, *plain[:: max(1, len(plain) // max(1, count - len(made)))]]


def fuzz(count: int, seed: str, floor: Floor) -> Findings:
    """Type `count` utterances into conversations of a few turns each."""
    found = Findings()
    chance = random.Random(seed)  # noqa: S311 - to be drawn again
    made = Utterances(floor.mind.locale, floor.counter.search.products(), chance)
    done = 0
    while done < count:
        session = new_session(floor.settings)
        witness = Witness(floor.consent, found)
        done += _talk(floor.mind, floor.counter, session, witness, _some(made, count - done))
    return found


def _some(made: Utterances, most: int) -> list[str]:
    return [made.one() for _ in range(min(TURNS, most))]


def _talk(mind: Mind, counter: Counter, session: Session, witness: Witness, said: list[str]) -> int:
    """One conversation; the number of utterances that were heard."""
    clock = AudioClock()
    shop = QuickShop(counter.search)
    parts = replace(mind.parts, shop=shop, pin=QuickPin(), clock=clock, watcher=witness)  # type: ignore[arg-type]
    runtime = Runtime(parts, session)
    runtime.attach(ShownMouth(runtime.post, clock), AtOnce(runtime.post))
    runtime.post(began(replace(counter, shop=shop), clock, greet=True))  # type: ignore[arg-type]
    runtime.settle()
    for heard, text in enumerate(said, 1):
        witness.said_now = text
        clock.advance(clock.now_ms() + 1_000)
        try:
            runtime.post(typed(text, clock, session.language))
            runtime.settle()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
            witness.findings.crashes.append(f"{said[:heard]}: {error!r}")
            return heard
        if runtime.over:
            return heard
    return len(said)
