"""Exit codes: what a script can tell from how `voicecart` ended. The README lists them from here."""

from __future__ import annotations

from enum import IntEnum

from catalog.errors import BadInput, CatalogError, DamagedData, StorageFull, StoreFault
from voice.errors import AudioError, BadAudio, ModelError, SettingsError, VoiceError


class Exit(IntEnum):
    """One code for each different reaction."""

    OK = 0
    FAULT = 1
    USAGE = 2
    SETTINGS = 3
    MODEL = 4
    SOUND = 5
    INPUT = 6
    DAMAGED = 7
    FULL = 8
    STORE = 9
    UNSETTLED = 10
    INTERRUPTED = 130


MEANINGS: dict[Exit, str] = {
    Exit.OK: "all went well",
    Exit.FAULT: "a fault in voicecart or a library; the message says which",
    Exit.USAGE: "the command's words are wrong",
    Exit.SETTINGS: "a setting is wrong; each is named",
    Exit.MODEL: "a recogniser's or voice's model is missing or broken",
    Exit.SOUND: "no microphone or speaker, or it went away",
    Exit.INPUT: "a file or a row that was given cannot be used",
    Exit.DAMAGED: "a database of voicecart's own is damaged; it was left as it is",
    Exit.FULL: "the disk is full; nothing half-written was kept",
    Exit.STORE: "the store does not answer, or not as it should",
    Exit.UNSETTLED: "an order's outcome is still unknown",
    Exit.INTERRUPTED: "stopped by Ctrl-C; nothing was ordered by that",
}

_BY_ERROR: tuple[tuple[type[Exception], Exit], ...] = (
    (SettingsError, Exit.SETTINGS),
    (ModelError, Exit.MODEL),
    (BadAudio, Exit.INPUT),
    (AudioError, Exit.SOUND),
    (BadInput, Exit.INPUT),
    (DamagedData, Exit.DAMAGED),
    (StorageFull, Exit.FULL),
    (StoreFault, Exit.STORE),
    (VoiceError, Exit.FAULT),
    (CatalogError, Exit.FAULT),
)


def exit_of(error: Exception) -> Exit:
    """The code for an error of ours; FAULT for any other."""
    return next((code for kind, code in _BY_ERROR if isinstance(error, kind)), Exit.FAULT)
