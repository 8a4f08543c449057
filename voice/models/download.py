"""Downloads one pinned file over HTTP: resumed where it was cut, verified before anybody sees it.

The only module of `voice` that imports httpx.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from voice.errors import ModelBroken, ModelMissing
from voice.models.contents import matches
from voice.models.disk import require_space, writing
from voice.models.progress import Patience, Progress, Step
from voice.models.registry import Archive

_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
_OK, _PARTIAL, _RANGE_REFUSED = 200, 206, 416


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One file to download: for which model, from where, and what it must be."""

    model: str
    url: str
    archive: Archive


class _Cut(Exception):
    """The line broke; what has arrived is kept and the rest may be asked for."""


def download(wanted: Wanted, target: Path, progress: Progress, patience: Patience) -> None:
    """Bring the file to `target`, which appears only complete and with the right checksum.

    What has arrived stays in `<target>.part` and is taken up by the next call. Raises ModelMissing
    (no network, refused, silent), ModelBroken (not the pinned file; the part is deleted) or
    StorageFull (the part is deleted).
    """
    part = target.with_name(f"{target.name}.part")
    resumed = part.exists()
    _complete(wanted, part, progress, patience)
    if resumed and not _verified(wanted, part, progress):
        # The old beginning may belong to another file: the pinned one gets one honest chance.
        part.unlink()
        _complete(wanted, part, progress, patience)
    if not _verified(wanted, part, progress):
        part.unlink()
        raise _wrong(wanted, f"its {wanted.archive.checksum.kind} is not the pinned one")
    part.rename(target)


def _verified(wanted: Wanted, part: Path, progress: Progress) -> bool:
    progress(Step(model=wanted.model, phase="verifying", source=wanted.url))
    return part.stat().st_size == wanted.archive.bytes and matches(part, wanted.archive.checksum)


def _complete(wanted: Wanted, part: Path, progress: Progress, patience: Patience) -> None:
    """Fill the part to its full size, asking again for what is missing while bytes still come."""
    in_vain = 0
    timeout = httpx.Timeout(patience.timeout_s, connect=min(10.0, patience.timeout_s))
    with httpx.Client(timeout=timeout, follow_redirects=True) as client, writing(part, part):
        while (before := _size(part)) < wanted.archive.bytes:
            require_space(part.parent, wanted.archive.bytes - before)
            try:
                _ask(client, wanted, part, progress)
            except _Cut as cut:
                in_vain = 0 if _size(part) > before else in_vain + 1
                if in_vain >= patience.tries:
                    raise ModelMissing(f"{wanted.url}: {cut}.") from cut
                if in_vain:
                    time.sleep(patience.pause_s)


def _ask(client: httpx.Client, wanted: Wanted, part: Path, progress: Progress) -> None:
    have = _size(part)
    # Identity: a length that we can count and bytes that we can resume.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    try:
        with client.stream("GET", wanted.url, headers=headers) as response:
            start = _start(wanted, response, have)
            _refuse_other_size(wanted, response, start)
            _keep(wanted, response, (part, start), progress)
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise ModelMissing(f"{wanted.url}: no connection ({str(error) or type(error).__name__}).") from error
    except httpx.TransportError as error:
        raise _Cut(f"the line was cut or fell silent ({type(error).__name__})") from error
    except (httpx.InvalidURL, httpx.TooManyRedirects) as error:
        raise ModelMissing(f"{wanted.url}: {error}.") from error
    if _size(part) < wanted.archive.bytes:
        raise _Cut("the answer ended early")


def _start(wanted: Wanted, response: httpx.Response, have: int) -> int:
    """The byte with which this answer begins, or why it is none."""
    if response.status_code == _OK:
        return 0
    if response.status_code == _PARTIAL:
        given = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
        if given and int(given[1]) == have:
            return have
        raise _wrong(wanted, "the server answers with another part than asked for")
    if response.status_code == _RANGE_REFUSED:
        raise _wrong(wanted, "the server has a shorter file")
    if response.is_server_error:
        raise _Cut(f"the server answers {response.status_code}")
    raise ModelMissing(f"{wanted.url}: the server answers {response.status_code} {response.reason_phrase}.")


def _refuse_other_size(wanted: Wanted, response: httpx.Response, start: int) -> None:
    stated = response.headers.get("Content-Length", "")
    if stated.isdigit() and start + int(stated) != wanted.archive.bytes:
        offered = start + int(stated)
        raise _wrong(wanted, f"the server offers {offered} bytes, not {wanted.archive.bytes}")


def _keep(wanted: Wanted, response: httpx.Response, where: tuple[Path, int], progress: Progress) -> None:
    part, done = where
    with part.open("ab" if done else "wb") as stream:
        for block in _blocks(response):
            done += len(block)
            if done > wanted.archive.bytes:
                raise _wrong(wanted, f"it is longer than {wanted.archive.bytes} bytes")
            stream.write(block)
            progress(
                Step(
                    model=wanted.model,
                    phase="downloading",
                    done=done,
                    total=wanted.archive.bytes,
                    source=wanted.url,
                )
            )


def _blocks(response: httpx.Response) -> Iterator[bytes]:
    # Without a block size: httpx gathers sized blocks, and loses an unfinished one when the line breaks.
    if response.headers.get("Content-Encoding", "identity") == "identity":
        return response.iter_raw()
    return response.iter_bytes()


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _wrong(wanted: Wanted, why: str) -> ModelBroken:
    return ModelBroken(
        f"{wanted.url} is not {wanted.model}: {why}.",
        remedy="Nothing of it was unpacked. Try another network, or bring the file by hand.",
    )
