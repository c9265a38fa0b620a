"""Novelty@k: mean self-information of the first k items, in bits: −log2 p_i.

p_i is the item's share of all training interactions, each item counted once more than it was taken,
so that one never taken is finite: p_i = (n_i + 1) / (Σ n + N). After Zhou et al. 2010
(doi 10.1073/pnas.1000488107), who take the share of users.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def surprise(popularity: NDArray[np.floating]) -> NDArray[np.float64]:
    """(N) −log2 p_i of popularity (N), interactions of each item."""
    counts = popularity.astype(np.float64) + 1
    bits: NDArray[np.float64] = -np.log2(counts / counts.sum())
    return bits


def novelty(ranked: NDArray[np.int32], bits: NDArray[np.float64], k: int) -> NDArray[np.float64]:
    """(C) mean of `bits` (N) over the first k of ranked (C, K), −1 where ended; 0 if empty."""
    head = ranked[:, :k]
    shown = head >= 0
    sums = np.where(shown, bits[np.maximum(head, 0)], 0.0).sum(axis=1)
    means: NDArray[np.float64] = sums / np.maximum(shown.sum(axis=1), 1)
    return means
