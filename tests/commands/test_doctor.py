"""What doctor says of PIN, models and recogniser, in a few words each."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from voice import doctor
from voice.adapters.argon2_pin import HashCost, PinVault
from voice.config import ModelSettings, Settings
from voice.errors import ModelMissing
from voice.exits import Exit
from voice.pin import PinAnswer
from voice.plugins import Plugins


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, models=ModelSettings(cache=tmp_path / "models"))


def vault_of(settings: Settings) -> PinVault:
    return PinVault(settings.pin_file, settings.pin_key_file, cost=HashCost(passes=1, memory_kib=64))


def test_no_pin_is_said_with_what_cannot_be_ordered(settings: Settings) -> None:
    found = doctor._pin(settings)
    assert found.ok
    assert "$50.00" in found.what
    assert found.remedy == "voicecart pin set"


def test_digits_said_aloud_are_counted_until_a_new_pin_is_due(settings: Settings) -> None:
    vault = vault_of(settings)
    vault.set_pin("8305")
    assert "0 of its 4 digits" in doctor._pin(settings).what
    for _ in range(2):
        asked = vault.challenge(random.Random(1))
        digits = "".join("8305"[one - 1] for one in asked.positions)
        assert vault.check(asked, digits).answer is PinAnswer.OK
    found = doctor._pin(settings)
    assert "4 of its 4 digits" in found.what
    assert "pin set" in found.remedy
    assert "8305" not in found.what + found.remedy


def test_a_locked_pin_is_no_success(settings: Settings) -> None:
    vault = vault_of(settings)
    vault.set_pin("8305")
    for _ in range(3):
        vault.check_whole("1111")
    found = doctor._pin(settings)
    assert not found.ok
    assert found.remedy == "voicecart pin unlock"
    assert found.exit is not Exit.OK


def test_a_damaged_pin_file_is_told(settings: Settings) -> None:
    vault_of(settings).set_pin("8305")
    settings.pin_file.write_text("{")
    found = doctor._pin(settings)
    assert (found.ok, found.exit) == (False, Exit.DAMAGED)


def test_each_engine_of_the_language_has_its_finding(settings: Settings) -> None:
    found = {one.part: one for one in doctor._models(settings)}
    assert set(found) == {"model of vosk", "model of whisper", "model of piper"}
    vosk = found["model of vosk"]
    assert vosk.ok
    assert "absent" in vosk.what
    assert vosk.remedy.startswith("voicecart models fetch ")


def test_no_recogniser_is_said_in_a_few_words(settings: Settings) -> None:
    with pytest.raises(ModelMissing) as raised:
        doctor._recogniser(settings.model_copy(update={"recognizer": "vosk"}), Plugins())
    assert len(raised.value.message) < 80
    assert raised.value.remedy == "voicecart --language en models fetch"
