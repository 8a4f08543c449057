"""What a shop sells: products with names in several languages, options, and a price."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NewType

from catalog.errors import BadInput
from catalog.money import Money

Sku = NewType("Sku", str)
Language = NewType("Language", str)
"""A BCP 47 primary language ("en", "ko")."""

Names = Mapping[str, tuple[str, ...]]
"""Language → names, the first one is shown and spoken, the others are aliases."""

NO_NAMES: Names = MappingProxyType({})


def preferred(names: Names, language: str) -> str:
    """The name to show in `language`, or the first there is in any other."""
    own = names.get(language)
    return own[0] if own else next(iter(names.values()))[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionValue:
    """One choice of an option group ("oat milk"); `surcharge` is added to the unit price."""

    id: str
    names: Names
    surcharge: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionGroup:
    """A thing to choose for a product ("milk"); `default` is the value taken when nothing is said."""

    id: str
    names: Names
    values: tuple[OptionValue, ...]
    required: bool = False
    multiple: bool = False
    default: str | None = None

    def value(self, value_id: str) -> OptionValue | None:
        """The value of that id, if the group has it."""
        return next((v for v in self.values if v.id == value_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One sellable thing. `stock` None means that the shop does not count it."""

    sku: Sku
    names: Names
    price: Money
    brand: str = ""
    size: str = ""
    category: str = ""
    stock: int | None = None
    options: tuple[OptionGroup, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    popularity: float = 0.0

    def __post_init__(self) -> None:
        if not self.sku:
            raise BadInput("A product needs a SKU.")
        if not any(self.names.values()):
            raise BadInput(f"Product {self.sku} needs a name.")
        if self.stock is not None and self.stock < 0:
            raise BadInput(f"Product {self.sku} has a negative stock.")

    def name(self, language: str) -> str:
        """The name to show and speak in `language`."""
        return preferred(self.names, language)

    def group(self, group_id: str) -> OptionGroup | None:
        """The option group of that id, if the product has it."""
        return next((g for g in self.options if g.id == group_id), None)
