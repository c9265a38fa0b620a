"""The household's own decayed frequency: Σ of 2^(−age / half life) over its visits.

Popularity fills up behind it, so it is popularity where everything bought is excluded.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from musicrec.data.cases import Cases
from musicrec.evaluation.baselines.base import Baseline, Log, Params
from musicrec.evaluation.scorer import history_matrix

FILL = np.float32(1e-6)


class Frequency(Baseline):
    """`half_life_days`."""

    name = "household frequency"
    grid = tuple(
        {"half_life_days": days}
        for days in (7.0, 14.0, 28.0, 42.0, 56.0, 84.0, 112.0, 224.0, 448.0)
    )

    @classmethod
    def why_not(cls, log: Log) -> str | None:
        """Without repeats it is popularity."""
        return None if log.has_repeats else "nobody takes an item twice"

    def scores(self, cases: Cases, params: Params) -> NDArray[np.float32]:
        """Ages count from the case's time."""
        own = history_matrix(cases, self.log.items, half_life_days=params["half_life_days"])
        scores: NDArray[np.float32] = own.toarray() + FILL * self.log.popularity_share()
        return scores
