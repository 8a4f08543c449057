"""Wrong settings are named all at once; a store or a folder that cannot be used says so."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from installed_command import Voicecart

from voice.exits import Exit


def test_every_wrong_key_is_named_with_what_was_meant(voicecart: Voicecart, tmp_path: Path) -> None:
    config = tmp_path / "wrong.toml"
    config.write_text('langauge = "en"\ncurrency = "DOLLAR"\n[voice]\nrate_wpm = 9000\n[limits]\nfoo = 1\n')
    voicecart.settings = {"VOICECART_RECOGNISER": "vosk", "VOICECART_ECHO": "gates"}
    ran = voicecart.run("--config", config, "type")
    assert ran.code == Exit.SETTINGS
    for named in ("langauge", "currency", "voice.rate_wpm", "limits.foo", "recogniser", "echo"):
        assert named in ran.err, ran.err
    for meant in ("'language'", "'VOICECART_RECOGNIZER'", "'gate'"):
        assert f"Did you mean {meant}?" in ran.err, ran.err
    assert str(config) in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"language = ", b"\x00" * 100])
def test_a_settings_file_that_is_none(voicecart: Voicecart, tmp_path: Path, content: bytes) -> None:
    config = tmp_path / "none.toml"
    config.write_bytes(content)
    ran = voicecart.run("--config", config, "orders")
    assert ran.code == Exit.SETTINGS
    assert str(config) in ran.err


def test_an_unknown_store_is_named_with_those_there_are(voicecart: Voicecart) -> None:
    ran = voicecart.run("--store", "embeded", "type", typed="reorder toothbrush heads\nyes\n")
    assert ran.code == Exit.SETTINGS
    assert "embeded" in ran.err
    assert "Did you mean 'embedded'?" in ran.err
    assert "oscar" in ran.err


def test_a_store_that_is_down(voicecart: Voicecart) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        voicecart.settings = {"VOICECART_SHOP__URL": f"http://127.0.0.1:{closed.getsockname()[1]}/api/"}
        ran = voicecart.run("--store", "oscar", "type", typed="reorder toothbrush heads\nyes\n")
    assert ran.code == Exit.STORE, ran.out + ran.err
    assert "Traceback" not in ran.err
    assert voicecart.entries() == 0


@pytest.mark.parametrize("place", ["/dev/null/voicecart", "/proc/voicecart"])
def test_a_data_folder_that_cannot_be(voicecart: Voicecart, place: str) -> None:
    ran = voicecart.run("--data-dir", place, "orders")
    assert ran.code == Exit.SETTINGS
    assert place in ran.err
    assert "--data-dir" in ran.err
    assert "Traceback" not in ran.err


def test_wrong_words_on_the_command_line(voicecart: Voicecart) -> None:
    for words in (["lisen"], ["type", "--qiet"], ["replay"]):
        ran = voicecart.run(*words)
        assert ran.code == Exit.USAGE
        assert words[-1] in ran.err or "FILES" in ran.err.upper()
