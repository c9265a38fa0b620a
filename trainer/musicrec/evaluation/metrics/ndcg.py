"""NDCG@k = DCG@k / ideal DCG@k, binary gains, discount 1 / log2(rank + 1), ranks from 1.

The ideal list has min(k, targets) hits at its head (Järvelin & Kekäläinen 2002,
doi 10.1145/582415.582418).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def ndcg(hits: NDArray[np.bool_], targets: NDArray[np.int64], k: int) -> NDArray[np.float64]:
    """(C) NDCG@k of each case."""
    discount = 1.0 / np.log2(np.arange(2, k + 2))  # (k)
    gains = hits[:, :k]
    ideal = np.cumsum(discount)[np.minimum(targets, k) - 1]
    values: NDArray[np.float64] = gains @ discount[: gains.shape[1]] / ideal
    return values
