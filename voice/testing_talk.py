"""For tests of whole conversations: typed lines go through the real understanding, core, sample catalog,
embedded store and PIN vault; what was said, understood, done, kept and ordered comes back.

Conversations are written as data, for us and for whoever extends voicecart (CONTRIBUTING.md tells the form):

    from voice.testing_talk import faults, read_conversations

    @pytest.mark.parametrize("told", read_conversations(Path("talks.yaml"), language="en"))
    def test_a_conversation_goes_as_told(told):
        assert faults(told) == []
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from catalog.clock import utc_now
from catalog.ledger import Ledger
from catalog.order import Line, OrderId
from catalog.product import Product, Sku
from voice.adapters.argon2_pin import HashCost, PinVault
from voice.assemble import Counter, Mind, new_session, open_counter, open_mind, typed_talk
from voice.builtin import embedded
from voice.clocks import MonotonicClock
from voice.config import Settings
from voice.config_load import load_settings
from voice.dialogue.actions import Action, CancelOrder, ChallengePin, Close, HandOff, PlaceOrder
from voice.dialogue.events import Event
from voice.dialogue.session import Authorising, Phase, Session
from voice.hearing.transcript import Transcript
from voice.keyboard import typed
from voice.language.acts import Interpretation
from voice.plugins import Plugins
from voice.runtime import Runtime
from voice.shop import Shop
from voice.testing_told import ALL_DEEDS, Told, read_conversations, texts
from voice.watch import Unwatched

__all__ = [
    "ALL_DEEDS",
    "DEEDS",
    "PIN",
    "SILENCE",
    "WRONG_PIN",
    "Conversation",
    "Told",
    "Turn",
    "converse",
    "faults",
    "read_conversations",
]
PIN = "<pin>"
"""A line that answers the question for digits of the PIN."""
WRONG_PIN = "<wrong pin>"
"""A line that answers it with other digits."""
SILENCE = "<silence>"
"""Nothing is said until the assistant has noticed."""
DEEDS = {
    PlaceOrder: "orders",
    CancelOrder: "cancels",
    ChallengePin: "asks-pin",
    HandOff: "hands-over",
    Close: "ends",
}
"""What the assistant can do in a turn, by the action that does it; beside these it "changes" the basket and
"reads-back" an order.
"""
CHEAP = HashCost(passes=1, memory_kib=8)
"""A PIN of the sample shop guards nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One line, what it was understood as (intents joined by " + "), the sentences said to it, and what was
    done (of ALL_DEEDS). The first turn of a conversation is the greeting: nothing was heard.
    """

    heard: str
    acts: str
    said: tuple[str, ...]
    done: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """What came of the lines. `basket` and `orders` (new ones, oldest first) list lines as
    "2 BAR-LATTE +size=large", without options that are the product's defaults.
    """

    turns: tuple[Turn, ...]
    basket: tuple[str, ...]
    orders: tuple[tuple[str, ...], ...]
    closed: bool

    @property
    def said(self) -> str:
        """All that was said, a sentence a line."""
        return "\n".join(sentence for turn in self.turns for sentence in turn.said)


def converse(lines: Iterable[str], *, language: str = "en", pin: str = "") -> Conversation:
    """Type the lines to a fresh sample shop; `pin` is set before, where one is given. The store lives in a
    temporary folder that is gone afterwards.
    """
    with tempfile.TemporaryDirectory() as folder:
        return _Room(_opened(language), Path(folder) / "data", pin).talk(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """A filled shop that conversations copy, and the mind that they share."""

    settings: Settings
    mind: Mind
    counter: Counter
    past: frozenset[OrderId]
    """Orders of the sample history."""


@cache
def _opened(language: str) -> _Opened:
    folder = Path(tempfile.mkdtemp(prefix="voicecart-talk-"))
    plugins = Plugins()
    overrides = {"language": language, "data_dir": str(folder), "store": "embedded"}
    settings = load_settings(None, overrides=overrides, plugins=plugins)
    counter = open_counter(settings, plugins)
    mind = open_mind(settings, counter, Unwatched(), MonotonicClock(), plugins)
    past = frozenset(order.id for order in counter.store.orders(200))
    counter.close()
    return _Opened(settings=settings, mind=mind, counter=counter, past=past)


@dataclass(slots=True)
class _Listener(Unwatched):
    """Collects the turns."""

    turns: list[Turn] = field(default_factory=lambda: [Turn(heard="", acts="", said=())])

    def heard(self, transcript: Transcript, meaning: Interpretation) -> None:
        acts = " + ".join(act.intent for act in meaning.acts)
        self.turns.append(Turn(heard=transcript.text, acts=acts, said=()))

    def silent(self) -> None:
        """A turn in which nothing is heard."""
        self.turns.append(Turn(heard=SILENCE, acts="", said=()))

    def said(self, sentence: str) -> None:
        last = self.turns[-1]
        self.turns[-1] = replace(last, said=(*last.said, sentence))

    def stepped(self, before: Session, event: Event, after: Session, actions: tuple[Action, ...]) -> None:
        del event
        done = {DEEDS[type(action)] for action in actions if type(action) in DEEDS}
        if before.basket.lines != after.basket.lines:
            done.add("changes")
        if after.phase is Phase.CONFIRM and before.phase is not Phase.CONFIRM:
            done.add("reads-back")
        last = self.turns[-1]
        self.turns[-1] = replace(last, done=last.done | done)


@dataclass(slots=True)
class _Clock:
    """The machine's clock, which can be moved on."""

    machine: MonotonicClock = field(default_factory=MonotonicClock)
    skipped: int = 0

    def now_ms(self) -> int:
        return self.machine.now_ms() + self.skipped


class _Room:
    """One conversation's own store, ledger and PIN, under a mind that others share."""

    def __init__(self, opened: _Opened, folder: Path, pin: str) -> None:
        folder.mkdir()
        shutil.copyfile(opened.settings.data_dir / "store.db", folder / "store.db")
        self._settings = opened.settings.model_copy(update={"data_dir": folder})
        store, ledger = embedded(self._settings, {}), Ledger(folder / "ledger.db")
        shop = Shop(store, ledger, utc_now)
        self._counter = replace(opened.counter, store=store, ledger=ledger, shop=shop, settled=())
        self._listener = _Listener()
        self._clock = _Clock()
        self._pin = pin
        self._past = opened.past
        vault = PinVault(folder / "pin.json", folder / "pin.key", cost=CHEAP)
        if pin:
            vault.set_pin(pin)
        parts = replace(opened.mind.parts, shop=shop, pin=vault, watcher=self._listener, clock=self._clock)
        self._mind = replace(opened.mind, parts=parts)

    def talk(self, lines: Iterable[str]) -> Conversation:
        """Say the lines one after the other, each answered in full, until one ends the conversation."""
        runtime = typed_talk(self._mind, self._counter, new_session(self._settings))
        try:
            for line in lines:
                if runtime.over:
                    break
                self._turn(runtime, line)
            return self._conversation(runtime)
        finally:
            self._counter.close()

    def _turn(self, runtime: Runtime, line: str) -> None:
        if line == SILENCE:
            self._listener.silent()
            self._clock.skipped += self._mind.parts.machine.policy.no_input_ms + 1
            runtime.tick()
        else:
            text = self._digits(runtime, line) if line in {PIN, WRONG_PIN} else line
            runtime.post(typed(text, self._clock, self._settings.language))
        runtime.settle()

    def _digits(self, runtime: Runtime, line: str) -> str:
        pending = runtime.session.pending
        places = pending.positions if isinstance(pending, Authorising) else ()
        digits = [self._pin[place - 1] for place in places]
        if line == WRONG_PIN:
            digits = [str((int(digit) + 1) % 10) for digit in digits]
        return " ".join(digits) or "1 2"

    def _conversation(self, runtime: Runtime) -> Conversation:
        orders = [order for order in self._counter.store.orders(200) if order.id not in self._past]
        return Conversation(
            turns=tuple(self._listener.turns),
            basket=tuple(self._shown(line) for line in runtime.session.basket.order_lines),
            orders=tuple(tuple(self._shown(o.line) for o in order.lines) for order in reversed(orders)),
            closed=runtime.session.phase is Phase.CLOSED,
        )

    def _shown(self, line: Line) -> str:
        product = self._counter.search.product(Sku(line.sku))
        told = [
            f"{'-' if c.refused else '+'}{c.group}={c.value}"
            for c in line.options
            if not _is_default(product, c.group, c.value)
        ]
        return " ".join([f"{line.quantity} {line.sku}", *told])


def _is_default(product: Product | None, group_id: str, value: str) -> bool:
    group = product.group(group_id) if product else None
    return group is not None and group.default == value


def faults(told: Told, found: Conversation | None = None) -> list[str]:
    """Where a conversation does not go as told, in words; it is held first unless it is given as `found`."""
    lines = [str(turn["hears"]) for turn in told.talk]
    found = found or converse(lines, language=told.language, pin=told.pin)
    wrong = [
        fault
        for wanted, turn in zip(told.talk, found.turns[1:], strict=False)
        for fault in _faults_of(wanted, turn)
    ]
    if len(found.turns) - 1 != len(told.talk):
        wrong.append(f"{len(found.turns) - 1} of {len(told.talk)} lines were taken")
    wrong += [f"ordered {found.orders}"] if found.orders != told.orders else []
    wrong += [f"basket {found.basket}"] if found.basket != told.basket else []
    return wrong


def _faults_of(wanted: Mapping[str, object], turn: Turn) -> list[str]:
    said, heard, done = " ".join(turn.said), repr(turn.heard), sorted(turn.done)
    return [
        *(f"{heard}: lacks {x!r} in {said!r}" for x in texts(wanted, "says") if x not in said),
        *(f"{heard}: holds {x!r} in {said!r}" for x in texts(wanted, "never") if x in said),
        *(f"{heard}: {x} is not among {done}" for x in texts(wanted, "does") if x not in turn.done),
        *(f"{heard}: {x} is among {done}" for x in texts(wanted, "must_not") if x in turn.done),
    ]
