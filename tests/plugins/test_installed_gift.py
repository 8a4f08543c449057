"""A stranger's package, installed for real: typed words reach its skill, and its reply is said."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "extensions" / "voicecart_gift"
TALK = """
import json, sys
from pathlib import Path
from voice.assemble import new_session, open_counter, open_mind, typed_talk
from voice.clocks import MonotonicClock
from voice.config_load import load_settings
from voice.hearing.transcript import Hypothesis, Source, Transcript
from voice.plugins import Group, Plugins
from voice.watch import Unwatched

class Ears(Unwatched):
    def __init__(self):
        self.told, self.troubles = [], []
    def said(self, sentence):
        self.told.append(sentence)
    def trouble(self, error):
        self.troubles.append(str(error))

language, data, *typed = sys.argv[1:]
settings = load_settings(overrides={"language": language, "data_dir": data})
ears, clock = Ears(), MonotonicClock()
counter = open_counter(settings)
mind = open_mind(settings, counter, ears, clock)
talk = typed_talk(mind, counter, new_session(settings), greet=False)
answers = []
for words in typed:
    ears.told = []
    now = clock.now_ms()
    talk.post(Transcript(hypotheses=(Hypothesis(words),), began_ms=now, ended_ms=now, language=language,
                         engine="typed", source=Source.TYPED))
    talk.settle()
    answers.append(ears.told)
print(json.dumps({"answers": answers, "troubles": ears.troubles, "skills": Plugins().names(Group.SKILLS)}))
counter.close()
"""


def python(*arguments: str, path: Path | None = None, cwd: Path) -> subprocess.CompletedProcess[str]:
    env = {key: value for key, value in os.environ.items() if not key.startswith("VOICECART_")}
    if path:
        env["PYTHONPATH"] = os.pathsep.join(filter(None, (str(path), os.environ.get("PYTHONPATH", ""))))
    env |= {"XDG_CONFIG_HOME": str(cwd / "config"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, *arguments]
    run = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that pip installed the package into, as it would from an index."""
    place = tmp_path_factory.mktemp("stranger")
    copy = shutil.copytree(SOURCE, place / "source")
    target = place / "site"
    options = ("--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check")
    python("-m", "pip", "install", *options, "--target", str(target), str(copy), cwd=place)
    return target


def talk(site: Path | None, folder: Path, *typed: str, language: str = "en") -> dict[str, list]:
    run = python("-c", TALK, language, str(folder / "data"), *typed, path=site, cwd=folder)
    return json.loads(run.stdout.splitlines()[-1])


def test_what_was_installed_is_complete(installed: Path) -> None:
    package = installed / "voicecart_gift"
    for language in ("en", "ko"):
        assert (package / "locales" / language / "sentences" / "gift.yaml").is_file()
        assert (package / "locales" / language / "replies" / "gift.ftl").is_file()


def test_typed_words_reach_the_strangers_skill(installed: Path, tmp_path: Path) -> None:
    typed = ("gift wrap it", "help", "add a toothbrush", "the first one", "could you wrap this as a present")
    heard = talk(installed, tmp_path, *typed)
    assert heard["troubles"] == []
    assert "gift" in heard["skills"]
    empty, helped, *_, wrapped = heard["answers"]
    assert any("nothing to wrap" in sentence for sentence in empty)
    assert helped
    assert not any("wrap" in sentence for sentence in helped)
    assert any("We will wrap" in sentence for sentence in wrapped)


def test_without_the_package_the_same_words_mean_nothing(tmp_path: Path) -> None:
    heard = talk(None, tmp_path, "gift wrap it")
    assert "gift" not in heard["skills"]
    assert not any("wrap" in sentence for sentence in heard["answers"][0])


@pytest.mark.slow
def test_it_speaks_korean_too(installed: Path, tmp_path: Path) -> None:
    heard = talk(installed, tmp_path, "선물 포장해 주세요", language="ko")
    assert heard["troubles"] == []
    assert "포장" in " ".join(heard["answers"][0])


@pytest.mark.slow
def test_its_own_tests_pass(installed: Path) -> None:
    tests = installed.parent / "source" / "tests"
    run = python(
        "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tests), path=installed, cwd=installed.parent
    )
    assert "passed" in run.stdout
