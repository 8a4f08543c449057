"""A rehearsed shopper who types: the same scripts without sound, so that a script itself can be judged."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from voice.adapters.argon2_pin import PinVault
from voice.adapters.espeak_voice import EspeakVoice
from voice.assemble import began, new_session, open_counter, open_mind
from voice.audio.frames import Frames
from voice.clocks import AudioClock
from voice.config_load import load_settings
from voice.dialogue.expecting import expectation
from voice.hearing.transcript import ClosedHearing, Hypothesis, Transcript
from voice.language.expectation import Asked
from voice.mouth import ShownMouth
from voice.plugins import Plugins
from voice.rehearsal import Cast, GaveUp, Shopper
from voice.rehearsal_script import Dialogue, Manners
from voice.rehearsal_watch import Follower
from voice.runtime import Runtime
from voice.stage import changed, judge
from voice.work import AtOnce


@dataclass(slots=True, kw_only=True)
class TypedShopper(Shopper):
    runtime: Runtime

    def _sound(self, text: str) -> Frames:
        del text
        return Frames(b"")

    def _say(self, text: str) -> None:
        self.follower.log.append(f"shopper types {text!r}")
        asked = expectation(self.runtime.session).asked
        word = text.lower().replace(",", " ").strip(" .!?").split()[0]
        label = {"yes": "yes", "no": "no", "네": "yes", "아니요": "no"}.get(word)
        self.clock.advance(self.clock.now_ms() + 500)
        now = self.clock.now_ms()
        self.runtime.post(
            Transcript(
                hypotheses=(Hypothesis(text),),
                began_ms=now,
                ended_ms=now,
                language=self.follower.session.language,
                engine="script",
                closed=ClosedHearing(label) if asked is not Asked.OPEN else None,
            )
        )
        self.runtime.settle()

    def _settle(self) -> None:
        self.runtime.settle()

    def _let_sound(self, frames: Frames) -> None:
        self.clock.advance(self.clock.now_ms() + frames.duration_ms)

    def _wait(self, condition, what) -> None:
        for _ in range(100):
            if condition():
                return
            self.clock.advance(self.clock.now_ms() + 1_000)
            self.runtime.tick()
            self.runtime.settle()
        raise GaveUp(f"nothing came of waiting {what}")


def type_dialogue(dialogue: Dialogue, manners: Manners, language: str, folder: Path):
    """(verdict, why, orders, log) of the dialogue, typed."""
    settings = load_settings(None, overrides={"language": language}, plugins=Plugins())
    settings = changed(settings, {**dialogue.settings, "data_dir": folder})
    if dialogue.pin:
        PinVault(settings.pin_file, settings.pin_key_file).set_pin(dialogue.pin)
    counter, follower, clock = open_counter(settings), Follower(), AudioClock()
    try:
        known = {order.id for order in counter.store.orders(50)}
        mind = open_mind(settings, counter, follower, clock)
        runtime = Runtime(mind.parts, new_session(settings))
        mouth = ShownMouth(runtime.post, clock)
        runtime.attach(mouth, AtOnce(runtime.post))
        runtime.post(began(counter, clock, greet=True))
        runtime.settle()
        shopper = TypedShopper(
            dialogue=dialogue,
            cast=Cast(name="typed", voice=EspeakVoice(), manners=manners),
            room=None,
            microphone=None,
            mouth=mouth,
            clock=clock,
            follower=follower,
            alive=lambda: not runtime.over,
            runtime=runtime,
        )
        why = shopper.talk()
        orders = [order for order in counter.store.orders(50) if order.id not in known]
    finally:
        counter.close()
    verdict, reason = judge(dialogue, orders, shopper.agreed)
    return (
        verdict if not why or verdict != "as meant" else "gave up",
        f"{reason}; {why}",
        orders,
        follower.log,
    )
