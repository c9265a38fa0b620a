"""Whitening: raw embeddings → 64 numbers of unit variance, stored as int8 with one scale.

The page holds the int8 features, so everything downstream, in both languages, starts from
`stored × SCALE` and never from the raw embedding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

SIZE = 64
CLIP = 4.0
SCALE = CLIP / 127
"""A stored step in standard deviations: ±127 are ±4 σ."""
SMALLEST_SHARE = 1e-6
"""Directions with less than this share of the largest variance are noise of the arithmetic."""

Float32 = NDArray[np.float32]
Int8 = NDArray[np.int8]


@dataclass(frozen=True, kw_only=True)
class Whitening:
    """mean (D), matrix (D, 64) and variances (64) of the directions, largest first.

    Directions beyond the rank of the data are columns of zeros.
    """

    mean: Float32
    matrix: Float32
    variances: Float32

    @classmethod
    def fit(cls, rows: NDArray[np.floating[Any]]) -> Whitening:
        """Principal directions of rows (M, D), M ≥ 0; the largest entry of each is positive."""
        width = rows.shape[1]
        values = rows.astype(np.float64)
        mean = values.mean(0) if len(rows) else np.zeros(width)
        centred = values - mean
        matrix, variances = np.zeros((width, SIZE)), np.zeros(SIZE)
        if len(rows) >= 2:
            eigenvalues, vectors = np.linalg.eigh(centred.T @ centred / len(rows))
            kept = min(SIZE, width)
            top = np.argsort(-eigenvalues, kind="stable")[:kept]
            found, directions = eigenvalues[top], vectors[:, top]
            largest = np.abs(directions).argmax(0)
            directions = directions * np.sign(directions[largest, np.arange(kept)])
            real = found > max(SMALLEST_SHARE * found[0], 1e-12)
            matrix[:, :kept][:, real] = directions[:, real] / np.sqrt(found[real])
            variances[:kept][real] = found[real]
        return cls(
            mean=mean.astype(np.float32),
            matrix=matrix.astype(np.float32),
            variances=variances.astype(np.float32),
        )

    def apply(self, rows: NDArray[np.floating[Any]]) -> Int8:
        """(M, D) embeddings → (M, 64) stored features."""
        whitened = (rows.astype(np.float32) - self.mean) @ self.matrix
        steps = np.clip(np.rint(whitened / SCALE), -127, 127)
        stored: Int8 = steps.astype(np.int8)
        return stored


def dequantise(stored: Int8) -> Float32:
    """(M, 64) stored features → what the networks see."""
    return stored.astype(np.float32) * np.float32(SCALE)


def whiten(embeddings: Float32, present: NDArray[np.bool_]) -> tuple[Int8, Whitening]:
    """Fit on the present rows of embeddings (N, D); rows that are absent stay 0."""
    whitening = Whitening.fit(embeddings[present])
    stored = np.zeros((len(embeddings), SIZE), np.int8)
    stored[present] = whitening.apply(embeddings[present])
    return stored, whitening
