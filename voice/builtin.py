"""The recognisers, voices and stores that voicecart brings, each built from the settings.

These are the entry points of our own package; a stranger's look the same. Each loads its library when it
is called, so that asking for one store never needs another's dependencies.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from catalog.ports import Store
from catalog.product import Product, Sku
from voice.config import Settings
from voice.models.store import ANY, ModelStore, require, standard_store
from voice.ports import Recognizer, Voice

if TYPE_CHECKING:
    from voice.adapters.voice_choice import VoiceChoice


def model_store(settings: Settings) -> ModelStore:
    """Where models are looked for and fetched to."""
    given = {"vosk": settings.models.vosk, "whisper": settings.models.whisper, "piper": settings.models.piper}
    return standard_store(
        given={ANY: settings.model, **given},
        cache=settings.models.cache,
        url=settings.models.url or None,
        environ={},
    )


def vosk(settings: Settings) -> Recognizer:
    """Vosk with the model of the shopper's language. Raises ModelMissing, ModelBroken."""
    from voice.adapters.vosk_recognizer import VoskRecognizer  # noqa: PLC0415 - see above

    path = require(model_store(settings), language=settings.language, engine="vosk")
    return VoskRecognizer(path, language=settings.language)


def whisper(settings: Settings) -> Recognizer:
    """Whisper with the model of the shopper's language. Raises ModelMissing, ModelBroken."""
    from voice.adapters.whisper_recognizer import WhisperRecognizer  # noqa: PLC0415 - see above

    path = require(model_store(settings), language=settings.language, engine="whisper")
    return WhisperRecognizer(path, language=settings.language)


def pyttsx3(settings: Settings) -> Voice:
    """The voice through pyttsx3."""
    from voice.adapters.pyttsx3_voice import Pyttsx3Voice  # noqa: PLC0415 - see above

    return Pyttsx3Voice(_choice(settings))


def espeak(settings: Settings) -> Voice:
    """The voice through espeak-ng's own program."""
    from voice.adapters.espeak_voice import EspeakVoice  # noqa: PLC0415 - see above

    return EspeakVoice(_choice(settings))


def piper(settings: Settings) -> Voice:
    """A Piper voice: the one in the settings, else the installed package's."""
    from voice.adapters.piper_voice import PiperVoice  # noqa: PLC0415 - see above

    return PiperVoice(settings.models.piper, words_per_minute=settings.voice.rate_wpm)


def embedded(settings: Settings, known: Mapping[Sku, Product]) -> Store:
    """The store in the data folder; it has its own products, so what is `known` is not needed."""
    from catalog.stores.embedded import EmbeddedStore  # noqa: PLC0415 - see above
    from catalog.stores.pricing import ShopTerms  # noqa: PLC0415 - see above

    del known
    terms = ShopTerms(delivery_fee=settings.delivery_fee, free_delivery_from=settings.free_delivery_from)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return EmbeddedStore(settings.data_dir / "store.db", terms)


def oscar(settings: Settings, known: Mapping[Sku, Product]) -> Store:
    """The django-oscar shop at the address in the settings. Raises BadInput for a wrong address."""
    from catalog.stores.oscar import Account, OscarSettings, OscarStore  # noqa: PLC0415 - see above

    account = Account(username=settings.shop.user, password=settings.shop.password.get_secret_value())
    # The language of the shop's titles is the shop's, not the shopper's.
    return OscarStore(OscarSettings(url=settings.shop.url, account=account), known)


def _choice(settings: Settings) -> VoiceChoice:
    from voice.adapters.voice_choice import VoiceChoice  # noqa: PLC0415 - see above

    return VoiceChoice(
        language=settings.language, voice=settings.voice.id, words_per_minute=settings.voice.rate_wpm
    )
