"""Whisper on disk and in memory: the only module that imports faster_whisper.

The library's own `transcribe` gives one hypothesis and encodes thirty seconds however short the
sound is. Here the encoder sees the sound and a few seconds of silence, which costs a third for an
order of three seconds, and the decoder gives an n-best list with scores.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from voice.audio.frames import RECOGNISER_RATE
from voice.errors import EngineFault, ModelBroken, ModelMissing

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

_NEEDED: Final = ("model.bin", "config.json", "tokenizer.json")
_VOCABULARIES: Final = ("vocabulary.txt", "vocabulary.json")
_HOP: Final = 160
"""Samples in one column of the spectrogram (10 ms)."""
LONGEST_MS: Final = 29_000
"""The sound that one decoding can hold: the encoder's window is thirty seconds."""
_PROMPT_TOKENS: Final = 200
"""Of the decoder's 448 positions, half is for the prompt; the start marks need a few."""

NEVER_UNSURE: Final = -math.inf


@dataclass(frozen=True, slots=True)
class Reading:
    """One hypothesis of Whisper's: its text and its mean log probability per token."""

    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Decoded:
    """The n-best of one decoding and the model's probability that there is no speech in it."""

    readings: tuple[Reading, ...]
    no_speech: float


class WhisperEngine:
    """A loaded model. Calls may come from any thread; they are done one after another."""

    def __init__(self, model: WhisperModel) -> None:
        self._model = model
        self._tokens = model.hf_tokenizer
        self._start = [self._mark("<|startoftranscript|>"), self._mark("<|notimestamps|>")]

    def decode(
        self,
        pcm: bytes,
        *,
        prompt: str = "",
        beams: int = 5,
        pad_ms: int = 5_000,
        unsure: float = NEVER_UNSURE,
    ) -> Decoded:
        """The readings of this sound (16 kHz mono), at most `beams`, best first.

        `prompt` is text that Whisper takes for what was said before; `pad_ms` of silence follow the
        sound in the encoder's window. Where the best reading with a prompt scores below `unsure`, the
        sound may be of something else than the prompt is about: then up to `beams` readings without it
        stand behind the others. Raises EngineFault if the library fails.
        """
        try:
            encoded = self._model.encode(self._features(pcm, pad_ms))
            decoded = self._decode(encoded, prompt, beams, _most_tokens(len(pcm)))
            if not prompt or not decoded.readings or decoded.readings[0].score >= unsure:
                return decoded
            plain = self._decode(encoded, "", beams, _most_tokens(len(pcm)))
            least = decoded.readings[-1].score
            behind = (Reading(one.text, min(one.score, least)) for one in plain.readings)
            return Decoded((*decoded.readings, *behind), decoded.no_speech)
        except (RuntimeError, ValueError) as fault:
            raise EngineFault(f"Whisper failed: {fault}", remedy="The next utterance starts anew.") from fault

    def _decode(self, encoded: Any, prompt: str, beams: int, most_tokens: int) -> Decoded:
        before = [*self._prompt(prompt), *self._start]
        (result,) = self._model.model.generate(
            encoded,
            [before],
            beam_size=beams,
            num_hypotheses=beams,
            max_length=len(before) + most_tokens,
            return_scores=True,
            return_no_speech_prob=True,
        )
        rows = zip(result.sequences_ids, result.scores, strict=True)
        readings = tuple(Reading(self._tokens.decode(ids).strip(), float(score)) for ids, score in rows)
        return Decoded(readings, float(result.no_speech_prob))

    def _features(self, pcm: bytes, pad_ms: int) -> Any:
        samples = np.frombuffer(pcm[: LONGEST_MS * RECOGNISER_RATE // 1000 * 2], dtype="<i2")
        wanted = min(30 * RECOGNISER_RATE, len(samples) + pad_ms * RECOGNISER_RATE // 1000)
        columns = wanted // (2 * _HOP) * 2
        sound = np.zeros(columns * _HOP, dtype=np.float32)
        sound[: len(samples)] = samples.astype(np.float32)[: len(sound)] / 32_768.0
        return np.ascontiguousarray(self._model.feature_extractor(sound, padding=0)[:, :columns])

    def _prompt(self, prompt: str) -> list[int]:
        if not prompt.strip():
            return []
        ids = self._tokens.encode(" " + prompt.strip(), add_special_tokens=False).ids
        return [self._mark("<|startofprev|>"), *ids[-_PROMPT_TOKENS:]]

    def room_in_prompt(self, text: str) -> bool:
        """Whether the whole text fits into a prompt."""
        return len(self._tokens.encode(" " + text, add_special_tokens=False).ids) <= _PROMPT_TOKENS

    def _mark(self, name: str) -> int:
        return int(self._tokens.token_to_id(name))


def load_engine(directory: Path, *, threads: int = 0) -> WhisperEngine:
    """The model in this directory on `threads` cores (0: up to four). Raises ModelMissing,
    ModelBroken or EngineFault.
    """
    check_whisper(directory)
    try:
        from faster_whisper import WhisperModel  # noqa: PLC0415 - loads a large library, only when started
    except (ImportError, OSError) as fault:
        raise EngineFault(
            f"Whisper does not load: {fault}", remedy="Install the extra: pip install 'voicecart[whisper]'."
        ) from fault
    cores = threads or min(4, os.cpu_count() or 1)
    try:
        model = WhisperModel(
            str(directory), device="cpu", compute_type="int8", cpu_threads=cores, local_files_only=True
        )
        return WhisperEngine(model)
    except Exception as fault:
        # The tokenizer's library raises bare Exception for a damaged file, the decoder's RuntimeError.
        raise ModelBroken(
            f"Whisper cannot read the model in {directory}: {fault}",
            remedy="Fetch it again: voicecart models fetch.",
        ) from fault


def check_whisper(directory: Path) -> None:
    """Look for the files that Whisper needs, without loading: what is missing would be downloaded by
    the library. Raises ModelMissing or ModelBroken.
    """
    if not directory.is_dir():
        raise ModelMissing(
            f"There is no Whisper model at {directory}.",
            remedy="Fetch one (voicecart models fetch) or set VOICECART_MODEL_WHISPER to its directory.",
        )
    missing = [name for name in _NEEDED if not _filled(directory / name)]
    if not any(_filled(directory / name) for name in _VOCABULARIES):
        missing.append(_VOCABULARIES[0])
    if missing:
        raise ModelBroken(
            f"The Whisper model at {directory} lacks {', '.join(missing)}.",
            remedy="Fetch it again: voicecart models fetch.",
        )


def _most_tokens(pcm_bytes: int) -> int:
    # People say at most about four words a second; a decoder in a loop says far more.
    return 24 + pcm_bytes * 10 // (2 * RECOGNISER_RATE)


def _filled(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0
