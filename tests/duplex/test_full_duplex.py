"""Speech stops the voice, and voicecart never hears itself: live, through a virtual sound card."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import pytest
from fixtures_sound import loud_span_ms, recording, until

from voice.adapters.espeak_voice import EspeakVoice
from voice.adapters.voice_choice import VoiceChoice
from voice.assemble import new_session, open_counter, open_mind
from voice.clocks import MonotonicClock
from voice.config import Echo, Settings
from voice.dialogue.events import Heard, ShopperSpeaks, SpeechEnded
from voice.keyboard import typed
from voice.plugins import Plugins
from voice.studio import Devices, open_voice, sound_devices, spoken_talk
from voice.testing import Saying, ScriptedRecognizer, says
from voice.watch import Unwatched

pytestmark = pytest.mark.audio


class Events(Unwatched):
    """Every event, in order."""

    def __init__(self) -> None:
        self.seen = []

    def stepped(self, before, event, after, actions):  # noqa: ARG002 - the watcher's form
        self.seen.append(event)

    def of(self, kind):
        return [event for event in self.seen if isinstance(event, kind)]


@contextmanager
def talking(folder, echo, *script: Saying):
    """A live conversation whose recogniser hears a script; everything else is real."""
    settings = Settings(data_dir=folder, echo=echo)
    events, plugins = Events(), Plugins()
    counter = open_counter(settings, plugins)
    mind = open_mind(settings, counter, events, MonotonicClock(), plugins)
    voice = open_voice(settings, plugins)
    microphone, speaker = sound_devices(settings)
    recognizer = ScriptedRecognizer(script)
    for part in (speaker, recognizer, microphone):
        part.start()
    devices = Devices(microphone=microphone, speaker=speaker, voice=voice, recognizer=recognizer)
    talk = spoken_talk(settings, mind, counter, new_session(settings), devices)
    thread = threading.Thread(target=talk.run, daemon=True)
    thread.start()
    try:
        until(lambda: bool(events.of(SpeechEnded)))  # the greeting
        yield talk, events, mind.parts.clock
    finally:
        talk.runtime.stop()
        thread.join(timeout=10)
        devices.close()
        counter.close()


def ask_for_help(talk, clock):
    """The longest thing it says."""
    talk.runtime.post(typed("help", clock, "en"))


@pytest.fixture(scope="module")
def shopper():
    voice = EspeakVoice(VoiceChoice(voice="en-us"))
    voice.start()
    yield voice
    voice.close()


def test_speech_stops_the_voice_where_no_echo_can_come_back(sound, shopper, tmp_path):
    with talking(tmp_path, Echo.HEADSET, says("stop")) as (talk, events, clock):
        ask_for_help(talk, clock)
        until(lambda: bool(talk.runtime.session.speaking))
        recorded = recording(sound)
        sound.say_into_room(shopper.synthesize("stop please, stop it now"))
        until(lambda: len(events.of(SpeechEnded)) >= 2)
        cut = events.of(SpeechEnded)[1]
        assert not cut.complete
        began = events.of(ShopperSpeaks)[0].at_ms
        assert cut.at_ms - began < 2_000, "the voice went on far into the shopper's words"
        until(lambda: bool(events.of(Heard)))
        assert loud_span_ms(recorded.stop())[1] < 6_000


def test_its_own_voice_in_the_room_is_not_heard_behind_the_gate(make_sound, tmp_path):
    with (
        make_sound(echo=True) as card,
        talking(tmp_path, Echo.GATE, says("yes", label="yes")) as (
            talk,
            events,
            clock,
        ),
    ):
        assert card.pid
        ask_for_help(talk, clock)
        until(lambda: len(events.of(SpeechEnded)) >= 2)
        assert events.of(SpeechEnded)[1].complete
        assert events.of(ShopperSpeaks) == []
        assert len(events.of(Heard)) == 1, "only what was typed"


def test_without_gate_or_canceller_it_would_hear_itself(make_sound, tmp_path):
    """The echo of this card is real: else the test above would prove nothing."""
    with make_sound(echo=True), talking(tmp_path, Echo.HEADSET, says("yes")) as (talk, events, clock):
        ask_for_help(talk, clock)
        until(lambda: bool(events.of(ShopperSpeaks)))
