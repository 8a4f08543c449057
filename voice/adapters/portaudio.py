"""The one door to PortAudio (library `sounddevice`): devices, and streams opened in a form they can do.

The library is loaded at the first use, because it looks for devices while it loads. It remembers them
for ever; `refresh_devices` makes it look again, which is only safe while no stream is open.
"""

from __future__ import annotations

import atexit
import difflib
import importlib
import queue
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from voice.errors import AudioError, NoMicrophone, NoSpeaker

T = TypeVar("T")
Direction = Literal["input", "output"]
Device = int | str | None
"""A device's number, a part of its name, or None for the system's usual one."""
Callback = Callable[[Any, int, Any, Any], None]
"""Called on PortAudio's thread with (buffer, samples per channel, times, flags)."""

FALLBACK_RATES = (48_000, 44_100)
OPEN_DEADLINE_S = 5.0
"""Opening asks a sound server that may hang; a wireless device may need a second or two."""
CLOSE_DEADLINE_S = 0.4
"""Closing takes a few milliseconds, or for ever: ALSA's pulse plug-in hangs about every third time its
server dies under an open stream."""
LIBRARY_REMEDY = "Install PortAudio: apt-get install libportaudio2"
_FAULTS: dict[Direction, type[NoMicrophone | NoSpeaker]] = {"input": NoMicrophone, "output": NoSpeaker}
_REMEDIES: dict[Direction, str] = {
    "input": "Plug one in, choose another (`voicecart doctor` lists them), or type instead.",
    "output": "Plug one in, choose another (`voicecart doctor` lists them); replies are shown instead.",
}

_lock = threading.Lock()
_open_streams: set[int] = set()


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundDevice:
    """One device: how many channels it takes in and gives out, and its usual rate in Hz."""

    number: int
    name: str
    inputs: int
    outputs: int
    rate: int
    usual_input: bool
    usual_output: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamWanted:
    """A stream to open: sample rates to try, in order, blocks of `block_ms` of audio, what is called for
    each block, and what is called when it ends by itself.
    """

    direction: Direction
    device: Device
    rates: tuple[int, ...]
    block_ms: int
    callback: Callback
    ended: Callable[[], None]


class Stream:
    """An open stream of 16-bit samples in the form that the device could do."""

    def __init__(self, raw: Any, rate: int, channels: int) -> None:
        self._raw = raw
        self.rate = rate
        self.channels = channels
        with _lock:
            _open_streams.add(id(self))

    @property
    def latency_s(self) -> float:
        """Seconds between the callback and the air, as PortAudio believes."""
        return float(self._raw.latency)

    def start(self) -> None:
        """Let the callback run."""
        self._raw.start()

    def close(self) -> bool:
        """Drop what is under way and release the device; False if the driver hung and was left behind."""
        closer = threading.Thread(target=self._close, daemon=True, name="portaudio-close")
        closer.start()
        closer.join(CLOSE_DEADLINE_S)
        if closer.is_alive():
            _let_go()
        return not closer.is_alive()

    def _close(self) -> None:
        try:
            self._raw.abort(ignore_errors=True)
            self._raw.close(ignore_errors=True)
        finally:
            with _lock:
                _open_streams.discard(id(self))


def devices() -> tuple[SoundDevice, ...]:
    """Every device, as far as PortAudio knows. Raises AudioError where PortAudio is not installed."""
    library = _library(AudioError)
    usual_input, usual_output = library.default.device
    return tuple(
        SoundDevice(
            number=number,
            name=str(found["name"]),
            inputs=int(found["max_input_channels"]),
            outputs=int(found["max_output_channels"]),
            rate=int(found["default_samplerate"]),
            usual_input=number == usual_input,
            usual_output=number == usual_output,
        )
        for number, found in enumerate(library.query_devices())
    )


def refresh_devices() -> bool:
    """Look for devices again. False, and nothing done, while a stream is open. Raises AudioError."""
    library = _library(AudioError)
    with _lock:
        if _open_streams:
            return False
        try:
            library._terminate()  # noqa: SLF001 - the library's documented way to look again
            library._initialize()  # noqa: SLF001
        except library.PortAudioError as error:
            raise AudioError(f"PortAudio does not start: {error}", remedy=LIBRARY_REMEDY) from error
    return True


def open_stream(wanted: StreamWanted) -> Stream:
    """An open, not yet running stream in the first form that works: the wanted rates in order, then the
    device's own; one channel, then two. Raises NoMicrophone or NoSpeaker, also where sound does not answer.
    """
    return _within(lambda: _open(wanted), _FAULTS[wanted.direction])


def started(stream: Stream, direction: Direction) -> Stream:
    """The stream, running. Raises NoMicrophone or NoSpeaker, with the stream closed."""
    fault = _FAULTS[direction]
    try:
        _within(stream.start, fault)
    except fault:
        stream.close()
        raise
    except Exception as error:  # PortAudioError; whatever else the driver raises closes it too
        stream.close()
        raise fault(f"The sound {direction} does not start: {error}.", remedy=_REMEDIES[direction]) from error
    return stream


def gone(direction: Direction, name: str, why: str) -> NoMicrophone | NoSpeaker:
    """The error for a device that went away."""
    return _FAULTS[direction](
        f"The sound {direction} {name!r} went away: {why}.", remedy=_REMEDIES[direction]
    )


def _open(wanted: StreamWanted) -> Stream:
    direction = wanted.direction
    library = _library(_FAULTS[direction])
    found = _find(library, direction, wanted.device)
    own = int(found["default_samplerate"])
    kind = library.RawInputStream if direction == "input" else library.RawOutputStream
    trouble = ""
    for rate in dict.fromkeys((*wanted.rates, *((own,) if 8_000 <= own <= 48_000 else ()), *FALLBACK_RATES)):
        for channels in (1, 2):
            try:
                raw = kind(
                    samplerate=rate,
                    channels=channels,
                    dtype="int16",
                    device=wanted.device,
                    blocksize=round(rate * wanted.block_ms / 1000),
                    latency=2 * wanted.block_ms / 1000,
                    callback=wanted.callback,
                    finished_callback=wanted.ended,
                )
            except (library.PortAudioError, ValueError) as error:
                trouble = trouble or str(error)  # the first: later forms are only tried for it
            else:
                return Stream(raw, rate, channels)
    raise _FAULTS[direction](
        f"The sound {direction} {found['name']!r} cannot be opened: {trouble}.", remedy=_REMEDIES[direction]
    )


def _within(call: Callable[[], T], fault: type[AudioError]) -> T:
    """What the call gives. Raises `fault` when the driver does not come back in time; it is left behind."""
    outcome: queue.SimpleQueue[Callable[[], T]] = queue.SimpleQueue()
    threading.Thread(target=lambda: outcome.put(_outcome(call)), daemon=True, name="portaudio-open").start()
    try:
        result = outcome.get(timeout=OPEN_DEADLINE_S)
    except queue.Empty as error:
        _let_go()
        remedy = "Restart the sound server, or unplug the device and plug it in again."
        raise fault("The sound system does not answer.", remedy=remedy) from error
    return result()


def _outcome(call: Callable[[], T]) -> Callable[[], T]:
    """The call's result or error, to be given out on another thread."""
    try:
        value = call()
    except Exception as error:  # noqa: BLE001 - raised again by who asked
        caught = error

        def again() -> T:
            raise caught

        return again
    return lambda: value


def _let_go() -> None:
    """Keep the library from waiting for a hung driver when this process ends: nothing is lost."""
    handler = getattr(sys.modules.get("sounddevice"), "_exit_handler", None)
    if handler is not None:
        atexit.unregister(handler)


def _library(fault: type[AudioError]) -> Any:
    try:
        return importlib.import_module("sounddevice")
    except Exception as error:  # not installed, no PortAudio, or PortAudio fails as it looks for devices
        raise fault(f"Sound needs PortAudio: {error}.", remedy=LIBRARY_REMEDY) from error


def _find(library: Any, direction: Direction, device: Device) -> Any:
    try:
        return library.query_devices(device, direction)
    except (library.PortAudioError, ValueError):
        # A device that came after PortAudio looked is only found by looking again.
        refresh_devices()
    try:
        return library.query_devices(device, direction)
    except (library.PortAudioError, ValueError) as error:
        raise _not_found(library, direction, device) from error


def _not_found(library: Any, direction: Direction, device: Device) -> NoMicrophone | NoSpeaker:
    names = [str(d["name"]) for d in library.query_devices() if d[f"max_{direction}_channels"]]
    what = f"sound {direction}" if device is None else f"sound {direction} {device!r}"
    near = difflib.get_close_matches(str(device), names, n=3, cutoff=0.3) or names[:3]
    found = f"There are: {', '.join(near)}. " if near else ""
    return _FAULTS[direction](f"There is no {what}.", remedy=found + _REMEDIES[direction])
