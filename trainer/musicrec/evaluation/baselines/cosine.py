"""Shrunk cosine: Σ over source items j of a_j · C_ij / √((n_i + s)(n_j + s)).

Sources are the basket (a_j = 1), or without one the history, each visit weighing `visit_decay`
times the next newer one. C counts visits that hold both, n visits that hold one.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from musicrec.data.cases import KIND, TASKS, Cases
from musicrec.evaluation.baselines.base import Baseline, Log, Params
from musicrec.evaluation.scorer import basket_matrix, history_matrix

SHRINKS = (2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)
DECAYS = (0.6, 0.8, 0.9, 0.96)
FILL = np.float32(1e-9)


def sources(cases: Cases, items: int, params: Params) -> sp.csr_array:
    """(B, N) weights a_j."""
    if len(cases.basket):
        return basket_matrix(cases, items)
    return history_matrix(cases, items, visit_decay=params["visit_decay"])


def with_sources(task: str, grid: tuple[Params, ...]) -> tuple[Params, ...]:
    """The grid, or where the task has no basket every third shrink times the decays of visits."""
    if KIND[task] == "complements":
        return grid
    return tuple({**params, "visit_decay": decay} for params in grid[1::3] for decay in DECAYS)


def spread(
    log: Log, cases: Cases, params: Params, scale: NDArray[np.float32], name: str
) -> NDArray[np.float32]:
    """(B, N) Σ_j a_j · scale_j · C_ij; kept under `name`, shrink and decay, see `Log.kept`."""

    def compute() -> NDArray[np.float32]:
        weights = (sources(cases, log.items, params) * scale[None, :]).tocsr()
        product = weights @ log.pairs
        dense: NDArray[np.float32] = product.toarray() if sp.issparse(product) else product
        return dense

    return log.kept(cases, (name, params["shrink"], params.get("visit_decay")), compute)


class Cosine(Baseline):
    """`shrink` s, and `visit_decay` where there is no basket."""

    name = "cosine"
    grid = tuple({"shrink": shrink} for shrink in SHRINKS)

    def grid_of(self, task: str, earlier: dict[str, dict[str, Params]]) -> tuple[Params, ...]:
        """Shrinks, and decays for `next…`."""
        if task not in TASKS:
            raise KeyError(task)
        return with_sources(task, self.grid)

    def scores(self, cases: Cases, params: Params) -> NDArray[np.float32]:
        """Popularity fills up behind the items that share a visit with a source."""
        log = self.log
        scale = 1 / np.sqrt(log.popularity + np.float32(params["shrink"]))  # (N)
        shared = spread(log, cases, params, scale, self.name) * scale
        scores: NDArray[np.float32] = shared + FILL * log.popularity_share()
        return scores
