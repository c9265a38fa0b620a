"""Popularity: visits that hold the item. The floor of every comparison."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from musicrec.data.cases import Cases
from musicrec.evaluation.baselines.base import Baseline, Params


class Popularity(Baseline):
    """No parameters."""

    name = "popularity"

    def scores(self, cases: Cases, params: Params) -> NDArray[np.float32]:
        """The same for every case."""
        return np.broadcast_to(self.log.popularity, (len(cases), self.log.items))
