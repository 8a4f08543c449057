"""The proxy does to requests what it says: looked at from both sides of it, over real sockets."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from catalog.errors import StoreDown, StoreProtocol
from catalog.stores.http import Deadlines, Lost, StoreHttp, Unsent
from catalog.testing.proxy import FaultProxy, Mishap

SHORT = Deadlines(connect=1.0, answer=0.3, checkout=0.3)
POSTED = ("POST", "/things/")


class Upstream:
    """A server that counts what reaches it."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        heard = self.heard

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                heard.append(f"{self.command} {self.path} {body.decode()}")
                said = b'{"count": "some words so that half of them can be cut off"}'
                self.send_response(200)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            do_GET = do_POST = answer  # noqa: N815 - http.server's names

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    upstream = Upstream()
    yield upstream
    upstream.server.shutdown()
    upstream.server.server_close()


@pytest.fixture
def proxy(upstream: Upstream) -> Iterator[FaultProxy]:
    with FaultProxy(upstream.server.server_address[1]) as proxy:
        yield proxy


@pytest.fixture
def http(proxy: FaultProxy) -> Iterator[StoreHttp]:
    http = StoreHttp(f"http://127.0.0.1:{proxy.port}/", SHORT)
    yield http
    http.close()


def post(http: StoreHttp):
    return http.send("POST", "things/", {"n": 1}, headers={})


def test_without_a_mishap_it_is_a_plain_line(http: StoreHttp, upstream: Upstream):
    assert post(http).body["count"].startswith("some")
    assert upstream.heard == ['POST /things/ {"n":1}']


@pytest.mark.parametrize(
    ("mishap", "heard"),
    [(Mishap.LOSE_REQUEST, 0), (Mishap.LOSE_ANSWER, 1), (Mishap.CUT_ANSWER, 1), (Mishap.HANG, 0)],
)
def test_a_broken_line_is_a_lost_answer(
    http: StoreHttp, upstream: Upstream, proxy: FaultProxy, mishap: Mishap, heard: int
):
    proxy.expect(mishap, *POSTED)
    with pytest.raises(Lost):
        post(http)
    assert len(upstream.heard) == heard
    assert post(http).ok, "the mishap happens once"


@pytest.mark.parametrize(("mishap", "heard"), [(Mishap.ERROR, 0), (Mishap.ERROR_AFTER, 1)])
def test_an_error_is_an_answer(
    http: StoreHttp, upstream: Upstream, proxy: FaultProxy, mishap: Mishap, heard: int
):
    proxy.expect(mishap, *POSTED)
    assert post(http).status == 500
    assert len(upstream.heard) == heard


def test_a_page_that_is_no_json_is_named(http: StoreHttp, proxy: FaultProxy):
    proxy.expect(Mishap.GARBLE, *POSTED)
    with pytest.raises(StoreProtocol, match="Welcome"):
        post(http)


def test_a_duplicate_arrives_twice(http: StoreHttp, upstream: Upstream, proxy: FaultProxy):
    proxy.expect(Mishap.DUPLICATE, *POSTED)
    assert post(http).ok
    assert len(upstream.heard) == 2
    assert len(proxy.exchanges) == 2


def test_a_delayed_request_arrives_when_it_is_released(
    http: StoreHttp, upstream: Upstream, proxy: FaultProxy
):
    proxy.expect(Mishap.DELAY, *POSTED)
    with pytest.raises(Lost):
        post(http)
    assert upstream.heard == []
    assert [late.status for late in proxy.release()] == [200]
    assert upstream.heard == ['POST /things/ {"n":1}']
    assert proxy.release() == ()


def test_only_the_named_request_is_touched(http: StoreHttp, proxy: FaultProxy):
    proxy.expect(Mishap.ERROR, *POSTED)
    assert http.read("things/").ok
    assert http.read("other/").ok
    assert post(http).status == 500


def test_reads_are_repeated_in_silence_and_changes_are_not(
    http: StoreHttp, upstream: Upstream, proxy: FaultProxy, capfd: pytest.CaptureFixture[str]
):
    proxy.expect(Mishap.LOSE_ANSWER, "GET", "/things/")
    proxy.expect(Mishap.TOO_MANY, "GET", "/things/")
    assert http.read("things/").ok
    assert len(upstream.heard) == 2
    assert capfd.readouterr() == ("", "")
    for _ in range(3):
        proxy.expect(Mishap.ERROR, "GET", "/things/")
    with pytest.raises(StoreDown):
        http.read("things/")


def test_nobody_there_is_unsent():
    with pytest.raises(Unsent, match="cannot be reached"):
        post(StoreHttp("http://127.0.0.1:9/", SHORT))
