"""Talking to a store over HTTP: what surely failed, what may have happened, and what came back.

Only reads are ever tried again. A request that changes something is sent once: if its answer is lost
the caller learns `Lost` and has to find out by reading.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import httpx
import stamina

from catalog.errors import StoreDown, StoreProtocol

# By default stamina writes every retry to standard output, which is the program's answer to its caller.
stamina.instrumentation.set_on_retry_hooks(())

READ_ATTEMPTS = 3
LONGEST_ANSWER = 32 * 1024 * 1024
"""Bytes. A longer answer is no answer of a shop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the store said: the HTTP status and the parsed JSON (None for an empty body)."""

    status: int
    body: Any
    what: str
    """The request in words, for messages ("GET orders/")."""

    @property
    def ok(self) -> bool:
        """True for 2xx."""
        return 200 <= self.status < 300


class Unsent(StoreDown):
    """The store could not be reached: the request was never sent, and changed nothing."""

    code = "store_unreached"


class Lost(StoreDown):
    """The request was sent, but its answer was lost: a read may be repeated, nothing else may."""

    code = "answer_lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """Seconds: to connect, for the answer to a read or a change of a basket, and to a checkout."""

    connect: float = 3.0
    answer: float = 10.0
    checkout: float = 30.0


DEFAULT_DEADLINES = Deadlines()


class StoreHttp:
    """One store's API below `base_url`, with its cookies. Safe to use from several threads.

    `read` raises StoreDown (retried) and StoreProtocol; `send` raises Unsent, Lost and StoreProtocol.
    Redirects are not followed: an API that redirects is not the one that was configured.
    """

    def __init__(self, base_url: str, deadlines: Deadlines = DEFAULT_DEADLINES) -> None:
        self.base_url = base_url
        self._deadlines = deadlines
        self._client = httpx.Client(
            base_url=base_url,
            timeout=self._timeout(deadlines.answer),
            headers={"Accept": "application/json", "User-Agent": "voicecart"},
            trust_env=not _on_this_machine(base_url),  # a proxy cannot reach a shop on this machine
        )

    def _timeout(self, answer: float) -> httpx.Timeout:
        return httpx.Timeout(answer, connect=self._deadlines.connect)

    def read(self, path: str) -> Answer:
        """The answer to a GET; 4xx are answers, 5xx and 429 are StoreDown after some attempts."""
        for attempt in stamina.retry_context(
            on=StoreDown,
            attempts=READ_ATTEMPTS,
            wait_initial=0.1,
            wait_jitter=0.1,
            wait_max=1.0,
            timeout=None,
        ):
            with attempt:
                return self._calm(self._exchange("GET", path))
        raise AssertionError("unreachable: stamina raises the last failure")

    @staticmethod
    def _calm(answer: Answer) -> Answer:
        if answer.status >= 500 or answer.status == 429:
            raise StoreDown(
                f"The store answered {answer.what} with status {answer.status}.", remedy="Try again soon."
            )
        return answer

    def send(
        self, method: str, path: str, body: object = None, *, headers: Mapping[str, str], slow: bool = False
    ) -> Answer:
        """The answer to a request that may change something; every status is an answer. Sent once."""
        return self._exchange(method, path, body, headers=headers, slow=slow)

    def _exchange(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        headers: Mapping[str, str] | None = None,
        slow: bool = False,
    ) -> Answer:
        what = f"{method} {path}"
        deadline = self._deadlines.checkout if slow else self._deadlines.answer
        try:
            request = self._client.build_request(
                method, path, json=body, headers=headers, timeout=self._timeout(deadline)
            )
            response = self._client.send(request, stream=True)
            with closing(response):
                content = _content(response, deadline, what)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as fault:
            raise Unsent(
                f"The store at {self.base_url} cannot be reached ({fault}).",
                remedy="See that it runs and that its address is right.",
            ) from fault
        except httpx.HTTPError as fault:
            raise Lost(
                f"The store's answer to {what} was lost ({type(fault).__name__}).", remedy="Try again soon."
            ) from fault
        return Answer(status=response.status_code, body=_json(content, response.status_code, what), what=what)

    def cookie(self, name: str) -> str:
        """The cookie's value, or an empty string."""
        return next((c.value or "" for c in self._client.cookies.jar if c.name == name), "")

    def forget_cookies(self) -> None:
        """Begin as a stranger again."""
        self._client.cookies.clear()

    def close(self) -> None:
        """Release the connections."""
        self._client.close()


def _on_this_machine(base_url: str) -> bool:
    return httpx.URL(base_url).host in ("127.0.0.1", "::1", "localhost")


def _content(response: httpx.Response, deadline: float, what: str) -> bytes:
    """The whole body. The deadline counts for all of it: a store that drips is a store that is down."""
    began, parts, size = time.monotonic(), [], 0
    for part in response.iter_bytes():
        size += len(part)
        if size > LONGEST_ANSWER:
            raise StoreProtocol(f"The store answered {what} with more than {LONGEST_ANSWER} bytes.")
        if time.monotonic() - began > deadline:
            raise Lost(f"The store did not finish its answer to {what} within {deadline:g} seconds.")
        parts.append(part)
    return b"".join(parts)


def _json(content: bytes, status: int, what: str) -> Any:
    """The parsed body; an error page of a server or gateway is no JSON, there only the status counts."""
    if not content:
        return None
    try:
        return json.loads(content)
    except ValueError as fault:
        if status >= 400:
            return content[:200].decode(errors="replace")
        raise StoreProtocol(
            f"The store answered {what} (status {status}) with something that is no JSON: {content[:80]!r}.",
            remedy="See that the address is that of the store's API.",
        ) from fault
