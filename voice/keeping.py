"""The basket outlives the conversation: what is written down after each step, and taken up at the next start.

What became of an order that was on its way when the program ended is asked of the ledger, not of this
file: a basket that was ordered does not come back, one whose outcome nobody knows stays set aside.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from catalog.entries import OPEN, Entry, State
from catalog.errors import CatalogError, DamagedData
from catalog.order import Placed
from catalog.product import Product, Sku
from voice.adapters.durable import PRIVATE, private_folder, write_whole
from voice.dialogue.actions import Action
from voice.dialogue.basket import Basket, BasketLine
from voice.dialogue.codec import session_from_json, session_to_json
from voice.dialogue.events import Event
from voice.dialogue.session import LastOrder, Session
from voice.watch import Unwatched

Lookup = Callable[[Sku], Product | None]


class KeptBasket(Unwatched):
    """A file with the conversation that is going on, and its watcher: writes what each step changed.

    One conversation at a time owns the file; `owned` is False where another one does, and then nothing
    is read or written. What cannot be written is told once to `trouble`; the conversation goes on.
    """

    def __init__(self, path: Path, trouble: Callable[[Exception], None]) -> None:
        self._path, self._tell = path, trouble
        self._written = ""
        self._failed = False
        private_folder(path.parent)
        lock = path.with_name(f".{path.name}.lock")
        self._lock = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE)
        self.owned = _mine(self._lock)

    def read(self) -> Session | None:
        """What the last conversation left, if anything; a damaged file is put aside and told of."""
        if not self.owned:
            return None
        try:
            return session_from_json(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return None
        except (DamagedData, UnicodeDecodeError) as error:
            self._put_aside(error)
            return None
        except OSError as error:
            self._tell(error)
            return None

    def _put_aside(self, error: Exception) -> None:
        aside = self._path.with_suffix(".damaged")
        self._path.replace(aside)
        told = DamagedData(
            f"The basket of the last conversation cannot be read ({error}).",
            remedy=f"It was put aside as {aside}; this conversation begins with an empty basket.",
        )
        self._tell(told)

    def stepped(self, before: Session, event: Event, after: Session, actions: tuple[Action, ...]) -> None:
        """Write down what survives, where the step changed it."""
        del before, event, actions
        text = session_to_json(after) if self.owned else self._written
        if text == self._written:
            return
        try:
            write_whole(self._path, text.encode())
            self._written, self._failed = text, False
        except (OSError, CatalogError) as error:
            if not self._failed:
                self._tell(error)
            self._failed = True

    def close(self) -> None:
        """Leave the file to the next conversation."""
        os.close(self._lock)


def _mine(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def continued(fresh: Session, saved: Session, entries: Sequence[Entry], lookup: Lookup) -> Session:
    """The fresh session with what the saved one left; products are as the catalog has them now."""
    basket, aside, last = _settled(saved, entries)
    return replace(
        fresh,
        basket=_as_sold_now(basket, lookup),
        unsettled=aside,
        last_order=last,
        focus=saved.focus if basket.line(saved.focus) else None,
        locked=saved.locked,
    )


def _settled(saved: Session, entries: Sequence[Entry]) -> tuple[Basket, Basket | None, LastOrder | None]:
    last = saved.last_order
    told = last.consent_id if last else ""
    newest = next((e for e in reversed(entries) if e.consent.session_id == saved.id), None)
    if newest is not None and newest.consent.consent_id != told:
        return _ordered(saved, newest)
    if last is not None and last.unknown:
        same = next((e for e in entries if e.consent.consent_id == told), None)
        return _found_out(saved, last, same)
    return saved.basket, saved.unsettled, last


def _ordered(saved: Session, entry: Entry) -> tuple[Basket, Basket | None, LastOrder | None]:
    """The conversation ended before it knew what became of this order of its basket."""
    if entry.state is State.PLACED:
        return Basket(), saved.unsettled, _last(entry)
    if entry.state in OPEN:
        return Basket(), saved.basket, _last(entry)
    return saved.basket, saved.unsettled, saved.last_order


def _found_out(
    saved: Session, last: LastOrder, entry: Entry | None
) -> tuple[Basket, Basket | None, LastOrder | None]:
    """The order was unknown when the conversation ended; the ledger may know by now."""
    if entry is not None and entry.state in OPEN:
        return saved.basket, saved.unsettled, last
    if entry is not None and entry.state is State.PLACED:
        return saved.basket, None, _last(entry)
    basket = saved.basket
    for line in saved.unsettled.lines if saved.unsettled else ():
        basket, _ = basket.add(line.product, line.quantity, line.options)
    return basket, None, None


def _last(entry: Entry) -> LastOrder:
    placed = entry.outcome if isinstance(entry.outcome, Placed) else None
    return LastOrder(
        total=placed.total if placed else entry.quote.total,
        consent_id=entry.consent.consent_id,
        order_id=placed.order_id if placed else None,
        unknown=placed is None,
    )


def _as_sold_now(basket: Basket, lookup: Lookup) -> Basket:
    """With today's products and prices. What is not sold any more stays, and the store will say so; but
    not with a price in another currency than the rest has by now.
    """
    known = [product for line in basket.lines if (product := lookup(line.product.sku))]
    currencies = {product.price.currency for product in known} or {
        line.product.price.currency for line in basket.lines[:1]
    }

    def fresh(lines: tuple[BasketLine, ...]) -> tuple[BasketLine, ...]:
        now = (replace(line, product=lookup(line.product.sku) or line.product) for line in lines)
        return tuple(line for line in now if line.product.price.currency in currencies)

    return replace(basket, lines=fresh(basket.lines), past=tuple(map(fresh, basket.past)))
