"""The usual voice: pyttsx3 in a process of its own, giving sound instead of playing it."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from voice.adapters.line_process import LineProcess, Reply
from voice.adapters.voice_choice import VoiceChoice, known_voice, shortest_s
from voice.audio.frames import AudioFormat, Frames
from voice.audio.wav import wav_form
from voice.errors import EngineFault, Misuse, ModelMissing

INSTALL = "Install the speech engine: apt-get install libespeak-ng1 espeak-ng-data"
ENGINE_RATE = 22_050
START_DEADLINE_S = 20.0


class Pyttsx3Voice:
    """A `Voice`. One sentence at a time; after a crash the sentence is tried once more in a fresh
    process, after a hang the next sentence gets one.

    Text without a letter or digit gives empty Frames and asks nothing of the engine.
    """

    def __init__(self, choice: VoiceChoice | None = None) -> None:
        self._choice = choice or VoiceChoice()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._worker: LineProcess | None = None

    @property
    def name(self) -> str:
        """Engine and voice, for people."""
        return f"pyttsx3 {self._choice.wanted}"

    @property
    def worker_pid(self) -> int:
        """Process id of the engine's process, or 0 where none runs."""
        return self._worker.pid if self._worker else 0

    def start(self) -> None:
        """Start the process and check the voice. Raises EngineFault, or ModelMissing (engine or voice)."""
        if self._worker is not None:
            return
        self._folder = tempfile.TemporaryDirectory(prefix="voicecart-voice-")
        command = [sys.executable, "-m", "voice.adapters.pyttsx3_worker"]
        self._worker = LineProcess(command, log=Path(self._folder.name) / "log", environment=_environment())
        try:
            self._check_voice(self._worker.ask({"do": "voices"}, START_DEADLINE_S))
        except BaseException:
            self.close()
            raise

    def synthesize(self, text: str) -> Frames:
        """The sentence, 16-bit mono at the engine's rate. Raises EngineFault, or Misuse before `start`."""
        if self._worker is None or self._folder is None:
            raise Misuse("The voice was asked to speak before it was started.", remedy="Call start first.")
        seconds = shortest_s(text, self._choice.words_per_minute)
        if not seconds:
            return Frames(b"", AudioFormat(rate=ENGINE_RATE))
        file = Path(self._folder.name) / "sentence.wav"
        question: Reply = {
            "do": "speak",
            "text": text.replace("\0", " "),
            "voice": self._choice.wanted,
            "file": str(file),
        }
        question |= {"rate": self._choice.words_per_minute, "frames": int(seconds * ENGINE_RATE)}
        self._spoken(self._worker, question)
        return _sound(file)

    def close(self) -> None:
        """End the process. Harmless when not started."""
        if self._worker is not None:
            self._worker.stop()
            self._worker = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _check_voice(self, answer: Reply) -> None:
        if "error" in answer:
            raise ModelMissing(f"The speech engine does not start: {answer['error']}.", remedy=INSTALL)
        names = [voice[0] for voice in answer["voices"]]
        known_voice(self._choice.wanted, names, answer["variants"])

    def _spoken(self, worker: LineProcess, question: Reply) -> None:
        end = time.monotonic() + self._choice.deadline_s
        try:
            answer = worker.ask(question, self._choice.deadline_s)
        except EngineFault:
            left = end - time.monotonic()
            if left <= 0:
                raise
            answer = worker.ask(question, left)
        if "error" in answer:
            worker.stop()
            raise EngineFault(f"The voice failed: {answer['error']}.", remedy="It is started again.")


def _environment() -> dict[str, str]:
    """Ours, with our package where the child finds it too."""
    root = str(Path(__file__).resolve().parents[2])
    path = os.environ.get("PYTHONPATH", "")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(part for part in (root, path) if part)}


def _sound(file: Path) -> Frames:
    form = wav_form(file)
    with file.open("rb") as sound:
        sound.seek(form.start)
        data = sound.read(form.size)
    file.unlink()
    return Frames(data, AudioFormat(rate=form.rate))
