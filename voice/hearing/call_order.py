"""The order in which a recogniser may be called: one table for every engine and fake. Pure.

NEW ──start──▶ READY ──begin──▶ HEARING ──finish | abort──▶ READY ──close──▶ CLOSED
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from voice.audio.frames import AudioFormat, Frames
from voice.errors import BadAudio, Misuse

HEARING_FORMAT: Final = AudioFormat()
"""The only form of sound that a recogniser takes: 16 kHz, 16 bit, mono."""


class Stage(StrEnum):
    """Where a recogniser stands."""

    NEW = "new"
    READY = "ready"
    HEARING = "hearing"
    CLOSED = "closed"


_TABLE: Final[dict[str, dict[Stage, Stage]]] = {
    "start": {Stage.NEW: Stage.READY},
    "begin": {Stage.READY: Stage.HEARING},
    "accept": {Stage.HEARING: Stage.HEARING},
    "pause": {Stage.HEARING: Stage.HEARING},
    "finish": {Stage.HEARING: Stage.READY},
    "abort": {Stage.HEARING: Stage.READY},
    "unknown_words": {Stage.READY: Stage.READY, Stage.HEARING: Stage.HEARING},
    "close": dict.fromkeys(Stage, Stage.CLOSED),
}


class CallOrder:
    """Keeps one recogniser's calls in order, so that a wrong one never reaches its library."""

    def __init__(self) -> None:
        self.stage = Stage.NEW

    def check(self, call: str) -> None:
        """Raise Misuse if `call` may not come now; change nothing."""
        if self.stage not in _TABLE[call]:
            raise Misuse(
                f"A recogniser was asked to {call} while {self.stage}.",
                remedy="Call start, then begin, accept, finish or abort for each utterance, then close.",
            )

    def take(self, call: str) -> None:
        """Go on to what follows `call`; raises Misuse if it may not come now."""
        self.check(call)
        self.stage = _TABLE[call][self.stage]


def check_hearing_format(frames: Frames) -> None:
    """Raise BadAudio unless the sound is 16 kHz mono."""
    if frames.format != HEARING_FORMAT:
        raise BadAudio(
            f"A recogniser cannot take {frames.format.channels} channels at {frames.format.rate} Hz.",
            remedy="Give 16 kHz, 16 bit, mono.",
        )
