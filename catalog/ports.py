"""What voicecart asks of a store, of product feeds, and of a catalog that can be searched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol, runtime_checkable

from catalog.errors import BadRow
from catalog.money import Money
from catalog.order import (
    Cancellation,
    Drift,
    IdempotencyKey,
    Line,
    Order,
    OrderId,
    Outcome,
    Quote,
    Reconciled,
    Refused,
)
from catalog.product import Product, Sku


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a store can do; what it cannot becomes an honest sentence."""

    name: str
    text_search: bool = False
    stock: Literal["exact", "level", "none"] = "none"
    total_guard: bool = False
    """True if `place` itself refuses when the total has moved."""
    idempotency: Literal["native", "natural", "none"] = "none"
    """native: the store knows keys; natural: one basket makes one order."""
    history: bool = False
    cancel: bool = False
    tracking: bool = False


class Store(Protocol):
    """A shop that takes orders. One implementation per back end; a contract suite judges each.

    Reading methods raise StoreDown or StoreProtocol. `place` never raises: what it cannot know is
    `Unknown`. `quote` freezes what the shopper will hear: a fresh basket in the store per quote.
    """

    def capabilities(self) -> Capabilities:
        """What this store can do; needs no network."""
        ...

    def products(self) -> Iterator[Product]:
        """Every product on sale, for the local catalog."""
        ...

    def product(self, sku: Sku) -> Product | None:
        """The product as it is now, with price and stock; None if it is not sold."""
        ...

    def quote(self, lines: Sequence[Line], *, language: str) -> Quote | Refused:
        """A price for these lines, with names in `language`."""
        ...

    def verify(self, quote: Quote) -> Quote | Drift:
        """The same quote if price, stock and expiry still hold; else what moved. Orders nothing."""
        ...

    def place(self, quote: Quote, key: IdempotencyKey) -> Outcome:
        """Make the order of exactly this quote, at most once per key."""
        ...

    def reconcile(self, key: IdempotencyKey, quote: Quote) -> Reconciled:
        """Find out by reading whether `place` made the order. `NotPlaced` is final: a late
        request of the same key must not make an order any more.
        """
        ...

    def orders(self, limit: int = 20) -> tuple[Order, ...]:
        """The shopper's orders in this store, newest first."""
        ...

    def order(self, order_id: OrderId) -> Order | None:
        """One order, or None."""
        ...

    def cancel(self, order_id: OrderId) -> Cancellation:
        """Cancel a placed order where the store allows it."""
        ...

    def close(self) -> None:
        """Release connections and files."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What changed on sale: products as they are at the revision `mark`, and SKUs that are sold no more."""

    mark: int
    changed: tuple[Product, ...] = ()
    gone: tuple[Sku, ...] = ()


@runtime_checkable
class NewsOfShelf(Protocol):
    """Tells what changed on sale, so that whoever knows the products need not read them all again.

    A store may be one; all methods raise StoreDown or StoreProtocol.
    """

    def products(self) -> Iterator[Product]:
        """Every product on sale."""
        ...

    def mark(self) -> int:
        """The revision of the shelf as it is now; what is read afterwards is at least as new."""
        ...

    def news(self, since: int, most: int) -> News | None:
        """What changed after the revision `since`; None if that is more than `most` products."""
        ...


class ProductSource(Protocol):
    """A feed of products: yields each good row and each bad one, in order, in bounded memory."""

    def rows(self) -> Iterator[Product | BadRow]:
        """Good rows as products, bad ones as errors that name file, line and field."""
        ...


class Purpose(StrEnum):
    """Why a product is looked for: it decides how much history and popularity weigh."""

    REORDER = "reorder"
    FIND = "find"
    ASK = "ask"
    """One product is asked about, its price or stock: found like one to add, but only told of."""
    ADD = "add"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the shopper demands beside the name; None and empty mean "any"."""

    max_price: Money | None = None
    min_price: Money | None = None
    brand: str = ""
    category: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    """Names and values that a product must have, each of them."""
    in_stock: bool = False
    exclude: frozenset[Sku] = frozenset()
    only: frozenset[Sku] = frozenset()
    """Where not empty, nothing else is looked at (the products just offered, say)."""


NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A product as it was heard: `phrases` are the recogniser's versions, best first."""

    phrases: tuple[str, ...]
    language: str
    purpose: Purpose = Purpose.ADD
    filters: Filters = NO_FILTERS
    limit: int = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A product that may be meant, with a probability in 0..1 and the parts of its score."""

    product: Product
    probability: float
    why: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One product, surely enough to name it alone. `others` come next, best first. `instead` is not empty
    where what was said is not there: no name of it bears a word of that, though names of others do. These,
    of which the product is one, may then be offered in its place, and none taken for it.
    """

    best: Candidate
    others: tuple[Candidate, ...] = ()
    instead: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguous:
    """Two or three products that the phrase fits alike; `differs` names what tells them apart:
    any of "brand", "size", "price", "name", most telling first. `instead` as for a Match.
    """

    candidates: tuple[Candidate, ...]
    differs: tuple[str, ...]
    others: tuple[Candidate, ...] = ()
    instead: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoMatch:
    """Nothing fits; `nearest` may still be offered, and those of it that are the same kind of thing
    (`instead`) should be. `beyond` fits but for its price, which is not within the limit that was said; the
    nearest to it comes first.
    """

    nearest: tuple[Candidate, ...] = ()
    instead: tuple[Candidate, ...] = ()
    beyond: tuple[Candidate, ...] = ()


Decision = Match | Ambiguous | NoMatch


def fitting(decision: Decision) -> tuple[Candidate, ...]:
    """What fits: one, several alike, or nothing."""
    match decision:
        case Match(best=best):
            return (best,)
        case Ambiguous(candidates=candidates):
            return candidates
        case _:
            return ()


def all_of(decision: Decision) -> tuple[Candidate, ...]:
    """What fits, and what comes next to it."""
    return (*fitting(decision), *(decision.nearest if isinstance(decision, NoMatch) else decision.others))


class Search(Protocol):
    """Finds products by how they sound and read. Pure in its answers, safe to call from threads."""

    def find(self, query: Query) -> Decision:
        """What the phrase means in this catalog."""
        ...

    def product(self, sku: Sku) -> Product | None:
        """The product of that SKU in the local catalog."""
        ...

    def products(self) -> Iterable[Product]:
        """Every product of the local catalog."""
        ...
