"""espeak-ng as a command: one short process a sentence, every voice and variant.

Stateless, so many voices can be had at once: rehearsed shoppers and tests speak with it.
"""

from __future__ import annotations

import shutil
import struct
import subprocess
from functools import lru_cache

from voice.adapters.voice_choice import VoiceChoice, known_voice, shortest_s
from voice.audio.frames import AudioFormat, Frames
from voice.errors import EngineFault, Misuse, ModelMissing

PROGRAM = "espeak-ng"
INSTALL = "Install it: apt-get install espeak-ng"
HEADER = 44
"""espeak-ng writes a plain header; its lengths are made up, so sound is read to the end."""
ENGINE_RATE = 22_050


class EspeakVoice:
    """A `Voice` for any of espeak-ng's voices, variants such as "en-us+f3" among them.

    Text without a letter or digit gives empty Frames.
    """

    def __init__(self, choice: VoiceChoice | None = None) -> None:
        self._choice = choice or VoiceChoice()
        self._started = False

    @property
    def name(self) -> str:
        """Engine and voice, for people."""
        return f"{PROGRAM} {self._choice.wanted}"

    def start(self) -> None:
        """Check program and voice. Raises ModelMissing."""
        if shutil.which(PROGRAM) is None:
            raise ModelMissing(f"{PROGRAM} is not installed.", remedy=INSTALL)
        known_voice(self._choice.wanted, _listed("--voices"), _listed("--voices=variant"))
        self._started = True

    def synthesize(self, text: str) -> Frames:
        """The sentence as 16-bit mono sound. Raises EngineFault, or Misuse before `start`."""
        if not self._started:
            raise Misuse("The voice was asked to speak before it was started.", remedy="Call start first.")
        seconds = shortest_s(text, self._choice.words_per_minute)
        if not seconds:
            return Frames(b"", AudioFormat(rate=ENGINE_RATE))
        voice, rate = self._choice.wanted, str(self._choice.words_per_minute)
        spoken = self._run(["-v", voice, "-s", rate, "-b", "1", "--stdin", "--stdout"], text)
        frames = _sound(spoken)
        if frames.duration_ms < seconds * 1000:
            raise EngineFault(
                f"{self.name} gave {frames.duration_ms} ms for {len(text)} letters.", remedy="Try again."
            )
        return frames

    def close(self) -> None:
        """Nothing stays behind between sentences."""
        self._started = False

    def _run(self, options: list[str], text: str) -> bytes:
        try:
            done = subprocess.run(  # noqa: S603 - the text goes in by stdin, the options are checked
                [PROGRAM, *options],
                input=text.encode(),
                capture_output=True,
                timeout=self._choice.deadline_s,
                check=True,
            )
        except subprocess.TimeoutExpired as error:
            raise EngineFault(
                f"{self.name} missed its deadline and was ended.", remedy="Try again."
            ) from error
        except (OSError, subprocess.CalledProcessError) as error:
            raise EngineFault(f"{self.name} failed: {error}.", remedy=INSTALL) from error
        return done.stdout


def espeak_voices() -> tuple[str, ...]:
    """Every voice's name as espeak-ng takes it, without variants. Raises ModelMissing."""
    if shutil.which(PROGRAM) is None:
        raise ModelMissing(f"{PROGRAM} is not installed.", remedy=INSTALL)
    return _listed("--voices")


@lru_cache(maxsize=2)
def _listed(option: str) -> tuple[str, ...]:
    """Languages and files of a voice list (columns: priority, language, age and gender, name, file)."""
    done = subprocess.run([PROGRAM, option], capture_output=True, text=True, timeout=10, check=False)  # noqa: S603
    rows = [line.split() for line in done.stdout.splitlines()[1:]]
    files = [row[4].removeprefix("!v/") for row in rows if len(row) > 4]
    languages = [row[1] for row in rows if len(row) > 4 and row[1] != "variant"]
    return tuple(dict.fromkeys(files + languages))


def _sound(spoken: bytes) -> Frames:
    if len(spoken) < HEADER or spoken[:4] != b"RIFF":
        return Frames(b"", AudioFormat(rate=ENGINE_RATE))
    (rate,) = struct.unpack("<I", spoken[24:28])
    data = spoken[HEADER:]
    return Frames(data[: len(data) // 2 * 2], AudioFormat(rate=rate))
