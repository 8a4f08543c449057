"""Orders in a django-oscar shop that others wrote and run, through its HTTP API."""

from __future__ import annotations

from catalog.stores.oscar.session import Account, NotLoggedIn
from catalog.stores.oscar.store import OscarSettings, OscarStore

__all__ = ["Account", "NotLoggedIn", "OscarSettings", "OscarStore"]
