"""What the gift skill must understand, and what it must leave alone."""

from pathlib import Path

import pytest
from voicecart_gift import english, korean

from voice.testing_skills import intents_of, missing_replies


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("gift wrap it", "en"),
        ("could you wrap this as a present", "en"),
        ("wrap them up as a gift", "en"),
        ("선물 포장해 주세요", "ko"),
        ("선물로 포장 좀 해 줘", "ko"),
    ],
)
def test_understood(said: str, language: str) -> None:
    extra = english() if language == "en" else korean()
    assert "gift" in intents_of(said, language=language, extra=extra)


@pytest.mark.parametrize("said", ["add wrapping paper", "yes", "a gift card please", "wrap"])
def test_left_alone(said: str) -> None:
    assert "gift" not in intents_of(said, language="en", extra=english())


@pytest.mark.parametrize("words", [english(), korean()])
def test_every_reply_is_written(words: Path) -> None:
    assert missing_replies(words, "gift-nothing", "gift-one", "gift-all") == ()
