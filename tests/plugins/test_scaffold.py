"""`voicecart new skill`: what it writes works at once, and it never overwrites."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from catalog.errors import BadInput
from voice.plugins import Plugins
from voice.scaffold import languages, new_skill

NOBODY = Plugins([])


@pytest.mark.parametrize("language", ["en", pytest.param("ko", marks=pytest.mark.slow)])
def test_a_new_skill_passes_its_own_tests(tmp_path: Path, language: str) -> None:
    made = new_skill("tip_box", language=language, into=tmp_path, plugins=NOBODY)
    assert made.folder == tmp_path / "voicecart_tip_box"
    assert all(path.is_file() for path in made.files)
    assert not any("$" in path.read_text("utf-8").replace("{ $name }", "") for path in made.files)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]
    path = os.pathsep.join(filter(None, (str(made.folder), os.environ.get("PYTHONPATH", ""))))
    env = os.environ | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.run(command, cwd=made.folder, env=env, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "passed" in run.stdout


def test_the_package_registers_skill_and_words(tmp_path: Path) -> None:
    made = new_skill("tip_box", into=tmp_path, plugins=NOBODY)
    project = tomllib.loads((made.folder / "pyproject.toml").read_text())
    assert project["project"]["name"] == "voicecart-tip-box"
    assert project["project"]["entry-points"] == {
        "voicecart.skills": {"tip_box": "voicecart_tip_box:skill"},
        "voicecart.locales": {"en.tip_box": "voicecart_tip_box:words"},
    }


def test_what_it_writes_is_well_formed(tmp_path: Path) -> None:
    made = new_skill("tip_box", into=tmp_path, plugins=NOBODY)
    ruff = [sys.executable, "-m", "ruff"]
    for step in (["format", "--check"], ["check", "--select", "E,F,I,UP,RUF"]):
        command = [*ruff, *step, "--config", "line-length=110", "."]
        run = subprocess.run(command, cwd=made.folder, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout + run.stderr


def test_it_never_overwrites(tmp_path: Path) -> None:
    made = new_skill("tip_box", into=tmp_path, plugins=NOBODY)
    made.files[0].write_text("mine")
    with pytest.raises(BadInput, match="already there"):
        new_skill("tip_box", into=tmp_path, plugins=NOBODY)
    assert made.files[0].read_text() == "mine"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Tip",
        "tip-box",
        "1tip",
        "_tip",
        "tip_",
        "tip__box",
        "../tip",
        "tip box",
        "t" * 41,
        "class",
        "match",
        "팁",
    ],
)
def test_names_that_cannot_be_used(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput) as error:
        new_skill(name, into=tmp_path, plugins=NOBODY)
    assert error.value.remedy
    assert not list(tmp_path.iterdir())


def test_a_name_that_is_taken(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="already a skill 'checkout'"):
        new_skill("checkout", into=tmp_path)


def test_a_language_without_templates(tmp_path: Path) -> None:
    assert languages() == ("en", "ko")
    with pytest.raises(BadInput, match="'fr'"):
        new_skill("tip", language="fr", into=tmp_path, plugins=NOBODY)
    assert not list(tmp_path.iterdir())
