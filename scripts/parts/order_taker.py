"""A shopper's sound in, the order out: voicecart's own hearing and understanding, without a dialogue.

The parts are those that a live conversation is assembled from (voice/studio.py), with nothing added.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import numpy as np
from spoken_orders import PRODUCT_SLOT

from catalog.ports import Filters, Match, Query
from catalog.product import Product, Sku
from catalog.search import CatalogSearch
from voice.adapters.silero import SileroActivity
from voice.audio.frames import Frames
from voice.audio.resample import pcm
from voice.config import Settings
from voice.engines import choose_recognizer
from voice.hearing.bias import SpeechBias
from voice.hearing.ear import Ear
from voice.hearing.transcript import Transcript
from voice.language.acts import Mention
from voice.language.biasing import bias_for
from voice.language.expectation import Expectation
from voice.language.lexicon import Lexicon
from voice.language.meaning import Grounded
from voice.language.pack import load_language
from voice.language.understand import Understanding
from voice.plugins import Plugins
from voice.ports import Recognizer

BLOCK = 512
"""Samples that come at a time, as from the microphone."""


@dataclass(frozen=True)
class Taken:
    """An order as it was understood: slots, and what was heard, best first, utterance by utterance."""

    slots: dict[str, str]
    heard: tuple[tuple[str, ...], ...]


def open_recognizer(engine: str) -> Recognizer:
    """The recogniser that the assistant would use for English, started. Raises VoiceError."""
    settings = Settings(recognizer=engine, language="en", data_dir=Path(gettempdir()))
    recognizer, _ = choose_recognizer(settings, Plugins())
    recognizer.start()
    return recognizer


class OrderTaker:
    """Takes spoken orders of one menu."""

    def __init__(self, menu: Sequence[Product], recognizer: Recognizer, language: str = "en") -> None:
        self._locale = load_language(language, Plugins()).locale
        self._lexicon = Lexicon.of(menu, language, self._locale.words)
        self._meaning = Grounded(Understanding(self._locale, self._lexicon, "USD"))
        self._search = CatalogSearch(menu)
        self._recognizer = recognizer
        self._open = Expectation(language=language)
        self._expected = self._open
        self._biases: dict[Expectation, SpeechBias] = {}

    def take(self, sound: np.ndarray[Any, np.dtype[np.float32]]) -> Taken:
        """The order in one recording of samples in -1..1 at 16 kHz. Raises EngineFault."""
        self._expected = self._open
        slots: dict[str, str] = {}
        heard: list[tuple[str, ...]] = []
        for transcript in self._transcripts(sound):
            heard.append(tuple(one.text for one in transcript.hypotheses))
            for mention in self._mentions(transcript):
                self._enter(mention, slots)
            if PRODUCT_SLOT in slots:  # what is said next may be about it
                product = slots[PRODUCT_SLOT]
                self._expected = replace(self._open, focus=product, basket=(product,))
        return Taken(slots, tuple(heard))

    def _transcripts(self, sound: np.ndarray[Any, np.dtype[np.float32]]) -> Iterator[Transcript]:
        ear = Ear(SileroActivity(), self._recognizer, self._bias)
        data = pcm(sound)
        for start in range(0, len(data), 2 * BLOCK):
            part = Frames(data[start : start + 2 * BLOCK], at_ms=start // 2 * 1000 // 16_000)
            yield from (one for one in ear.hear(part) if isinstance(one, Transcript))
        yield from (one for one in ear.end() if isinstance(one, Transcript))

    def _bias(self) -> SpeechBias:
        if self._expected not in self._biases:
            self._biases[self._expected] = bias_for(self._expected, self._locale, self._lexicon)
        return self._biases[self._expected]

    def _mentions(self, transcript: Transcript) -> Iterator[Mention]:
        for act in self._meaning.understand(transcript, self._expected).acts:
            if act.intent in {"add", "reorder", "change"}:
                yield from act.mentions

    def _enter(self, mention: Mention, slots: dict[str, str]) -> None:
        """A second product makes the order another one than any label has."""
        product = self._product(mention)
        if product and product != slots.get(PRODUCT_SLOT, product):
            product = f"{slots[PRODUCT_SLOT]} and {product}"
        if product:
            slots[PRODUCT_SLOT] = product
        slots.update({option.group: option.value for option in mention.options})

    def _product(self, mention: Mention) -> str:
        if not mention.phrases:
            return ""
        exact = frozenset({Sku(mention.exact_sku)}) if mention.exact_sku else frozenset()
        query = Query(phrases=mention.phrases, language="en", filters=Filters(only=exact))
        found = self._search.find(query)
        return str(found.best.product.sku) if isinstance(found, Match) else ""
