"""Where a scorer is good: its recall@10 by length of the history and by popularity of the target.

Groups say who is asked and for what, so they are the same for all scorers. Of a case with several
targets each group counts its own: found targets of the group / targets of the group.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.data.cases import Cases
from musicrec.evaluation.bootstrap import ClusteredBootstrap
from musicrec.evaluation.measure import Measured

LENGTHS = (1, 3, 5, 10, 20, 50)
"""First number of earlier visits of each bucket; the last has no end."""
QUINTILES = (0.2, 0.4, 0.6, 0.8)


def breakdown(
    measured: Measured,
    cases: Cases,
    popularity: NDArray[np.floating],
    *,
    samples: int,
    seed: int,
) -> dict[str, list[dict[str, Any]]]:
    """`history` and `popularity`: groups with label, cases and, by scorer, [value, low, high].

    Those of popularity also have `fifth`, 1 the least taken, and its number of `items`. `cases` (C)
    are those measured; `popularity` (N) counts the training log. Empty groups are left out.
    """
    names = list(measured.found)
    row = np.repeat(np.arange(len(cases)), np.diff(cases.targets_start))  # (T) case of a target
    found = np.stack([measured.found[name] for name in names], axis=1)  # (T, S)

    def entry(label: str, targets: NDArray[np.bool_]) -> dict[str, Any]:
        """Recall over some targets (T), of the cases that have any of them."""
        counts = np.bincount(row[targets], minlength=len(cases))
        sums = np.zeros((len(cases), len(names)))
        np.add.at(sums, row[targets], found[targets])
        some = counts > 0
        bootstrap = ClusteredBootstrap(cases.user[some], samples=samples, seed=seed)
        means = bootstrap.means(sums[some] / counts[some, None])
        return {
            "label": label,
            "cases": int(some.sum()),
            "scorers": {name: mean.as_json() for name, mean in zip(names, means, strict=True)},
        }

    lengths = cases.visit.astype(np.int64) - cases.first_visit  # (C) earlier visits
    group = np.searchsorted(LENGTHS, lengths, side="right") - 1
    by_history = [
        entry(label, group[row] == at)
        for at, label in enumerate(length_labels())
        if (group == at).any()
    ]
    fifth = fifths(popularity)  # (N)
    asked = fifth[cases.targets]  # (T)
    by_popularity = [
        {**entry(label, asked == at), "fifth": at + 1, "items": int((fifth == at).sum())}
        for at, label in fifth_labels(popularity, fifth)
        if (asked == at).any()
    ]
    return {"history": by_history, "popularity": by_popularity}


def length_labels() -> list[str]:
    """The buckets of LENGTHS in words: 1–2, …, ≥ 50."""
    ends = [f"{low}–{high - 1}" for low, high in pairwise(LENGTHS)]
    return [*ends, f"≥ {LENGTHS[-1]}"]


def fifths(popularity: NDArray[np.floating]) -> NDArray[np.int64]:
    """(N) the fifth of the catalogue of an item, 0 the least taken; equal counts stay together."""
    borders = np.quantile(popularity, QUINTILES, method="inverted_cdf")
    return np.searchsorted(borders, popularity, side="left").astype(np.int64)


def fifth_labels(
    popularity: NDArray[np.floating], fifth: NDArray[np.int64]
) -> Iterator[tuple[int, str]]:
    """Each fifth that has items, with the fewest and most times one was taken."""
    for at in np.unique(fifth):
        counts = popularity[fifth == at]
        low, high = int(counts.min()), int(counts.max())
        yield int(at), f"{low:,}" if low == high else f"{low:,}–{high:,}"
