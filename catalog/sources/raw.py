"""The bytes of a feed: opened, unpacked and brought to UTF-8 as they are read, never whole in memory."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Self, cast

from catalog.errors import BadRow, Place
from catalog.sources.encodings import UTF8, checked_encoding, marked_encoding

HEAD = 65_536
"""Bytes that tell what a file is; also how much is read at once."""
PACKED_TIMES = 200
PACKED_FREE = 64 << 20
"""A packed feed may grow to this many bytes, and beyond them to so many times its size."""
_LOOK = 8192
_GZIP = b"\x1f\x8b"
_BLANK = b"\xef\xbb\xbf \t\r\n"
_AGAIN = "Get the file again: a part of it is missing or damaged."

OnBytes = Callable[[int], None]
"""Told how many bytes of the file itself (packed, where it is packed) have been read."""


def nobody(_: int) -> None:
    """Tells nobody."""


def fault(path: Path, line: int, message: str, remedy: str, *, field: str = "") -> BadRow:
    """A BadRow at that line of the file."""
    return BadRow(Place(file=str(path), line=line, field=field), message, remedy=remedy)


class Opened:
    """A feed's bytes behind any byte order mark, unpacked, with the encoding that they are in.

    UTF-16 and UTF-32 come out as UTF-8: in them a line end is no single byte.
    """

    def __init__(self, path: Path, encoding: str = "", on_bytes: OnBytes = nobody) -> None:
        """Open it. Raises BadRow where it is missing, empty or binary, BadInput for an unknown encoding."""
        self.path = path
        wanted = checked_encoding(encoding) if encoding else ""
        raw = _Counted(_open(path), on_bytes)
        self.bytes: io.BufferedReader = io.BufferedReader(raw, HEAD)
        try:
            self._unpack(path)
            self.encoding = self._to_lines(wanted)
            self._check()
        except BaseException:
            self.bytes.close()
            raise

    def _unpack(self, path: Path) -> None:
        if self.bytes.peek(2)[:2] == _GZIP:
            self.bytes = io.BufferedReader(_Unpacked(self.bytes, path), HEAD)

    def _to_lines(self, wanted: str) -> str:
        mark, length = marked_encoding(self.bytes.peek(4)[:4])
        encoding = wanted or mark or UTF8
        if encoding.startswith(("utf-16", "utf-32")):
            self.bytes = io.BufferedReader(Recoded(self.bytes, encoding, self.path), HEAD)
            return UTF8
        if mark == UTF8 and encoding == UTF8:
            self.bytes.read(length)
        return encoding

    def _check(self) -> None:
        head = self.head()[:_LOOK]
        if not head.strip(_BLANK):
            raise fault(self.path, 1, "the file is empty.", "Export the products again and check the path.")
        if b"\0" in head:
            line = head[: head.index(b"\0")].count(b"\n") + 1
            what = "this is a binary file (it holds NUL bytes)."
            remedy = (
                "Choose the CSV, JSON, JSONL or XML export, not a spreadsheet or an archive; "
                "for UTF-16 without a mark name it: --encoding utf-16-le."
            )
            raise fault(self.path, line, what, remedy)

    def head(self) -> bytes:
        """The first bytes, not consumed; call it before anything is read."""
        return self.bytes.peek(HEAD)[:HEAD]

    def as_utf8(self) -> BinaryIO:
        """What is left as UTF-8, whatever it was; a wrong byte is raised as BadRow when it is reached."""
        if self.encoding == UTF8:
            return self.bytes
        return io.BufferedReader(Recoded(self.bytes, self.encoding, self.path), HEAD)

    def close(self) -> None:
        """Release the file."""
        self.bytes.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _open(path: Path) -> io.RawIOBase:
    try:
        return cast("io.RawIOBase", path.open("rb", buffering=0))
    except FileNotFoundError:
        raise fault(path, 0, "there is no such file.", "Check the path.") from None
    except IsADirectoryError:
        raise fault(path, 0, "this is a folder.", "Name one file.") from None
    except OSError as error:
        raise fault(path, 0, f"it cannot be read ({error.strerror}).", "Check its permissions.") from None


class _Stream(io.RawIOBase):
    """A stream of which only `_more` has to be told; it gives some bytes, or none at the end."""

    def __init__(self) -> None:
        self._left = b""

    def _more(self) -> bytes:
        raise NotImplementedError

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        """Fill the buffer as far as there is something."""
        if not self._left:
            self._left = self._more()
        view = memoryview(cast("bytearray", buffer)).cast("B")
        part = self._left[: len(view)]
        view[: len(part)] = part
        self._left = self._left[len(part) :]
        return len(part)


class _Counted(_Stream):
    """A file that tells how far it was read."""

    def __init__(self, file: io.RawIOBase, on_bytes: OnBytes) -> None:
        super().__init__()
        self._file, self._on_bytes, self._done = file, on_bytes, 0

    def _more(self) -> bytes:
        part = self._file.read(HEAD) or b""
        self._done += len(part)
        self._on_bytes(self._done)
        return part

    def close(self) -> None:
        self._file.close()
        super().close()


class _Unpacked(_Stream):
    """A gzip file's content; a cut, damaged or absurdly packed one is raised as BadRow."""

    def __init__(self, packed: io.BufferedReader, path: Path) -> None:
        super().__init__()
        self._packed, self._path = packed, path
        self._most = max(PACKED_FREE, PACKED_TIMES * path.stat().st_size)
        self._file = gzip.GzipFile(fileobj=packed, mode="rb")
        self._done, self._lines = 0, 1

    def _more(self) -> bytes:
        try:
            part = self._file.read(HEAD)
        except EOFError:
            raise fault(self._path, self._lines, "the packed file ends too early.", _AGAIN) from None
        except (OSError, zlib.error) as error:
            what = f"the packed file is damaged ({error})."
            raise fault(self._path, self._lines, what, _AGAIN) from None
        self._done += len(part)
        self._lines += part.count(b"\n")
        if self._done > self._most:
            what = f"it unpacks to more than {PACKED_TIMES} times its size; that is no feed."
            raise fault(self._path, self._lines, what, "If it is one, unpack it yourself and import that.")
        return part

    def close(self) -> None:
        self._packed.close()
        super().close()


class Recoded(_Stream):
    """Text of another encoding as UTF-8. Its first wrong byte is raised as BadRow."""

    def __init__(self, source: BinaryIO, encoding: str, path: Path) -> None:
        super().__init__()
        self._source, self._encoding, self._path = source, encoding, path
        self._decoder = codecs.getincrementaldecoder(encoding)("strict")
        self._lines, self._ended = 1, False

    def _more(self) -> bytes:
        while not self._ended:
            part = self._source.read(HEAD)
            self._ended = not part
            text = self._decoded(part)
            if text:
                self._lines += text.count("\n")
                return text.encode("utf-8", "surrogatepass")
        return b""

    def _decoded(self, part: bytes) -> str:
        before = self._decoder.getstate()[0]
        try:
            return self._decoder.decode(part, final=self._ended)
        except UnicodeError as error:
            start, wrong = getattr(error, "start", 0), before + part
            good = wrong[:start].decode(self._encoding, "ignore")
            line, byte = self._lines + good.count("\n"), wrong[start : start + 1].hex() or "none"
            what = f"a byte (0x{byte}) is no {self._encoding}."
            remedy = "Name the file's own encoding: --encoding cp949, or save it as UTF-8."
            raise fault(self._path, line, what, remedy) from None

    def close(self) -> None:
        """Release the file."""
        self._source.close()
        super().close()
