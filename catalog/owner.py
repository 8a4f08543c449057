"""Which process may be sending an order just now, and whether it still lives.

A name tells the boot of the machine, the process and its start time, so that a process number which
was given out again is not taken for the old process.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def this_process() -> str:
    """A fresh name of something that lives as long as this process."""
    pid = os.getpid()
    return f"{_boot()}:{pid}:{_started(pid)}:{secrets.token_hex(4)}"


def process_lives(owner: str) -> bool:
    """True if the process of that name runs on this machine now."""
    boot, pid, started, _ = owner.split(":")
    return boot == _boot() and _exists(int(pid)) and started == _started(int(pid))


def _boot() -> str:
    return BOOT_ID.read_text().strip() if BOOT_ID.exists() else ""


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _started(pid: int) -> str:
    """Clock ticks between boot and the process's start; a killed one that nobody waited for has none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in "ZX" else fields[19]
