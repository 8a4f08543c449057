"""The sample shop and its sample shopper: what voicecart sells and remembers out of the box."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from catalog.errors import DamagedData
from catalog.order import Order
from catalog.product import Product
from catalog.sources.load import import_products
from catalog.sources.orders import load_orders


def sample_products() -> tuple[Product, ...]:
    """Every product of the sample shop, English and Korean. Raises DamagedData if the file is not whole."""
    report = import_products(sample_file("sample_shop.jsonl"))
    if report.bad_rows:
        raise DamagedData(str(report.bad_rows[0]), remedy="Reinstall voicecart.")
    return report.products


def sample_orders() -> tuple[Order, ...]:
    """The past orders of the sample shopper, newest first."""
    return load_orders(sample_file("sample_history.json"))


def sample_file(name: str) -> Path:
    """Where a data file of the package lies ("sample_shop.jsonl", "sample_history.json")."""
    return Path(str(resources.files("catalog") / "data" / name))
