"""Every rehearsed dialogue, typed: a script must be right before it is spoken."""

from __future__ import annotations

from pathlib import Path

import pytest
from spoken_set import VOICES, dialogues
from typed_shopper import type_dialogue

from voice.rehearsal_script import load_demo

ALL = [(language, name) for language in VOICES for name in dialogues(language)]


@pytest.mark.parametrize(("language", "name"), ALL, ids=[f"{lang}-{name}" for lang, name in ALL])
def test_a_typed_dialogue_ends_as_meant(language, name, tmp_path: Path):
    manners, _ = load_demo(language)
    verdict, why, _, log = type_dialogue(dialogues(language)[name], manners, language, tmp_path)
    assert verdict == "as meant", (why, log)


@pytest.mark.parametrize("language", sorted(VOICES))
def test_the_demo_typed_ends_as_meant(language, tmp_path: Path):
    manners, demo = load_demo(language)
    verdict, why, _, log = type_dialogue(demo, manners, language, tmp_path)
    assert verdict == "as meant", (why, log)
