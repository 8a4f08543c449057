"""Sizes of catalogs as people write them."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SIZE = re.compile(r"(\d+(?:\.\d+)?)([kKmM]?)")


def sizes_of(texts: Sequence[str]) -> list[int]:
    """Sizes as they are written: 1k, 250000, 1M. Raises ValueError."""
    sizes = []
    for text in (part.strip() for one in texts for part in one.split(",") if part.strip()):
        match = _SIZE.fullmatch(text)
        if not match or not float(match[1]):
            raise ValueError(f"{text} is no size; write 1k, 10k, 100k or 1M")
        sizes.append(int(float(match[1]) * {"": 1, "k": 1_000, "m": 1_000_000}[match[2].lower()]))
    return sizes
