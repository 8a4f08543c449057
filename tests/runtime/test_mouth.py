"""The mouth: what was not heard in full has no mark, and so is agreed to by nobody."""

from __future__ import annotations

import queue
from collections.abc import Callable

import pytest
from talkfloor import HandClock

from voice import mouth as mouths
from voice.audio.frames import Frames
from voice.dialogue.events import MarkHeard, SpeechEnded
from voice.errors import EngineFault, NoSpeaker
from voice.mouth import Sentence, SpokenMouth
from voice.testing import silence

PATIENCE_S = 10
MARKED = (Sentence("the lines"), Sentence("the total", "total"), Sentence("shall I"))


class HandVoice:
    """A second of sound for each sentence; `broken` maps sentences to what happens instead."""

    name = "hand"

    def __init__(self, **broken: Exception | Frames) -> None:
        self.broken = broken

    def synthesize(self, text: str) -> Frames:
        instead = self.broken.get(text.replace(" ", "_"))
        if isinstance(instead, Exception):
            raise instead
        return silence(1_000) if instead is None else instead


class HandSpeaker:
    """Plays until the test says that the piece is over."""

    name = "hand"

    def __init__(self) -> None:
        self.pieces: queue.Queue[Callable[[bool], None]] = queue.Queue()
        self.now: Callable[[bool], None] | None = None
        self.stops = 0
        self.refuses: Exception | None = None

    def play(self, _frames: Frames, done: Callable[[bool], None]) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.now = done
        self.pieces.put(done)

    def stop(self) -> None:
        self.stops += 1
        done, self.now = self.now, None
        if done is not None:
            done(False)

    def end(self, *, heard: bool = True) -> None:
        """The piece that plays, or the next one, is over."""
        done = self.pieces.get(timeout=PATIENCE_S)
        self.now = None
        done(heard)


class Spoken:
    """A mouth with a hand's voice and speaker; what it reports comes out of `next`."""

    def __init__(self, **broken: Exception | Frames) -> None:
        self.clock, self.speaker = HandClock(), HandSpeaker()
        self.told: queue.Queue[object] = queue.Queue()
        self.troubles: list[Exception] = []
        self.mouth = SpokenMouth(
            HandVoice(**broken), self.speaker, self.told.put, self.clock, self.troubles.append
        )

    def next(self) -> object:
        return self.told.get(timeout=PATIENCE_S)


def test_the_mark_comes_when_the_total_has_been_heard_and_not_before():
    spoken = Spoken()
    spoken.mouth.say(1, MARKED)
    spoken.speaker.end()
    done = spoken.speaker.pieces.get(timeout=PATIENCE_S)
    assert spoken.told.empty()
    spoken.clock.now = 7_000
    done(True)
    assert spoken.next() == MarkHeard(at_ms=7_000, speech=1, mark="total")
    spoken.speaker.end()
    assert spoken.next() == SpeechEnded(at_ms=7_000, speech=1, complete=True)
    spoken.mouth.close()


@pytest.mark.parametrize("pieces", [0, 1])
def test_a_speech_that_is_cut_before_the_end_of_the_total_has_no_mark(pieces):
    spoken = Spoken()
    spoken.mouth.say(1, MARKED)
    for _ in range(pieces):
        spoken.speaker.end()
    spoken.speaker.end(heard=False)
    assert spoken.next() == SpeechEnded(at_ms=1_000, speech=1, complete=False)
    spoken.mouth.close()


@pytest.mark.parametrize("fault", [NoSpeaker("gone"), RuntimeError("a plug-in's")])
def test_a_device_that_refuses_ends_the_speech_without_mark_and_the_next_one_is_said(fault):
    spoken = Spoken()
    spoken.speaker.refuses = fault
    spoken.mouth.say(1, MARKED)
    assert spoken.next() == SpeechEnded(at_ms=1_000, speech=1, complete=False)
    assert spoken.troubles == [fault]
    spoken.speaker.refuses = None
    spoken.mouth.say(2, MARKED[1:2])
    spoken.speaker.end()
    assert spoken.next() == MarkHeard(at_ms=1_000, speech=2, mark="total")
    spoken.mouth.close()


@pytest.mark.parametrize("broken", [EngineFault("down"), RuntimeError("a plug-in's"), Frames(b"")])
def test_a_total_that_the_voice_cannot_say_has_no_mark(broken):
    spoken = Spoken(the_total=broken)
    spoken.mouth.say(1, MARKED)
    spoken.speaker.end()
    assert spoken.next() == SpeechEnded(at_ms=1_000, speech=1, complete=False)
    assert len(spoken.troubles) == 1
    spoken.mouth.close()


def test_a_piece_that_a_hung_device_gives_up_late_ends_nobody_elses_sound(monkeypatch):
    monkeypatch.setattr(mouths, "LATE_S", -1.0)  # the device is given up at once
    spoken = Spoken()
    spoken.mouth.say(1, MARKED[:1])
    hung = spoken.speaker.pieces.get(timeout=PATIENCE_S)
    assert spoken.next() == SpeechEnded(at_ms=1_000, speech=1, complete=False)
    monkeypatch.undo()
    spoken.speaker.now = None
    spoken.clock.now = 3_000
    spoken.mouth.say(2, MARKED[:1])
    playing = spoken.speaker.pieces.get(timeout=PATIENCE_S)
    hung(False)
    spoken.clock.now = 9_000
    assert spoken.mouth.sounded(8_000), "the microphone would hear the voice that sounds now"
    playing(True)
    spoken.next()
    assert not spoken.mouth.sounded(9_000 + mouths.TAIL_MS + 1)
    spoken.mouth.close()
