"""MRR@k: 1 / rank of the first target among the first k, ranks from 1; 0 where there is none."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def mrr(hits: NDArray[np.bool_], targets: NDArray[np.int64], k: int) -> NDArray[np.float64]:
    """(C) reciprocal rank of each case; `targets` is not needed but belongs to the signature."""
    head = hits[:, :k]
    values: NDArray[np.float64] = np.where(head.any(axis=1), 1.0 / (head.argmax(axis=1) + 1), 0.0)
    return values
