"""Shrunk lift: Σ over source items j of a_j · C_ij · V / ((n_i + λ)(n_j + λ)), V visits in the log.

Sources as in `cosine.py`. It divides popularity out more than the cosine does.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from musicrec.data.cases import Cases
from musicrec.evaluation.baselines.base import Baseline, Params
from musicrec.evaluation.baselines.cosine import FILL, spread, with_sources


class Lift(Baseline):
    """`shrink` λ, and `visit_decay` where there is no basket."""

    name = "lift"
    grid = tuple(
        {"shrink": shrink} for shrink in (20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0)
    )

    def grid_of(self, task: str, earlier: dict[str, dict[str, Params]]) -> tuple[Params, ...]:
        """Shrinks, and decays for `next…`."""
        return with_sources(task, self.grid)

    def scores(self, cases: Cases, params: Params) -> NDArray[np.float32]:
        """Popularity fills up behind the items that share a visit with a source."""
        log = self.log
        inverse = np.reciprocal(log.popularity + np.float32(params["shrink"]))  # (N)
        shared = spread(log, cases, params, inverse, self.name)
        scores: NDArray[np.float32] = shared * (inverse * np.float32(len(log.visits)))
        return scores + FILL * log.popularity_share()
