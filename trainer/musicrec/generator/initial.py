"""Where item residuals start: popularity first, then what is known of an item and its company."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

SPREAD = 0.5
"""Standard deviation over the starting residuals; measured in docs/experiment-log.md."""


def initial_residual(
    blocks: Sequence[tuple[NDArray[Any], float]],
    popularity: NDArray[Any],
    *,
    width: int,
) -> NDArray[np.float32]:
    """(N, width): log popularity, standardised, then principal components of the blocks.

    A block is (features (N, A), weight): it is brought to unit spread as a whole, times its weight.
    Popularity has a direction of its own, so that the dense head need not find one for it.
    """
    log_popularity = np.log1p(popularity.astype(np.float64))
    first = (log_popularity - log_popularity.mean()) / max(float(log_popularity.std()), 1e-8)
    parts = [weight * values / max(float(values.std()), 1e-8) for values, weight in blocks]
    joined = np.concatenate(parts, axis=1).astype(np.float64)
    joined -= joined.mean(0)
    left, sizes, right = np.linalg.svd(joined, full_matrices=False)
    # The sign of a component is arbitrary: fixed, so that machines agree.
    signs = np.sign(right[np.arange(len(right)), np.abs(right).argmax(1)])
    components = (left * sizes * signs)[:, : width - 1]
    components /= max(float(components.std()), 1e-8)
    residual = np.zeros((len(popularity), width))
    residual[:, 0] = first
    residual[:, 1 : 1 + components.shape[1]] = components
    return (SPREAD * residual).astype(np.float32)
