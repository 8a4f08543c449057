"""A loopback HTTP proxy that does to requests what networks do: loses, delays, doubles and cuts them.

It stands between a store's adapter and a real server, so that tests meet real broken connections:

    with FaultProxy(port=8811) as proxy:
        store = open_store(f"http://127.0.0.1:{proxy.port}/api/")
        proxy.expect(Mishap.LOSE_ANSWER, "POST", "/checkout/")
        assert isinstance(store.place(quote, key), Unknown)   # the order was made, nobody was told
"""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType, TracebackType
from typing import Self

PATIENCE_SECONDS = 60
POLL_SECONDS = 0.02
_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "te", "upgrade"})


class Mishap(StrEnum):
    """What happens to a request on its way."""

    LOSE_REQUEST = "lose_request"
    """The connection breaks before the server hears of it."""
    LOSE_ANSWER = "lose_answer"
    """The server does it, the answer never arrives."""
    CUT_ANSWER = "cut_answer"
    """The server does it, half of the answer arrives."""
    DELAY = "delay"
    """The connection breaks, yet the request is still on its way: it arrives at `release`."""
    HANG = "hang"
    """Nothing happens until the client gives up (or the proxy is closed)."""
    DUPLICATE = "duplicate"
    """The server gets it twice at the same moment; the later answer is delivered."""
    ERROR = "error"
    """The server never hears of it, the client gets 500."""
    ERROR_AFTER = "error_after"
    """The server does it, the client gets 500."""
    GARBLE = "garble"
    """The server does it, the client gets 200 and a page that is no JSON."""
    TOO_MANY = "too_many"
    """The server never hears of it, the client gets 429."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request that reached the server, and the status it answered."""

    method: str
    path: str
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reply:
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    mishap: Mishap
    method: str
    path: str


@dataclass(slots=True)
class _Tale:
    """What the proxy remembers; guarded by `lock`."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    rules: list[_Rule] = field(default_factory=list)
    held: list[_Request] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)


class FaultProxy:
    """Forwards 127.0.0.1:`port` (its own, free one) to the server on `upstream`; a context manager."""

    def __init__(self, upstream: int) -> None:
        self._upstream = upstream
        self._tale = _Tale()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self._serve))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(POLL_SECONDS,), name="fault-proxy", daemon=True
        )
        self._thread.start()

    @property
    def port(self) -> int:
        """Where clients reach it."""
        return int(self._server.server_address[1])

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """Everything that reached the server, in the order of the answers."""
        with self._tale.lock:
            return tuple(self._tale.exchanges)

    def expect(self, mishap: Mishap, method: str, path: str) -> None:
        """The next request of that method whose path ends like this has that mishap; once."""
        with self._tale.lock:
            self._tale.rules.append(_Rule(mishap=mishap, method=method, path=path))

    def release(self) -> tuple[Exchange, ...]:
        """Deliver every delayed request now; what the server answered to each."""
        with self._tale.lock:
            held, self._tale.held = self._tale.held, []
        return tuple(
            Exchange(method=request.method, path=request.path, status=self._forward(request).status)
            for request in held
        )

    def close(self) -> None:
        """Stop; requests that hang are dropped."""
        self._tale.closed.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _serve(self, request: _Request) -> _Reply | None:
        """What the client gets; None breaks the connection."""
        rule = self._rule_for(request)
        return self._forward(request) if rule is None else _MISHAPS[rule.mishap](self, request)

    def _rule_for(self, request: _Request) -> _Rule | None:
        path = request.path.partition("?")[0]
        with self._tale.lock:
            for rule in self._tale.rules:
                if rule.method == request.method and path.endswith(rule.path):
                    self._tale.rules.remove(rule)
                    return rule
        return None

    def _forward(self, request: _Request) -> _Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self._upstream, timeout=PATIENCE_SECONDS)
        try:
            connection.request(request.method, request.path, request.body, dict(request.headers))
            response = connection.getresponse()
            headers = tuple((k, v) for k, v in response.getheaders() if k.lower() not in _HOP_BY_HOP)
            reply = _Reply(status=response.status, headers=headers, body=response.read())
        finally:
            connection.close()
        with self._tale.lock:
            done = Exchange(method=request.method, path=request.path, status=reply.status)
            self._tale.exchanges.append(done)
        return reply

    def _lose_answer(self, request: _Request) -> None:
        self._forward(request)

    def _cut(self, request: _Request) -> _Reply:
        reply = self._forward(request)
        headers = tuple((k, v) for k, v in reply.headers if k.lower() != "content-length")
        told = ("Content-Length", str(len(reply.body)))
        return _Reply(status=reply.status, headers=(*headers, told), body=reply.body[: len(reply.body) // 2])

    def _delay(self, request: _Request) -> None:
        with self._tale.lock:
            self._tale.held.append(request)

    def _hang(self, _request: _Request) -> None:
        self._tale.closed.wait(PATIENCE_SECONDS)

    def _twice(self, request: _Request) -> _Reply:
        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(self._forward, [request, request]))[-1]

    def _then(self, request: _Request, reply: _Reply) -> _Reply:
        self._forward(request)
        return reply


_ERROR = _Reply(status=500, body=b'{"detail": "the proxy made this error"}')
_PAGE = _Reply(status=200, headers=(("Content-Type", "text/html"),), body=b"<html>Welcome!</html>")

_MISHAPS: MappingProxyType[Mishap, Callable[[FaultProxy, _Request], _Reply | None]] = MappingProxyType(
    {
        Mishap.LOSE_REQUEST: lambda _proxy, _request: None,
        Mishap.LOSE_ANSWER: FaultProxy._lose_answer,  # noqa: SLF001 - the table of this module's own class
        Mishap.CUT_ANSWER: FaultProxy._cut,  # noqa: SLF001
        Mishap.DELAY: FaultProxy._delay,  # noqa: SLF001
        Mishap.HANG: FaultProxy._hang,  # noqa: SLF001
        Mishap.DUPLICATE: FaultProxy._twice,  # noqa: SLF001
        Mishap.ERROR: lambda _proxy, _request: _ERROR,
        Mishap.ERROR_AFTER: lambda proxy, request: proxy._then(request, _ERROR),  # noqa: SLF001
        Mishap.GARBLE: lambda proxy, request: proxy._then(request, _PAGE),  # noqa: SLF001
        Mishap.TOO_MANY: lambda _proxy, _request: _Reply(status=429),
    }
)


def _handler(serve: Callable[[_Request], _Reply | None]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            request = _Request(
                method=self.command,
                path=self.path,
                headers=tuple((k, v) for k, v in self.headers.items() if k.lower() not in _HOP_BY_HOP),
                body=self.rfile.read(length),
            )
            reply = serve(request)
            if reply is None:
                self.close_connection = True
            else:
                self._answer(reply)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = handle_any  # noqa: N815 - http.server's names

        def _answer(self, reply: _Reply) -> None:
            self.send_response_only(reply.status)
            for name, value in reply.headers:
                self.send_header(name, value)
            told = {name.lower() for name, _ in reply.headers}
            if "content-length" not in told and reply.status != http.HTTPStatus.NO_CONTENT:
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)
            announced = next((v for k, v in reply.headers if k.lower() == "content-length"), None)
            if announced is not None and int(announced) != len(reply.body):
                self.close_connection = True  # the client waits for bytes that never come

        def log_message(self, *_: object) -> None:
            """Nothing is logged: requests carry the account's cookies."""

    return Handler
