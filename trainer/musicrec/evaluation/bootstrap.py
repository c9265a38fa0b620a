"""Intervals by resampling users: cases of one user are not independent, so users are drawn whole.

A ratio of two scorers is paired: both are averaged over the same drawn users each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from musicrec.seeds import generator

LEVEL = 0.95
CHUNK = 200


@dataclass(frozen=True, kw_only=True)
class Interval:
    """A value and the ends of its 95 % percentile interval."""

    value: float
    low: float
    high: float

    def as_json(self) -> list[float | None]:
        """[value, low, high], rounded; None where a value is not finite."""
        values = (self.value, self.low, self.high)
        return [round(v, 5) if np.isfinite(v) else None for v in values]


class ClusteredBootstrap:
    """Draws of the users of C cases; use one object for all scorers of a task, so that they pair.

    `users` (C) ints.
    """

    def __init__(self, users: NDArray[np.int32], *, samples: int, seed: int) -> None:
        self.labels, self.cluster = np.unique(users, return_inverse=True)
        self.samples = samples
        self.seed = seed
        self.counts = np.bincount(self.cluster, minlength=len(self.labels)).astype(np.float64)

    def draws(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """(C, M) values per case → (samples, M) means over the cases of the drawn users."""
        sums = np.zeros((len(self.labels), values.shape[1]))
        np.add.at(sums, self.cluster, values)
        means = []
        for start in range(0, self.samples, CHUNK):
            weight = self.weights[start : start + CHUNK].astype(np.float64)
            means.append((weight @ sums) / (weight @ self.counts)[:, None])
        return np.concatenate(means)

    @cached_property
    def weights(self) -> NDArray[np.uint8]:
        """(samples, users) how often a draw takes a user; drawn once, for it takes the longest.

        A byte is enough: of many users nobody is drawn 256 times.
        """
        clusters = len(self.labels)
        rng = generator(self.seed, "bootstrap")
        weights = np.empty((self.samples, clusters), np.uint8)
        for start in range(0, self.samples, CHUNK):
            part = weights[start : start + CHUNK]
            part[:] = rng.multinomial(clusters, np.full(clusters, 1 / clusters), size=len(part))
        return weights

    def means(self, values: NDArray[np.float64]) -> list[Interval]:
        """(C, M) values → the M means with intervals."""
        drawn = self.draws(values)
        return [
            interval(float(values[:, column].mean()), drawn[:, column])
            for column in range(values.shape[1])
        ]

    def ratio(self, above: NDArray[np.float64], below: NDArray[np.float64]) -> Interval:
        """Mean of `above` (C) / mean of `below` (C), paired."""
        drawn = self.draws(np.stack([above, below], axis=1))
        with np.errstate(divide="ignore", invalid="ignore"):
            value = float(np.float64(above.mean()) / np.float64(below.mean()))
            return interval(value, drawn[:, 0] / drawn[:, 1])


def interval(value: float, draws: NDArray[np.float64]) -> Interval:
    """The percentile interval of draws around a value; NaN ends where no draw is finite."""
    finite = draws[np.isfinite(draws)]
    if not len(finite):
        return Interval(value=value, low=float("nan"), high=float("nan"))
    low, high = np.quantile(finite, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(value=value, low=float(low), high=float(high))
