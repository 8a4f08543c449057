"""Spoken orders, end to end: synthesized shoppers speak into a virtual sound card, the assistant hears them
with its real recogniser, and the store's own tables are compared with what was meant.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from fixtures_hearing import model_directory
from spoken_set import FAST, LEAST, LEAST_ESPEAK, VOICES, Run, pairs, play, rate, table

from voice.adapters.virtual_sound import PROGRAMS

pytestmark = [pytest.mark.audio, pytest.mark.model]
ENGINES = {"en": "whisper", "ko": "vosk"}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("language", sorted(VOICES))
def test_the_fast_selection_ends_as_meant(language: str, tmp_path: Path):
    runs = _played(language, FAST[language], tmp_path)
    missed = {(r.rehearsed.voice, r.rehearsed.dialogue) for r in runs if not r.rehearsed.as_meant}
    # An engine may mishear a voice once, and then nothing is ordered; the same dialogue may not fail twice.
    again = _played(language, sorted(missed), tmp_path / "again") if missed else []
    assert all(run.rehearsed.as_meant for run in again), table(runs) + table(again)


@pytest.mark.slow
@pytest.mark.timeout(3 * 3600)
@pytest.mark.parametrize(("language", "voice"), [(lang, one) for lang in VOICES for one in VOICES[lang]])
def test_the_whole_set_of_a_voice(language: str, voice: str, tmp_path: Path, record_property):
    runs = _played(language, [pair for pair in pairs(language) if pair[0] == voice], tmp_path)
    record_property("table", table(runs))
    assert rate(runs)[0] >= LEAST.get(voice, LEAST_ESPEAK) * len(runs), table(runs)


def _played(language: str, chosen: Iterable[tuple[str, str]], folder: Path) -> list[Run]:
    missing = [name for name in (*PROGRAMS, "espeak-ng") if shutil.which(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    model_directory(ENGINES[language], language)
    runs = list(play(language, chosen, folder))
    assert not [run for run in runs if run.wrong or run.rehearsed.verdict == "wrong"], table(runs)
    return runs
