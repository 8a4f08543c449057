"""The folder of models on disk: its lock, its free space, and how a finished model gets its name."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from catalog.errors import StorageFull
from voice.errors import ModelError

WORK = ".fetch"
"""The folder below the root where unfinished downloads live."""

_FULL = {errno.ENOSPC, errno.EDQUOT}


@contextmanager
def locked(root: Path, name: str, waiting: Callable[[], None]) -> Iterator[Path]:
    """The work folder, for one process at a time and model; `waiting` is called once if another has it.

    The lock dies with its process, so a killed fetch never blocks the next one.
    """
    work = root / WORK
    with writing(work):
        work.mkdir(parents=True, exist_ok=True)
        handle = os.open(work / f"{name}.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield work
    finally:
        os.close(handle)


@contextmanager
def writing(place: Path, *leftovers: Path) -> Iterator[None]:
    """Turns a full disk into StorageFull, with `leftovers` removed, and other refusals into ModelError."""
    try:
        yield
    except StorageFull:
        _remove_all(leftovers)
        raise
    except OSError as error:
        _remove_all(leftovers)
        if error.errno in _FULL:
            raise _full(place, 0) from error
        raise ModelError(
            f"Cannot write {place}: {error.strerror or error}.",
            remedy="Check the folder's owner and rights, or name another folder in the setting models.cache.",
        ) from error


def require_space(folder: Path, needed: int) -> None:
    """Raises StorageFull, before anything is written, where the folder's disk has fewer bytes free."""
    if shutil.disk_usage(folder).free < needed:
        raise _full(folder, needed)


def _remove_all(paths: tuple[Path, ...]) -> None:
    for path in paths:
        remove(path)


def _full(place: Path, needed: int) -> StorageFull:
    wanted = f" ({needed / 1e6:.0f} MB are needed)" if needed else ""
    return StorageFull(
        f"The disk is full at {place}{wanted}; nothing half-finished was kept.",
        remedy="Free some space, or name another folder in the setting models.cache, and try again.",
    )


def place(finished: Path, target: Path) -> None:
    """Give a finished folder its final name in one step; what stood there before goes away."""
    old = finished.with_name(f"{finished.name}.old")
    if target.exists():
        target.rename(old)
    finished.rename(target)
    remove(old)
    parent = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(parent)
    finally:
        os.close(parent)


def remove(path: Path) -> None:
    """Delete a file or folder of ours, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
