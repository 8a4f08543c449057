"""A closed hearing for English by pocketsphinx's grammar (its model is in its wheel).

A grammar alone bends all speech into one of its phrases, so a second search of the same engine
counts the phones that were really said: an answer stands only if about as many phones were heard as
it has letters. Measured by scripts/eval_closed_hearing.py.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from voice.audio.frames import RECOGNISER_RATE
from voice.errors import EngineFault
from voice.hearing.bias import ClosedAnswer
from voice.hearing.transcript import ClosedHearing
from voice.hearing.vocabulary import hearable

if TYPE_CHECKING:
    from pocketsphinx import Decoder

LANGUAGE: Final = "en"
PHONES_PER_LETTER: Final = 1.6
"""More phones than this for each letter of the answer: other words were said."""
PHONE_MS_PER_LETTER: Final = 220.0
"""More sound of phones than this for each letter of the answer: more was said."""
_GRAMMAR: Final = "answers"
_LOOP: Final = "phones"
_PLAIN: Final = re.compile(r"[a-z']+")
_FRAME_MS: Final = 10


class GrammarHearing:
    """Hears one of a few allowed answers, or none."""

    def __init__(
        self,
        *,
        phones_per_letter: float = PHONES_PER_LETTER,
        phone_ms_per_letter: float = PHONE_MS_PER_LETTER,
    ) -> None:
        """Build one; infinite limits leave the bare grammar, for measuring it."""
        self._phones_per_letter = phones_per_letter
        self._phone_ms_per_letter = phone_ms_per_letter
        self._decoder: Decoder | None = None
        self._allowed: tuple[str, ...] = ()

    def start(self) -> None:
        """Load the model (half a second). Raises EngineFault."""
        try:
            from pocketsphinx import Decoder, get_model_path  # noqa: PLC0415 - loaded when started

            decoder = Decoder(lm=None, samprate=RECOGNISER_RATE, loglevel="FATAL")
            path = os.path.join(get_model_path("en-us"), "en-us-phone.lm.bin")  # noqa: PTH118 - theirs is str
            decoder.add_allphone_file(_LOOP, path)
        except (ImportError, OSError, RuntimeError) as fault:
            raise EngineFault(
                f"The closed hearing does not load: {fault}",
                remedy="Install the extra: pip install 'voicecart[whisper]'.",
            ) from fault
        self._decoder = decoder

    def knows(self, word: str) -> bool:
        """Whether a word is in the dictionary; the answers' words must be."""
        return bool(_PLAIN.fullmatch(word)) and self._loaded.lookup_word(word) is not None

    def hear(self, pcm: bytes, answers: Sequence[ClosedAnswer]) -> ClosedHearing:
        """Which allowed answer this sound (16 kHz mono) is; label None for none of them.

        Raises EngineFault if the library fails.
        """
        allowed = hearable((one.phrase for one in answers), self.knows).phrases
        if not allowed or not pcm:
            return ClosedHearing(None)
        try:
            return self._hear(pcm, answers, allowed)
        except (RuntimeError, ValueError) as fault:
            raise EngineFault(f"The closed hearing failed: {fault}", remedy="Ask once more.") from fault

    def close(self) -> None:
        """Free the model."""
        self._decoder = None

    @property
    def _loaded(self) -> Decoder:
        if self._decoder is None:
            raise EngineFault("The closed hearing is not started.", remedy="Start it first.")
        return self._decoder

    def _hear(self, pcm: bytes, answers: Sequence[ClosedAnswer], allowed: tuple[str, ...]) -> ClosedHearing:
        self._allow(allowed)
        self._search(_GRAMMAR, pcm)
        best = self._loaded.hyp()
        heard = best.hypstr if best is not None else ""
        letters = len(heard.replace(" ", ""))
        if heard not in allowed or not self._as_long_as(letters, pcm):
            return ClosedHearing(None)
        label = next(one.label for one in answers if " ".join(one.phrase.lower().split()) == heard)
        return ClosedHearing(label, heard, float(best.score))

    def _as_long_as(self, letters: int, pcm: bytes) -> bool:
        self._search(_LOOP, pcm)
        spans = [
            s.end_frame - s.start_frame + 1
            for s in self._loaded.seg()
            if s.word.isalpha() and s.word != "SIL"
        ]
        return (
            len(spans) <= self._phones_per_letter * letters
            and sum(spans) * _FRAME_MS <= self._phone_ms_per_letter * letters
        )

    def _allow(self, allowed: tuple[str, ...]) -> None:
        if allowed != self._allowed:
            rule = " | ".join(allowed)
            self._loaded.add_jsgf_string(
                _GRAMMAR, f"#JSGF V1.0; grammar {_GRAMMAR}; public <answer> = {rule};"
            )
            self._allowed = allowed

    def _search(self, name: str, pcm: bytes) -> None:
        self._loaded.activate_search(name)
        self._loaded.start_utt()
        self._loaded.process_raw(pcm, full_utt=True)
        self._loaded.end_utt()


def dictionary_words() -> tuple[str, ...]:
    """Every plain word of the dictionary. Raises EngineFault where it is not installed."""
    try:
        from pocketsphinx import get_model_path  # noqa: PLC0415 - loaded when started

        lines = Path(get_model_path("en-us"), "cmudict-en-us.dict").read_text(encoding="utf-8").splitlines()
    except (ImportError, OSError) as fault:
        raise EngineFault(
            f"The dictionary of words does not load: {fault}",
            remedy="Install the extra: pip install 'voicecart[whisper]'.",
        ) from fault
    words = (line.partition(" ")[0] for line in lines)
    return tuple(word for word in words if _PLAIN.fullmatch(word))
