"""Assembly of hearing: which recognisers run for these settings, and why."""

from __future__ import annotations

from voice.config import Settings
from voice.dialogue.messages import message
from voice.errors import ModelError, ModelMissing, SettingsError, VoiceError
from voice.hearing.choice import AUTO, VOSK, WHISPER, EngineChoice, choose_engines
from voice.hearing.second_opinion import SecondOpinion
from voice.language.pack import load_language
from voice.plugins import Group, PluginProblem, Plugins
from voice.ports import Recognizer


def choose_recognizer(settings: Settings, plugins: Plugins) -> tuple[Recognizer, str]:
    """The recogniser of the settings, not started, and a sentence on what hears and why; "auto" takes
    every one whose model is here.

    Raises SettingsError for an unknown name, ModelMissing or ModelBroken where nothing can hear.
    """
    wanted = settings.recognizer
    if wanted not in (AUTO, VOSK, WHISPER):  # a plug-in's
        choice = choose_engines(wanted, settings.language, {wanted})
        return _built(settings, plugins, wanted), told(choice, settings.language, plugins)
    ready: dict[str, Recognizer] = {}
    missing: list[VoiceError] = []
    for name in (VOSK, WHISPER) if wanted == AUTO else (wanted,):
        try:
            ready[name] = _built(settings, plugins, name)
        except ModelError as error:
            missing.append(error)
    choice = choose_engines(wanted, settings.language, ready)
    if not choice.engines:
        raise _nothing(settings, missing)
    heard = [ready[name] for name in choice.engines]
    sentence = told(choice, settings.language, plugins)
    return (heard[0] if len(heard) == 1 else SecondOpinion(*heard)), sentence


def told(choice: EngineChoice, language: str, plugins: Plugins) -> str:
    """What hears and why, in the shopper's language."""
    replies = load_language(language, plugins).replies
    return replies.render(message(choice.reason, **dict(choice.data)))


def _built(settings: Settings, plugins: Plugins, name: str) -> Recognizer:
    build = plugins.load(Group.RECOGNIZERS, name)
    if isinstance(build, PluginProblem):
        raise SettingsError(str(build), remedy=build.remedy)
    recognizer: Recognizer = build(settings)
    return recognizer


def _nothing(settings: Settings, missing: list[VoiceError]) -> VoiceError:
    """A broken model is the better story than a missing one."""
    broken = [error for error in missing if not isinstance(error, ModelMissing)]
    if broken:
        return broken[0]
    told = " ".join(str(error) for error in missing)
    return ModelMissing(
        f"Nothing here can hear the language '{settings.language}'. {told}",
        remedy=f"Fetch a model: voicecart --language {settings.language} models fetch.",
    )
