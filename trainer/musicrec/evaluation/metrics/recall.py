"""Recall@k = targets among the first k / targets of the case.

The denominator is the number of targets, not min(k, targets): a case with 30 targets cannot reach 1
at k = 10. Published numbers often use the other form; compare only like with like.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def recall(hits: NDArray[np.bool_], targets: NDArray[np.int64], k: int) -> NDArray[np.float64]:
    """(C) Recall@k of each case."""
    values: NDArray[np.float64] = hits[:, :k].sum(axis=1) / targets
    return values
