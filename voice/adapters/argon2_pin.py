"""The PIN vault: hashes of the PIN and of each pair of its digits, bound to a key of this machine.

What it protects from, and what not, plainly:

- A voice in the room. Two digits are asked at a time. Whoever guesses them is right once in a hundred
  tries, and three wrong tries in a row lock the PIN until its owner types it at the terminal. What was asked
  stays asked until it is answered right, so that hanging up does not draw other digits. Then digits are asked
  that were never said aloud, or longest ago: what was overheard at one order is of no use at the next. But
  it adds up: a four-digit PIN has only two such pairs, which then take turns, and who overheard both orders
  knows the PIN. `spoken` tells how far that went. More digits, or typing them, help; a new PIN ends it.
- A copy of the vault's file alone. There are only 100 pairs of digits, so hashes of pairs fall to trying
  all of them, however slow the hash. What is hashed is therefore keyed (HMAC-SHA256) with 32 random bytes
  that lie in another file, mode 600; without that file the hashes tell nothing.
- NOT a copy of both files, and NOT whoever runs programs as the same user or as root: they can try all PINs
  in seconds, or simply remove the vault. (Removing it does not order anything: without a PIN, nothing that
  needs one can be ordered.) Putting back an older copy of the file gives its tries back in the same way.

A try is written down as spent, and has reached the disk, before it is judged; only a right answer gives it
back. Killing the process between the two therefore loses a try and never gains one. A forgotten PIN cannot
be found out: its owner removes both files and sets a new one.
"""

from __future__ import annotations

import hmac
import json
import math
import random
import secrets
import stat
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from catalog.errors import BadInput, DamagedData
from voice.adapters.durable import locked, write_whole
from voice.errors import Misuse
from voice.pin import ASKED_DIGITS, TRIES, PinAnswer, PinChallenge, PinVerdict, checked_pin, pairs

_VERSION = 1
_KEY_BYTES = 32
_FIRST_WAIT_S = 30
_LONGEST_WAIT_S = 3_600
_NEW_PIN = "Set a new one with `voicecart pin set`."


@dataclass(frozen=True, slots=True)
class HashCost:
    """What one hash costs: passes, and memory in KiB. The default takes about 25 ms of one core."""

    passes: int = 2
    memory_kib: int = 19_456


@dataclass(frozen=True, slots=True, kw_only=True)
class _Vault:
    """The file's content. `spent` counts tries since the last right answer; `asked` is the open
    challenge; `spoken` lists positions in the order in which they were last said aloud.
    """

    length: int
    whole: str = field(repr=False)
    pairs: dict[str, str] = field(repr=False)
    version: int = _VERSION
    spent: int = 0
    asked: tuple[int, ...] = ()
    spoken: tuple[int, ...] = ()
    unlock_tries: int = 0
    unlock_after: float = 0.0

    @property
    def locked(self) -> bool:
        return self.spent >= TRIES

    @property
    def tries_left(self) -> int:
        return max(0, TRIES - self.spent)

    def after_right(self) -> _Vault:
        return replace(self, spent=0, unlock_tries=0, unlock_after=0.0)

    def after_said(self, positions: tuple[int, ...]) -> _Vault:
        older = tuple(p for p in self.spoken if p not in positions)
        return replace(self.after_right(), asked=(), spoken=older + positions)


class PinVault:
    """Keeps one PIN in `path`, keyed by `key_path`. Safe to use from several processes at once.

    Every method that reads the vault raises DamagedData where a file of it is not as it was written,
    and StorageFull where a try cannot be written down (it is then not judged).
    """

    def __init__(
        self,
        path: Path,
        key_path: Path,
        *,
        cost: HashCost = HashCost(),
        now: Callable[[], float] = time.time,
    ) -> None:
        self._path, self._key_path, self._now = path, key_path, now
        self._hasher = PasswordHasher(time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=1)

    def __repr__(self) -> str:
        return f"PinVault({str(self._path)!r})"

    @property
    def has_pin(self) -> bool:
        """Whether a PIN is set."""
        return self._path.exists()

    @property
    def locked(self) -> bool:
        """Whether only `unlock` helps now."""
        return self.has_pin and self._read().locked

    @property
    def length(self) -> int:
        """Digits of the PIN; raises BadInput where none is set."""
        return self._read().length

    @property
    def spoken(self) -> frozenset[int]:
        """Positions of digits that were said aloud, and right, since the PIN was set."""
        return frozenset(self._read().spoken) if self.has_pin else frozenset()

    def set_pin(self, pin: str) -> None:
        """Take this PIN from now on, unlocked. Raises BadInput for one that is easy to guess."""
        checked_pin(pin)
        with self._alone():
            key = self._key(make=True)
            hashes = {
                _label(pair): self._hash(key, _label(pair), _digits(pin, pair)) for pair in pairs(len(pin))
            }
            self._write(_Vault(length=len(pin), whole=self._hash(key, "whole", pin), pairs=hashes))

    def remove(self) -> None:
        """Forget the PIN; nothing that needs one can be ordered then."""
        with self._alone():
            self._path.unlink(missing_ok=True)

    def challenge(self, rng: random.Random) -> PinChallenge:
        """The digits to ask for; see `voice.pin.PinCheck`."""
        with self._alone():
            vault = self._read()
            if not vault.asked:
                vault = replace(vault, asked=_next_pair(vault, rng))
                self._write(vault)
            return PinChallenge(positions=vault.asked)

    def check(self, challenge: PinChallenge, digits: str) -> PinVerdict:
        """Judge two spoken digits. Raises BadInput, at no cost, where they are not two digits, and Misuse
        where the challenge is not the one that stands.
        """
        if len(digits) != ASKED_DIGITS or not (digits.isascii() and digits.isdigit()):
            raise BadInput(f"The answer is {ASKED_DIGITS} digits.", remedy="Ask for them again.")
        with self._alone():
            vault = self._read()
            if vault.locked:
                return _locked(vault)
            if challenge.positions != vault.asked:
                raise Misuse(
                    "These digits were not asked for.", remedy="Check only what `challenge` gave last."
                )
            vault = self._spend(vault)
            label = _label(vault.asked)
            if not self._matches(vault.pairs[label], label, digits):
                return _wrong(vault)
            self._write(vault.after_said(vault.asked))
            return _right()

    def check_whole(self, pin: str) -> PinVerdict:
        """Judge the whole PIN, typed. A wrong one costs a try like a spoken one."""
        with self._alone():
            vault = self._read()
            if vault.locked:
                return _locked(vault)
            vault = self._spend(vault)
            if not self._matches(vault.whole, "whole", pin):
                return _wrong(vault)
            self._write(vault.after_right())
            return _right()

    def unlock(self, pin: str) -> PinVerdict:
        """Judge the whole PIN typed at the terminal, and unlock if it is right. Each wrong try doubles
        the wait until the next (30 s up to an hour); while waiting, LOCKED tells how long.
        """
        with self._alone():
            vault = self._read()
            wait = vault.unlock_after - self._now()
            if 0 < wait <= _LONGEST_WAIT_S:  # a longer one means that the clock was set back meanwhile
                return replace(_locked(vault), wait_s=math.ceil(wait))
            pause = min(_FIRST_WAIT_S << min(vault.unlock_tries, 16), _LONGEST_WAIT_S)
            vault = replace(vault, unlock_tries=vault.unlock_tries + 1, unlock_after=self._now() + pause)
            self._write(vault)
            if not self._matches(vault.whole, "whole", pin):
                return replace(_locked(vault) if vault.locked else _wrong(vault), wait_s=pause)
            self._write(replace(vault.after_right(), asked=()))
            return _right()

    def _alone(self) -> AbstractContextManager[None]:
        return locked(self._path.with_name(f"{self._path.name}.lock"))

    def _spend(self, vault: _Vault) -> _Vault:
        spent = replace(vault, spent=vault.spent + 1)
        self._write(spent)
        return spent

    def _write(self, vault: _Vault) -> None:
        write_whole(self._path, json.dumps(asdict(vault), indent=1).encode())

    def _read(self) -> _Vault:
        try:
            return _parsed(self._path.read_bytes())
        except FileNotFoundError:
            raise BadInput("No PIN is set.", remedy=_NEW_PIN) from None
        except (OSError, ValueError, TypeError, KeyError) as error:
            message = f"The PIN file {self._path} cannot be used."
            raise DamagedData(message, remedy=self._start_anew) from error

    def _key(self, *, make: bool = False) -> bytes:
        if make and not self._key_path.exists():
            write_whole(self._key_path, secrets.token_bytes(_KEY_BYTES))
        try:
            key, mode = self._key_path.read_bytes(), self._key_path.stat().st_mode
        except OSError as error:
            message = f"The PIN's key {self._key_path} cannot be read."
            raise DamagedData(message, remedy=self._start_anew) from error
        if len(key) != _KEY_BYTES:
            raise DamagedData(f"The PIN's key {self._key_path} is damaged.", remedy=self._start_anew)
        if stat.S_IMODE(mode) & 0o077:
            raise DamagedData(f"Others can read the PIN's key {self._key_path}.", remedy=self._start_anew)
        return key

    @property
    def _start_anew(self) -> str:
        """The old PIN cannot be asked for any more, so that its owner removes it by hand."""
        return f"Remove {self._path} and {self._key_path}. {_NEW_PIN}"

    def _hash(self, key: bytes, label: str, digits: str) -> str:
        return self._hasher.hash(_keyed(key, label, digits))

    def _matches(self, stored: str, label: str, digits: str) -> bool:
        keyed = _keyed(self._key(), label, digits)
        try:
            return self._hasher.verify(stored, keyed)
        except VerificationError:
            return False


def _keyed(key: bytes, label: str, digits: str) -> bytes:
    return hmac.digest(key, f"voicecart pin {label}:{digits}".encode(), "sha256")


def _label(positions: tuple[int, ...]) -> str:
    return ",".join(map(str, positions))


def _digits(pin: str, positions: tuple[int, ...]) -> str:
    return "".join(pin[position - 1] for position in positions)


def _next_pair(vault: _Vault, rng: random.Random) -> tuple[int, ...]:
    """A random one of the pairs whose digits were not said aloud for the longest time."""
    said = {position: turn for turn, position in enumerate(vault.spoken, start=1)}

    def freshness(pair: tuple[int, ...]) -> tuple[int, int]:
        return (sum(p in said for p in pair), max(said.get(p, 0) for p in pair))

    choices = pairs(vault.length)
    best = min(map(freshness, choices))
    return rng.choice([pair for pair in choices if freshness(pair) == best])


def _parsed(data: bytes) -> _Vault:
    raw = json.loads(data)
    if raw["version"] != _VERSION or set(raw) != {f.name for f in fields(_Vault)}:
        raise ValueError("another version's file")
    numbers = [raw["length"], raw["spent"], raw["unlock_tries"], *raw["asked"], *raw["spoken"]]
    if not all(isinstance(number, int) and number >= 0 for number in numbers):
        raise ValueError("a number is none")
    if set(raw["pairs"]) != {_label(pair) for pair in pairs(raw["length"])}:
        raise ValueError("a pair is missing")
    raw["asked"], raw["spoken"] = tuple(raw["asked"]), tuple(raw["spoken"])
    raw["unlock_after"] = float(raw["unlock_after"])
    return _Vault(**raw)


def _right() -> PinVerdict:
    return PinVerdict(answer=PinAnswer.OK, tries_left=TRIES)


def _wrong(vault: _Vault) -> PinVerdict:
    answer = PinAnswer.LOCKED if vault.locked else PinAnswer.WRONG
    return PinVerdict(answer=answer, tries_left=vault.tries_left)


def _locked(vault: _Vault) -> PinVerdict:
    return PinVerdict(answer=PinAnswer.LOCKED, tries_left=vault.tries_left)
