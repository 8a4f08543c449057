"""The findings of a catalog's check, as values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What a recogniser can hear: its name, whether it knows a word, and words to suggest from."""

    name: str
    knows: Callable[[str], bool]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A product as it is listed in a report; `heard_as` is the name that the finding is about."""

    sku: str
    name: str
    heard_as: str = ""
    price: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two members of a cluster by their places, and how alike they sound, 1 for the same."""

    one: int
    other: int
    likeness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Products that cannot be told apart by ear. `members` are the first of `count`."""

    members: tuple[Named, ...]
    count: int
    pairs: tuple[Pair, ...]
    differ: tuple[str, ...]
    """What could tell them apart if it were said: "brand", "size"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard:
    """A word that the recogniser does not know. `products` bear it in a name; `lost` of them have no name
    that can be heard whole. `instead` are aliases that could be given, made of known words.
    """

    word: str
    products: tuple[Named, ...]
    count: int
    lost: int
    instead: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """Products that are likely one: `by` is "barcode", or "name" with brand and size."""

    by: str
    key: str
    products: tuple[Named, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Products with one and the same lack; `products` are the first of `count`."""

    products: tuple[Named, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All findings over one catalog in one language."""

    language: str
    products: int
    clusters: tuple[Cluster, ...]
    alike: int
    """How many products stand in clusters; one may stand in several."""
    shared_aliases: int
    """Aliases that several products have on purpose; the assistant asks back."""
    recogniser: str
    """Whose words were asked for; empty where nothing could tell."""
    unheard: tuple[Unheard, ...]
    duplicates: tuple[Duplicate, ...]
    no_price: Listed
    no_stock: Listed
    too_long: Listed
    limits: tuple[str, ...]
    """What the check confined itself to."""
