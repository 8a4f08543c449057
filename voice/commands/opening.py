"""What the talking commands open and close around a conversation: the counter, the kept basket, the noise."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from catalog.errors import CatalogError
from voice.adapters.argon2_pin import PinVault
from voice.adapters.quiet import libraries_speak_to
from voice.assemble import Counter, new_session, open_counter
from voice.commands.context import Context
from voice.config import Settings
from voice.dialogue.session import Session
from voice.errors import VoiceError
from voice.keeping import KeptBasket, continued
from voice.watch import Watcher
from voice.watchers import Both

NOISE_FILE = "libraries.log"
NOISE_BYTES = 1_000_000
"""A larger file of an earlier run is begun anew."""


@contextmanager
def quiet_libraries(settings: Settings) -> Iterator[None]:
    """What sound libraries write to the terminal by themselves goes to a file of the data folder."""
    with libraries_speak_to(_noise_file(settings.data_dir / NOISE_FILE)):
        yield


def _noise_file(path: Path) -> Path:
    try:
        if path.exists() and path.stat().st_size > NOISE_BYTES:
            path.unlink()
        path.touch(mode=0o600)
    except OSError:  # a full disk, say: the noise is not worth a word
        return Path(os.devnull)
    return path


@contextmanager
def counter_open(context: Context) -> Iterator[Counter]:
    """Store, ledger and catalog, closed at the end."""
    counter = open_counter(context.settings, context.plugins)
    try:
        yield counter
    finally:
        counter.close()


@contextmanager
def kept_talk(settings: Settings, counter: Counter, watcher: Watcher) -> Iterator[tuple[Session, Watcher]]:
    """A session with the basket that the last conversation left, and the watcher that writes it down too."""
    file = KeptBasket(settings.data_dir / f"basket-{settings.store}.json", watcher.trouble)
    try:
        if not file.owned:
            watcher.trouble(
                VoiceError(
                    "Another conversation is going on here.",
                    remedy="The basket of this one is not kept when it ends.",
                )
            )
        session, saved = new_session(settings), file.read()
        if saved is not None:
            saved = replace(saved, locked=saved.locked and _pin_locked(settings))
            session = continued(session, saved, counter.ledger.entries(), counter.search.product)
        yield session, Both(watcher, file)
    finally:
        file.close()


def _pin_locked(settings: Settings) -> bool:
    """As the vault says; one that cannot be read unlocks nothing."""
    with suppress(CatalogError, VoiceError):
        return PinVault(settings.pin_file, settings.pin_key_file).locked
    return True
