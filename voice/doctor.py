"""`doctor`: looks at every part that an order needs, and says what to do about what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import get_args

from catalog.errors import CatalogError
from catalog.ledger import Ledger
from catalog.money import format_money
from voice.adapters import portaudio
from voice.adapters.argon2_pin import PinVault
from voice.assemble import open_store
from voice.builtin import model_store
from voice.config import Settings
from voice.engines import choose_recognizer
from voice.errors import ModelMissing, NoMicrophone, NoSpeaker, VoiceError
from voice.exits import Exit, exit_of
from voice.models.registry import Engine
from voice.models.report import list_models
from voice.plugins import Group, Plugins
from voice.studio import open_voice, sound_devices


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One part: whether it works, what was found, what to do, and the exit code if it does not."""

    part: str
    ok: bool
    what: str
    remedy: str = ""
    exit: Exit = Exit.OK


def examine(settings: Settings, plugins: Plugins) -> tuple[Finding, ...]:
    """Every finding; nothing is ordered, played or kept open."""
    parts: tuple[tuple[str, Callable[[], str]], ...] = (
        ("microphone", lambda: _microphone(settings)),
        ("speaker", lambda: _speaker(settings)),
        ("recogniser", lambda: _recogniser(settings, plugins)),
        ("voice", lambda: _voice(settings, plugins)),
        ("store", lambda: _store(settings, plugins)),
        ("ledger", lambda: _ledger(settings)),
    )
    found = (_finding(part, look) for part, look in parts)
    return (*found, *_models(settings), _pin(settings), *_plugins(plugins))


def _finding(part: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(part=part, ok=True, what=look())
    except (VoiceError, CatalogError) as error:
        return Finding(part=part, ok=False, what=error.message, remedy=error.remedy, exit=exit_of(error))


def _microphone(settings: Settings) -> str:
    microphone, _ = sound_devices(settings)
    try:
        microphone.start()
        return f"{microphone.name} opens; there are: {_names('input')}"
    finally:
        microphone.close()


def _speaker(settings: Settings) -> str:
    _, speaker = sound_devices(settings)
    try:
        speaker.start()
        return f"{speaker.name} opens; there are: {_names('output')}"
    finally:
        speaker.close()


def _names(direction: str) -> str:
    channels = "inputs" if direction == "input" else "outputs"
    found = [d.name for d in portaudio.devices() if getattr(d, channels)]
    if not found:
        fault = NoMicrophone if direction == "input" else NoSpeaker
        raise fault("No sound device was found.", remedy="Plug one in.")
    return ", ".join(found)


def _recogniser(settings: Settings, plugins: Plugins) -> str:
    try:
        return choose_recognizer(settings, plugins)[1]
    except ModelMissing as error:  # its own message holds every way to each model
        raise ModelMissing(
            f"No recogniser's model for the language '{settings.language}' is here.",
            remedy=f"voicecart --language {settings.language} models fetch",
        ) from error


def _models(settings: Settings) -> Iterator[Finding]:
    """One finding per engine. A model that is not here is no fault while another can hear."""
    for engine in get_args(Engine):
        rows = list_models(model_store(settings), settings.language, engine)
        if not rows:
            continue
        row = next((row for row in rows if row.state == "here"), rows[0])
        what = f"{row.name} is {row.state}" + (f" ({row.source})" if row.source else "")
        broken = row.state == "broken"
        yield Finding(
            part=f"model of {engine}",
            ok=not broken,
            what=f"{what}: {row.problems[0]}" if broken and row.problems else what,
            remedy="" if row.state == "here" else f"voicecart models fetch {row.name}",
            exit=Exit.MODEL if broken else Exit.OK,
        )


def _pin(settings: Settings) -> Finding:
    vault = PinVault(settings.pin_file, settings.pin_key_file)
    limit = format_money(settings.pin_above, settings.language, "symbol")
    try:
        if not vault.has_pin:
            what = f"not set: orders above {limit} cannot be made"
            return Finding(part="PIN", ok=True, what=what, remedy="voicecart pin set")
        if vault.locked:
            what = f"locked by wrong tries: orders above {limit} cannot be made"
            return Finding(part="PIN", ok=False, what=what, remedy="voicecart pin unlock", exit=Exit.INPUT)
        said, length = len(vault.spoken), vault.length
    except CatalogError as error:
        return Finding(part="PIN", ok=False, what=error.message, remedy=error.remedy, exit=exit_of(error))
    what = f"set, for orders above {limit}; {said} of its {length} digits were said aloud so far"
    remedy = "Who overheard all of them knows it: voicecart pin set" if said == length else ""
    return Finding(part="PIN", ok=True, what=what, remedy=remedy)


def _voice(settings: Settings, plugins: Plugins) -> str:
    voice = open_voice(settings, plugins)
    try:
        sound = voice.synthesize("1")
        return f"{voice.name} speaks ({sound.duration_ms} ms for one digit)"
    finally:
        voice.close()


def _store(settings: Settings, plugins: Plugins) -> str:
    store = open_store(settings, plugins)
    try:
        can = store.capabilities()
        count = sum(1 for _ in store.products())
        return f"{can.name}: {count} products, stock {can.stock}, idempotency {can.idempotency}"
    finally:
        store.close()


def _ledger(settings: Settings) -> str:
    ledger = Ledger(settings.data_dir / "ledger.db")
    try:
        waiting = len(ledger.entries(open_only=True))
        return f"{len(ledger.entries())} orders, {waiting} of unknown outcome"
    finally:
        ledger.close()


def _plugins(plugins: Plugins) -> Iterator[Finding]:
    for group in Group:
        for problem in plugins.load_all(group).problems:
            yield Finding(
                part="plug-in", ok=False, what=str(problem), remedy=problem.remedy, exit=Exit.SETTINGS
            )
