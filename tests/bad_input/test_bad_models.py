"""Models that are not there, or not whole."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from installed_command import Voicecart
from test_bad_sound import recording

from voice.exits import Exit


def _copy(model: Path, into: Path) -> Path:
    return Path(shutil.copytree(model, into, symlinks=False))


def _halve(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def test_a_missing_model_names_every_way_to_get_it(voicecart: Voicecart, tmp_path: Path) -> None:
    voicecart.settings = {"VOICECART_RECOGNIZER": "vosk", "VOICECART_MODELS__CACHE": str(tmp_path / "none")}
    ran = voicecart.run("replay", recording(tmp_path / "silence.wav", 1))
    assert ran.code == Exit.MODEL, ran.out + ran.err
    assert "vosk-model-small-en-us-0.15" in ran.err
    for way in ("voicecart models fetch", "by hand", "VOICECART_MODEL"):
        assert way in ran.err
    assert "Traceback" not in ran.err


def test_a_folder_without_a_model_is_named(voicecart: Voicecart, tmp_path: Path) -> None:
    for folder in (tmp_path / "missing", tmp_path):
        voicecart.settings = {"VOICECART_MODEL": str(folder)}
        ran = voicecart.run("replay", recording(tmp_path / "silence.wav", 1))
        assert ran.code == Exit.MODEL, ran.out + ran.err
        assert str(folder) in ran.err


@pytest.mark.model
def test_a_torn_whisper_model_is_told(voicecart: Voicecart, tmp_path: Path, whisper_model: Path) -> None:
    model = _copy(whisper_model, tmp_path / "model")
    _halve(model / "model.bin")
    voicecart.settings = {"VOICECART_MODELS__WHISPER": str(model), "VOICECART_RECOGNIZER": "whisper"}
    ran = voicecart.run("replay", recording(tmp_path / "silence.wav", 1))
    assert ran.code == Exit.MODEL, ran.out + ran.err
    assert str(model) in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize("torn", ["am/final.mdl", "graph/HCLr.fst", "graph/Gr.fst", "ivector/final.ie"])
def test_a_torn_vosk_model_is_told(
    voicecart: Voicecart, tmp_path: Path, korean_model: Path, torn: str
) -> None:
    model = _copy(korean_model, tmp_path / "model")
    _halve(model / torn)
    voicecart.settings = {"VOICECART_MODELS__VOSK": str(model), "VOICECART_LANGUAGE": "ko"}
    ran = voicecart.run("replay", recording(tmp_path / "silence.wav", 1))
    assert ran.code == Exit.MODEL, ran.out + ran.err
    assert str(model) in ran.err
    assert "Traceback" not in ran.err
