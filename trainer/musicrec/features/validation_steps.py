"""The validation steps of a log of sequences, as questions to a table of item pairs.

What comes next, given the steps before: the measure by which tables of pairs are chosen. It knows
no table; those are in `transitions.py` and `linear.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from musicrec.data.visits import VALIDATION, Visits

SOURCES = 20
"""Newest history items that speak for a candidate."""
RECENCIES = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""Decays over sources by which two tables are compared, each with its best."""
STEPS = 3000
CUTOFF = 10
AT_ONCE = 250


@dataclass(frozen=True, kw_only=True)
class ValidationSteps:
    """Histories, newest first, at most `SOURCES`, and what came next: nothing of the history."""

    histories: tuple[NDArray[np.int32], ...]
    targets: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.targets)

    @classmethod
    def of(cls, visits: Visits) -> ValidationSteps:
        """At most `STEPS` of the log, spread evenly."""
        first = visits.first_of_user()
        steps = np.flatnonzero(visits.split == VALIDATION)
        steps = steps[:: max(1, len(steps) // STEPS)][:STEPS]
        histories, targets = [], []
        for step in steps.tolist():
            begin = max(int(first[visits.user[step]]), step - SOURCES)
            history = visits.items[begin:step][::-1]
            if len(history) > 0 and visits.items[step] not in history:
                histories.append(history)
                targets.append(int(visits.items[step]))
        return cls(histories=tuple(histories), targets=np.array(targets, np.int64))

    def best_ndcg(self, weights: sparse.csr_array) -> float:
        """The NDCG@10 of a table (N, N) with the best of RECENCIES."""
        return max(self.ndcg(weights, recency) for recency in RECENCIES)

    def ndcg(self, weights: sparse.csr_array, recency: float) -> float:
        """Mean NDCG@10 of Σ_k recency^k · w(a_k, b), history left out; ties are no hits.

        `weights` (N, N): row a, column b.
        """
        total = 0.0
        for begin in range(0, len(self), AT_ONCE):
            histories = self.histories[begin : begin + AT_ONCE]
            target = self.targets[begin : begin + AT_ONCE]
            sizes = [len(history) for history in histories]
            rank = np.concatenate([np.arange(size) for size in sizes])
            owner = np.repeat(np.arange(len(sizes)), sizes)
            source = np.concatenate(histories)
            shape = (len(sizes), weights.shape[0])
            speaks = sparse.csr_array((recency**rank, (owner, source)), shape=shape)
            scores = (speaks @ weights).toarray()  # (C, N)
            scores[owner, source] = -1.0
            own = scores[np.arange(len(sizes)), target]
            place = (scores >= own[:, None]).sum(1) - 1
            hit = (own > 0) & (place < CUTOFF)
            total += float((hit / np.log2(place + 2)).sum())
        return total / max(1, len(self))
