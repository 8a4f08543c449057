"""Fills a migrated, empty shop: products from JSONL files, one shopper with an address.

Usage: python fill_shop.py [FILE.jsonl ...]. Rows follow catalog/data: `sku`, `names` (language → list) or
`name`, `price` (decimal string, or `price_minor`), `currency`, and, if known, `stock`, `category`,
`brand`, `size`.
Without files a handful of products is made, enough to order something.
"""

import json
import os
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop_settings")
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.db import transaction  # noqa: E402
from oscar.core.loading import get_model  # noqa: E402

Row = dict[str, Any]
SHOPPER = "shopper@example.com"
PASSWORD = "voicecart-demo"  # noqa: S105 - a loopback shop with invented goods
UNCOUNTED_STOCK = 1000
FEW = (
    {"sku": "MILK-1", "name": "Whole milk", "price": "1.99", "stock": 40, "category": "Dairy"},
    {"sku": "OAT-1", "name": "Oat milk", "price": "2.49", "stock": 25, "category": "Dairy"},
    {"sku": "BREAD-1", "name": "Wholegrain bread", "price": "3.20", "stock": 12, "category": "Bakery"},
    {"sku": "BRUSH-1", "name": "Toothbrush heads", "price": "14.90", "stock": 8, "category": "Care"},
    {"sku": "COFFEE-1", "name": "Ground coffee", "price": "8.75", "stock": 3, "category": "Drinks"},
    {"sku": "TEA-1", "name": "Green tea", "price": "4.05", "stock": 0, "category": "Drinks"},
)


def rows(files: list[str]) -> Iterator[Row]:
    """The rows of all files in order, or the built-in handful."""
    if not files:
        yield from FEW
    for file in files:
        with Path(file).open(encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines if line.strip())


def title(row: Row) -> str:
    """The English name, else the first there is."""
    names = row.get("names") or {}
    listed = names.get("en") or next(iter(names.values()), None) or row.get("name") or row["sku"]
    return listed if isinstance(listed, str) else listed[0]


def price(row: Row) -> Decimal:
    """The price in major units."""
    if "price_minor" in row:
        digits = 0 if row.get("currency") in {"KRW", "JPY"} else 2
        return Decimal(row["price_minor"]).scaleb(-digits)
    return Decimal(str(row["price"]))


class Shelf:
    """Puts rows into the shop's tables; looks every category up once."""

    def __init__(self) -> None:
        self.product_class = self._product_class()
        self.partner = get_model("partner", "Partner").objects.create(name="Sample shop")
        self.categories = {}

    @staticmethod
    def _product_class() -> Any:
        made = get_model("catalogue", "ProductClass").objects.create(
            name="Groceries", requires_shipping=True, track_stock=True
        )
        for code, name in (("brand", "Brand"), ("size", "Size")):
            made.attributes.create(code=code, name=name, type="text")
        return made

    def category(self, name: str) -> Any:
        """The category of that name, made when first asked for."""
        if name not in self.categories:
            self.categories[name] = get_model("catalogue", "Category").add_root(name=name)
        return self.categories[name]

    def put(self, row: Row) -> None:
        """One row becomes a product with a stock record."""
        product = get_model("catalogue", "Product")(
            upc=row["sku"], title=title(row), product_class=self.product_class, structure="standalone"
        )
        for code in ("brand", "size"):
            if row.get(code):
                setattr(product.attr, code, str(row[code]))
        product.save()
        if row.get("category"):
            product.categories.add(self.category(row["category"]))
        stock = row.get("stock")
        product.stockrecords.create(
            partner=self.partner,
            partner_sku=row["sku"],
            price=price(row),
            num_in_stock=UNCOUNTED_STOCK if stock is None else stock,
            **({"price_currency": row["currency"]} if row.get("currency") else {}),
        )


def shopper() -> None:
    """One account that orders, with the address that orders go to."""
    country = get_model("address", "Country").objects.create(
        iso_3166_1_a2="US",
        iso_3166_1_a3="USA",
        iso_3166_1_numeric="840",
        printable_name="United States",
        name="United States of America",
        is_shipping_country=True,
    )
    user = get_user_model().objects.create_user("shopper", SHOPPER, PASSWORD)
    user.addresses.create(
        first_name="Sam",
        last_name="Shopper",
        line1="12 Elm Street",
        line4="Springfield",
        state="Illinois",
        postcode="62701",
        country=country,
        is_default_for_shipping=True,
    )


@transaction.atomic
def fill(files: list[str]) -> int:
    """All rows or none; returns how many products the shop has now."""
    shelf, count = Shelf(), 0
    for row in rows(files):
        shelf.put(row)
        count += 1
    shopper()
    return count


if __name__ == "__main__":
    if {"-h", "--help"} & set(sys.argv):
        print(__doc__)
    else:
        print(json.dumps({"products": fill(sys.argv[1:])}))
