from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from installed_command import COMMAND, Voicecart


@pytest.fixture(scope="session")
def filled_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample shop, to be copied."""
    if not COMMAND.exists():
        pytest.skip("the command voicecart is not installed beside this Python")
    made = Voicecart(home=tmp_path_factory.mktemp("filled"))
    ran = made.run("type")
    assert ran.code == 0, ran.err
    return made.data


@pytest.fixture
def voicecart(filled_data: Path, tmp_path: Path) -> Voicecart:
    """The command with a shop of its own and no sound card."""
    command = Voicecart(home=tmp_path)
    shutil.copytree(filled_data, command.data)
    return command
