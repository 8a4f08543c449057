"""Which words the recogniser of these settings can hear, for the check of a catalog."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from catalog.report import Vocabulary
from voice.adapters.pocketsphinx_closed import LANGUAGE, GrammarHearing, dictionary_words
from voice.adapters.quiet import libraries_speak_to
from voice.adapters.vosk_model import load_model
from voice.builtin import model_store
from voice.config import Settings
from voice.errors import EngineFault
from voice.hearing.choice import AUTO, VOSK
from voice.models.store import find


@contextmanager
def vocabulary_of(settings: Settings, noise: Path) -> Iterator[Vocabulary | None]:
    """The words of Vosk's model where it is here; else, in English, those of a common dictionary, which an
    open recogniser such as Whisper hears best too; else None. Raises ModelBroken for a damaged model.
    """
    model = find(model_store(settings), language=settings.language, engine="vosk")
    if model is not None and settings.recognizer in (AUTO, VOSK):
        with libraries_speak_to(noise):
            known = load_model(model)
        yield Vocabulary(
            name="Vosk's model of this language", knows=known.knows, words=_dictionary(settings.language)
        )
        return
    if settings.language != LANGUAGE:
        yield None
        return
    hearing = GrammarHearing()
    try:
        hearing.start()
    except EngineFault:
        yield None
        return
    try:
        words = dictionary_words()
        yield Vocabulary(name="the dictionary of pocketsphinx", knows=hearing.knows, words=words)
    finally:
        hearing.close()


def _dictionary(language: str) -> tuple[str, ...]:
    """Words to suggest from; the model's own cannot be listed."""
    with suppress(EngineFault):
        return dictionary_words() if language == LANGUAGE else ()
    return ()
