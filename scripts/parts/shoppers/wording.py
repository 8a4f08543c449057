"""A shopper's wants and corrections in the shopper's own words."""

from __future__ import annotations

from collections.abc import Mapping

from catalog.product import Product, Sku
from shoppers.bank import Tongue
from shoppers.goals import Want
from shoppers.mending import Difference


class Words:
    """Says wants with a tongue."""

    def __init__(self, tongue: Tongue, known: Mapping[Sku, Product]) -> None:
        self._tongue, self._known = tongue, known

    def name(self, want: Want) -> str:
        """What is wanted by one of its names."""
        return want.called or self._tongue.name(self._known[min(want.skus)])

    def thing(self, want: Want, *, whole: bool = False) -> str:
        """So many of it, with the options that are not what one gets anyway."""
        product = self._known[min(want.skus)]
        told = [c for c in want.options if not _is_default(product, c.group, c.value)]
        options = [self._tongue.option(product, chosen) for chosen in told]
        name = self._tongue.name(product, whole=True) if whole else self.name(want)
        return self._tongue.thing(name, want.quantity, options)

    def mending(self, found: Difference, *, whole: bool) -> str:
        """What to say about a difference; by full names where it was said before."""
        product = self._known[min(found.skus)]
        if found.want is not None:
            return self._tongue.say("more", items=self.thing(found.want, whole=whole))
        name = self._tongue.name(product, whole=whole)
        option = self._tongue.option(product, found.option) if found.option else ""
        return self._tongue.say(found.act, name=name, n=self._tongue.number(found.quantity), option=option)


def _is_default(product: Product, group_id: str, value: str) -> bool:
    group = product.group(group_id)
    return group is not None and group.default == value
