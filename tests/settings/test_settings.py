"""Settings: where they come from, that all problems are told at once, and that secrets stay secret."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from catalog.money import Money
from voice.config import Echo, Settings, default_config_file, settings_rows
from voice.config_load import load_settings
from voice.errors import SettingProblem, SettingsError
from voice.plugins import Plugins

NONE_INSTALLED = Plugins([])


def load(text: str = "", tmp_path: Path | None = None, **environ: str) -> Settings:
    config = None
    if tmp_path is not None:
        config = tmp_path / "voicecart.toml"
        config.write_text(text)
    return load_settings(config, environ=environ, plugins=NONE_INSTALLED)


def problems(text: str, tmp_path: Path, **environ: str) -> tuple[SettingProblem, ...]:
    with pytest.raises(SettingsError) as error:
        load(text, tmp_path, **environ)
    assert error.value.code == "settings"
    assert error.value.remedy
    return error.value.problems


FULL = """
language = "ko"
currency = "KRW"
recognizer = "vosk"
echo = "headset"
store = "oscar"
data_dir = "~/shop"
[voice]
engine = "piper"
rate_wpm = 200
[shop]
url = "http://127.0.0.1:8811/api/"
user = "mina"
password = "hunter2"
[limits]
pin_above_minor = 30000
"""


def test_defaults_are_complete_and_frozen() -> None:
    settings = Settings()
    assert (settings.language, settings.store, settings.echo) == ("en", "embedded", Echo.GATE)
    with pytest.raises(ValidationError):
        settings.language = "ko"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        settings.voice.rate_wpm = 1  # type: ignore[misc]


def test_the_file_is_read(tmp_path: Path) -> None:
    settings = load(FULL, tmp_path)
    assert (settings.language, settings.voice.engine, settings.shop.user) == ("ko", "piper", "mina")
    assert settings.data_dir == Path.home() / "shop"
    assert settings.shop.password.get_secret_value() == "hunter2"
    assert settings.pin_above == Money(30_000, "KRW")


def test_environment_wins_over_the_file_and_the_command_line_over_both(tmp_path: Path) -> None:
    config = tmp_path / "voicecart.toml"
    config.write_text(FULL)
    environ = {"VOICECART_STORE": "embedded", "VOICECART_VOICE__RATE_WPM": "150", "VOICECART_LANGUAGE": "en"}
    settings = load_settings(
        config,
        environ=environ,
        overrides={"language": "ko", "voice.engine": "pyttsx3"},
        plugins=NONE_INSTALLED,
    )
    assert settings.store == "embedded"
    assert (settings.voice.rate_wpm, settings.voice.engine) == (150, "pyttsx3")
    assert settings.language == "ko"
    assert settings.shop.user == "mina"


def test_config_is_found_by_option_variable_and_place(tmp_path: Path) -> None:
    config = tmp_path / "other.toml"
    config.write_text('currency = "EUR"')
    assert load(VOICECART_CONFIG=str(config)).currency == "EUR"
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "conf")}
    place = tmp_path / "conf" / "voicecart" / "voicecart.toml"
    place.parent.mkdir(parents=True)
    place.write_text('currency = "JPY"')
    code = "from voice.config_load import load_settings; print(load_settings().currency)"
    run = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "JPY"


def test_model_folders_by_engine_and_for_any(tmp_path: Path) -> None:
    settings = load(VOICECART_MODEL=str(tmp_path), VOICECART_MODELS__VOSK="/b")
    assert (settings.model, settings.models.vosk, settings.models.whisper) == (tmp_path, Path("/b"), None)


def test_variables_of_scripts_and_tests_are_no_settings() -> None:
    assert load(VOICECART_REEXEC="1", VOICECART_TEST_INSTALLED="1", VOICECART_SHOP_DIR="/x") == Settings()


def test_every_problem_is_told_at_once_with_its_place(tmp_path: Path) -> None:
    found = problems(
        'recogniser = "vosk"\ncurrency = "USX"\n[voice]\nrate_wpm = "fast"\n[limits]\nunusual_factor = 0\n',
        tmp_path,
        VOICECART_ECHO="gaet",
        VOICECART_LANGAUGE="en",
    )
    by_key = {problem.key: problem for problem in found}
    config = str(tmp_path / "voicecart.toml")
    assert set(by_key) == {
        "recogniser",
        "currency",
        "voice.rate_wpm",
        "limits.unusual_factor",
        "echo",
        "langauge",
    }
    assert by_key["recogniser"].suggestion == "recognizer"
    assert by_key["recogniser"].value == "'vosk'"
    assert {by_key[key].where for key in ("recogniser", "currency", "voice.rate_wpm")} == {config}
    assert by_key["echo"].where == "VOICECART_ECHO"
    assert by_key["echo"].suggestion == "gate"
    assert by_key["langauge"].suggestion == "VOICECART_LANGUAGE"
    assert "Did you mean 'recognizer'?" in str(by_key["recogniser"])


def test_the_source_that_wins_is_blamed(tmp_path: Path) -> None:
    (found,) = problems('echo = "cancle"', tmp_path, VOICECART_ECHO="gaet")
    assert (found.where, found.suggestion) == ("VOICECART_ECHO", "gate")


@pytest.mark.parametrize(
    ("text", "key", "suggestion"),
    [
        ('[voice]\nengin = "piper"', "voice.engin", "voice.engine"),
        ('rate_wpm = "150"', "rate_wpm", "voice.rate_wpm"),
        ('[speaker]\nname = "x"', "speaker", "devices.speaker"),
        ('[shop]\nurll = "x"', "shop.urll", "shop.url"),
        ('store = "oskar"', "store", "oscar"),
        ('recognizer = "wisper"', "recognizer", "whisper"),
        ('[voice]\nengine = "pyttsx"', "voice.engine", "pyttsx3"),
        ('zzzzzzz = "x"', "zzzzzzz", ""),
    ],
)
def test_did_you_mean(tmp_path: Path, text: str, key: str, suggestion: str) -> None:
    (found,) = problems(text, tmp_path)
    assert (found.key, found.suggestion) == (key, suggestion)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"language = ", "is not TOML"),
        (b"\xff\xfe\x00\x01", "is not a text file"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, content: bytes | None, reason: str) -> None:
    config = tmp_path / "voicecart.toml"
    if content is not None:
        config.write_bytes(content)
    with pytest.raises(SettingsError, match=reason) as error:
        load_settings(config, environ={}, plugins=NONE_INSTALLED)
    assert error.value.problems[0].where == str(config)


def test_a_missing_default_file_is_no_problem() -> None:
    assert default_config_file().name == "voicecart.toml"
    assert load().language == "en"


def test_a_section_given_as_one_variable_is_told(tmp_path: Path) -> None:
    (found,) = problems("", tmp_path, VOICECART_VOICE="piper")
    assert "section" in found.reason
    (found,) = problems('voice = "piper"', tmp_path)
    assert found.key == "voice"


@pytest.mark.parametrize(
    "text",
    [
        '[shop]\npassword = ["hunter2"]',
        '[shop]\npasword = "hunter2"',
        'password = "hunter2"',
        '[shop]\npasswd = "hunter2"',
        'token = "hunter2"',
    ],
)
def test_secrets_are_in_no_message(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError) as error:
        load(text, tmp_path, VOICECART_PASWORD="hunter2", VOICECART_SHOP__PASSWRD="hunter2")  # noqa: S106
    assert "hunter2" not in str(error.value)
    assert "hunter2" not in repr(error.value.problems)
    assert len(error.value.problems) == 3


def test_secrets_are_in_no_dump_or_representation(tmp_path: Path) -> None:
    settings = load(FULL, tmp_path)
    for told in (repr(settings), str(settings), settings.model_dump_json(), str(settings.model_dump())):
        assert "hunter2" not in told
        assert "mina" in told


def test_credentials_do_not_hide_in_the_url(tmp_path: Path) -> None:
    (found,) = problems('[shop]\nurl = "http://me:hunter2@shop.test/"', tmp_path)
    assert found.key == "shop.url"


def test_unset_limits_follow_the_currency() -> None:
    assert Settings().pin_above == Money(5_000, "USD")
    assert Settings(currency="KRW").order_max == Money(500_000, "KRW")
    assert Settings(currency="KWD").pin_above == Money(50_000, "KWD")
    assert Settings(limits={"pin_above_minor": 0}).pin_above == Money(0, "USD")
    assert Settings().free_delivery_from is None


def test_the_pins_key_lies_apart_from_the_data() -> None:
    usual = Settings()
    assert usual.pin_file.parent == usual.data_dir
    assert usual.data_dir not in usual.pin_key_file.parents
    own = Settings(data_dir="/srv/shop")
    assert own.pin_key_file == Path("/srv/shop/keys/pin.key")
    assert Settings(data_dir="/srv/shop", key_dir="/etc/keys").pin_key_file == Path("/etc/keys/pin.key")


def test_every_setting_has_a_row_that_works(tmp_path: Path) -> None:
    rows = settings_rows()
    assert len({row.name for row in rows}) == len(rows) > 20
    for row in rows:
        assert row.help.endswith((".", "...")), row
        assert row.type
        assert str(Path.home()) not in row.default
        if row.default:
            load(**{row.env: row.default})
    assert [row.name for row in rows if row.secret] == ["shop.password"]
    by_name = {row.name: row for row in rows}
    assert by_name["echo"].type == "gate|cancel|headset"
    assert by_name["voice.rate_wpm"].env == "VOICECART_VOICE__RATE_WPM"
    assert by_name["records.turns"].default == "true"


def test_building_settings_reads_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICECART_LANGUAGE", "ko")
    assert Settings().language == "en"
