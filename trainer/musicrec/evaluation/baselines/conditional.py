"""Discounted conditional probability: Σ over sources j of a_j · C_ij / ((n_j + s) · (n_i + s)^α).

P(i | j) with the candidate's popularity taken out by a power α (Deshpande & Karypis 2004,
doi 10.1145/963770.963776). The cosine is the symmetric case, lift the one with α = 1; here a source
that is in every basket says less, whatever α is. Sources as in `cosine.py`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from musicrec.data.cases import KIND, Cases
from musicrec.evaluation.baselines.base import Baseline, Log, Params
from musicrec.evaluation.baselines.cosine import DECAYS, FILL, sources, spread

POWERS = (0.3, 0.5, 0.7, 0.85)
SHRINKS = (20.0, 50.0, 100.0, 200.0, 500.0)
HISTORY_SHRINK = 100.0


class Conditional(Baseline):
    """`shrink` s and `power` α; `visit_decay` where there is no basket."""

    name = "conditional probability"
    grid = tuple({"shrink": shrink, "power": power} for shrink in SHRINKS for power in POWERS)

    def __init__(self, log: Log) -> None:
        super().__init__(log)
        self._kept: tuple[Cases, Params, NDArray[np.float32]] | None = None

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
        """Popularity fills up behind the items that share a visit with a source.

        The sum over sources is kept for the next power on the same batch.
        """
        log = self.log
        count = log.popularity + np.float32(params["shrink"])  # (N)
        rest = {name: value for name, value in params.items() if name in ("shrink", "visit_decay")}
        if self._kept is None or self._kept[0] is not cases or self._kept[1] != rest:
            weights = (sources(cases, log.items, params) * (1 / count)[None, :]).tocsr()
            self._kept = (cases, rest, spread(weights, log.pairs))
        scores: NDArray[np.float32] = self._kept[2] * count ** np.float32(-params["power"])
        return scores + FILL * log.popularity_share()
