"""The assistant as an agent of IndicOrderBench: typed talk over the store of the sandbox, nothing else added.

For its command: iob run starter --agent python:agent:make_agent (from this folder).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from indicorderbench.adapters.protocol import AgentReply, CallerUtterance, SessionInfo
from indicorderbench.backend.state import OrderBackend
from indicorderbench.schemas.menu import Menu
from sandbox_store import SandboxStore, catalog_of

from catalog.clock import utc_now
from catalog.history import History
from catalog.ledger import Ledger
from catalog.search import CatalogSearch
from voice.adapters.argon2_pin import PinVault
from voice.adapters.records import open_records
from voice.assemble import Counter, Mind, new_session, typed_talk
from voice.clocks import MonotonicClock
from voice.config import Settings
from voice.dialogue.machine import Machine
from voice.dialogue.policy import Policy
from voice.hands import Parts
from voice.keyboard import typed
from voice.language.lexicon import Lexicon
from voice.language.locale import Locale, load_locale, locale_from
from voice.language.meaning import Grounded
from voice.language.replies import Replies, reply_files
from voice.language.understand import Understanding
from voice.live import Known, LiveMeaning
from voice.plugins import Plugins
from voice.shop import Shop
from voice.watch import Unwatched

HERE = Path(__file__).parent
OURS = {"en-IN": "en", "hi-en": "hinglish"}
"""The benchmark's languages by the name of the locale that serves them."""
REPLY = re.compile(r"^([a-z_0-9-]+) = ", re.MULTILINE)


@dataclass(slots=True)
class Ear(Unwatched):
    """Collects what is said, and what fails."""

    told: list[str] = field(default_factory=list)
    troubles: list[Exception] = field(default_factory=list)

    def said(self, sentence: str) -> None:
        """Kept until it is told to the caller."""
        self.told.append(sentence)

    def trouble(self, error: Exception) -> None:
        """Kept for the test."""
        self.troubles.append(error)


class Agent:
    """One call."""

    troubles: list[Exception] = []  # noqa: RUF012 - of all calls: the benchmark hides its agents

    def __init__(self, backend: OrderBackend, session: SessionInfo) -> None:
        self._folder = TemporaryDirectory()
        self._language = OURS[session.language]
        self._ear, self._clock = Ear(), MonotonicClock()
        data = Path(self._folder.name)
        settings = Settings(data_dir=data, currency=backend.menu.currency)
        shop = _shop(backend.menu, self._language)
        self._counter = _counter(SandboxStore(backend, tuple(shop.search.products())), shop.search, data)
        parts = Parts(
            machine=Machine(Plugins().skills()[0], Policy()),
            meaning=shop.meaning,
            replies=shop.replies,
            search=shop.search,
            shop=self._counter.shop,
            pin=PinVault(data / "pin.json", data / "pin.key"),
            clock=self._clock,
            watcher=self._ear,
            telemetry=open_records(data / "records", enabled=False),
        )
        known = Known(lexicon=shop.lexicon, meaning=shop.meaning)
        words = LiveMeaning(lambda _: known, ())
        mind = Mind(locale=shop.locale, words=words, parts=parts, favourites=())
        session = replace(new_session(settings), language=self._language)
        self._runtime = typed_talk(mind, self._counter, session)

    def handle(self, utterance: CallerUtterance) -> AgentReply:
        """Answer what the caller types."""
        self._ear.told.clear()
        self._runtime.post(typed(utterance.text or "", self._clock, self._language))
        self._runtime.settle()
        Agent.troubles += self._ear.troubles
        return AgentReply(text=" ".join(self._ear.told))

    def close(self) -> None:
        """Hang up."""
        self._counter.close()
        self._folder.cleanup()


def make_agent(backend: OrderBackend, session: SessionInfo) -> Agent:
    """An agent for one call."""
    return Agent(backend, session)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """What all calls to a menu in one language share."""

    locale: Locale
    lexicon: Lexicon
    meaning: Grounded
    replies: Replies
    search: CatalogSearch


_shops: dict[tuple[str, str], _Opened] = {}


def _shop(menu: Menu, language: str) -> _Opened:
    """The menu as a catalog, and the language to talk about it, read once."""
    key = (menu.id, language)
    if key not in _shops:
        locale = _locale(language)
        products = catalog_of(menu, language)
        lexicon = Lexicon.of(products, language, locale.words)
        _shops[key] = _Opened(
            locale=locale,
            lexicon=lexicon,
            meaning=Grounded(Understanding(locale, lexicon, menu.currency)),
            replies=Replies("en", _reply_files(locale, language)),
            search=CatalogSearch(products),
        )
    return _shops[key]


def _counter(store: SandboxStore, search: CatalogSearch, data: Path) -> Counter:
    ledger = Ledger(data / "ledger.db")
    shop = Shop(store, ledger, utc_now)
    return Counter(store=store, ledger=ledger, shop=shop, search=search, history=History(()), settled=())


@cache
def _locale(language: str) -> Locale:
    """English is voicecart's own; Hinglish is a folder of words, as any package may bring one."""
    return load_locale("en") if language == "en" else locale_from(HERE / language)


def _reply_files(locale: Locale, language: str) -> list[Path]:
    """The locale's replies, with this shop's own wording in place of those that it words itself."""
    own = HERE / f"wording.{language}.ftl"
    if not own.exists():
        return list(reply_files(locale.folder))
    worded = set(REPLY.findall(own.read_text("utf-8")))
    folder = Path(mkdtemp())
    kept = folder / "kept.ftl"
    parts = [part for file in reply_files(locale.folder) for part in file.read_text("utf-8").split("\n")]
    kept.write_text("\n".join(line for line in parts if line.partition(" = ")[0] not in worded), "utf-8")
    return [kept, own]
