"""Loads the hand weights of ranking and decision from `catalog/data/ranking.json`."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from pydantic import BaseModel, ConfigDict, ValidationError

from catalog.errors import DamagedData


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RankWeights(_Frozen):
    """What each sign of likeness counts; rank.py uses them. Scores are about 0..1."""

    text: float
    fine: float
    coarse: float
    noise_floor: float
    name_share: float
    agree: float
    word_floor: float
    word_power: float
    letters_share: float
    measure_agrees: float
    measure_absent: float
    measure_differs: float
    exact: float
    head: float
    derived: float
    ordinary: float
    missing: float
    popularity: float
    out_of_stock: float
    hypothesis_step: float


class LearnedWeights(_Frozen):
    """What the ranker says on a small shelf; blend.py uses them.

    It is asked where the best score stays under `below` (`below_sized` if sizes were said, which it knows
    little of). Products are ordered by its score and `weighed` times their own, and stand `lead` times
    as far apart; the first gets up to `counts` more, from a sureness of `least` on.
    """

    below: float
    below_sized: float
    weighed: float
    lead: float
    counts: float
    least: float


class HistoryWeights(_Frozen):
    """What it adds that the shopper bought a product before; nothing below the score `floor`."""

    reorder: float
    find: float
    add: float
    floor: float


class DecideWeights(_Frozen):
    """Where a score becomes a probability and a decision; decide.py uses them."""

    bias: float
    score: float
    margin: float
    margin_cap: float
    asked: float
    learned: float
    none_below: float
    alike: float
    match_from: float
    find_covers: float


class Weights(_Frozen):
    """All weights of the search."""

    about: str
    rank: RankWeights
    learned: LearnedWeights
    history: HistoryWeights
    decide: DecideWeights


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """The weights that ship with the package. Raises DamagedData if the file is not what we wrote."""
    file = resources.files("catalog") / "data" / "ranking.json"
    try:
        return Weights.model_validate_json(file.read_bytes())
    except ValidationError as error:
        raise DamagedData(
            f"The weights {file.name} cannot be read: {error}.", remedy="Reinstall voicecart."
        ) from None
