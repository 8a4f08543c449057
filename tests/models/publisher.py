"""A publisher of models on loopback: a real HTTP server that serves one file and can misbehave."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Manners:
    """How the server treats the next answers; counts what it was asked."""

    body: bytes
    cut_after: int = 0
    """Close the line after so many bytes of an answer (0: never), `cuts` times."""
    cuts: int = 1
    ranges: bool = True
    wrong_range: bool = False
    status: int = 200
    stated_length: int | None = None
    chunked: bool = False
    hang_at: int | None = None
    """Send up to this byte of the file, then nothing until `release`."""
    asked: list[str] = field(default_factory=list)
    """The Range header of each request, "" where there was none."""
    release: threading.Event = field(default_factory=threading.Event)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Publisher

    def do_GET(self) -> None:
        manners = self.server.manners
        wanted = self.headers.get("Range", "")
        manners.asked.append(wanted)
        if manners.status != 200:
            self.send_error(manners.status)
            return
        start = self._start(manners, wanted)
        body = manners.body[start:]
        self.send_header("Connection", "close")
        if manners.chunked:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(_length(manners, body)))
        self.end_headers()
        self._send(manners, body)
        self.close_connection = True

    def _start(self, manners: Manners, wanted: str) -> int:
        match = re.fullmatch(r"bytes=(\d+)-", wanted)
        if not (match and manners.ranges):
            self.send_response(200)
            return 0
        start = int(match[1])
        self.send_response(206)
        told = start + 1 if manners.wrong_range else start
        self.send_header("Content-Range", f"bytes {told}-{len(manners.body) - 1}/{len(manners.body)}")
        return start

    def _send(self, manners: Manners, body: bytes) -> None:
        if manners.hang_at is not None:
            self.wfile.write(body[: max(0, manners.hang_at - (len(manners.body) - len(body)))])
            self.wfile.flush()
            manners.release.wait(30)
            return
        if manners.cut_after and manners.cuts:
            manners.cuts -= 1
            body = body[: manners.cut_after]
        self.wfile.write(b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body) if manners.chunked else body)

    def log_message(self, *_ignored: object) -> None:
        """Keep the test output clean."""


def _length(manners: Manners, body: bytes) -> int:
    return len(body) if manners.stated_length is None else manners.stated_length


class Publisher(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, manners: Manners) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.manners = manners

    def handle_error(self, *_ignored: object) -> None:
        """A client that hangs up is part of the game."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def publishing(manners: Manners) -> Iterator[Publisher]:
    server = Publisher(manners)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        manners.release.set()
        server.shutdown()
        thread.join()
        server.server_close()
