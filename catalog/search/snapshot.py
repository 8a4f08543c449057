"""Named arrays in one file that is mapped into memory: written whole, checked whole, or not used.

The first PAGE bytes hold a magic word, the format's version, and a directory in JSON with the place,
type and checksum of every array; the directory has a checksum of its own. A file is written beside
its place and moved there at once, so that readers see the old one or the new one.
"""

from __future__ import annotations

import json
import os
import struct
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
MAGIC = b"VCINDEX\n"
VERSION = 1
PAGE = 8192
_ALIGN = 64
_HEAD = struct.Struct("<8sIII")
_CHUNK = 1 << 22
_TYPES = frozenset({"uint8", "int32", "uint32", "float32"})


class Damaged(Exception):
    """The file is not a whole snapshot of this version; it must be built anew."""


class Target(Protocol):
    """Where arrays are made, one after another."""

    def array(self, name: str, dtype: str, length: int) -> Array:
        """A new array of zeros under this name."""
        ...

    def release(self, name: str) -> None:
        """The array is filled; whoever made it forgets it."""
        ...

    def filled(self, name: str) -> Array:
        """A filled array, to be read."""
        ...


class Memory:
    """A target that keeps its arrays in memory."""

    def __init__(self) -> None:
        self.arrays: dict[str, Array] = {}

    def array(self, name: str, dtype: str, length: int) -> Array:
        """A new array of zeros under this name."""
        self.arrays[name] = np.zeros(length, dtype)
        return self.arrays[name]

    def release(self, name: str) -> None:
        """Nothing to do."""

    def filled(self, name: str) -> Array:
        """A filled array, to be read."""
        return self.arrays[name]


class SnapshotWriter:
    """A target that is a file. Nothing stands at `path` before `finish`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._part = path.with_name(f".{path.name}.{os.getpid()}.part")
        self._file = self._part.open("w+b")
        self._end = PAGE
        self._places: dict[str, tuple[str, int, int]] = {}
        self._open: dict[str, Array] = {}

    def array(self, name: str, dtype: str, length: int) -> Array:
        """A new array of zeros under this name, mapped to its place in the file."""
        start = -(-self._end // _ALIGN) * _ALIGN
        self._end = start + length * np.dtype(dtype).itemsize
        _reserve(self._file.fileno(), self._end)
        self._places[name] = (dtype, start, length)
        if not length:
            return np.zeros(0, dtype)
        self._open[name] = np.memmap(self._part, dtype, "r+", start, (length,))
        return self._open[name]

    def release(self, name: str) -> None:
        """The array's memory is given back; what was written stays."""
        self._open.pop(name, None)

    def filled(self, name: str) -> Array:
        """A filled array, mapped to be read."""
        dtype, start, length = self._places[name]
        return np.memmap(self._part, dtype, "r", start, (length,)) if length else np.zeros(0, dtype)

    def finish(self, meta: Mapping[str, Any]) -> None:
        """Writes the directory and moves the file to its place."""
        self._open.clear()
        sections = {
            name: [dtype, start, length, _checksum(self._file, start, length * np.dtype(dtype).itemsize)]
            for name, (dtype, start, length) in self._places.items()
        }
        text = json.dumps({"meta": meta, "sections": sections, "bytes": self._end}).encode()
        if len(text) + _HEAD.size > PAGE:
            raise ValueError("the directory does not fit into its page")
        self._file.seek(0)
        self._file.write(_HEAD.pack(MAGIC, VERSION, len(text), zlib.crc32(text)) + text)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._part.replace(self._path)

    def abandon(self) -> None:
        """Leaves nothing behind."""
        self._open.clear()
        self._file.close()
        with suppress(FileNotFoundError):
            self._part.unlink()


def _reserve(handle: int, size: int) -> None:
    """Makes the file so long. A full disk refuses here: in a file with holes, writing to a mapped page
    that finds no place on the disk would end the process.
    """
    if hasattr(os, "posix_fallocate"):
        held = os.fstat(handle).st_size
        os.posix_fallocate(handle, held, max(size - held, 1))
    os.truncate(handle, size)


def read_snapshot(path: Path) -> tuple[dict[str, Any], dict[str, Array]]:
    """What is known of the snapshot, and its arrays, mapped. Raises Damaged, or OSError if unreadable."""
    with path.open("rb") as file:
        directory = _directory(file.read(PAGE), file.seek(0, os.SEEK_END))
        arrays: dict[str, Array] = {}
        for name, (dtype, start, length, checksum) in directory["sections"].items():
            if _checksum(file, start, length * np.dtype(dtype).itemsize) != checksum:
                raise Damaged(f"{path} is damaged in {name}")
            arrays[name] = (
                np.asarray(np.memmap(path, dtype, "r", start, (length,))) if length else np.zeros(0, dtype)
            )
    return directory["meta"], arrays


def _directory(page: bytes, size: int) -> dict[str, Any]:
    if len(page) < PAGE or page[: len(MAGIC)] != MAGIC:
        raise Damaged("no snapshot of voicecart's")
    _, version, length, checksum = _HEAD.unpack_from(page)
    text = page[_HEAD.size : _HEAD.size + length]
    if version != VERSION:
        raise Damaged(f"a snapshot of version {version}, not {VERSION}")
    if zlib.crc32(text) != checksum:
        raise Damaged("its directory is damaged")
    directory: dict[str, Any] = json.loads(text)  # the checksum has vouched for its form
    whole = all(
        dtype in _TYPES and start >= PAGE and start + length * np.dtype(dtype).itemsize <= size
        for dtype, start, length, _ in directory["sections"].values()
    )
    if not whole or size != directory["bytes"]:
        raise Damaged("it is cut short")
    return directory


def _checksum(file: Any, start: int, length: int) -> int:
    file.seek(start)
    checksum = 0
    while length > 0 and (block := file.read(min(_CHUNK, length))):
        checksum = zlib.crc32(block, checksum)
        length -= len(block)
    return checksum
