"""The live assistant with a stop-watch on each of its ports: data of scripts/bench_latency.py."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from catalog.ports import Query
from catalog.product import Product
from catalog.search import CatalogSearch
from voice.adapters import portaudio
from voice.adapters.virtual_sound import VirtualSound
from voice.assemble import new_session, open_counter, open_mind
from voice.audio.frames import RECOGNISER_RATE, Frames
from voice.audio.resample import floats, resample
from voice.builtin import model_store
from voice.clocks import MonotonicClock
from voice.config import Settings
from voice.engines import choose_recognizer
from voice.hearing.bias import SpeechBias
from voice.hearing.transcript import Hypothesis, Transcript
from voice.language.biasing import bias_for
from voice.language.expectation import Expectation
from voice.language.lexicon import Lexicon
from voice.language.locale import load_locale
from voice.language.understand import Understanding
from voice.models.store import require
from voice.plugins import Plugins
from voice.ports import Recognizer, Voice
from voice.rehearsal_sound import WatchedMicrophone
from voice.rehearsal_watch import Follower
from voice.studio import Devices, open_voice, sound_devices, spoken_talk

LOUD = 500
"""Of 32768: what is louder is somebody's voice; the virtual card is silent otherwise."""
QUIET_MS = 300
WAIT_S = 60.0


@dataclass
class Marks:
    """When things happened in the turn under way, in seconds of the machine's clock."""

    at: dict[str, float] = field(default_factory=dict)

    def first(self, name: str) -> None:
        """Note the first time."""
        self.at.setdefault(name, time.monotonic())

    def last(self, name: str) -> None:
        """Note the last time so far."""
        self.at[name] = time.monotonic()


class Timed:
    """A port that notes when the calls of interest begin and end; all else is the port's own."""

    def __init__(self, port: Any, marks: Marks, calls: tuple[str, ...]) -> None:
        self._port, self._marks, self._calls = port, marks, calls

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        if name not in self._calls:
            return found

        def timed(*args: Any, **more: Any) -> Any:
            self._marks.first(f"{name} begins")
            try:
                return found(*args, **more)
            finally:
                self._marks.first(f"{name} ends")

        return timed


class TimedMicrophone(WatchedMicrophone):
    """Notes when the last loud block was handed over."""

    def __init__(self, microphone: Any, marks: Marks) -> None:
        super().__init__(microphone)
        self._marks = marks
        self.quiet_ms = 0

    def frames(self) -> Iterator[Frames]:
        """The microphone's sound."""
        for frames in super().frames():
            loud = bool(frames.data) and int(np.abs(np.frombuffer(frames.data, "<i2")).max()) > LOUD
            if loud and "finish begins" not in self._marks.at:
                self._marks.last("speech ends")
            self.quiet_ms = 0 if loud else self.quiet_ms + frames.duration_ms
            yield frames


class SpeakerWire:
    """Listens at the virtual speaker, and notes when it first sounds."""

    def __init__(self, card: VirtualSound, marks: Marks) -> None:
        command = ["parec", "--device=speaker.monitor", "--latency-msec=10", "--rate=16000", "--channels=1"]
        self._process = subprocess.Popen(
            [*command, "--format=s16le"], env=card.environment, stdout=subprocess.PIPE
        )
        self._marks = marks
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 - it was asked for above
        while data := self._process.stdout.read(320):
            if (
                int(np.abs(np.frombuffer(data, "<i2")).max(initial=0)) > LOUD
                and "play begins" in self._marks.at
            ):
                self._marks.first("sounds")

    def close(self) -> None:
        """Stop listening."""
        self._process.terminate()
        self._process.wait(5)


Turn = dict[str, float]
"""The marks of one turn, in seconds."""


def live(
    settings: Settings, sentences: list[Frames], turns: int, ready: dict[str, float]
) -> list[dict[str, float]]:
    """The marks of each turn of one conversation. `ready` gets the start-up times."""
    marks, began = Marks(), time.monotonic()
    with ExitStack() as opened:
        card = opened.enter_context(VirtualSound(changed=portaudio.refresh_devices))
        ready["sound card"] = time.monotonic() - began
        began, plugins = time.monotonic(), Plugins()
        counter = open_counter(settings, plugins)
        opened.callback(counter.close)
        clock, follower = MonotonicClock(), Follower()
        mind = open_mind(settings, counter, follower, clock, plugins)
        ready["catalog and language"] = time.monotonic() - began
        began = time.monotonic()
        recognizer, _ = choose_recognizer(settings, plugins)
        recognizer.start()
        opened.callback(recognizer.close)
        ready["recogniser"] = time.monotonic() - began
        began = time.monotonic()
        voice = open_voice(settings, plugins)
        opened.callback(voice.close)
        plain, speaker = sound_devices(settings)
        microphone = TimedMicrophone(plain, marks)
        speaker.start()
        microphone.start()
        opened.callback(speaker.close)
        devices = Devices(
            microphone=microphone,
            speaker=Timed(speaker, marks, ("play",)),
            voice=Timed(voice, marks, ("synthesize",)),
            recognizer=Timed(recognizer, marks, ("finish",)),
        )
        talk = spoken_talk(settings, mind, counter, new_session(settings), devices)
        thread = threading.Thread(target=talk.run, daemon=True)
        thread.start()
        ready["voice and devices"] = time.monotonic() - began
        wire = SpeakerWire(card, marks)
        opened.callback(wire.close)
        try:
            return [
                _turn(card, sentences[n % len(sentences)], marks, (follower, microphone))
                for n in range(turns)
            ]
        finally:
            talk.runtime.stop()
            thread.join(10)


def _turn(card: VirtualSound, sound: Frames, marks: Marks, seen: tuple[Follower, TimedMicrophone]) -> Turn:
    _wait(lambda: _at_rest(*seen))
    marks.at.clear()
    card.say_into_room(sound)
    _wait(lambda: "sounds" in marks.at)
    return dict(marks.at)


def _at_rest(follower: Follower, microphone: TimedMicrophone) -> bool:
    session = follower.session
    busy = session is None or session.speaking or session.waiting or follower.open_utterance
    return not busy and microphone.quiet_ms > QUIET_MS


def _wait(condition: Any) -> None:
    until = time.monotonic() + WAIT_S
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError(f"no answer in {WAIT_S:.0f} s")
        time.sleep(0.02)


def shoppers_sounds(voice: Voice, texts: list[str]) -> list[Frames]:
    """The sentences in a shopper's voice."""
    voice.start()
    try:
        return [voice.synthesize(text) for text in texts]
    finally:
        voice.close()


def thought(products: list[Product], language: str, texts: list[str]) -> dict[str, float]:
    """CPU milliseconds of understanding and of finding, per utterance; and of building their indexes."""
    began = time.process_time()
    locale = load_locale(language)
    meaning = Understanding(locale, Lexicon.of(products, language, locale.words), "USD")
    search = CatalogSearch(products, languages=[language])
    built = time.process_time() - began
    understood = found = 0.0
    for text in texts:
        one = Transcript(
            hypotheses=(Hypothesis(text),), began_ms=0, ended_ms=1, language=language, engine="bench"
        )
        began = time.process_time()
        acts = meaning.understand(one, Expectation(language=language)).acts
        understood += time.process_time() - began
        began = time.process_time()
        for mention in (m for act in acts for m in act.mentions if m.phrases):
            search.find(Query(phrases=mention.phrases, language=language))
        found += time.process_time() - began
    n = max(1, len(texts))
    return {
        "products": len(products),
        "build_s": round(built, 2),
        "understand_ms": round(1000 * understood / n, 2),
        "find_ms": round(1000 * found / n, 2),
    }


def against_bare(settings: Settings, sounds: list[Frames], texts: list[str]) -> dict[str, Any]:
    """Our recogniser and its bare engine on the same sounds, one after the other; real-time factors."""
    del texts
    heard = [resample(sound, RECOGNISER_RATE) for sound in sounds]
    seconds = sum(sound.duration_ms for sound in heard) / 1000
    counter = open_counter(settings, Plugins())
    try:
        products = list(counter.search.products())
    finally:
        counter.close()
    locale = load_locale(settings.language)
    lexicon = Lexicon.of(products, settings.language, locale.words)
    bias = bias_for(Expectation(language=settings.language), locale, lexicon)
    recognizer, _ = choose_recognizer(settings, Plugins())
    recognizer.start()
    try:
        recognise(recognizer, bias, heard[:1])
        ours = recognise(recognizer, bias, heard)
        engine = recognizer.info.engine
    finally:
        recognizer.close()
    bare = bare_whisper if engine.startswith("whisper") else bare_vosk
    theirs = bare(settings, heard)
    return {
        "engine": engine,
        "rtf": round(ours / seconds, 3),
        "bare_rtf": round(theirs / seconds, 3),
        "ratio": round(ours / theirs, 2),
    }


def recognise(recognizer: Recognizer, bias: SpeechBias, sounds: list[Frames]) -> float:
    """Wall seconds that our recogniser takes for these sounds (16 kHz), given as the microphone does."""
    began = time.perf_counter()
    for sound in sounds:
        recognizer.begin(bias)
        recognizer.accept(Frames(sound.data))
        recognizer.finish()
    return time.perf_counter() - began


def bare_whisper(settings: Settings, sounds: list[Frames]) -> float:
    """Wall seconds of faster-whisper's own transcribe, five beams, as its users call it."""
    from faster_whisper import WhisperModel  # noqa: PLC0415 - an extra

    path = require(model_store(settings), language=settings.language, engine="whisper")
    model = WhisperModel(str(path), device="cpu", compute_type="int8", local_files_only=True)
    samples = [floats(sound) for sound in sounds]
    list(model.transcribe(samples[0])[0])
    began = time.perf_counter()
    for one in samples:
        list(model.transcribe(one, beam_size=5)[0])
    return time.perf_counter() - began


def bare_vosk(settings: Settings, sounds: list[Frames]) -> float:
    """Wall seconds of Vosk's own recogniser without a grammar, fed a tenth of a second at a time."""
    from vosk import KaldiRecognizer, Model, SetLogLevel  # noqa: PLC0415 - large

    SetLogLevel(-1)
    path = require(model_store(settings), language=settings.language, engine="vosk")
    model = Model(model_path=str(path))
    began = time.perf_counter()
    for sound in sounds:
        engine = KaldiRecognizer(model, RECOGNISER_RATE)
        for start in range(0, len(sound.data), 3200):
            engine.AcceptWaveform(sound.data[start : start + 3200])
        engine.FinalResult()
    return time.perf_counter() - began
