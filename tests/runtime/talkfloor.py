"""A conversation with everything real but the store's wires, the sound and the time: all of these are held
by the test, so that nothing is waited for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from notes import Notes

from catalog.history import History
from catalog.ledger import Ledger
from catalog.money import Money
from catalog.product import Product, Sku
from catalog.search import CatalogSearch
from catalog.testing import FakeStore
from voice.adapters.argon2_pin import HashCost, PinVault
from voice.dialogue.events import Began
from voice.dialogue.machine import Machine
from voice.dialogue.policy import Policy
from voice.dialogue.session import Authorising, Session
from voice.hands import Parts
from voice.hearing.transcript import ClosedHearing, Hypothesis, Source, Transcript
from voice.language.lexicon import Lexicon
from voice.language.meaning import Grounded
from voice.language.pack import LanguagePack, load_language
from voice.language.understand import Understanding
from voice.mouth import Mouth, ShownMouth
from voice.plugins import Plugins
from voice.ports import TurnRecord
from voice.runtime import Runtime
from voice.shop import Shop
from voice.work import AtOnce, Job, Work

USD = "USD"
PIN = "4927"
OATS = Product(sku=Sku("OAT"), names={"en": ("oat milk",)}, price=Money(400, USD))
MACHINE = Product(sku=Sku("MACHINE"), names={"en": ("espresso machine",)}, price=Money(6_000, USD))
POLICY = Policy(pin_above=Money(5_000, USD), order_max=Money(50_000, USD))
QUICK = HashCost(passes=1, memory_kib=8)


class HandClock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1_000

    def now_ms(self) -> int:
        return self.now


class Held:
    """Work that waits until the test lets it run."""

    def __init__(self, report) -> None:
        self._report = report
        self.jobs: list[Job] = []

    def do(self, job: Job) -> None:
        self.jobs.append(job)

    def run_next(self) -> None:
        self._report(self.jobs.pop(0)())

    def close(self) -> None:
        """Nothing is open."""


class Records:
    """Keeps turn records."""

    def __init__(self) -> None:
        self.kept: list[TurnRecord] = []

    def record(self, record: TurnRecord) -> None:
        self.kept.append(record)


@cache
def english() -> LanguagePack:
    return load_language("en", Plugins())


@cache
def grounded() -> Grounded:
    locale = english().locale
    return Grounded(Understanding(locale, Lexicon.of((OATS, MACHINE), "en", locale.words), USD))


@dataclass(slots=True)
class Talk:
    """One conversation. `say` speaks, `type` types; both settle what comes of it."""

    folder: Path
    store: FakeStore = field(default_factory=lambda: FakeStore((OATS, MACHINE)))
    held: bool = False
    replies: object = None
    shows: bool = True
    """Whether replies are shown at once; else the test gives it a mouth."""
    clock: HandClock = field(default_factory=HandClock)
    notes: Notes = field(default_factory=Notes)
    records: Records = field(default_factory=Records)
    runtime: Runtime = field(init=False)
    ledger: Ledger = field(init=False)
    vault: PinVault = field(init=False)
    work: Work = field(init=False)

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.folder / "ledger.db")
        self.vault = PinVault(self.folder / "pin.json", self.folder / "pin.key", cost=QUICK)
        parts = Parts(
            machine=Machine(Plugins().skills()[0], POLICY),
            meaning=grounded(),
            replies=self.replies or english().replies,
            search=CatalogSearch((OATS, MACHINE), History(())),
            shop=Shop(self.store, self.ledger, self.store._now),
            pin=self.vault,
            clock=self.clock,
            watcher=self.notes,
            telemetry=self.records,
        )
        self.runtime = Runtime(parts, Session(id="talk", language="en"))
        self.work = Held(self.runtime.post) if self.held else AtOnce(self.runtime.post)
        if self.shows:
            self.begin(ShownMouth(self.runtime.post, self.clock))

    def begin(self, mouth: Mouth) -> None:
        self.runtime.attach(mouth, self.work)
        self.runtime.post(Began(at_ms=self.clock.now, greet=False))
        self.runtime.settle()

    def hear(self, text: str, *, closed: str | None = None, began_ms: int | None = None) -> list[str]:
        """Say it aloud: what is said to it. Without `began_ms` it begins now."""
        return self._take(
            Transcript(
                hypotheses=(Hypothesis(text),),
                began_ms=self.clock.now if began_ms is None else began_ms,
                ended_ms=self.clock.now,
                language="en",
                engine="test",
                closed=ClosedHearing(closed) if closed is not None else None,
            )
        )

    def type(self, text: str) -> list[str]:
        """Type it: what is said to it."""
        now = self.clock.now
        return self._take(
            Transcript(
                hypotheses=(Hypothesis(text),),
                began_ms=now,
                ended_ms=now,
                language="en",
                engine="keyboard",
                source=Source.TYPED,
            )
        )

    def _take(self, transcript: Transcript) -> list[str]:
        before = len(self.notes.sentences)
        self.runtime.post(transcript)
        self.runtime.settle()
        return self.notes.sentences[before:]

    def wait(self, ms: int) -> list[str]:
        """Let time pass."""
        before = len(self.notes.sentences)
        self.clock.now += ms
        self.runtime.tick()
        self.runtime.settle()
        return self.notes.sentences[before:]

    def finish_job(self) -> list[str]:
        """Let the next held request be answered: what is said to the answer."""
        before = len(self.notes.sentences)
        self.work.run_next()
        self.runtime.settle()
        return self.notes.sentences[before:]

    def digits(self) -> str:
        """The right answer to the question for digits of the PIN."""
        pending = self.runtime.session.pending
        assert isinstance(pending, Authorising)
        return " ".join(PIN[place - 1] for place in pending.positions)

    @property
    def orders(self) -> int:
        """How many the store has made."""
        return len(self.store.made)

    @property
    def basket(self) -> list[tuple[str, int]]:
        return [(line.sku, line.quantity) for line in self.runtime.session.basket.order_lines]
