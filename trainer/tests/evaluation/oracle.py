"""A scorer that is as good as one likes, for tests of what is said of scorers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from musicrec.data.cases import Cases
from musicrec.evaluation.scorer import rank_scores


class Oracle:
    """Knows the targets; the rest by index. `skill` is the share of targets it tells."""

    def __init__(self, name: str, skill: float) -> None:
        self.name = name
        self.how = "made up"
        self.skill = skill

    def rank(self, cases: Cases, excluded: NDArray[np.bool_], count: int) -> NDArray[np.int32]:
        scores = np.zeros(excluded.shape, dtype=np.float32)
        rng = np.random.default_rng(len(cases))
        for row in range(len(cases)):
            targets = cases.targets_of(row)
            scores[row, targets[rng.random(len(targets)) < self.skill]] = 1
        return rank_scores(scores, excluded, count)
