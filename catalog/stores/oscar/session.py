"""The shopper's session with a django-oscar shop: logging in, its cookie, its CSRF token."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from catalog.errors import StoreDown, StoreProtocol
from catalog.stores.http import Answer, StoreHttp

NO_ENTRY = (401, 403)


class NotLoggedIn(StoreProtocol):
    """The shop does not take this account (any more); nothing was changed."""

    code = "auth_expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Whose orders these are; the password is never shown."""

    username: str
    password: str = field(repr=False)


class OscarSession:
    """Requests in the account's name. A session that ended is renewed for reads, never for orders.

    Raises StoreDown, StoreProtocol and, as one of the latter, NotLoggedIn.
    """

    def __init__(self, http: StoreHttp, account: Account, api_path: str) -> None:
        self._http = http
        self._account = account
        self._api_path = api_path
        self._generation = 0
        self._lock = threading.Lock()

    def read(self, path: str) -> Answer:
        """The answer to a GET that is not refused for want of a login."""
        generation = self._ready()
        answer = self._http.read(path)
        if answer.status in NO_ENTRY:
            self.renew(generation)
            answer = self._http.read(path)
        if answer.status in NO_ENTRY:
            raise NotLoggedIn(f"The shop refuses {answer.what} to {self._account.username}.")
        return answer

    def look(self, path: str) -> Answer:
        """The answer to a GET, also where it is a refusal."""
        self._ready()
        return self._http.read(path)

    def send(self, method: str, path: str, body: object = None, *, slow: bool = False) -> Answer:
        """The answer to a request that may change something, sent once."""
        self._ready()
        headers = {"X-CSRFToken": self._http.cookie("csrftoken"), "Referer": self._http.base_url}
        return self._http.send(method, path, body, headers=headers, slow=slow)

    def link(self, path: str) -> str:
        """The hyperlink by which the API names that resource."""
        return f"{self._api_path}{path}"

    @property
    def generation(self) -> int:
        """Counts the logins; handed to `renew`, so that several threads renew a session once."""
        return self._generation

    def renew(self, generation: int) -> None:
        """Log in again, unless another thread has done so since `generation`."""
        with self._lock:
            if self._generation == generation:
                self._login()

    def _ready(self) -> int:
        if self._generation == 0:
            self.renew(0)
        return self._generation

    def _login(self) -> None:
        self._http.forget_cookies()
        secret = {"username": self._account.username, "password": self._account.password}
        answer = self._http.send("POST", "login/", secret, headers={})
        if answer.status in NO_ENTRY:
            raise NotLoggedIn(
                f"The shop refuses the login of {self._account.username}.",
                remedy="Check the account's name and password in the settings.",
            )
        if answer.status >= 500 or answer.status == 429:
            raise StoreDown(f"The shop answered the login with status {answer.status}.")
        if not answer.ok or not self._http.cookie("sessionid"):
            raise StoreProtocol(
                f"The shop answered the login with status {answer.status} and no session.",
                remedy="See that the address is that of django-oscar's API (it ends in /api/).",
            )
        self._generation += 1

    def close(self) -> None:
        """Release the connections; the session itself ends by itself."""
        self._http.close()
