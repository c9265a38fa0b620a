"""Intra-list diversity@k: 1 − mean cosine over all pairs of the first k items.

The complement of the intra-list similarity of Ziegler et al. 2005 (doi 10.1145/1060745.1060754). A
pair with an item of which nothing is known (a vector of zeros) counts with cosine 0.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def diversity(ranked: NDArray[np.int32], unit: NDArray[np.float32], k: int) -> NDArray[np.float64]:
    """(C) for ranked (C, K), −1 where ended, and item vectors `unit` (N, F) of length 1 or 0.

    Between 0 (all alike) and 2; lists of fewer than two items have 0.
    """
    head = ranked[:, :k]
    shown = (head >= 0)[:, :, None]
    vectors = np.where(shown, unit[np.maximum(head, 0)], 0).astype(np.float64)  # (C, k, F)
    # Σ over pairs i ≠ j of v_i · v_j = |Σ v|² − Σ |v|²
    pairs = (vectors.sum(axis=1) ** 2).sum(axis=1) - (vectors**2).sum(axis=(1, 2))
    count = shown[:, :, 0].sum(axis=1)
    among = count * (count - 1)
    values: NDArray[np.float64] = np.where(among > 0, 1 - pairs / np.maximum(among, 1), 0.0)
    return values
