"""Stores that run in processes of their own."""

from __future__ import annotations

from oscar_fixtures import oscar, plain_oscar, proxy, shop, store

__all__ = ["oscar", "plain_oscar", "proxy", "shop", "store"]
