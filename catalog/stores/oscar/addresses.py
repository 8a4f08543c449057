"""Where the account's orders go: its default shipping address, as the shop has it."""

from __future__ import annotations

from typing import Any

from catalog.stores.oscar.codec import AddressRow, parse
from catalog.stores.oscar.session import OscarSession

_SENT = (
    *("title", "first_name", "last_name", "line1", "line2", "line3", "line4"),
    *("state", "postcode", "phone_number", "notes", "country"),
)


class Addresses:
    """Reads the address book; nothing is kept, so a changed address is seen before the next order."""

    def __init__(self, session: OscarSession) -> None:
        self._session = session

    def delivery(self) -> str:
        """The destination in words, empty if the account has no address."""
        address = self._default()
        return "" if address is None else address.spoken()

    def shipping(self) -> dict[str, Any] | None:
        """The address as the checkout takes it; None if the account has none."""
        address = self._default()
        if address is None:
            return None
        return {field: getattr(address, field) or "" for field in _SENT}

    def _default(self) -> AddressRow | None:
        """The one marked as default for shipping, else the only one; several unmarked are none."""
        rows = parse(list[AddressRow], self._session.read("useraddresses/"))
        marked = [row for row in rows if row.is_default_for_shipping] or rows
        return marked[0] if len(marked) == 1 else None
