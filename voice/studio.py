"""Assembly of the spoken assistant: recogniser, voice, devices, and the threads between them."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass

from voice.adapters.aec import EchoFreeMicrophone, WebrtcEchoCanceller
from voice.adapters.silero import SileroActivity
from voice.adapters.sounddevice_io import SounddeviceMicrophone, SounddeviceSpeaker
from voice.assemble import Counter, Mind, began
from voice.clocks import AudioClock, MonotonicClock
from voice.config import Echo, Settings
from voice.dialogue.session import Session
from voice.engines import choose_recognizer
from voice.errors import SettingsError, VoiceError
from voice.hearing.bias import SpeechBias
from voice.hearing.ear import Ear
from voice.language.biasing import bias_for
from voice.language.expectation import Expectation
from voice.listening import Hearing, Listener, bias_of, replay
from voice.mouth import Mouth, ShownMouth, SpokenMouth
from voice.plugins import Group, PluginProblem, Plugins
from voice.ports import Microphone, Recognizer, Speaker, Voice
from voice.runtime import Runtime
from voice.work import AtOnce, InBackground

QUEUE_BLOCKS = 625
"""Twenty seconds of sound may wait while an utterance is being recognised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Devices:
    """What a spoken conversation sounds through; all started."""

    microphone: Microphone
    speaker: Speaker
    voice: Voice
    recognizer: Recognizer

    def close(self) -> None:
        """Release all."""
        for part in (self.microphone, self.speaker, self.voice, self.recognizer):
            part.close()


def open_voice(settings: Settings, plugins: Plugins) -> Voice:
    """The voice of the settings, started."""
    build = plugins.load(Group.SPEAKERS, settings.voice.engine)
    if isinstance(build, PluginProblem):
        raise SettingsError(str(build), remedy=build.remedy)
    voice: Voice = build(settings)
    voice.start()
    return voice


def open_devices(settings: Settings, plugins: Plugins) -> tuple[Devices, str]:
    """Recogniser, voice, microphone and speaker of the settings, started; and what hears and why.

    Raises ModelError, NoMicrophone, NoSpeaker or EngineFault; what was opened before is closed then.
    """
    recognizer, hears = choose_recognizer(settings, plugins)
    with ExitStack() as opened:
        voice = open_voice(settings, plugins)
        opened.callback(voice.close)
        microphone, speaker = sound_devices(settings)
        speaker.start()
        opened.callback(speaker.close)
        recognizer.start()
        opened.callback(recognizer.close)
        microphone.start()
        opened.pop_all()
    devices = Devices(microphone=microphone, speaker=speaker, voice=voice, recognizer=recognizer)
    return devices, hears


def sound_devices(settings: Settings) -> tuple[Microphone, Speaker]:
    """The sound card's microphone and speaker, not started; with echo cancelling where it is set."""
    microphone = SounddeviceMicrophone(settings.devices.microphone or None, queue_blocks=QUEUE_BLOCKS)
    if settings.echo is not Echo.CANCEL:
        return microphone, SounddeviceSpeaker(settings.devices.speaker or None)
    canceller = WebrtcEchoCanceller()
    speaker = SounddeviceSpeaker(settings.devices.speaker or None, heard=canceller.played)
    return EchoFreeMicrophone(microphone, canceller), speaker


def hearing_for(mind: Mind, recognizer: Recognizer, runtime: Runtime, mouth: Mouth) -> Hearing:
    """An ear for this conversation, told at each question what may be said."""

    def build(asked: Expectation) -> SpeechBias:
        return bias_for(asked, mind.locale, mind.lexicon, mind.favourites)

    ear = Ear(SileroActivity(), recognizer, bias_of(runtime, build))
    return Hearing(ear, runtime, mouth, mind.parts.watcher)


@dataclass(slots=True)
class SpokenTalk:
    """A live conversation. `run` blocks until it is over."""

    runtime: Runtime
    listener: Listener
    mouth: Mouth
    work: InBackground

    def run(self) -> None:
        """Hear, answer, order, until the shopper leaves. Raises VoiceError when hearing is lost."""
        self.listener.start()
        try:
            self.runtime.run()
        finally:
            self.close()

    def close(self) -> None:
        """Stop hearing and speaking; a store call that runs is given a moment to end."""
        self.listener.close()
        self.work.close()
        self.mouth.close()


def spoken_talk(
    settings: Settings, mind: Mind, counter: Counter, session: Session, devices: Devices
) -> SpokenTalk:
    """A live conversation through these devices; `mind` was opened with a MonotonicClock."""
    clock = mind.parts.clock
    if not isinstance(clock, MonotonicClock):
        raise VoiceError("A live conversation needs the machine's clock.")
    runtime = Runtime(mind.parts, session)
    mouth = SpokenMouth(devices.voice, devices.speaker, runtime.post, clock, mind.parts.watcher.trouble)
    work = InBackground(runtime.post)
    runtime.attach(mouth, work)
    hearing = hearing_for(mind, devices.recognizer, runtime, mouth)
    gate = settings.echo is Echo.GATE
    listener = Listener(
        devices.microphone,
        hearing,
        clock,
        gate=gate,
        ready=lambda: runtime.post(began(counter, clock, greet=True)),
    )
    return SpokenTalk(runtime, listener, mouth, work)


def replay_talk(
    mind: Mind, counter: Counter, session: Session, microphone: Microphone, recognizer: Recognizer
) -> Runtime:
    """Hear recorded sound to its end, answering on the screen; `mind` was opened with an AudioClock."""
    clock = mind.parts.clock
    if not isinstance(clock, AudioClock):
        raise VoiceError("A replay needs the clock of its sound.")
    runtime = Runtime(mind.parts, session)
    mouth = ShownMouth(runtime.post, clock)
    runtime.attach(mouth, AtOnce(runtime.post))
    runtime.post(began(counter, clock, greet=False))
    runtime.settle()
    replay(microphone, hearing_for(mind, recognizer, runtime, mouth), runtime, clock)
    return runtime
