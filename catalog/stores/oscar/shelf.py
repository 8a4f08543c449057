"""The shop's products: found by SKU, with price and stock as they are now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Literal

from catalog.money import Money
from catalog.product import NO_NAMES, Names, Product, Sku, preferred
from catalog.stores.http import Answer
from catalog.stores.oscar.codec import (
    AvailabilityRow,
    PriceRow,
    ProductDetail,
    ProductId,
    ProductRow,
    StockRecordRow,
    money,
    parse,
)
from catalog.stores.oscar.session import OscarSession

SkuFrom = Literal["upc", "partner_sku"]
"""Which of Oscar's numbers is the SKU: the product's UPC, or the partner's own (one more request each)."""

PARALLEL_READS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A product of the shop's list: its number there, its SKU here, its title."""

    id: ProductId
    sku: Sku
    title: str


class Shelf:
    """What the shop sells. `known` are the local catalog's products, whose names, brand and size are kept.

    The shop's list gives titles in one language (`language`) and cannot be searched, so it is read once
    and read again when a SKU is missing from it.
    """

    def __init__(
        self, session: OscarSession, known: Mapping[Sku, Product], *, sku_from: SkuFrom, language: str
    ) -> None:
        self._session = session
        self._known = known
        self._sku_from = sku_from
        self._language = language
        self._by_sku: dict[Sku, Listed] = {}
        self._by_id: dict[ProductId, Listed] = {}

    def listed(self, sku: Sku) -> Listed | None:
        """The product's place in the shop's list, or None if it is not sold."""
        if sku not in self._by_sku:
            self._read_list()
        return self._by_sku.get(sku)

    def by_id(self, product_id: ProductId) -> Listed | None:
        """The product of that number, or None if the shop does not list it any more."""
        if product_id not in self._by_id:
            self._read_list()
        return self._by_id.get(product_id)

    def all(self) -> Iterator[Product]:
        """Every product that has a price, in the shop's order. Two or three small requests each."""
        self._read_list()
        listed = list(self._by_sku.values())
        with ThreadPoolExecutor(PARALLEL_READS, thread_name_prefix="oscar-shelf") as pool:
            for start in range(0, len(listed), 4 * PARALLEL_READS):
                batch = listed[start : start + 4 * PARALLEL_READS]
                yield from (product for product in pool.map(self._product, batch) if product is not None)

    def product(self, sku: Sku) -> Product | None:
        """The product as it is now; None if it is not sold or has no price."""
        listed = self.listed(sku)
        return None if listed is None else self._product(listed)

    def available(self, product_id: ProductId) -> int | None:
        """Pieces that can be bought now; None where the shop does not count them."""
        answer = self._session.read(f"products/{product_id}/availability/")
        if answer.status == 404:
            return 0
        row = parse(AvailabilityRow, answer)
        if not row.is_available_to_buy:
            return 0
        return None if row.num_available is None else max(0, row.num_available)

    def price(self, product_id: ProductId) -> Money | None:
        """The price of one piece, taxes included; None if there is none."""
        answer = self._session.read(f"products/{product_id}/price/")
        if answer.status == 404:
            return None
        row = parse(PriceRow, answer)
        if row.currency is None or row.incl_tax is None:
            return None
        return money(row.incl_tax, row.currency, f"product {product_id}")

    def name(self, listed: Listed, language: str) -> str:
        """The name in `language`, from the local catalog where it has one, else the shop's title."""
        return preferred(self._names(listed), language)

    def _names(self, listed: Listed) -> Names:
        """The local catalog's names, which are chosen to be spoken; the shop's title is one more."""
        known = self._known.get(listed.sku)
        names = dict(known.names if known else NO_NAMES)
        own = names.get(self._language, ())
        return names if listed.title in own else {**names, self._language: (*own, listed.title)}

    def _product(self, listed: Listed) -> Product | None:
        price = self.price(listed.id)
        if price is None:
            return None
        stock = self.available(listed.id)
        known = self._known.get(listed.sku)
        names = self._names(listed)
        if known is not None:  # Oscar knows neither options nor surcharges: they cannot be ordered there
            return replace(known, names=names, price=price, stock=stock, options=())
        detail = parse(ProductDetail, self._session.read(f"products/{listed.id}/"))
        return Product(
            sku=listed.sku,
            names=names,
            price=price,
            stock=stock,
            brand=detail.attribute("brand"),
            size=detail.attribute("size"),
            category=detail.categories[0] if detail.categories else "",
        )

    def _read_list(self) -> None:
        rows: list[ProductRow] = []
        for structure in ("standalone", "child"):  # a parent is a heading over its children, not for sale
            rows += parse(list[ProductRow], self._session.read(f"products/?structure={structure}"))
        entries = [Listed(id=row.id, sku=self._sku(row), title=row.title or self._sku(row)) for row in rows]
        self._by_sku = {listed.sku: listed for listed in entries}
        self._by_id = {listed.id: listed for listed in entries}

    def _sku(self, row: ProductRow) -> Sku:
        if self._sku_from == "upc":
            return Sku(row.upc or f"oscar-{row.id}")
        records: Answer = self._session.read(f"products/{row.id}/stockrecords/")
        first = next(iter(parse(list[StockRecordRow], records)), None)
        return Sku(first.partner_sku if first else f"oscar-{row.id}")
