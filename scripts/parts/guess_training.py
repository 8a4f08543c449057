"""Training the guesser: logistic regression over the features of many sentences, in numpy alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from guess_examples import Example, Examples

from voice.language.guess import UNIT, Guesser, guesser_of

Floats = np.ndarray[Any, np.dtype[np.float32]]
SEEN = 4
"""A feature that stands in fewer sentences teaches nothing."""
EPOCHS, BATCH, RATE, DECAY = 14, 256, 0.4, 2e-5
LIGHTEST = 0.15
"""Weights below this are left out of the file."""
STEPS = [round(0.3 + 0.02 * n, 2) for n in range(35)]
"""Thresholds that are tried."""
MOST_FALSE = 0.08
"""So many of the guesses may be wrong at the most: talk taken for a wish, or one wish for another."""


def trained(examples: Sequence[Example], drawn: Examples, seed: int) -> dict[str, Any]:
    """The data of a model, its threshold still nought."""
    seen = [drawn.features(one.text) for one in examples]
    counted = Counter(feature for found in seen for feature in set(found))
    known = sorted(feature for feature, count in counted.items() if count >= SEEN)
    place = {feature: at for at, feature in enumerate(known)}
    intents = sorted({one.intent for one in examples})
    goal = np.array([intents.index(one.intent) for one in examples])
    rows = [np.array([place[f] for f in found if f in place], dtype=np.int64) for found in seen]
    scales = np.array([max(len(found), 1) ** -0.5 for found in seen], dtype=np.float32)
    weights, own = _fitted(rows, scales, goal, (len(known), len(intents)), seed)
    return {
        "intents": intents,
        "own": [round(UNIT * float(x)) for x in own],
        "threshold": 0.0,
        "weights": {f: pairs for f, row in zip(known, weights, strict=True) if (pairs := _heavy(row))},
    }


def _heavy(row: Floats) -> list[list[int]]:
    return [[i, round(UNIT * float(weight))] for i, weight in enumerate(row) if abs(weight) > LIGHTEST]


def _fitted(
    rows: Sequence[Any], scales: Floats, goal: Any, shape: tuple[int, int], seed: int
) -> tuple[Floats, Floats]:
    """Adagrad in small batches."""
    order = np.random.default_rng(seed)
    weights, own = np.zeros(shape, np.float32), np.zeros(shape[1], np.float32)
    steps, own_steps = np.full(shape, 1e-3, np.float32), np.full(shape[1], 1e-3, np.float32)
    for _ in range(EPOCHS):
        places = order.permutation(len(rows))
        for start in range(0, len(places), BATCH):
            batch = places[start : start + BATCH]
            lengths = [len(rows[i]) for i in batch]
            columns = np.concatenate([rows[i] for i in batch])
            lines = np.repeat(np.arange(len(batch)), lengths)
            scores = np.zeros((len(batch), shape[1]), np.float32)
            np.add.at(scores, lines, weights[columns])
            scores = scores * scales[batch, None] + own
            scores = np.exp(scores - scores.max(axis=1, keepdims=True))
            wrong = scores / scores.sum(axis=1, keepdims=True)
            wrong[np.arange(len(batch)), goal[batch]] -= 1
            wrong /= len(batch)
            touched, back = np.unique(columns, return_inverse=True)
            slope = np.zeros((len(touched), shape[1]), np.float32)
            np.add.at(slope, back, (wrong * scales[batch, None])[lines])
            slope += DECAY * weights[touched]
            steps[touched] += slope**2
            weights[touched] -= RATE * slope / np.sqrt(steps[touched])
            own_steps += wrong.sum(axis=0) ** 2
            own -= RATE * wrong.sum(axis=0) / np.sqrt(own_steps)
    return weights, own


def guesses(model: Guesser, examples: Sequence[Example], drawn: Examples) -> list[tuple[str, str, float]]:
    """For each example: what it is, what is guessed, how probable."""
    found = []
    for one in examples:
        intent, probability = model.guess_of(drawn.features(one.text))
        found.append((one.intent, intent, probability))
    return found


def threshold(data: dict[str, Any], held: Sequence[Example], drawn: Examples, may: frozenset[str]) -> float:
    """The least threshold at which no more than MOST_FALSE of the guesses at what is held out are wrong."""
    found = [one for one in guesses(guesser_of(data), held, drawn) if one[1] in may]
    for least in STEPS:
        made = [i == g for i, g, p in found if p >= least]
        if made.count(False) <= MOST_FALSE * len(made):
            return least
    return STEPS[-1]
