"""The room in which a simulated shopper meets the assistant: the same core, language, store, ledger and PIN
vault as everywhere, with a clock that the shopper moves, and a witness of every step.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from catalog.clock import utc_now
from catalog.ledger import Ledger
from catalog.order import Fingerprint, Line, Order, OrderId, Placed
from shoppers.ears import Ears
from voice.adapters.argon2_pin import HashCost, PinVault
from voice.assemble import Counter, Mind, began, new_session, open_counter, open_mind
from voice.builtin import embedded
from voice.clocks import MonotonicClock
from voice.config import Settings
from voice.config_load import load_settings
from voice.dialogue.actions import Action, PlaceOrder, Speak
from voice.dialogue.events import (
    Event,
    Found,
    Heard,
    MarkHeard,
    OrderAnswered,
    Settled,
    ShopperSpeaks,
    SpeechEnded,
)
from voice.dialogue.session import Confirming, Session
from voice.mouth import Sentence
from voice.plugins import Plugins
from voice.runtime import Runtime
from voice.shop import Shop
from voice.watch import Unwatched
from voice.work import AtOnce

CHEAP = HashCost(passes=1, memory_kib=8)
"""Simulated PINs guard nothing; the hash is as cheap as it can be."""
PER_LETTER_MS, PAUSE_MS = 60, 300
MOVING = (Heard, Found, OrderAnswered, Settled)
"""Events that may change a basket."""
ASKS = ("propose-", "consent-")


@dataclass(slots=True)
class SimulatedClock:
    """As late as the shopper says."""

    now: int = 0

    def now_ms(self) -> int:
        """Milliseconds of the simulated talk."""
        return self.now


class TimedMouth:
    """Speaks as long as a voice would, in simulated time."""

    def __init__(self, runtime: Runtime, clock: SimulatedClock) -> None:
        self._runtime, self._clock = runtime, clock
        self._due: list[tuple[int, Event]] = []

    def say(self, speech: int, sentences: tuple[Sentence, ...]) -> None:
        """Plan the marks and the end of the speech."""
        self._due, at = [], self._clock.now
        for sentence in sentences:
            at += PAUSE_MS + PER_LETTER_MS * len(sentence.text)
            if sentence.mark:
                self._due.append((at, MarkHeard(at_ms=at, speech=speech, mark=sentence.mark)))
        self._due.append((at, SpeechEnded(at_ms=at, speech=speech)))

    @property
    def speaking(self) -> bool:
        """Whether something is still to be heard."""
        return bool(self._due)

    def hush(self) -> None:
        """Nothing more of it is heard."""
        self._due = []

    def sounded(self, at_ms: int) -> bool:
        """Never in the shopper's own sound."""
        del at_ms
        return False

    def close(self) -> None:
        """Nothing is open."""

    def finish(self) -> None:
        """Let the speech be heard to its end, and what follows from that."""
        while self._due:
            at, event = self._due.pop(0)
            self._clock.now = max(self._clock.now, at)
            self._runtime.post(event)
            self._runtime.settle()


@dataclass(slots=True)
class Witness(Unwatched):
    """Checks every step against what the shopper truly said and heard."""

    agreed: Fingerprint | None = None
    """The read-back that the shopper has just agreed to, after its total."""
    total: object = None
    placed: int = 0
    unconfirmed: int = 0
    confirmations: int = 0
    broken: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)

    def said(self, sentence: str) -> None:
        """Keep it for the report."""
        self.log.append(f"  < {sentence}")

    def trouble(self, error: Exception) -> None:
        """Nothing may fail in a simulated shop."""
        self.broken.append(f"trouble: {error!r}")

    def stepped(self, before: Session, event: Event, after: Session, actions: tuple[Action, ...]) -> None:
        """One step of the core."""
        for action in actions:
            if isinstance(action, PlaceOrder):
                self._order(action)
            elif isinstance(action, Speak):
                self._speech(action)
        if isinstance(event, OrderAnswered) and isinstance(event.outcome, Placed):
            self._charged(event.outcome)
        nothing = isinstance(event, Heard) and not event.interpretation.acts
        if before.basket.lines != after.basket.lines and (nothing or not isinstance(event, MOVING)):
            self.broken.append(f"the basket moved by {type(event).__name__}, and nothing asked for that")

    def _order(self, action: PlaceOrder) -> None:
        self.placed += 1
        if action.quote.fingerprint != self.agreed:
            self.unconfirmed += 1
        self.agreed = None  # one yes, one order

    def _speech(self, action: Speak) -> None:
        for said in action.said:
            if said.message.id in {"readback-total", "consent-again"}:
                self.total = said.message.args["total"]
            self.confirmations += said.message.id.startswith(ASKS)

    def _charged(self, placed: Placed) -> None:
        if placed.total != self.total:
            self.broken.append(f"charged {placed.total} after {self.total} was said")


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """A filled shop on a fast disk, with a mind that all shoppers share."""

    folder: Path
    settings: Settings
    counter: Counter
    mind: Mind
    past: frozenset[OrderId]
    last: tuple[Line, ...]


@contextmanager
def open_floor(language: str) -> Iterator[Floor]:
    """The sample shop, loaded once."""
    fast = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    with tempfile.TemporaryDirectory(prefix="voicecart-", dir=fast if fast.is_dir() else None) as name:
        folder = Path(name)
        overrides = {"language": language, "data_dir": str(folder / "shop"), "store": "embedded"}
        settings = load_settings(None, overrides=overrides, plugins=Plugins())
        counter = open_counter(settings)
        mind = open_mind(settings, counter, Unwatched(), MonotonicClock())
        orders = counter.store.orders(200)
        counter.close()
        yield Floor(
            folder=folder,
            settings=settings,
            counter=counter,
            mind=mind,
            past=frozenset(order.id for order in orders),
            last=tuple(ordered.line for ordered in orders[0].lines),
        )


class Room:
    """One conversation with its own store, ledger and PIN. Close it when the shopper has left."""

    def __init__(self, floor: Floor, ears: Ears, pin: str, chance: random.Random) -> None:
        self._floor, self._ears, self._chance = floor, ears, chance
        self._folder = Path(tempfile.mkdtemp(dir=floor.folder))
        shutil.copyfile(floor.settings.data_dir / "store.db", self._folder / "store.db")
        settings = floor.settings.model_copy(update={"data_dir": self._folder})
        vault = PinVault(self._folder / "pin.json", self._folder / "pin.key", cost=CHEAP)
        vault.set_pin(pin)
        store, ledger = embedded(settings, {}), Ledger(self._folder / "ledger.db")
        shop = Shop(store, ledger, utc_now)
        self._counter = replace(floor.counter, store=store, ledger=ledger, shop=shop, settled=())
        self.witness, self._clock = Witness(), SimulatedClock()
        parts = replace(
            floor.mind.parts,
            shop=shop,
            pin=vault,
            watcher=self.witness,
            clock=self._clock,
            chance=chance,
        )
        self._runtime = Runtime(parts, new_session(settings))
        self._mouth = TimedMouth(self._runtime, self._clock)
        self._runtime.attach(self._mouth, AtOnce(self._runtime.post))
        self._runtime.post(began(self._counter, self._clock, greet=True))
        self._go_on()

    @property
    def session(self) -> Session:
        """What the shopper can know of the conversation: the open question, and the basket."""
        return self._runtime.session

    def say(self, text: str, *, answer: str = "", hold: bool = False) -> bool:
        """Say it: after the assistant has finished, or into its words where `hold` kept it from finishing.
        `answer` is "yes", "no" or "pin" where the shopper means exactly that. Whether it was heard word for
        word.
        """
        self.witness.agreed = self._agreed(answer)
        self.witness.log.append(f"> {text}")
        if self._mouth.speaking:
            self._clock.now += PAUSE_MS
            self._runtime.post(ShopperSpeaks(at_ms=self._clock.now))
            self._runtime.settle()
        began_ms = self._clock.now + 1
        self._clock.now += PAUSE_MS + PER_LETTER_MS * len(text)
        all_heard = self._ears.hear(text, answer, self.session, self._chance)
        for heard in all_heard:
            if heard.text != text:
                self.witness.log.append(f"  ~ {heard.text}")
            self._runtime.post(replace(heard, began_ms=began_ms, ended_ms=self._clock.now))
            self._runtime.settle()
        if not hold:
            self._mouth.finish()
        return [heard.text for heard in all_heard] == [text]

    def _agreed(self, answer: str) -> Fingerprint | None:
        """What the shopper agrees to by this answer: the read-back, if its total was heard. While the PIN is
        said, the yes before it stands.
        """
        pending = self.session.pending
        if answer == "pin":
            return self.witness.agreed
        if answer == "yes" and isinstance(pending, Confirming) and pending.total_ms is not None:
            return pending.quote.fingerprint
        return None

    def keep_silent(self) -> None:
        """Say nothing until the assistant has noticed."""
        self.witness.log.append("> ...")
        self.witness.agreed = None
        self._clock.now += self._floor.mind.parts.machine.policy.no_input_ms + 1
        self._runtime.tick()
        self._go_on()

    @property
    def over(self) -> bool:
        """Whether the conversation has ended."""
        return self._runtime.over

    def orders(self) -> tuple[Order, ...]:
        """What this conversation has put into the store, oldest first."""
        found = self._counter.store.orders(200)
        return tuple(reversed([order for order in found if order.id not in self._floor.past]))

    def close(self) -> None:
        """Take the room apart."""
        self._counter.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _go_on(self) -> None:
        self._runtime.settle()
        self._mouth.finish()
