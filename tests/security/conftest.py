"""A PIN vault with a PIN, its files, and the clock that it goes by."""

from __future__ import annotations

from pathlib import Path

import pytest
from vault_parts import CHEAP, PIN, Clock, Files

from voice.adapters.argon2_pin import PinVault


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return tmp_path / "data" / "pin.json", tmp_path / "keys" / "pin.key"


@pytest.fixture
def vault(files: Files, clock: Clock) -> PinVault:
    vault = PinVault(*files, cost=CHEAP, now=clock)
    vault.set_pin(PIN)
    return vault
