"""The PIN vault where something is wrong with its files, and what never leaves it."""

from __future__ import annotations

import json
import logging
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from vault_parts import CHEAP, PIN, Files, answer, wrong

from catalog.errors import BadInput, DamagedData
from voice.adapters.argon2_pin import PinVault


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda _: b"\x00\xff" * 40,
        lambda s: json.dumps(s).encode()[:-30],
        lambda s: json.dumps(s | {"version": 9}).encode(),
        lambda s: json.dumps(s | {"spent": -5}).encode(),
        lambda s: json.dumps(s | {"spent": "0"}).encode(),
        lambda s: json.dumps(s | {"pairs": {}}).encode(),
        lambda s: json.dumps(s | {"extra": 1}).encode(),
        lambda _: b"[]",
    ],
)
def test_a_damaged_vault_is_never_a_yes(
    vault: PinVault, files: Files, damage: Callable[[dict[str, Any]], bytes]
) -> None:
    files[0].write_bytes(damage(json.loads(files[0].read_text())))
    with pytest.raises(DamagedData):
        vault.check_whole(PIN)
    with pytest.raises(DamagedData):
        _ = vault.locked


def test_no_pin_is_no_permission(files: Files) -> None:
    vault = PinVault(*files, cost=CHEAP)
    assert not vault.has_pin
    assert not vault.locked
    assert vault.spoken == frozenset()
    for attempt in (lambda: vault.check_whole(PIN), lambda: vault.challenge(random.Random(0))):
        with pytest.raises(BadInput, match="No PIN"):
            attempt()


def test_remove_forgets_the_pin(vault: PinVault) -> None:
    vault.remove()
    assert not vault.has_pin


def test_digits_are_in_no_representation_message_or_log(
    vault: PinVault, files: Files, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    challenge = vault.challenge(random.Random(0))
    told = [repr(vault), repr(vault.check(challenge, wrong(PIN, challenge))), repr(vault._read())]
    told.append(repr(vault.check(challenge, answer(PIN, challenge))))
    files[0].write_text("{}")
    with pytest.raises(DamagedData) as damaged:
        vault.check_whole(PIN)
    told += [str(damaged.value), repr(damaged.value), caplog.text, *capfd.readouterr()]
    everything = "\n".join(told).replace(str(files[0].parent.parent), "")
    assert PIN not in everything
    assert "argon2id" not in everything
    assert not re.search(rf"\b{answer(PIN, challenge)}\b", everything)


def test_the_default_cost_is_not_the_cheap_one(files: Files) -> None:
    PinVault(*files).set_pin(PIN)
    assert "m=19456,t=2,p=1" in Path(files[0]).read_text()
