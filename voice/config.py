"""Every setting, once: its name, type, default and what it is for. `settings_rows` lists them for docs.

A `Settings` object is frozen and complete. It is built by `voice.config_load.load_settings`, which reads
`voicecart.toml` and then the environment (`VOICECART_LANGUAGE`, `VOICECART_VOICE__RATE_WPM`); building it
directly reads neither, so a test's settings are exactly what the test wrote.

Money is in minor units (cents, won) of `currency`; times are in milliseconds unless the name says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from platformdirs import PlatformDirs
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from catalog.errors import BadInput
from catalog.money import Money, exponent

ENV_PREFIX = "VOICECART_"
ENV_NESTING = "__"
_DIRS = PlatformDirs("voicecart", appauthor=False)
_NAME = r"^[a-z][a-z0-9_-]{0,63}$"
_AMOUNT_OF_ONE = {"KRW": 1_000, "JPY": 100, "USD": 100, "EUR": 100, "CNY": 1_000}
"""What "about one dollar" is in minor units, for limits that nobody has set; others: one major unit."""


def _at_home(path: Path) -> Path:
    return path.expanduser()


Folder = Annotated[Path, AfterValidator(_at_home)]
Name = Annotated[str, Field(pattern=_NAME)]
Minor = Annotated[int, Field(ge=0, le=10**12)]


class Echo(StrEnum):
    """How voicecart keeps from hearing itself."""

    GATE = "gate"
    """Listen only while not speaking: works everywhere, no barge-in by voice."""
    CANCEL = "cancel"
    """Subtract the own voice from the microphone (extra `aec`)."""
    HEADSET = "headset"
    """The microphone cannot hear the speaker: listen all the time."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


class ModelSettings(_Section):
    """Where models are, if not in the cache."""

    vosk: Folder | None = Field(default=None, description="Folder of a Vosk model.")
    whisper: Folder | None = Field(default=None, description="Folder of a faster-whisper model.")
    piper: Folder | None = Field(default=None, description="Piper voice, an .onnx file.")
    cache: Folder | None = Field(default=None, description="Folder that models are fetched into.")
    url: str = Field(
        default="", description="Address that Vosk models are fetched from; empty: its publisher."
    )


class VoiceSettings(_Section):
    """How replies sound."""

    engine: Name = Field(
        default="pyttsx3", description="Speech engine: pyttsx3, espeak, piper, or the name of a plug-in's."
    )
    id: str = Field(
        default="", description="The engine's name of the voice; empty takes its best for the language."
    )
    rate_wpm: int = Field(default=165, ge=80, le=450, description="Speed of speech in words per minute.")


class DeviceSettings(_Section):
    """Sound devices, by (part of) the name that `voicecart doctor` shows."""

    microphone: str = Field(
        default="", description="Microphone to hear with; empty takes the system's default."
    )
    speaker: str = Field(default="", description="Speaker to answer with; empty takes the system's default.")


class ShopSettings(_Section):
    """How to reach the store, and what the embedded one charges for delivery."""

    url: str = Field(
        default="",
        pattern=r"^(https?://[^\s@]+)?$",
        description="Address of the store's API, without user or password in it.",
    )
    user: str = Field(default="", description="The shopper's account in the store.")
    password: SecretStr = Field(default=SecretStr(""), description="The account's password; never shown.")
    delivery_fee_minor: Minor = Field(
        default=0, description="Delivery fee of the embedded store, in minor units."
    )
    free_delivery_from_minor: Minor | None = Field(
        default=None,
        description="Goods worth this much (minor units) are delivered free by the embedded store.",
    )


class LimitSettings(_Section):
    """What one spoken order may do."""

    pin_above_minor: Minor | None = Field(
        default=None,
        description="Orders above this total (minor units), with those of the last 24 hours, need the PIN; "
        "unset means about 50 dollars.",
    )
    order_max_minor: Minor | None = Field(
        default=None,
        description="No order may cost more than this (minor units); unset means about 500 dollars.",
    )
    quantity_max: int = Field(
        default=99, ge=1, le=100_000, description="No line may have a quantity above this."
    )
    quantity_ask: int = Field(
        default=12, ge=1, le=100_000, description="A quantity above this is questioned where none is usual."
    )
    unusual_factor: int = Field(
        default=3, ge=1, le=100, description="A quantity above this many times the usual one is questioned."
    )


class PatienceSettings(_Section):
    """How voicecart waits for the shopper."""

    no_input_ms: int = Field(
        default=8_000, ge=1_000, le=600_000, description="Silence after its own speech before it asks again."
    )
    misses: int = Field(
        default=3,
        ge=1,
        le=10,
        description="Misses in a row before it leads out politely; the basket is kept.",
    )


class RecordSettings(_Section):
    """What is written down on this machine, beside orders."""

    turns: bool = Field(
        default=True, description="Keep one line per turn for the shop's statistics; never audio."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="What goes to the log file in the data directory."
    )


class Settings(BaseSettings):
    """All settings, checked. Raises pydantic's ValidationError when built directly from wrong values."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        validate_default=True,
        env_prefix=ENV_PREFIX,
        env_nested_delimiter=ENV_NESTING,
        nested_model_default_partial_update=True,
    )

    language: str = Field(
        "en", pattern=r"^[a-z]{2,3}$", description="Language to hear and speak: en, ko, ..."
    )
    currency: str = Field(default="USD", description="Currency of the shop's prices, ISO 4217.")
    recognizer: Name = Field(
        "auto", description="What hears: auto, vosk, whisper, or the name of a plug-in's."
    )
    echo: Echo = Field(default=Echo.GATE, description="How voicecart keeps from hearing itself.")
    store: Name = Field(
        "embedded", description="Where orders go: embedded, oscar, or the name of a plug-in's."
    )
    data_dir: Folder = Field(
        default=Path(_DIRS.user_data_dir),
        description="Folder of orders, store, PIN, logs, search index; made if missing.",
    )
    key_dir: Folder | None = Field(
        default=None,
        description="Folder of the PIN's key file; unset keeps it apart from the default data folder.",
    )
    catalog: Folder | None = Field(
        default=None, description="Catalog file to sell from; unset means the sample shop."
    )
    model: Folder | None = Field(
        default=None, description="Folder of a model of any engine, or of models by their names."
    )
    models: ModelSettings = ModelSettings()
    voice: VoiceSettings = VoiceSettings()
    devices: DeviceSettings = DeviceSettings()
    shop: ShopSettings = ShopSettings()
    limits: LimitSettings = LimitSettings()
    patience: PatienceSettings = PatienceSettings()
    records: RecordSettings = RecordSettings()

    @field_validator("currency")
    @classmethod
    def _known_currency(cls, value: str) -> str:
        try:
            return Money(0, value).currency
        except BadInput as error:
            raise ValueError(str(error)) from None

    @classmethod
    def settings_customise_sources(  # noqa: PLR0913, RUF100 - pydantic-settings' signature
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is given: `load_settings` alone reads file and environment."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)

    @property
    def pin_above(self) -> Money:
        """Orders above this total need the PIN."""
        return self._limit(self.limits.pin_above_minor, default=50)

    @property
    def order_max(self) -> Money:
        """No order may cost more."""
        return self._limit(self.limits.order_max_minor, default=500)

    @property
    def delivery_fee(self) -> Money:
        """What the embedded store takes for delivery."""
        return Money(self.shop.delivery_fee_minor, self.currency)

    @property
    def free_delivery_from(self) -> Money | None:
        """Goods worth this are delivered free by the embedded store; None: never."""
        minor = self.shop.free_delivery_from_minor
        return None if minor is None else Money(minor, self.currency)

    def _limit(self, minor: int | None, *, default: int) -> Money:
        one = _AMOUNT_OF_ONE.get(self.currency, 10 ** exponent(self.currency))
        return Money(default * one if minor is None else minor, self.currency)

    @property
    def pin_file(self) -> Path:
        """Where the PIN's hashes and tries are."""
        return self.data_dir / "pin.json"

    @property
    def pin_key_file(self) -> Path:
        """Where the PIN's key is: outside of the data folder, so that a backup of one lacks the other,
        except where a data folder of its own was asked for without saying where keys go.
        """
        if self.key_dir is not None:
            return self.key_dir / "pin.key"
        own = self.data_dir != Settings.model_fields["data_dir"].default
        return (self.data_dir / "keys" if own else Path(_DIRS.user_state_dir)) / "pin.key"


def default_config_file() -> Path:
    """Where `voicecart.toml` is looked for when nobody names another."""
    return Path(_DIRS.user_config_dir) / "voicecart.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingRow:
    """One setting for people: `name` as in the TOML file (dots are sections), `env` its variable."""

    name: str
    env: str
    type: str
    default: str
    help: str
    secret: bool


def settings_rows() -> tuple[SettingRow, ...]:
    """Every setting in the order of the file; defaults as text, empty where there is none."""
    return tuple(_rows(Settings, ()))


def _rows(model: type[BaseModel], path: tuple[str, ...]) -> Iterator[SettingRow]:
    for name, field in model.model_fields.items():
        if isinstance(field.default, _Section):
            yield from _rows(type(field.default), (*path, name))
        else:
            yield _row((*path, name), field)


def _row(path: tuple[str, ...], field: FieldInfo) -> SettingRow:
    secret = field.annotation is SecretStr
    return SettingRow(
        name=".".join(path),
        env=env_name(path),
        type=_type_text(field.annotation),
        default="" if secret or field.default is None else _value_text(field.default),
        help=field.description or "",
        secret=secret,
    )


def env_name(path: tuple[str, ...]) -> str:
    """The environment variable of a setting: ("voice", "engine") → "VOICECART_VOICE__ENGINE"."""
    return ENV_PREFIX + ENV_NESTING.join(path).upper()


def _value_text(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text.replace(str(Path.home()), "~", 1) if isinstance(value, Path) else text


def _type_text(annotation: Any) -> str:
    arms = [arm for arm in get_args(annotation) if arm is not type(None)]
    if arms and all(isinstance(arm, str) for arm in arms):
        return "|".join(arms)
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return "|".join(annotation)
    words = {bool: "true|false", int: "integer", str: "text", SecretStr: "secret text", Path: "path"}
    for plain, word in words.items():
        if annotation is plain or plain in _flat(arms):
            return word
    raise TypeError(f"no word for the setting type {annotation}")


def _flat(arms: list[Any]) -> list[Any]:
    return [leaf for arm in arms for leaf in (arm, *get_args(arm))]
