"""The shop side of voicecart: products, search, stores, and orders placed exactly once.

Nothing here knows of speech or dialogue; `voice` builds on this package, never the other way round.
"""
