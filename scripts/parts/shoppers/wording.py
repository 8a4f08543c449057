"""A shopper's wants and corrections in the shopper's own words."""

from __future__ import annotations

from collections.abc import Mapping

from catalog.product import Product, Sku
from shoppers.bank import Tongue
from shoppers.goals import Want
from shoppers.mending import Difference

PATIENT = 3
"""So many times in a row nobody says the same thing in full."""


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

    def mending(self, found: Difference, tries: int) -> str:
        """What to say about a difference, the first time or again: by the full name, then by one name after
        the other and without the number, which can be told when the thing is there; and for several more,
        one more.
        """
        product, tongue = self._known[min(found.skus)], self._tongue
        if found.want is not None:
            bare = tries >= PATIENT
            name = tongue.other_name(product, tries - PATIENT) if bare else ""
            return tongue.say("more", items=name or self.thing(found.want, whole=tries > 1))
        if found.act == "quantity" and tries >= PATIENT and found.had < found.quantity:
            return tongue.say("another_one", name=tongue.other_name(product, tries - PATIENT))
        name = tongue.name(product, whole=tries > 1)
        option = self._tongue.option(product, found.option) if found.option else ""
        return self._tongue.say(found.act, name=name, n=self._tongue.number(found.quantity), option=option)


def _is_default(product: Product, group_id: str, value: str) -> bool:
    group = product.group(group_id)
    return group is not None and group.default == value
