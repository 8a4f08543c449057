"""Finding the product that was meant, whatever was heard."""

from catalog.search.engine import CatalogSearch

__all__ = ["CatalogSearch"]
