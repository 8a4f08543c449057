"""The learned ranker: a small network over the features of candidates, as plain numbers in a data file.

`scripts/train_ranker.py` makes `catalog/data/ranker.json` from names that a recogniser heard, typing
errors and parts of names. Nothing but numpy is needed to use it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from catalog.errors import DamagedData
from catalog.search.features import COLUMNS, WIDTH
from catalog.search.postings import Floats

SIGNS = (
    "chance", "lead", "score", "fine_edits", "text_ratio", "letters_cosine", "words_of_query",
    "heard_of_name", "fine_part", "fine_of_name", "numbers_differ", "length",
)  # fmt: skip
"""What the sureness of an answer is judged by."""
_PLACES = {name: i for i, name in enumerate(COLUMNS)}
_LEAD_CAP = 12.0


class RankerData(BaseModel):
    """The file as it is written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    about: str
    columns: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    layers: tuple[tuple[tuple[float, ...], ...], ...]
    """Of each layer one row per input, and the bias last."""
    sure: tuple[float, ...]
    """Weights of `SIGNS` and the bias, of a logistic."""
    sure_mean: tuple[float, ...]
    sure_scale: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Ranker:
    """The network, ready to be asked."""

    mean: Floats
    scale: Floats
    layers: tuple[Floats, ...]
    sure: Floats
    sure_mean: Floats
    sure_scale: Floats

    def scores(self, features: Floats) -> Floats:
        """One score per candidate; only their differences within one query mean something."""
        values = (features - self.mean) / self.scale
        for layer in self.layers[:-1]:
            values = np.maximum(values @ layer[:-1] + layer[-1], 0)
        last = self.layers[-1]
        return np.asarray((values @ last[:-1] + last[-1])[:, 0], np.float32)

    def sureness(self, signs: Floats) -> Floats:
        """The probability that an answer with these signs is right, one per row."""
        values = (signs - self.sure_mean) / self.sure_scale
        return np.asarray(1 / (1 + np.exp(-(values @ self.sure[:-1] + self.sure[-1]))), np.float32)


def signs(features: Floats, scores: Floats, length: int) -> Floats:
    """A row of `SIGNS` for each candidate; what it leads by is counted against its best rival."""
    order = np.argsort(-scores)
    chance = np.exp(scores - scores.max())
    chance /= chance.sum()
    rival = np.full(len(scores), scores[order[0]], np.float32)
    rival[order[0]] = scores[order[1]] if len(order) > 1 else scores[order[0]] - _LEAD_CAP
    lead = np.clip(scores - rival, -_LEAD_CAP, _LEAD_CAP)
    own = [features[:, _PLACES[name]] for name in SIGNS[3:-1]]
    size = np.full(len(scores), min(length, 40) / 40)
    return np.stack([chance, lead, scores, *own, size], axis=1).astype(np.float32)


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
    layers = tuple(np.array(layer, np.float32) for layer in data.layers)
    width = WIDTH
    for layer in layers:
        if layer.ndim != 2 or len(layer) != width + 1:
            raise ValueError(f"a layer takes {len(layer) - 1} values and is given {width}")
        width = layer.shape[1]
    if width != 1 or data.columns != COLUMNS or len(data.mean) != WIDTH or len(data.scale) != WIDTH:
        raise ValueError("it was trained for other features")
    if not len(data.sure) - 1 == len(data.sure_mean) == len(data.sure_scale) == len(SIGNS):
        raise ValueError("its sureness has other signs")
    numbers = (data.mean, data.scale, data.sure, data.sure_mean, data.sure_scale)
    mean, scale, sure, sure_mean, sure_scale = (np.array(n, np.float32) for n in numbers)
    return Ranker(mean, scale, layers, sure, sure_mean, sure_scale)
