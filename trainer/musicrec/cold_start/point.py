"""Points of the trade-off in figures: the shoppers who want a new item, and all others.

Values come with the ends of their 95 % intervals, shoppers drawn whole; ratios are paired.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.cold_start.places import Places, ndcg, recall
from musicrec.evaluation.bootstrap import ClusteredBootstrap, interval

METRICS = ("recall@10", "ndcg@10")


def figures(
    places: Sequence[Places],
    before: Places,
    new: NDArray[np.bool_],
    users: NDArray[np.int32],
    *,
    samples: int,
    seed: int,
) -> list[dict[str, Any]]:
    """For each of P points METRICS where `new` (Q) holds, and elsewhere, also against `before`.

    places P × (Q) of the targets; `before` (Q): in lists without new items, read elsewhere alone.
    """

    def drawn(rows: NDArray[np.bool_], values: NDArray[np.float64]) -> NDArray[np.float64]:
        return ClusteredBootstrap(users[rows], samples=samples, seed=seed).draws(values)

    wanted = np.concatenate([_columns(one[new]) for one in places], axis=1)  # (Q, 2 P)
    other = np.concatenate([_columns(one[~new]) for one in places], axis=1)
    alone = _columns(before[~new])  # (Q, 2)
    of_new, of_other = drawn(new, wanted), drawn(~new, np.concatenate([alone, other], axis=1))
    points = []
    for first in range(0, 2 * len(places), 2):
        some = slice(first, first + 2)
        kept = other[:, some].mean(axis=0), of_other[:, 2:][:, some]
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = kept[0] / alone.mean(axis=0), kept[1] / of_other[:, :2]
        ratios = {f"{name}_ratio": value for name, value in _named(*ratio).items()}
        points.append(
            {
                "new": _named(wanted[:, some].mean(axis=0), of_new[:, some]),
                "elsewhere": {**_named(*kept), **ratios},
            }
        )
    return points


def _columns(places: Places) -> NDArray[np.float64]:
    """(Q, 2) METRICS."""
    return np.stack([recall(places), ndcg(places)], axis=1)


def _named(means: NDArray[np.float64], drawn: NDArray[np.float64]) -> dict[str, list[float | None]]:
    return {
        name: interval(float(means[column]), drawn[:, column]).as_json()
        for column, name in enumerate(METRICS)
    }
