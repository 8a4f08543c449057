"""For tests of a skill's words: what a sentence is understood as, and which replies are written."""

from __future__ import annotations

from pathlib import Path

from voice.hearing.transcript import Hypothesis, Source, Transcript
from voice.language.expectation import Asked, Expectation
from voice.language.lexicon import Lexicon
from voice.language.locale import load_locale
from voice.language.pack import pack_of
from voice.language.replies import Replies, reply_files
from voice.language.understand import Understanding


def intents_of(
    said: str, *, language: str, extra: Path | None = None, asked: Asked = Asked.OPEN
) -> tuple[str, ...]:
    """The intents that voicecart understands a sentence as, in an empty shop; `extra` is the folder of the
    skill's own words. Raises SettingsError (LocaleError) where these are wrong.
    """
    base = load_locale(language)
    locale = pack_of(base, *((extra,) if extra else ())).locale
    reader = Understanding(locale, Lexicon((), locale.words, language), "USD")
    heard = Transcript(
        hypotheses=(Hypothesis(said),),
        began_ms=0,
        ended_ms=0,
        language=language,
        engine="typed",
        source=Source.TYPED,
    )
    acts = reader.understand(heard, Expectation(language=language, asked=asked)).acts
    return tuple(act.intent for act in acts)


def missing_replies(folder: Path, *wanted: str) -> tuple[str, ...]:
    """Those of the wanted replies that the folder's files do not hold. Raises SettingsError for a file that
    is not Fluent.
    """
    replies = Replies("en", reply_files(folder))
    return tuple(message_id for message_id in wanted if not replies.has(message_id))
