"""The errors of the voice side, one class for each different reaction.

VoiceError
├── SettingsError     the settings are wrong: each wrong one is named, with "did you mean"
├── ModelError        a recogniser's or voice's model
│   ├── ModelMissing  not on this machine: every way to get it is named
│   └── ModelBroken   there, but incomplete or not what its checksum says: fetch again
├── AudioError        sound that cannot be used
│   ├── NoMicrophone  none found, or it went away: plug it in, or type
│   ├── NoSpeaker     no way to be heard: replies are shown instead
│   └── BadAudio      a file or stream in a form that we refuse, with the form that we take
├── EngineFault       a foreign library failed or missed its deadline; the engine is started anew
└── Misuse            a caller of ours broke a contract: a bug, never the shopper's fault

Each has a stable `code`, says whether trying again can help, and names a `remedy`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


class VoiceError(Exception):
    """The root: something on the voice side failed and says what to do about it."""

    code: ClassVar[str] = "voice_error"
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingProblem:
    """One wrong setting: `key` with dots ("voice.engine"), `value` as given (masked where it is a
    secret), `where` the file or environment variable, and the reason; `suggestion` may be empty.
    """

    key: str
    value: str
    where: str
    reason: str
    suggestion: str = ""

    def __str__(self) -> str:
        shown = f" = {self.value}" if self.value else ""
        meant = f" Did you mean '{self.suggestion}'?" if self.suggestion else ""
        return f"{self.where}: {self.key}{shown}: {self.reason}{meant}"


class SettingsError(VoiceError):
    """Settings that cannot be used; `problems` names every wrong one."""

    code = "settings"

    def __init__(self, message: str, *, remedy: str = "", problems: tuple[SettingProblem, ...] = ()) -> None:
        super().__init__(message, remedy=remedy)
        self.problems = problems


class ModelError(VoiceError):
    """Something about a model."""

    code = "model"


class ModelMissing(ModelError):
    """The model is not on this machine."""

    code = "model_missing"


class ModelBroken(ModelError):
    """The model is incomplete or not what it should be."""

    code = "model_broken"


class AudioError(VoiceError):
    """Sound that cannot be used."""

    code = "audio"


class NoMicrophone(AudioError):
    """No microphone, or it went away."""

    code = "no_microphone"
    retryable = True


class NoSpeaker(AudioError):
    """No way to be heard."""

    code = "no_speaker"
    retryable = True


class BadAudio(AudioError):
    """Audio in a form that we refuse."""

    code = "bad_audio"


class EngineFault(VoiceError):
    """A foreign library failed or missed its deadline."""

    code = "engine_fault"
    retryable = True


class Misuse(VoiceError):
    """A contract inside voicecart was broken: a bug of ours or of an extension."""

    code = "misuse"
