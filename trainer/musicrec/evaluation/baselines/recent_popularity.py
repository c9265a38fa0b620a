"""Popularity in the last days of the log; overall popularity breaks ties."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from musicrec.data.cases import Cases
from musicrec.evaluation.baselines.base import Baseline, Log, Params


class RecentPopularity(Baseline):
    """`days`: how far back from the log's end."""

    name = "recent popularity"
    grid = tuple({"days": days} for days in (1.0, 3.0, 7.0, 14.0, 28.0, 56.0, 112.0, 224.0, 448.0))

    @classmethod
    def why_not(cls, log: Log) -> str | None:
        """Steps have no date: the late ones are those of long sequences."""
        return None if log.has_clock else "there are no times, only the order of steps"

    def scores(self, cases: Cases, params: Params) -> NDArray[np.float32]:
        """The same for every case."""
        scores = self.log.popularity_since(params["days"]) + self.log.popularity_share()
        return np.broadcast_to(scores, (len(cases), self.log.items))
