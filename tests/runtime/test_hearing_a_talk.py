"""The ear at a conversation: the assistant neither hears itself nor talks on over the shopper, and a yes
counts only where it surely began after the total.
"""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from talkfloor import Talk

from voice.audio.frames import VAD_BLOCK, Frames
from voice.clocks import MonotonicClock
from voice.dialogue.events import MarkHeard, ShopperSpeaks, SpeechEnded
from voice.dialogue.session import Confirming, Phase
from voice.errors import EngineFault, NoMicrophone
from voice.hearing.bias import ClosedAnswer, SpeechBias
from voice.hearing.ear import Ear
from voice.listening import FAULTS, Hearing, Listener
from voice.mouth import Sentence
from voice.testing import Saying, ScriptedActivity, ScriptedRecognizer, blocks, loud, says, silence


class StageMouth:
    """A mouth that only notes; the test tells what was heard, and when its own voice sounded."""

    def __init__(self) -> None:
        self.speech = 0
        self.hushed = 0
        self.sounding: tuple[int, int] = (0, 0)

    def say(self, speech: int, _sentences: tuple[Sentence, ...]) -> None:
        self.speech = speech

    def hush(self) -> None:
        self.hushed += 1

    def sounded(self, at_ms: int) -> bool:
        return self.sounding[0] <= at_ms < self.sounding[1]

    def close(self) -> None:
        """Nothing is open."""


class Room:
    """A conversation that hears scripted speech through the real ear."""

    def __init__(self, folder: Path, *script: Saying) -> None:
        self.talk = Talk(folder, shows=False)
        self.mouth = StageMouth()
        self.talk.begin(self.mouth)
        self.recognizer = ScriptedRecognizer(script)
        self.recognizer.start()
        ear = Ear(ScriptedActivity(), self.recognizer, self.bias)
        self.hearing = Hearing(ear, self.talk.runtime, self.mouth, self.talk.notes)
        self.closed = SpeechBias(language="en")

    def bias(self) -> SpeechBias:
        return self.closed

    def sound(self, *pieces: Frames, gate: bool = False) -> None:
        """Sound goes on from now."""
        begin = self.talk.clock.now
        for block in blocks(*pieces):
            self.hearing.take(Frames(block.data, at_ms=begin + block.at_ms), gate=gate)
            self.talk.clock.now = begin + block.end_ms
            self.talk.runtime.settle()

    def at_readback(self) -> Room:
        self.talk.type("add one oat milk")
        self.talk.type("check out")
        assert self.talk.runtime.session.phase is Phase.CONFIRM
        self.closed = SpeechBias(language="en", closed=(ClosedAnswer("yes", "yes"),))
        return self

    def total_heard(self) -> None:
        now = self.talk.clock.now
        self.talk.runtime.post(MarkHeard(at_ms=now, speech=self.mouth.speech, mark="total"))
        self.talk.runtime.settle()


YES = says("yes", label="yes")


def test_a_yes_after_the_total_orders(tmp_path):
    room = Room(tmp_path, YES).at_readback()
    room.total_heard()
    room.sound(silence(640), loud(640), silence(960))
    assert room.talk.orders == 1


def test_speech_stops_the_voice_and_what_interrupts_the_readback_is_no_consent(tmp_path):
    room = Room(tmp_path, YES).at_readback()
    before = room.mouth.hushed
    room.sound(silence(640), loud(320))
    assert room.mouth.hushed == before + 1
    room.sound(loud(320), silence(960))
    assert room.talk.orders == 0
    pending = room.talk.runtime.session.pending
    assert isinstance(pending, Confirming)
    assert pending.total_ms is None


def test_without_the_mark_of_a_dead_device_no_yes_counts(tmp_path):
    room = Room(tmp_path, YES).at_readback()
    room.talk.runtime.post(SpeechEnded(at_ms=room.talk.clock.now, speech=room.mouth.speech, complete=False))
    room.talk.runtime.settle()
    room.sound(silence(640), loud(640), silence(960))
    assert room.talk.orders == 0


def test_the_mark_of_an_older_readback_counts_for_nothing(tmp_path):
    room = Room(tmp_path, YES).at_readback()
    older = room.mouth.speech
    room.talk.type("make that two")
    now = room.talk.clock.now
    room.talk.runtime.post(MarkHeard(at_ms=now, speech=older, mark="total"))
    room.talk.runtime.settle()
    room.sound(silence(640), loud(640), silence(960))
    assert room.talk.orders == 0


def test_the_gate_hears_nothing_of_its_own_voice(tmp_path):
    room = Room(tmp_path, YES).at_readback()
    room.total_heard()
    now = room.talk.clock.now
    room.mouth.sounding = (now, now + 3_000)
    room.sound(silence(320), loud(1_600), silence(1_500), gate=True)
    assert room.recognizer.biases == []
    assert room.talk.orders == 0
    room.sound(silence(320), loud(640), silence(960), gate=True)
    assert room.talk.orders == 1


def test_a_yes_that_runs_out_of_the_gate_may_have_begun_before_the_total_and_is_none(tmp_path):
    room = Room(tmp_path, YES, YES).at_readback()
    room.sound(silence(320))
    now = room.talk.clock.now
    room.mouth.sounding = (now, now + 1_600)
    room.sound(silence(640), gate=True)
    room.total_heard()
    room.sound(loud(1_600), silence(960), gate=True)
    assert room.talk.orders == 0
    room.total_heard()
    room.sound(silence(320), loud(640), silence(960), gate=True)
    assert room.talk.orders == 1


def test_noise_without_a_word_goes_on_waiting_and_orders_nothing(tmp_path):
    room = Room(tmp_path, says()).at_readback()
    room.total_heard()
    room.sound(silence(640), loud(640), silence(960))
    assert room.talk.orders == 0
    assert room.talk.runtime.session.phase is Phase.CONFIRM


def test_an_engine_that_fails_again_and_again_ends_the_hearing_and_orders_nothing(tmp_path):
    room = Room(tmp_path, YES).at_readback()
    room.total_heard()

    def broken(frames):
        raise EngineFault("down")

    room.recognizer.accept = broken
    for _ in range(FAULTS - 1):
        room.sound(silence(320), loud(128), silence(960))
    with pytest.raises(EngineFault):
        room.sound(silence(320), loud(128), silence(960))
    assert room.talk.orders == 0
    assert len(room.talk.notes.troubles) == FAULTS - 1


class Waiting:
    """A microphone whose blocks have waited for their taker; then it goes away or is closed."""

    name = "waiting"
    dropped_ms = 0

    def __init__(self, seconds: int, fault: Exception | None = None) -> None:
        self._blocks = seconds * 16_000 // VAD_BLOCK
        self._fault = fault

    def start(self) -> None:
        """Open."""

    def frames(self):
        for i in range(self._blocks):
            yield Frames(bytes(2 * VAD_BLOCK), at_ms=i * 32)
        if self._fault is not None:
            raise self._fault

    def close(self) -> None:
        """Closed."""


def test_after_sound_that_waited_for_its_taker_the_clock_is_not_behind_the_sound(tmp_path):
    room, clock = Room(tmp_path), MonotonicClock()
    room.talk.runtime._parts.clock.now_ms = clock.now_ms
    listener = Listener(Waiting(10), room.hearing, clock, gate=False, ready=lambda: None)
    listener._listen()
    assert clock.now_ms() >= 9_900, "a mark would be dated before the yes that interrupted it"


def test_a_microphone_that_goes_away_ends_the_conversation_with_its_error(tmp_path):
    room = Room(tmp_path)
    gone = NoMicrophone("gone")
    listener = Listener(Waiting(1, gone), room.hearing, MonotonicClock(), gate=False, ready=lambda: None)
    listener.start()
    with pytest.raises(NoMicrophone):
        room.talk.runtime.run()
    listener.close()


def test_the_clock_never_goes_back_once_it_follows_the_sound(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("voice.clocks.time.monotonic", lambda: now[0])
    clock = MonotonicClock()
    now[0] = 108.0
    clock.align(32)
    assert clock.now_ms() == pytest.approx(32, abs=1)
    clock.align(5_000)
    assert clock.now_ms() == pytest.approx(5_000, abs=1)
    now[0] = 109.0
    clock.align(5_032)  # a block that was taken late
    assert clock.now_ms() == pytest.approx(6_000, abs=1)


def test_shopper_speaks_is_told_while_the_recogniser_still_hears(tmp_path):
    room = Room(tmp_path, YES)
    told = threading.Event()
    room.talk.runtime.post = lambda event: told.set() if isinstance(event, ShopperSpeaks) else None
    room.sound(silence(320), loud(320))
    assert told.is_set()
