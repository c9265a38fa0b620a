"""Which items are bought in the same visits, counted: by visits, and by households.

A visit is a set: every unordered pair of its items counts once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from musicrec.data.visits import Visits

PAIRS_AT_ONCE = 4_000_000
MAX_VISIT = 256
"""Items of a visit that are paired; the rest of a larger one (an import, a restock) is not."""


@dataclass(frozen=True, kw_only=True)
class Cooccurrence:
    """counts (N) visits holding an item; pairs: items first < second, the visits and households.

    Along sequences the visits of a pair are weighed, so no whole numbers.
    """

    counts: NDArray[np.int64]
    first: NDArray[np.int32]
    second: NDArray[np.int32]
    visits: NDArray[np.integer[Any]] | NDArray[np.floating[Any]]
    households: NDArray[np.int64]

    @property
    def items(self) -> int:
        """N."""
        return len(self.counts)

    def symmetric(self, values: NDArray[np.floating]) -> sparse.csr_array:
        """(N, N) matrix with `values` (one a pair) on both sides of an empty diagonal."""
        rows = np.concatenate([self.first, self.second])
        columns = np.concatenate([self.second, self.first])
        data = np.concatenate([values, values])
        return sparse.csr_array((data, (rows, columns)), shape=(self.items, self.items))

    def association(self, shrink: float, exponent: float) -> NDArray[np.float64]:
        """(pairs) C_ij / ((n_i + s)(n_j + s))^e: e = ½ is the shrunk cosine, 1 the lift."""
        lengths = (self.counts + shrink) ** exponent
        weights: NDArray[np.float64] = self.visits / (lengths[self.first] * lengths[self.second])
        return weights


def _chunks(visits: Visits) -> Iterator[tuple[int, int]]:
    """Ranges of visits of whole users with at most about PAIRS_AT_ONCE pairs."""
    sizes = np.minimum(visits.sizes, MAX_VISIT)
    pairs = np.concatenate([[0], np.cumsum(sizes * (sizes - 1) // 2)])
    ends = visits.first_of_user()
    begin = 0
    for user in range(1, len(ends)):
        end, last = int(ends[user]), user == len(ends) - 1
        if last or pairs[int(ends[user + 1])] - pairs[begin] > PAIRS_AT_ONCE:
            if end > begin:
                yield begin, end
            begin = end


def _pairs_of(visits: Visits, begin: int, end: int, items: int) -> tuple[np.ndarray, np.ndarray]:
    """Pair (first · N + second) and user of every pair of the visits begin … end − 1."""
    start = visits.start[begin : end + 1]
    sizes = np.minimum(np.diff(start), MAX_VISIT)
    within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    flat = visits.items[np.repeat(start[:-1], sizes) + within].astype(np.int64)
    owner = np.repeat(visits.user[begin:end].astype(np.int64), sizes)
    later = np.repeat(sizes, sizes) - 1 - within  # partners behind each entry
    left = np.repeat(np.arange(len(flat)), later)
    offset = np.arange(len(left)) - np.repeat(np.cumsum(later) - later, later)
    first, second = flat[left], flat[left + 1 + offset]  # a visit's items are sorted
    return first * items + second, owner[left]


def count_cooccurrence(visits: Visits, items: int) -> Cooccurrence:
    """Count the pairs of visits; `items` is N."""
    keys = np.zeros(0, np.int64)
    in_visits, households = np.zeros(0, np.int64), np.zeros(0, np.int64)
    for begin, end in _chunks(visits):
        pairs, owners = _pairs_of(visits, begin, end, items)
        order = np.lexsort((owners, pairs))
        pairs, owners = pairs[order], owners[order]
        new_pair = np.diff(pairs, prepend=-1) != 0
        new_household = new_pair | (np.diff(owners, prepend=-1) != 0)
        starts = np.flatnonzero(new_pair)
        counts = np.diff(np.append(starts, len(pairs)))
        homes = np.add.reduceat(new_household.astype(np.int64), starts) if len(starts) else starts
        merged = np.concatenate([keys, pairs[starts]])
        keys, back = np.unique(merged, return_inverse=True)
        in_visits = np.bincount(back, np.concatenate([in_visits, counts]), len(keys)).astype(int)
        households = np.bincount(back, np.concatenate([households, homes]), len(keys)).astype(int)
    return Cooccurrence(
        counts=np.bincount(visits.items, minlength=items).astype(np.int64),
        first=(keys // items).astype(np.int32),
        second=(keys % items).astype(np.int32),
        visits=in_visits.astype(np.int64),
        households=households.astype(np.int64),
    )
