"""The checks find what they are for: each breach is planted in a small checkout of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for folder in ("voice/adapters", "catalog/search", "scripts", "tests", ".ci"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


def findings(script: str, root: Path, *parts: str) -> list[str]:
    command = [sys.executable, SCRIPTS / script, *parts, "--root", root]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.stderr == ""
    lines = ran.stdout.splitlines()
    assert ran.returncode == (1 if lines else 0)
    return lines


def put(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_second_importer_of_a_library_is_found_even_inside_a_function(checkout: Path) -> None:
    put(checkout, "voice/adapters/ears.py", "def start():\n    import vosk\n")
    assert findings("check_walls.py", checkout) == []
    put(checkout, "voice/adapters/more.py", "import json\ndef start():\n    from vosk import Model\n")
    assert findings("check_walls.py", checkout) == [
        "voice/adapters/ears.py:2 imports vosk, and so does voice.adapters.more: one module shall wrap it",
        "voice/adapters/more.py:3 imports vosk, and so does voice.adapters.ears: one module shall wrap it",
    ]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("voice/adapters/ears.py", "import vosk\n", "imports vosk when loaded"),
        ("voice/runtime.py", "def f():\n    import vosk\n", "belongs to voice.adapters"),
        ("catalog/x.py", "from importlib import import_module\nimport_module('vosk')\n", "belongs to"),
        ("voice/fuzz.py", "import rapidfuzz\n", "belongs to catalog.search"),
    ],
)
def test_a_library_out_of_its_room_or_too_early_is_found(
    checkout: Path, name: str, text: str, said: str
) -> None:
    put(checkout, name, text)
    lines = findings("check_walls.py", checkout)
    assert any(line.startswith(f"{name}:") and said in line for line in lines)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1\n" * 351, ":351 the file has 351 lines"),
        ("def f():\n" + "    x = 1\n" * 50, ":1 f has 51 lines"),
        ("class C:\n" + "    x = 1\n" * 200, ":1 class C has 201 lines"),
        ("def f(a, b, c, d, *, e, f): ...\n", ":1 f takes 6 parameters"),
        ("class C:\n    def f(self, a, b, c, d, e, f): ...\n", ":2 f takes 6 parameters"),
    ],
)
def test_what_is_too_long_is_found(checkout: Path, text: str, said: str) -> None:
    put(checkout, "voice/long.py", text)
    (line,) = findings("check_sizes.py", checkout)
    assert line.startswith(f"voice/long.py{said}")


def test_what_just_fits_is_fine(checkout: Path) -> None:
    method = "class C:\n    def f(self, a, b, c, d, e):\n" + "        x = 1\n" * 49
    put(checkout, "voice/fits.py", method + "x = 1\n" * (350 - 51))
    assert findings("check_sizes.py", checkout) == []


def test_a_script_must_run_and_say_how(checkout: Path) -> None:
    fine = put(checkout, "scripts/fine", "#!/bin/sh\necho 'Usage: fine, and what it does for you'\n")
    fine.chmod(0o755)
    assert findings("check_docs.py", checkout, "scripts") == []
    put(checkout, "scripts/a_no_bit", "#!/bin/sh\n")
    put(checkout, "scripts/b_fails", "#!/bin/sh\nexit 3\n").chmod(0o755)
    assert findings("check_docs.py", checkout, "scripts") == [
        "scripts/a_no_bit:1 has no run bit (data of scripts goes into a folder below)",
        "scripts/b_fails:1 does not answer --help: exit code 3, 0 characters",
    ]


def test_modules_say_what_they_are_and_hold_no_korean(checkout: Path) -> None:
    put(checkout, "voice/silent.py", "x = 1\n")
    put(checkout, "voice/_private.py", "x = 1\n")
    put(checkout, "voice/spoken.py", '"""Doc."""\n\nREPLY = "\uc548\ub155"\n')
    put(checkout, "voice/locales/ko/words.py", '"""\ub2e8\uc5b4."""\n')
    assert findings("check_docs.py", checkout, "modules") == [
        "voice/silent.py:1 has no docstring",
        "voice/spoken.py:3 has Hangul: words and sentences are locale data",
    ]


def test_the_readme_must_name_every_setting(checkout: Path) -> None:
    assert findings("check_docs.py", checkout, "readme") == []
    put(checkout, "README.md", "Nothing here.\n")
    lines = findings("check_docs.py", checkout, "readme")
    assert "README.md:1 does not name the setting language" in lines


@pytest.mark.parametrize("script", ["check", "setup"])
def test_an_unknown_option_or_check_is_refused(script: str) -> None:
    ran = subprocess.run([SCRIPTS / script, "--nonsense"], capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "--help" in ran.stderr
