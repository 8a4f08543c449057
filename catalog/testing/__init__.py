"""What people who extend voicecart's shop side test with: a fake store, and the contract of all stores.

`FakeStore` keeps everything in memory, tells the truth, and fails on demand. `StoreContract` is a
pytest class that judges any store: subclass it and supply two fixtures (see `catalog.testing.contract`);
`NewsContract` judges those that also tell what changed on sale.
"""

from __future__ import annotations

from catalog.testing.contract import Backroom, StoreContract
from catalog.testing.fake import FakeStore, Fault
from catalog.testing.news_contract import NewsContract

__all__ = ["Backroom", "FakeStore", "Fault", "NewsContract", "StoreContract"]
