"""A PIN vault for tests: cheap hashes, a clock that the test moves, answers right and wrong."""

from __future__ import annotations

import random
from pathlib import Path

from voice.adapters.argon2_pin import HashCost, PinVault
from voice.pin import PinChallenge

PIN = "4715"
CHEAP = HashCost(passes=1, memory_kib=64)


Files = tuple[Path, Path]


class Clock:
    def __init__(self) -> None:
        self.seconds = 1_000_000.0

    def __call__(self) -> float:
        return self.seconds


def answer(pin: str, challenge: PinChallenge) -> str:
    return "".join(pin[p - 1] for p in challenge.positions)


def wrong(pin: str, challenge: PinChallenge) -> str:
    return "".join(str((int(pin[p - 1]) + 1) % 10) for p in challenge.positions)


def lock(vault: PinVault) -> None:
    rng = random.Random(1)
    for _ in range(3):
        challenge = vault.challenge(rng)
        vault.check(challenge, wrong(PIN, challenge))
