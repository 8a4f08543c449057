"""The stage of a rehearsal: sound devices, recogniser and voices, opened once; then one conversation after
the other, each with its own store, ledger and PIN.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.errors import CatalogError
from catalog.order import Order, OrderStatus
from voice.adapters import portaudio
from voice.adapters.argon2_pin import PinVault
from voice.adapters.virtual_sound import VirtualSound
from voice.adapters.wav_recorder import WavRecorder
from voice.assemble import Counter, new_session, open_counter, open_mind
from voice.clocks import MonotonicClock
from voice.config import Settings
from voice.engines import choose_recognizer
from voice.errors import AudioError, SettingsError, VoiceError
from voice.plugins import Plugins
from voice.ports import Recognizer, Speaker, Voice
from voice.rehearsal import Cast, Shopper, fits
from voice.rehearsal_script import Dialogue
from voice.rehearsal_sound import RealRoom, RecordedSpeaker, Room, VirtualRoom, WatchedMicrophone
from voice.rehearsal_watch import Follower
from voice.studio import Devices, SpokenTalk, open_voice, sound_devices, spoken_talk
from voice.watch import Unwatched, Watcher
from voice.watchers import Both

READ_ORDERS = 50
CLOSE_S = 10.0
RECORDING = "talk.wav"
AS_MEANT, NO_ORDER, WRONG = "as meant", "no order", "wrong"


@dataclass(slots=True, kw_only=True)
class Rehearsed:
    """What became of one rehearsal. `verdict` is "as meant", "no order" (though one was meant), "wrong" (an
    order that was not meant, or without a yes), or "gave up" where none was meant; `why` tells more.
    """

    dialogue: str
    voice: str
    verdict: str
    why: str
    seconds: float
    agreed: int = 0
    """How often the shopper said yes to a read-back of what is meant."""
    attempts: int = 1
    dropped_ms: int = 0
    """Sound that the microphone lost, as far as it knows: a machine too busy to hear."""
    orders: list[Order] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    recording: Path | None = None

    @property
    def as_meant(self) -> bool:
        """Success."""
        return self.verdict == "as meant"


@dataclass(slots=True, kw_only=True)
class Stage:
    """What all rehearsals of a batch share; everything is started."""

    settings: Settings
    plugins: Plugins
    recognizer: Recognizer
    voice: Voice
    room: Room
    kind: str
    """ "real" or "virtual" devices."""
    hears: str
    """What hears, and why."""


def real_devices(settings: Settings) -> bool:
    """Whether this machine has a microphone and a speaker that open."""
    try:
        if not any(d.inputs for d in portaudio.devices()):
            return False
        microphone, speaker = sound_devices(settings)
        with ExitStack() as opened:
            opened.callback(microphone.close)
            opened.callback(speaker.close)
            microphone.start()
            speaker.start()
    except AudioError:
        return False
    return True


@contextmanager
def open_stage(settings: Settings, plugins: Plugins, *, virtual: bool) -> Iterator[Stage]:
    """A stage on real devices, or on a virtual pair. Raises VoiceError, with everything closed."""
    with ExitStack() as opened:
        room = _open_room(settings, opened, virtual=virtual)
        recognizer, hears = choose_recognizer(settings, plugins)
        recognizer.start()
        opened.callback(recognizer.close)
        voice = open_voice(settings, plugins)
        opened.callback(voice.close)
        yield Stage(
            settings=settings,
            plugins=plugins,
            recognizer=recognizer,
            voice=voice,
            room=room,
            kind="virtual" if virtual else "real",
            hears=hears,
        )


def _open_room(settings: Settings, opened: ExitStack, *, virtual: bool) -> Room:
    if virtual:
        return VirtualRoom(opened.enter_context(VirtualSound(changed=portaudio.refresh_devices)))
    speaker: Speaker = sound_devices(settings)[1]
    speaker.start()
    opened.callback(speaker.close)
    return RealRoom(speaker)


@dataclass(slots=True, kw_only=True)
class _Performance:
    """One conversation on its way."""

    stage: Stage
    settings: Settings
    cast: Cast
    dialogue: Dialogue
    watcher: Watcher
    follower: Follower = field(default_factory=Follower)
    agreed: int = 0
    attempts: int = 1
    dropped_ms: int = 0
    why: str = ""
    fault: str = ""

    def run(self, counter: Counter) -> None:
        """Open the conversation on the stage, let the shopper talk, close it."""
        clock = MonotonicClock()
        mind = open_mind(self.settings, counter, Both(self.watcher, self.follower), clock, self.stage.plugins)
        with WavRecorder(self.settings.data_dir / RECORDING) as recorder, ExitStack() as opened:
            plain, speaker = sound_devices(self.settings)
            microphone = WatchedMicrophone(plain, recorder)
            speaker = RecordedSpeaker(speaker, recorder, clock)
            for device in (speaker, microphone):
                device.start()
                opened.callback(device.close)
            devices = Devices(
                microphone=microphone,
                speaker=speaker,
                voice=self.stage.voice,
                recognizer=self.stage.recognizer,
            )
            talk = spoken_talk(self.settings, mind, counter, new_session(self.settings), devices)
            thread = threading.Thread(target=self._run_talk, args=(talk,), name="rehearsed-talk", daemon=True)
            shopper = Shopper(
                dialogue=self.dialogue,
                cast=self.cast,
                room=self.stage.room,
                microphone=microphone,
                mouth=talk.mouth,
                clock=clock,
                follower=self.follower,
                alive=thread.is_alive,
            )
            shopper.prepare()
            thread.start()
            try:
                self.why = shopper.talk()
                self.dropped_ms = microphone.dropped_ms
            finally:
                talk.runtime.stop()
                thread.join(CLOSE_S)
            self.agreed, self.attempts = shopper.agreed, shopper.attempts

    def _run_talk(self, talk: SpokenTalk) -> None:
        try:
            talk.run()
        except (VoiceError, CatalogError) as error:
            self.fault = str(error)
        except Exception as error:  # noqa: BLE001 - the conversation's thread ends here; the report tells it
            self.fault = repr(error)


def rehearse(
    stage: Stage, cast: Cast, dialogue: Dialogue, folder: Path, watcher: Watcher | None = None
) -> Rehearsed:
    """Hold one dialogue in `folder`, which gets the store, the ledger, the PIN and the recording.

    Raises VoiceError or CatalogError where it cannot even begin.
    """
    began = time.monotonic()
    settings = changed(stage.settings, {**dialogue.settings, "data_dir": folder})
    folder.mkdir(parents=True, exist_ok=True)
    if dialogue.pin:
        PinVault(settings.pin_file, settings.pin_key_file).set_pin(dialogue.pin)
    played = _Performance(
        stage=stage, settings=settings, cast=cast, dialogue=dialogue, watcher=watcher or Unwatched()
    )
    counter = open_counter(settings, stage.plugins)
    try:
        known = {order.id for order in counter.store.orders(READ_ORDERS)}
        played.run(counter)
        orders = [order for order in counter.store.orders(READ_ORDERS) if order.id not in known]
    finally:
        counter.close()
    verdict, reason = judge(dialogue, orders, played.agreed)
    return Rehearsed(
        dialogue=dialogue.name,
        voice=cast.name,
        verdict="gave up" if verdict == AS_MEANT and (played.fault or played.why) else verdict,
        why="; ".join(part for part in (reason, played.why, played.fault) if part),
        seconds=time.monotonic() - began,
        agreed=played.agreed,
        attempts=played.attempts,
        dropped_ms=played.dropped_ms,
        orders=orders,
        heard=played.follower.transcripts,
        log=played.follower.log,
        recording=folder / RECORDING,
    )


def judge(dialogue: Dialogue, orders: list[Order], agreed: int) -> tuple[str, str]:
    """The verdict on what is in the store now, and why."""
    if len(orders) > (1 if agreed else 0):
        return WRONG, f"{len(orders)} orders after {agreed} times yes"
    if not orders:
        return (NO_ORDER, "nothing was ordered") if dialogue.meant else (AS_MEANT, "")
    order = orders[0]
    if not fits(dialogue.meant, tuple(line.line for line in order.lines)):
        return WRONG, "ordered " + ", ".join(f"{one.line.quantity} {one.line.sku}" for one in order.lines)
    if dialogue.cancelled != (order.status is OrderStatus.CANCELLED):
        return (WRONG, "cancelled") if not dialogue.cancelled else ("gave up", "not cancelled")
    return AS_MEANT, ""


def changed(settings: Settings, changes: Mapping[str, Any]) -> Settings:
    """The settings with some of a dialogue's own, checked."""
    told = settings.model_dump()
    for name, value in changes.items():
        told[name] = {**told[name], **value} if isinstance(value, Mapping) else value
    try:
        return Settings(**told)
    except ValueError as error:
        raise SettingsError(
            f"A dialogue's settings are wrong: {error}", remedy="Mend the dialogue."
        ) from error
