"""The catalog search as the assistant opens it: from index files of the data folder, or in memory."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from catalog.history import History
from catalog.product import Product
from catalog.search import CatalogSearch
from catalog.search.files import open_search
from voice.adapters.logs import log_of


def opened_search(products: Iterable[Product], folder: Path, history: History) -> CatalogSearch:
    """The search over the products. The log tells of index files built now, or why there are none."""
    opened = open_search(products, folder, history)
    if opened.trouble is not None:
        log_of("search").warning(
            "the index cannot be kept in a file and is built in memory at every start",
            folder=str(folder),
            reason=opened.trouble.strerror or str(opened.trouble),
        )
    elif opened.built:
        log_of("search").info("the index was built", folder=str(folder))
    return opened.search
