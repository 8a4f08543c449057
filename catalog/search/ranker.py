"""The learned ranker: a small network over the features of candidates, as plain numbers in a data file.

`scripts/train_ranker.py` makes `catalog/data/ranker.json` from names that a recogniser heard, typing
errors and parts of names. Nothing but numpy is needed to use it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from catalog.errors import DamagedData
from catalog.search.features import COLUMNS, SHARED, WIDTH, size_sign
from catalog.search.postings import Floats

SIGNS = (
    "fine_edits", "text_typed", "text_ratio", "letters_cosine", "words_of_query", "exact_of_query",
    "worst_word", "heard_of_name", "exact_of_name", "fine_part", "fine_of_name", "numbers_differ",
    "query_words", "catalog_size", "chance", "lead", "score", "rivals", "length", "small_catalog",
)  # fmt: skip
"""What the sureness of an answer is judged by."""
_TAKEN = [
    *(COLUMNS.index(name) for name in SIGNS if name in COLUMNS),
    *(2 * len(COLUMNS) + SHARED.index(name) for name in SIGNS if name in SHARED),
]
_CATALOG_SIZE = 2 * len(COLUMNS) + SHARED.index("catalog_size")
_LEAD_CAP = 12.0
SMALL = 5_000
"""A catalog below this lacks much of what is asked for."""


class RankerData(BaseModel):
    """The file as it is written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    about: str
    columns: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    layers: tuple[tuple[tuple[float, ...], ...], ...]
    """Of each layer one row per input, and the bias last."""
    judge: tuple[tuple[tuple[float, ...], ...], ...]
    """The layers of a second network, from `SIGNS` to how sure an answer is."""
    sure_mean: tuple[float, ...]
    sure_scale: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Ranker:
    """The network, ready to be asked."""

    mean: Floats
    scale: Floats
    layers: tuple[Floats, ...]
    judge: tuple[Floats, ...]
    sure_mean: Floats
    sure_scale: Floats

    def scores(self, features: Floats) -> Floats:
        """One score per candidate; only their differences within one query mean something."""
        return _through(self.layers, (features - self.mean) / self.scale)

    def sureness(self, signs: Floats) -> Floats:
        """The probability that an answer with these signs is right, one per row."""
        told = _through(self.judge, (signs - self.sure_mean) / self.sure_scale)
        return np.asarray(1 / (1 + np.exp(-told)), np.float32)


def _through(layers: Sequence[Floats], values: Floats) -> Floats:
    for layer in layers[:-1]:
        values = np.maximum(values @ layer[:-1] + layer[-1], 0)
    return np.asarray((values @ layers[-1][:-1] + layers[-1][-1])[:, 0], np.float32)


def signs(features: Floats, scores: Floats, length: int) -> Floats:
    """A row of `SIGNS` for each candidate; what it leads by is counted against its best rival, and
    `rivals` are all others that stand near the first.
    """
    order = np.argsort(-scores)
    chance = np.exp(scores - scores.max())
    rivals = np.full(len(scores), np.log(chance.sum()), np.float32)
    chance /= chance.sum()
    rival = np.full(len(scores), scores[order[0]], np.float32)
    rival[order[0]] = scores[order[1]] if len(order) > 1 else scores[order[0]] - _LEAD_CAP
    lead = np.clip(scores - rival, -_LEAD_CAP, _LEAD_CAP)
    size = np.full(len(scores), min(length, 40) / 40)
    small = features[:, _CATALOG_SIZE] < size_sign(SMALL)
    told = np.stack([chance, lead, scores, rivals, size, small], axis=1)
    return np.concatenate([features[:, _TAKEN], told], axis=1).astype(np.float32)


@lru_cache(maxsize=1)
def load_ranker() -> Ranker:
    """The ranker that ships with the package. Raises DamagedData if the file is not what we wrote."""
    file = resources.files("catalog") / "data" / "ranker.json"
    try:
        return ranker_of(RankerData.model_validate_json(file.read_bytes()))
    except (ValidationError, ValueError) as error:
        raise DamagedData(
            f"The ranker {file.name} cannot be read: {error}.", remedy="Reinstall voicecart."
        ) from None


def ranker_of(data: RankerData) -> Ranker:
    """The ranker of these numbers. Raises ValueError if they do not fit together."""
    layers = _fitting(data.layers, WIDTH)
    judge = _fitting(data.judge, len(SIGNS)) if data.judge else ()
    if data.columns != COLUMNS or len(data.mean) != WIDTH or len(data.scale) != WIDTH:
        raise ValueError("it was trained for other features")
    if not len(data.sure_mean) == len(data.sure_scale) == len(SIGNS):
        raise ValueError("its sureness has other signs")
    numbers = (data.mean, data.scale, data.sure_mean, data.sure_scale)
    mean, scale, sure_mean, sure_scale = (np.array(n, np.float32) for n in numbers)
    return Ranker(mean, scale, layers, judge, sure_mean, sure_scale)


def _fitting(given: Sequence[Sequence[Sequence[float]]], width: int) -> tuple[Floats, ...]:
    layers = tuple(np.array(layer, np.float32) for layer in given)
    for layer in layers:
        if layer.ndim != 2 or len(layer) != width + 1:
            raise ValueError(f"a layer takes {len(layer) - 1} values and is given {width}")
        width = layer.shape[1]
    if width != 1:
        raise ValueError(f"a network gives {width} values in the place of one")
    return layers
