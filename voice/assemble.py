"""Puts voicecart together: the only place that knows which adapter stands behind which port."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from catalog.clock import utc_now
from catalog.errors import BadInput
from catalog.history import History
from catalog.ledger import Ledger
from catalog.order import Reconciled
from catalog.ports import NewsOfShelf, Search, Store
from catalog.product import Product
from catalog.sample import sample_orders, sample_products
from catalog.search import CatalogSearch
from catalog.sources.load import import_products
from catalog.stores.embedded import EmbeddedStore
from voice.adapters.argon2_pin import PinVault
from voice.adapters.records import open_records
from voice.config import Settings
from voice.dialogue.events import Began
from voice.dialogue.machine import Machine
from voice.dialogue.policy import Policy
from voice.dialogue.session import Session
from voice.errors import SettingsError
from voice.following import Followed, Follower
from voice.guard import guarded
from voice.hands import Parts
from voice.language.lexicon import Lexicon
from voice.language.locale import Locale
from voice.language.meaning import Grounded
from voice.language.pack import load_language
from voice.language.understand import Understanding
from voice.live import Known, LiveMeaning, LiveSearch
from voice.mouth import ShownMouth
from voice.plugins import Group, PluginProblem, Plugins
from voice.ports import Clock
from voice.runtime import Runtime
from voice.searching import opened_search
from voice.shelf import FarShelf
from voice.shop import Shop
from voice.watch import Watcher
from voice.work import AtOnce

FAVOURITES = 40
"""Products of the shopper's history that hearing is told of first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """The shop's side, open: the store, its ledger, and the catalog that can be searched."""

    store: Store
    ledger: Ledger
    shop: Shop
    search: Search
    history: History
    settled: tuple[Reconciled, ...]
    """What start-up found out about orders that a crash or a lost answer had left open."""
    followed: Followed | None = None
    """How to hear what changes on the shelf; None where nobody tells."""

    def close(self) -> None:
        """Release store and ledger."""
        self.shop.close()


def open_counter(settings: Settings, plugins: Plugins | None = None) -> Counter:
    """Open store and ledger, and find out about orders left open before anything else is ordered."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    store = open_store(settings, plugins or Plugins())
    ledger = Ledger(settings.data_dir / "ledger.db")
    shop = Shop(store, ledger, utc_now)
    settled = shop.settle()
    history = History(store.orders(200)) if store.capabilities().history else History(())
    followed = _followed(settings, store, history)
    return Counter(
        store=store,
        ledger=ledger,
        shop=shop,
        search=followed.search,
        history=history,
        settled=settled,
        followed=followed,
    )


def _followed(settings: Settings, store: Store, history: History) -> Followed:
    name = store.capabilities().name
    far = settings.data_dir / f"shelf-{name}.jsonl"
    shelf = store if isinstance(store, NewsOfShelf) else FarShelf(store, far)

    def reopen(products: Iterable[Product]) -> CatalogSearch:
        return opened_search(products, settings.data_dir / "index", history)

    mark = shelf.mark()
    search = LiveSearch(reopen(shelf.products()))
    return Followed(shelf=shelf, mark=mark, search=search, reopen=reopen)


def open_store(settings: Settings, plugins: Plugins) -> Store:
    """The store of the settings. An embedded store without products is filled first."""
    build = plugins.load(Group.STORES, settings.store)
    if isinstance(build, PluginProblem):
        raise SettingsError(str(build), remedy=build.remedy)
    known = {p.sku: p for p in sample_products()}
    store: Store = build(settings, known)
    if isinstance(store, EmbeddedStore) and next(store.products(), None) is None:
        fill(store, settings.catalog)
    return store


def fill(store: EmbeddedStore, catalog_file: Path | None) -> None:
    """Products from the shop's file; without one, the sample shop with its shopper's history."""
    if catalog_file is None:
        store.load_products(sample_products())
        store.load_history(sample_orders())
        return
    report = import_products(catalog_file, strict=True)
    if report.refused:
        raise BadInput(
            f"{report.bad_rows[0]} (and {len(report.bad_rows) - 1} more bad rows)",
            remedy="Mend the file, or import its good rows with: voicecart catalog import.",
        )
    store.load_products(report.products)


def policy(settings: Settings) -> Policy:
    """The shop's rules from the settings."""
    return Policy(
        pin_above=settings.pin_above,
        order_max=settings.order_max,
        quantity_max=settings.limits.quantity_max,
        quantity_ask=settings.limits.quantity_ask,
        habit_factor=settings.limits.unusual_factor,
        no_input_ms=settings.patience.no_input_ms,
        misses=settings.patience.misses,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mind:
    """The language side, loaded: what every conversation over this catalog shares."""

    locale: Locale
    words: LiveMeaning
    parts: Parts
    favourites: tuple[str, ...]

    @property
    def lexicon(self) -> Lexicon:
        """The words of the catalog as it is now."""
        return self.words.lexicon


def open_mind(
    settings: Settings, counter: Counter, watcher: Watcher, clock: Clock, plugins: Plugins | None = None
) -> Mind:
    """Locale, lexicon, skills and rules over an open counter."""
    plugins = plugins or Plugins()
    language = load_language(settings.language, plugins)
    locale = language.locale
    words = LiveMeaning(lambda products: _known(products, locale, settings), counter.search.products())
    skills, problems = plugins.skills()
    for problem in (*language.problems, *problems):
        watcher.trouble(SettingsError(str(problem), remedy=problem.remedy))
    parts = Parts(
        machine=Machine((guarded(skill, watcher) for skill in skills), policy(settings)),
        meaning=words,
        replies=language.replies,
        search=counter.search,
        shop=counter.shop,
        pin=PinVault(settings.pin_file, settings.pin_key_file),
        clock=clock,
        watcher=watcher,
        telemetry=open_records(settings.data_dir / "records", enabled=settings.records.turns),
        chance=random.SystemRandom(),
    )
    return Mind(
        locale=locale,
        words=words,
        parts=parts,
        favourites=_favourites(counter, settings.language),
    )


def _known(products: Iterable[Product], locale: Locale, settings: Settings) -> Known:
    lexicon = Lexicon.of(products, settings.language, locale.words)
    return Known(lexicon=lexicon, meaning=Grounded(Understanding(locale, lexicon, settings.currency)))


@contextmanager
def followed_shelf(counter: Counter, mind: Mind) -> Iterator[None]:
    """While the block runs, what changes on the shelf reaches the conversation."""
    if counter.followed is None:
        yield
        return
    follower = Follower(counter.followed, mind.words, mind.parts.watcher.trouble)
    follower.start()
    try:
        yield
    finally:
        follower.close()


def _favourites(counter: Counter, language: str) -> tuple[str, ...]:
    bought = (counter.search.product(h.sku) for h in counter.history.favourites(FAVOURITES))
    return tuple(product.name(language) for product in bought if product is not None)


def new_session(settings: Settings) -> Session:
    """A fresh conversation with an id that no other has."""
    return Session(id=secrets.token_hex(8), language=settings.language)


def began(counter: Counter, clock: Clock, *, greet: bool) -> Began:
    """The first event of a conversation: the shopper's habits, and what start-up found out."""
    habits = counter.history.habits
    return Began(
        at_ms=clock.now_ms(),
        habits={sku: habit.usual_quantity for sku, habit in habits.items()},
        once=frozenset(sku for sku, habit in habits.items() if habit.times == 1),
        usual={sku: habit.usual_line.options for sku, habit in habits.items()},
        typical_total=counter.history.typical_total(),
        spent=counter.shop.spent(),
        settled=counter.settled,
        greet=greet,
    )


def typed_talk(mind: Mind, counter: Counter, session: Session, *, greet: bool = True) -> Runtime:
    """A conversation by keyboard: the very same core, shown instead of spoken."""
    runtime = Runtime(mind.parts, session)
    runtime.attach(ShownMouth(runtime.post, mind.parts.clock), AtOnce(runtime.post))
    runtime.post(began(counter, mind.parts.clock, greet=greet))
    runtime.settle()
    return runtime


def watched(mind: Mind, watcher: Watcher) -> Mind:
    """The same mind, told to somebody else."""
    return replace(mind, parts=replace(mind.parts, watcher=watcher))
