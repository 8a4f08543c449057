"""The program in which pyttsx3 runs: one JSON line in, one JSON line out.

pyttsx3's Linux driver does not wait for its engine, loses sentences, prints to stdout and sometimes
hangs; measured, about one file in fourteen is empty even when one waits for its events. So it has a
process of its own, every sentence is checked for its length and tried again, and the parent ends this
process when it is late. It ends itself when its parent is gone.

Questions: {"do": "voices"} -> {"voices": [[id, name, [languages]]...], "variants": [name...]}
           {"do": "speak", "text", "voice", "rate", "file", "frames"} -> {"frames": n} | {"error": why}
Any answer may be {"error": why, "kind": "library" | "voice" | "engine"}.
"""

from __future__ import annotations

import ctypes
import json
import os
import queue
import sys
import threading
import wave
from pathlib import Path
from typing import Any

ATTEMPTS = 6
ALIKE = 0.02
"""Two makings of one sentence differ by less than this share of their length, unless one was cut."""
FINISH_S = 10.0
"""How long one attempt may wait for the engine's own word that it is done."""


class Mouth:
    """pyttsx3 with its driver, initialised once and kept."""

    def __init__(self) -> None:
        import pyttsx3  # noqa: PLC0415
        from pyttsx3.drivers import _espeak  # noqa: PLC0415

        self._library = _espeak
        self._engine = pyttsx3.init("espeak")
        self._driver = self._engine.proxy._driver  # noqa: SLF001 - rates and voices must reach the driver itself
        self._finished = threading.Event()
        self._engine.connect("finished-utterance", self._on_finished)

    def voices(self) -> dict[str, Any]:
        """All voices, and the variants (colours of voice) that may follow a plus sign."""
        found = self._driver.getProperty("voices")
        spec = self._library.VOICE()
        spec.languages = b"variant"
        variants = self._library.ListVoices(ctypes.byref(spec))
        return {
            "voices": [[v.id, v.name, list(v.languages)] for v in found],
            "variants": [v.identifier.decode(errors="replace").rpartition("/")[2] for v in variants],
        }

    def speak(self, question: dict[str, Any]) -> dict[str, Any]:
        """Write the sentence to the file; at least `frames` samples, or an error after all attempts.

        A sentence cut in its middle may still be long enough, so it is made until two makings agree: a
        read-back must not lose its total.
        """
        self._library.Synchronize()
        try:
            self._driver.setProperty("voice", question["voice"])
        except ValueError as error:
            return {"error": str(error), "kind": "voice"}
        self._driver.setProperty("rate", question["rate"])
        last = 0
        for _ in range(ATTEMPTS):
            frames = self._attempt(question["text"], question["file"])
            if frames >= question["frames"] and abs(frames - last) <= ALIKE * frames:
                return {"frames": frames}
            last = frames
        return {"error": f"{last} samples where {question['frames']} were due", "kind": "engine"}

    def _attempt(self, text: str, file: str) -> int:
        self._finished.clear()
        Path(file).unlink(missing_ok=True)
        self._engine.save_to_file(text, file)
        self._engine.runAndWait()
        self._finished.wait(FINISH_S)
        self._library.Synchronize()
        return _samples(file)

    def _on_finished(self, name: str = "", completed: bool = True) -> None:  # noqa: ARG002, FBT001, FBT002
        self._finished.set()


def _samples(file: str) -> int:
    try:
        with wave.open(file, "rb") as sound:
            return sound.getnframes()
    except (OSError, EOFError, wave.Error):
        return 0


def _answer(mouth: Mouth | None, question: dict[str, Any]) -> tuple[Mouth | None, dict[str, Any]]:
    if mouth is None:
        try:
            mouth = Mouth()
        except Exception as error:  # noqa: BLE001 - pyttsx3 raises whatever its driver meets; the parent decides
            return None, {"error": f"{type(error).__name__}: {error}", "kind": "library"}
    try:
        return mouth, mouth.voices() if question["do"] == "voices" else mouth.speak(question)
    except Exception as error:  # noqa: BLE001 - as above
        return mouth, {"error": f"{type(error).__name__}: {error}", "kind": "engine"}


def _read_questions(lines: queue.SimpleQueue[str]) -> None:
    """Feed the queue; when the parent is gone, end at once, even if the engine hangs."""
    for line in sys.stdin:
        lines.put(line)
    os._exit(0)


def main() -> None:
    """Answer until the parent is gone."""
    replies = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # pyttsx3 prints
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_read_questions, args=(lines,), daemon=True).start()
    mouth: Mouth | None = None
    while True:
        mouth, answer = _answer(mouth, json.loads(lines.get()))
        replies.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
