"""Trains a small network to put the right candidate of each query first, and to know how sure it is.

The loss is the one of a choice: the logarithm of the share that the right candidates have of the softmax
over all candidates of a query. How sure an answer is, a second, very small network tells: it learns from
names that were kept back at every size, some of them asked of a catalog without what they mean.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from ranker_examples import Example
from sklearn.neural_network import MLPClassifier

from catalog.search.features import COLUMNS, WIDTH
from catalog.search.ranker import SIGNS, SMALL, Ranker, RankerData, ranker_of, signs

HIDDEN = (48, 24)
JUDGE = 24
"""So many inner values has the network that tells how sure an answer is."""
BATCH = 64
RATE = 2e-3
DECAY = 1e-4
BLUR = 0.1
"""Noise on the features, in their standard deviations: no single one is to be trusted too far."""
KEPT_BACK = 5
"""One name in so many, at every size, tells how sure the answers are."""
ABSENT = 20
"""For one in so many of these, what it means is taken out of the catalog; small catalogs are asked for what
they lack.
"""
WEIGHTS = {"heard": 1.2, "partial": 1.2, "typo": 0.8, "whole": 0.5}
Floats = npt.NDArray[np.float32]


def trained(made: list[Example], epochs: int, seed: int) -> RankerData:
    """The weights of the network and of the logistic."""
    chance = np.random.default_rng(seed)
    kept = [one for one in made if one.name % KEPT_BACK == 0 or one.size < SMALL]
    rest = [one for one in made if one.name % KEPT_BACK and one.right.any()]
    everything = np.concatenate([one.features for one in rest[::3]]).astype(np.float32)
    mean, scale = everything.mean(axis=0), everything.std(axis=0) + 1e-3
    layers = _layers(chance)
    _descend(layers, rest, (mean, scale), epochs, chance)
    plain = RankerData(
        about="Learned weights of the search's ranker, made by scripts/train_ranker.py from names of "
        "Open Food Facts (ODbL 1.0) as a recogniser heard them. features.py and ranker.py say what each is.",
        columns=COLUMNS,
        mean=_numbers(mean),
        scale=_numbers(scale),
        layers=tuple(tuple(map(_numbers, layer)) for layer in layers),
        judge=(),
        sure_mean=(0.0,) * len(SIGNS),
        sure_scale=(1.0,) * len(SIGNS),
    )
    return _with_sureness(plain, kept, seed)


def _numbers(values: npt.NDArray[np.floating]) -> tuple[float, ...]:
    return tuple(float(f"{value:.5g}") for value in values)


def _layers(chance: np.random.Generator) -> list[Floats]:
    widths = (WIDTH, *HIDDEN, 1)
    made = []
    for before, after in pairwise(widths):
        layer = chance.normal(0, 1 / np.sqrt(before), (before + 1, after))
        layer[-1] = 0
        made.append(layer.astype(np.float32))
    return made


def _descend(
    layers: list[Floats],
    made: list[Example],
    norm: tuple[Floats, Floats],
    epochs: int,
    chance: np.random.Generator,
) -> None:
    """Adam, in place."""
    first, second = [np.zeros_like(x) for x in layers], [np.zeros_like(x) for x in layers]
    step, steps = 0, epochs * -(-len(made) // BATCH)
    for epoch in range(epochs):
        lost = 0.0
        for batch in _batches(made, chance):
            loss, gradients = _gradients(layers, batch, norm, chance)
            lost += loss
            step += 1
            rate = RATE * (1 - step / (steps + 1))
            for i, gradient in enumerate(gradients):
                gradient[:-1] += DECAY * layers[i][:-1]
                first[i] += 0.1 * (gradient - first[i])
                second[i] += 0.001 * (gradient**2 - second[i])
                pace = np.sqrt(second[i] / (1 - 0.999**step)) + 1e-8
                layers[i] -= rate * (first[i] / (1 - 0.9**step)) / pace
        print(f"{epoch + 1}/{epochs}: loss {lost / len(made):.4f}", file=sys.stderr, flush=True)


def _batches(made: list[Example], chance: np.random.Generator) -> Iterator[list[Example]]:
    order = chance.permutation(len(made))
    for i in range(0, len(order), BATCH):
        yield [made[j] for j in order[i : i + BATCH]]


def _gradients(
    layers: list[Floats], batch: list[Example], norm: tuple[Floats, Floats], chance: np.random.Generator
) -> tuple[float, list[Floats]]:
    values = (np.concatenate([one.features for one in batch]).astype(np.float32) - norm[0]) / norm[1]
    values += chance.normal(0, BLUR, values.shape).astype(np.float32)
    inputs = [values]
    for layer in layers[:-1]:
        inputs.append(np.maximum(inputs[-1] @ layer[:-1] + layer[-1], 0))
    scores = (inputs[-1] @ layers[-1][:-1] + layers[-1][-1])[:, 0]
    loss, slope = _choice(scores, batch)
    back = slope[:, None] / len(batch)
    gradients: list[Floats] = []
    for layer, value in zip(reversed(layers), reversed(inputs), strict=True):
        gradients.append(np.vstack([value.T @ back, back.sum(axis=0, keepdims=True)]))
        back = (back @ layer[:-1].T) * (value > 0)
    return loss, gradients[::-1]


def _choice(scores: Floats, batch: list[Example]) -> tuple[float, Floats]:
    """The loss, and its slope by each score."""
    slopes, loss, begin = [], 0.0, 0
    for one in batch:
        own = scores[begin : begin + len(one.right)]
        begin += len(one.right)
        share = np.exp(own - own.max())
        share /= share.sum()
        right = share * one.right
        total = max(float(right.sum()), 1e-9)
        weight = WEIGHTS[one.set]
        loss -= weight * np.log(total)
        slopes.append(weight * (share - right / total))
    return loss, np.concatenate(slopes).astype(np.float32)


def _with_sureness(plain: RankerData, kept: list[Example], seed: int) -> RankerData:
    ranker = ranker_of(plain)
    rows, good, counts = [], [], []
    weight_of = _weights(kept)
    for number, one in enumerate(kept):
        taken = number % ABSENT == 0
        here = ~one.right if taken else np.ones(len(one.right), bool)
        if here.sum() > 2:
            sign, right = _first_two(
                one.features[here].astype(np.float32), one.right[here], one.length, ranker
            )
            rows.append(sign)
            good.append(right)
            counts.append(np.full(len(right), weight_of(one)))
    values, answers, weights = map(np.concatenate, (rows, good, counts))
    mean, scale = values.mean(axis=0), values.std(axis=0) + 1e-3
    judge = MLPClassifier(
        (JUDGE,), alpha=0.01, max_iter=300, early_stopping=True, n_iter_no_change=20, random_state=seed
    )
    judge.fit((values - mean) / scale, answers, sample_weight=weights)
    layers = tuple(
        tuple(map(_numbers, np.vstack([w, b]))) for w, b in zip(judge.coefs_, judge.intercepts_, strict=True)
    )
    return plain.model_copy(
        update={"judge": layers, "sure_mean": _numbers(mean), "sure_scale": _numbers(scale)}
    )


def _weights(kept: list[Example]) -> Callable[[Example], float]:
    """What an example counts: every size alike, and in small catalogs, what they lack as what they have."""
    sizes = Counter((one.size, bool(one.right.any()) or one.size >= SMALL) for one in kept)
    halves = Counter(size for size, _ in sizes)
    each = len(kept) / len(halves)
    return lambda one: each / (halves[one.size] * sizes[one.size, bool(one.right.any()) or one.size >= SMALL])


def _first_two(
    values: Floats, right: npt.NDArray[np.bool_], length: int, ranker: Ranker
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    scores = ranker.scores(values)
    places = np.argsort(-scores)[:2]
    return signs(values, scores, length)[places], right[places]
