"""The virtual sound card itself: it stands alone, leaves nothing behind, and says what it misses."""

from __future__ import annotations

import os
import subprocess

import pytest
from fixtures_sound import MakeSound, chirp, loud_span_ms, recording, until

from voice.adapters.virtual_sound import VirtualSound
from voice.errors import EngineFault, NoSpeaker

pytestmark = pytest.mark.audio


def test_two_cards_do_not_hear_each_other(make_sound: MakeSound):
    with make_sound() as first, make_sound() as second:
        one, two = recording(first), recording(second)
        subprocess.run(
            ["paplay", "--raw", "--rate=16000", "--channels=1", "--latency-msec=200"],
            input=chirp(1).data,
            env=first.environment,
            timeout=30,
            check=True,
        )
        until(lambda: two.recorded_ms > 1500)
        assert loud_span_ms(one.stop())[1] > 900
        assert loud_span_ms(two.stop()) == (0, 0)


def test_the_environment_and_the_directory_are_as_before(make_sound: MakeSound):
    before = dict(os.environ)
    with make_sound() as card:
        home, pid = card._home, card.pid
        assert os.environ["PULSE_SERVER"] == card.environment["PULSE_SERVER"]
        card.say_into_room(chirp(30), wait=False)
    assert dict(os.environ) == before
    assert not home.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    card.close()


def test_a_card_without_its_programs_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(NoSpeaker, match="apt-get install pulseaudio"):
        VirtualSound().start()


def test_a_card_that_does_not_come_up_shows_its_log(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("voice.adapters.virtual_sound.DAEMON", "load-module module-nosuch\n")
    with pytest.raises(EngineFault, match="module-nosuch"):
        VirtualSound().start()
    assert "PULSE_SERVER" not in os.environ
