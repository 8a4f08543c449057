"""Under scripts/test the tests judge what users get: the installed wheel, complete."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest

import catalog
import voice

ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.skipif(
    os.environ.get("VOICECART_TEST_INSTALLED") != "1", reason="only where scripts/test installed a wheel"
)


@pytest.mark.parametrize("package", [voice, catalog])
def test_the_tests_run_on_the_installed_wheel(package: object) -> None:
    place = Path(package.__file__ or "").resolve()
    assert "site-packages" in place.parts
    assert not place.is_relative_to(ROOT / package.__name__)
    assert not place.is_relative_to(ROOT / ".venv")


def test_programs_that_tests_start_use_the_wheel_too() -> None:
    code = "import voice; print(voice.__file__)"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == voice.__file__


def test_every_file_of_the_packages_is_in_the_wheel() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "voice", "catalog"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("needs the git checkout")
    ours = {name for name in listed.stdout.split() if (ROOT / name).is_file()}
    packed = {str(path) for path in distribution("voicecart").files or ()}
    assert ours
    assert sorted(ours - packed) == []
