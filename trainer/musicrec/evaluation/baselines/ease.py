"""EASE^R: the linear autoencoder of items with a zero diagonal, in closed form.

B_ij = −P_ij / P_jj, B_jj = 0, P = (XᵀX + λI)⁻¹, X users × items (Steck 2019, arXiv:1905.03375);
scores are w · B, w the weights of the history.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from musicrec.ascent import ascend
from musicrec.evaluation.baselines.base import Axes, LastFew, Log, Means, Params, Tried
from musicrec.evaluation.baselines.from_history import FromHistory
from musicrec.inverse import inverse_in_place

LAMBDAS = (3.0, 10.0, 30.0, 100.0, 300.0, 1000.0)
MOST_BYTES = 2 << 30
"""Of the matrix of all pairs in float32: about 23,000 items."""


class Ease(FromHistory):
    """`lambda` λ."""

    name = "ease"
    start: ClassVar[Params] = {"lambda": LAMBDAS[0], "visit_decay": 0.8}
    axes: ClassVar[Axes] = {"lambda": LAMBDAS}

    def __init__(self, log: Log) -> None:
        super().__init__(log)
        self._weights: LastFew[NDArray[np.float32]] = LastFew(1)

    @classmethod
    def why_not(cls, log: Log) -> str | None:
        """The inverse is dense."""
        needed = 4 * log.items**2
        if needed <= MOST_BYTES:
            return None
        return (
            f"{log.items:,} items need a dense matrix of {needed / 2**30:.1f} GiB, "
            f"more than {MOST_BYTES / 2**30:.1f}"
        )

    def search(
        self, means: Mapping[str, Means], earlier: dict[str, dict[str, Params]]
    ) -> dict[str, Tried]:
        """All of λ; for each, coordinate ascent in the rest, for all tasks while B is at hand."""
        tried: dict[str, Tried] = {task: [] for task in means}
        starts = {task: self.start_of(task) for task in means}
        for shrink in LAMBDAS:
            for task, mean in means.items():
                axes = {name: v for name, v in self.axes_of(task).items() if name != "lambda"}
                found = ascend(mean, {**starts[task], "lambda": shrink}, axes)
                tried[task] += found.tried
                starts[task] = found.best
        return tried

    def speak(self, history: sp.csr_array, params: Params) -> NDArray[np.float32]:
        """The product with B of λ."""
        shrink = params["lambda"]
        both = self.log.users_with_both
        weights = self._weights.get(shrink, lambda: ease_weights(both, shrink))
        scores: NDArray[np.float32] = history @ weights
        return scores


def ease_weights(both: sp.csr_array, shrink: float) -> NDArray[np.float32]:
    """(N, N) B of XᵀX (N, N, its diagonal filled) and λ > 0, in the memory of one such matrix."""
    matrix = both.astype(np.float32).toarray(order="F")
    size = len(matrix)
    matrix.flat[:: size + 1] += np.float32(shrink)
    weights = inverse_in_place(matrix)
    weights /= -np.diagonal(weights).copy()
    np.fill_diagonal(weights, 0)
    return weights
