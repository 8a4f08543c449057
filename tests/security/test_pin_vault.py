"""The PIN vault's promises, on the real hash and the real files."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vault_parts import CHEAP, PIN, Clock, Files, answer, lock, wrong

from catalog.errors import BadInput, DamagedData, StorageFull
from voice.adapters import argon2_pin
from voice.adapters.argon2_pin import PinVault
from voice.errors import Misuse
from voice.pin import PinAnswer, PinChallenge, checked_pin


@pytest.mark.parametrize("pin", ["4715", "90417", "308152", "5093817", "71940264"])
def test_every_pair_of_digits_is_judged(files: Files, pin: str) -> None:
    vault = PinVault(*files, cost=CHEAP)
    vault.set_pin(pin)
    state = json.loads(files[0].read_text())
    for pair in combinations(range(1, len(pin) + 1), 2):
        state["asked"] = pair
        files[0].write_text(json.dumps(state))
        challenge = PinChallenge(positions=pair)
        assert vault.check(challenge, wrong(pin, challenge)).answer is PinAnswer.WRONG
        assert vault.check(challenge, answer(pin, challenge)).answer is PinAnswer.OK


def test_only_the_right_pair_of_a_hundred_is_right(vault: PinVault, files: Files) -> None:
    challenge = vault.challenge(random.Random(3))
    state = files[0].read_text()
    right = []
    for guess in range(100):
        files[0].write_text(state)
        if vault.check(challenge, f"{guess:02}").answer is PinAnswer.OK:
            right.append(f"{guess:02}")
    assert right == [answer(PIN, challenge)]


def test_three_wrong_tries_lock_across_restarts(vault: PinVault, files: Files, clock: Clock) -> None:
    rng = random.Random(0)
    for left, expected in ((2, PinAnswer.WRONG), (1, PinAnswer.WRONG), (0, PinAnswer.LOCKED)):
        again = PinVault(*files, cost=CHEAP, now=clock)
        challenge = again.challenge(rng)
        verdict = again.check(challenge, wrong(PIN, challenge))
        assert (verdict.answer, verdict.tries_left) == (expected, left)
    reopened = PinVault(*files, cost=CHEAP, now=clock)
    assert reopened.locked
    challenge = reopened.challenge(rng)
    assert reopened.check(challenge, answer(PIN, challenge)).answer is PinAnswer.LOCKED
    assert reopened.check_whole(PIN).answer is PinAnswer.LOCKED


def test_spoken_and_typed_tries_share_one_count_and_a_right_one_gives_them_back(vault: PinVault) -> None:
    challenge = vault.challenge(random.Random(0))
    assert vault.check(challenge, wrong(PIN, challenge)).tries_left == 2
    assert vault.check_whole("9999").tries_left == 1
    assert vault.check_whole(PIN).answer is PinAnswer.OK
    assert vault.check_whole("9999").tries_left == 2


def test_the_same_digits_are_asked_until_they_are_right(vault: PinVault, files: Files, clock: Clock) -> None:
    first = vault.challenge(random.Random(0))
    for seed in range(20):
        assert PinVault(*files, cost=CHEAP, now=clock).challenge(random.Random(seed)) == first
    vault.check(first, wrong(PIN, first))
    assert vault.challenge(random.Random(99)) == first


@pytest.mark.parametrize("seed", range(5))
def test_what_was_overheard_at_one_order_is_of_no_use_at_the_next(vault: PinVault, seed: int) -> None:
    rng = random.Random(seed)
    first = vault.challenge(rng)
    vault.check(first, answer(PIN, first))
    assert vault.spoken == set(first.positions)
    second = vault.challenge(rng)
    assert not set(first.positions) & set(second.positions)
    vault.check(second, answer(PIN, second))
    assert vault.spoken == {1, 2, 3, 4}


def test_challenges_are_drawn_by_chance_over_all_pairs(files: Files) -> None:
    seen = set()
    for seed in range(60):
        vault = PinVault(*files, cost=CHEAP)
        vault.set_pin(PIN)
        seen.add(vault.challenge(random.Random(seed)).positions)
    assert seen == set(combinations(range(1, 5), 2))


@pytest.mark.parametrize("digits", ["", "4", "471", "ab", "4 ", "\u0664\u0667", "-1"])
def test_an_answer_that_is_no_two_digits_costs_no_try(vault: PinVault, files: Files, digits: str) -> None:
    challenge = vault.challenge(random.Random(0))
    before = files[0].read_bytes()
    with pytest.raises(BadInput):
        vault.check(challenge, digits)
    assert files[0].read_bytes() == before


def test_digits_that_were_not_asked_for_are_refused(vault: PinVault) -> None:
    challenge = vault.challenge(random.Random(0))
    other = next(p for p in combinations(range(1, 5), 2) if p != challenge.positions)
    with pytest.raises(Misuse):
        vault.check(PinChallenge(positions=other), "47")
    vault.check(challenge, answer(PIN, challenge))
    with pytest.raises(Misuse):
        vault.check(challenge, answer(PIN, challenge))


class Killed(BaseException):
    pass


def test_a_try_is_on_the_disk_before_it_is_judged(
    vault: PinVault, files: Files, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    challenge = vault.challenge(random.Random(0))
    seen = []

    def dies(*_: object) -> None:
        seen.append(json.loads(files[0].read_text())["spent"])
        raise Killed

    monkeypatch.setattr(PinVault, "_matches", dies)
    for _ in range(3):
        with pytest.raises(Killed):
            vault.check(challenge, "00")
    assert seen == [1, 2, 3]
    assert PinVault(*files, cost=CHEAP, now=clock).locked


KILLED_WHILE_JUDGING = """
import os, random, signal, sys
from pathlib import Path
from voice.adapters.argon2_pin import HashCost, PinVault
PinVault._matches = lambda *a: os.kill(os.getpid(), signal.SIGKILL)
vault = PinVault(Path(sys.argv[1]), Path(sys.argv[2]), cost=HashCost(passes=1, memory_kib=64))
vault.check(vault.challenge(random.Random(0)), "00")
"""


def test_killing_the_process_gains_no_try(vault: PinVault, files: Files) -> None:
    for killed in (1, 2, 3):
        run = subprocess.run([sys.executable, "-c", KILLED_WHILE_JUDGING, *map(str, files)], check=False)
        assert run.returncode == -signal.SIGKILL
        assert json.loads(files[0].read_text())["spent"] == killed
    assert vault.locked


def test_two_processes_at_once_get_no_extra_try(vault: PinVault) -> None:
    challenge = vault.challenge(random.Random(0))
    verdicts = []
    threads = [
        threading.Thread(target=lambda: verdicts.append(vault.check(challenge, wrong(PIN, challenge))))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(v.tries_left for v in verdicts) == [0, 0, 0, 0, 0, 0, 1, 2]


def test_a_full_disk_judges_nothing(vault: PinVault, files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    challenge = vault.challenge(random.Random(0))
    before = files[0].read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFull):
        vault.check(challenge, answer(PIN, challenge))
    assert files[0].read_bytes() == before
    assert [p.name for p in files[0].parent.iterdir() if "json." in p.name] == ["pin.json.lock"]


def test_unlock_takes_the_typed_pin_and_waits_longer_each_time(vault: PinVault, clock: Clock) -> None:
    lock(vault)
    waits = []
    for _ in range(9):
        verdict = vault.unlock("9999")
        waits.append(verdict.wait_s)
        assert verdict.answer is PinAnswer.LOCKED
        early = vault.unlock(PIN)
        assert (early.answer, early.wait_s) == (PinAnswer.LOCKED, verdict.wait_s)
        clock.seconds += verdict.wait_s
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert vault.unlock(PIN).answer is PinAnswer.OK
    assert not vault.locked
    assert vault.check_whole("9999").tries_left == 2


def test_the_wait_survives_a_restart_and_a_clock_set_back(
    vault: PinVault, files: Files, clock: Clock
) -> None:
    lock(vault)
    vault.unlock("9999")
    assert PinVault(*files, cost=CHEAP, now=clock).unlock(PIN).wait_s == 30
    clock.seconds -= 1_000_000
    assert vault.unlock(PIN).answer is PinAnswer.OK


WEAK = ["0000", "1234", "4321", "7890", "0987", "1122", "1212", "4747", "123123", "1984", "2011", "5555"]


@pytest.mark.parametrize(
    "pin", [*WEAK, "", "123", "471", "471593820", "47a5", "47 5", "\uff14\uff17\uff11\uff15", "-471"]
)
def test_weak_pins_are_refused_and_not_repeated(files: Files, pin: str) -> None:
    vault = PinVault(*files, cost=CHEAP)
    with pytest.raises(BadInput) as refusal:
        vault.set_pin(pin)
    assert not vault.has_pin
    assert refusal.value.remedy
    assert not pin or pin not in str(refusal.value)


@given(st.text(alphabet="0123456789", min_size=4, max_size=8))
def test_an_accepted_pin_has_three_different_digits(pin: str) -> None:
    with suppress(BadInput):
        assert checked_pin(pin) == pin
        assert len(set(pin)) >= 3
        assert pin not in "01234567890123456789"


def test_the_files_are_private_and_hold_no_pin(vault: PinVault, files: Files) -> None:
    for path in files:
        assert path.stat().st_mode & 0o777 == 0o600
    state = json.loads(files[0].read_text())
    hashes = [state.pop("whole"), *state.pop("pairs").values()]
    assert all(h.startswith("$argon2id$") for h in hashes)
    assert len({h.split("$")[4] for h in hashes}) == len(hashes) == 7
    assert PIN not in json.dumps(state)


def test_without_the_key_the_hashes_tell_nothing(vault: PinVault, files: Files, tmp_path: Path) -> None:
    """All hundred answers to each question, tried with another key (or none): none fits."""
    other = PinVault(files[0], tmp_path / "other.key", cost=CHEAP)
    other._key(make=True)
    state = json.loads(files[0].read_text())
    assert not any(other._matches(state["pairs"]["1,2"], "1,2", f"{n:02}") for n in range(100))
    plain = argon2_pin.PasswordHasher()
    for guess in range(100):
        with pytest.raises(argon2_pin.VerificationError):
            plain.verify(state["pairs"]["1,2"], f"{guess:02}")


def test_a_lost_or_readable_or_cut_key_is_said_and_a_new_pin_mends_it(vault: PinVault, files: Files) -> None:
    key = files[1].read_bytes()
    files[1].chmod(0o644)
    with pytest.raises(DamagedData, match="Others can read"):
        vault.check_whole(PIN)
    files[1].chmod(0o600)
    files[1].write_bytes(key[:7])
    with pytest.raises(DamagedData, match="is damaged"):
        vault.check_whole(PIN)
    files[1].unlink()
    with pytest.raises(DamagedData, match="cannot be read") as lost:
        vault.check_whole(PIN)
    assert f"Remove {files[0]} and {files[1]}" in lost.value.remedy
    vault.set_pin(PIN)
    assert vault.check_whole(PIN).answer is PinAnswer.OK
