"""Discounted conditional probability: Σ over sources j of a_j · C_ij / ((n_j + s) · (n_i + s)^α).

P(i | j) with the candidate's popularity taken out by a power α (Deshpande & Karypis 2004,
doi 10.1145/963770.963776). The cosine is the symmetric case, lift the one with α = 1; here a source
that is in every basket says less, whatever α is. Sources as in `cosine.py`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from musicrec.data.cases import KIND, Cases
from musicrec.evaluation.baselines.base import Baseline, Params
from musicrec.evaluation.baselines.cosine import DECAYS, FILL, spread

POWERS = (0.3, 0.5, 0.7, 0.85, 1.0)
SHRINKS = (20.0, 50.0, 100.0, 200.0, 500.0)
HISTORY_SHRINK = 100.0


class Conditional(Baseline):
    """`shrink` s and `power` α; `visit_decay` where there is no basket."""

    name = "conditional probability"
    grid = tuple({"shrink": shrink, "power": power} for shrink in SHRINKS for power in POWERS)

    def grid_of(self, task: str, earlier: dict[str, dict[str, Params]]) -> tuple[Params, ...]:
        """Shrinks and powers; for `next…` powers and decays, where a product costs 10 × more."""
        if KIND[task] == "complements":
            return self.grid
        return tuple(
            {"shrink": HISTORY_SHRINK, "power": power, "visit_decay": decay}
            for decay in DECAYS
            for power in POWERS
        )

    def scores(self, cases: Cases, params: Params) -> NDArray[np.float32]:
        """Popularity fills up behind the items that share a visit with a source."""
        log = self.log
        count = log.popularity + np.float32(params["shrink"])  # (N)
        shared = spread(log, cases, params, np.reciprocal(count), self.name)
        scores: NDArray[np.float32] = shared * count ** np.float32(-params["power"])
        return scores + FILL * log.popularity_share()
