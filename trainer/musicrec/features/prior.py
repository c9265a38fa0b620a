"""The prior: for each item, its most similar items by company, and how popular items are.

Weight of a neighbour: C_ij / ((n_i + s)(n_j + s))^e over visits. Pairs of fewer
households than a floor are dropped, so that no household's basket can be read out of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from musicrec.data.visits import Visits
from musicrec.features.cooccurrence import Cooccurrence

DAY = 86_400
NONE = -1

Float32 = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Prior:
    """neighbours (N, K) int32, −1 where there are fewer, by descending weight (N, K) float32."""

    neighbours: NDArray[np.int32]
    weights: Float32

    def save(self, path: Path) -> None:
        """Write an .npz."""
        np.savez_compressed(path, neighbours=self.neighbours, weights=self.weights)


@dataclass(frozen=True, kw_only=True)
class Popularity:
    """(N) float32 visits holding the item: in all, and in the last weeks."""

    popularity: Float32
    recent: Float32

    def save(self, path: Path) -> None:
        """Write an .npz."""
        np.savez_compressed(path, popularity=self.popularity, recent=self.recent)


def make_prior(
    pairs: Cooccurrence, *, neighbours: int, shrink: float, exponent: float, min_households: int
) -> Prior:
    """The heaviest `neighbours` of each item; of equal weights the lower item index first."""
    kept = pairs.households >= min_households
    weights = pairs.association(shrink, exponent)[kept].astype(np.float32)
    first, second = pairs.first[kept], pairs.second[kept]
    rows, columns = np.concatenate([first, second]), np.concatenate([second, first])
    values = np.concatenate([weights, weights])
    return heaviest(rows, columns, values, items=pairs.items, neighbours=neighbours)


def heaviest(
    rows: NDArray[np.integer[Any]],
    columns: NDArray[np.integer[Any]],
    values: Float32,
    *,
    items: int,
    neighbours: int,
) -> Prior:
    """The `neighbours` largest values of each row; of equal ones the lower column first."""
    order = np.lexsort((columns, -values, rows))
    rows, columns, values = rows[order], columns[order], values[order]
    starts = np.searchsorted(rows, np.arange(items))
    rank = np.arange(len(rows)) - starts[rows]
    top = rank < neighbours
    table = np.full((items, neighbours), NONE, np.int32)
    heights = np.zeros((items, neighbours), np.float32)
    table[rows[top], rank[top]] = columns[top]
    heights[rows[top], rank[top]] = values[top]
    return Prior(neighbours=table, weights=heights)


def heaviest_of(weights: sparse.coo_array, neighbours: int) -> Prior:
    """`heaviest` of all entries of a matrix (M, N)."""
    rows, columns = weights.coords
    values = weights.data.astype(np.float32)
    return heaviest(rows, columns, values, items=weights.shape[0], neighbours=neighbours)


def as_matrix(prior: Prior, *, columns: int | None = None) -> sparse.csr_array:
    """(M, N) the weights of a prior of M items; `columns` N, M unless said."""
    row, rank = np.nonzero(prior.neighbours >= 0)
    entries = (prior.weights[row, rank], (row, prior.neighbours[row, rank]))
    items = len(prior.neighbours)
    return sparse.csr_array(entries, shape=(items, items if columns is None else columns))


def count_popularity(visits: Visits, items: int, *, recent_days: float) -> Popularity:
    """Visits holding each of N items; recent: the last `recent_days` before the newest visit."""
    everything = np.bincount(visits.items, minlength=items)
    newest = int(visits.at.max()) if len(visits) else 0
    late = visits.at > newest - recent_days * DAY
    recent = np.bincount(visits.items[np.repeat(late, visits.sizes)], minlength=items)
    return Popularity(popularity=everything.astype(np.float32), recent=recent.astype(np.float32))
