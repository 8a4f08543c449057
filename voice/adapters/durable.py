"""Small files that are whole or absent: written aside, brought to the disk, then put in place."""

from __future__ import annotations

import errno
import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from catalog.errors import StorageFull

PRIVATE = 0o600
_FULL = (errno.ENOSPC, errno.EDQUOT)


def private_folder(folder: Path) -> Path:
    """The folder, made where it is missing, for its owner alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def write_whole(path: Path, data: bytes) -> None:
    """Replace the file by `data`, readable by its owner alone; on return it survives a power cut.

    Raises StorageFull where the disk takes no more; the old file then stays as it was.
    """
    private_folder(path.parent)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise full(path, error) from error
    _sync_folder(path.parent)


def full(path: Path, error: OSError) -> Exception:
    """StorageFull where that is what the error means, else the error itself."""
    if error.errno in _FULL:
        return StorageFull(f"The disk took no more of {path}.", remedy="Free some space and try again.")
    return error


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """One process and thread at a time for what `path` guards; freed also when the process is killed."""
    private_folder(path.parent)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
