"""One point of the trade-off in figures: the shoppers who want a new item, and all others.

Values come with the ends of their 95 % intervals, shoppers drawn whole; ratios are paired.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.cold_start.places import Places, ndcg, recall
from musicrec.evaluation.bootstrap import ClusteredBootstrap, interval

METRICS = ("recall@10", "ndcg@10")


def figures(
    places: Places,
    before: Places,
    new: NDArray[np.bool_],
    users: NDArray[np.int32],
    *,
    samples: int,
    seed: int,
) -> dict[str, Any]:
    """METRICS where `new` (Q) holds, and elsewhere, there as a ratio to `before` (Q) too.

    places (Q) of the targets; `before`: in lists without new items, read elsewhere alone.
    """

    def draws(rows: NDArray[np.bool_], values: NDArray[np.float64]) -> NDArray[np.float64]:
        return ClusteredBootstrap(users[rows], samples=samples, seed=seed).draws(values)

    wanted = _columns(places[new])
    both = np.concatenate([_columns(places[~new]), _columns(before[~new])], axis=1)  # (Q, 4)
    means, drawn = both.mean(axis=0), draws(~new, both)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio, ratios = means[:2] / means[2:], drawn[:, :2] / drawn[:, 2:]
    kept = _named(means, drawn)
    ratio_of = {f"{name}_ratio": value for name, value in _named(ratio, ratios).items()}
    return {
        "new": _named(wanted.mean(axis=0), draws(new, wanted)),
        "elsewhere": {**kept, **ratio_of},
    }


def _columns(places: Places) -> NDArray[np.float64]:
    """(Q, 2) METRICS."""
    return np.stack([recall(places), ndcg(places)], axis=1)


def _named(means: NDArray[np.float64], drawn: NDArray[np.float64]) -> dict[str, list[float | None]]:
    return {
        name: interval(float(means[column]), drawn[:, column]).as_json()
        for column, name in enumerate(METRICS)
    }
