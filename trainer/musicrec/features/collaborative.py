"""Collaborative embeddings: items close together are bought in the same visits.

Shifted, shrunk positive pointwise mutual information of items in visits, then the leading
eigenvectors of that matrix (Levy & Goldberg 2014). From fit visits only; the tokenizer's guidance
and the generator's start, never an input at inference.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from musicrec import seeds
from musicrec.features.cooccurrence import Cooccurrence

SIZE = 64
SHRINK = 5.0
"""Visits added to a pair's expected and observed count: rare pairs say little."""

SURPLUS = 32
PASSES = 12
"""Of the subspace iteration: vectors beyond the wanted ones, multiplications."""

Float32 = NDArray[np.float32]


def association(pairs: Cooccurrence) -> NDArray[np.float64]:
    """(pairs) max(0, log((C_ij + s) / (E_ij + s))), E the count expected of independent items."""
    total = float(pairs.visits.sum()) * 2
    degree = np.bincount(pairs.first, pairs.visits, pairs.items)
    degree += np.bincount(pairs.second, pairs.visits, pairs.items)
    expected = degree[pairs.first] * degree[pairs.second] / max(total, 1.0)
    surprise = np.log((pairs.visits + SHRINK) / (expected + SHRINK))
    positive: NDArray[np.float64] = np.maximum(surprise, 0.0)
    return positive


def collaborative_embeddings(pairs: Cooccurrence) -> Float32:
    """(N, 64) embeddings; items without company have rows of zeros.

    Directions are ordered by eigenvalue, their largest entry is positive, so that the same visits
    give the same numbers.
    """
    result = np.zeros((pairs.items, SIZE), np.float32)
    values = association(pairs)
    matrix = pairs.symmetric(values)
    matrix.eliminate_zeros()
    if matrix.nnz == 0:
        return result
    eigenvalues, vectors = _leading(matrix, min(SIZE, pairs.items))
    largest = np.abs(vectors).argmax(0)
    vectors = vectors * np.sign(vectors[largest, np.arange(vectors.shape[1])])
    scaled = vectors * np.sqrt(np.maximum(eigenvalues, 0.0))
    scaled[np.diff(matrix.indptr) == 0] = 0.0
    result[:, : scaled.shape[1]] = scaled
    return result


def _leading(
    matrix: sparse.csr_array, wanted: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The largest eigenvalues of a symmetric matrix and their vectors, by subspace iteration.

    The last of them are approximate; they matter least, and Lanczos to full precision takes ten
    times as long.
    """
    width = min(matrix.shape[0], wanted + SURPLUS)
    start = seeds.generator(0, "collaborative").standard_normal((matrix.shape[0], width))
    basis = np.linalg.qr(start)[0]
    for _ in range(PASSES):
        basis = np.linalg.qr(matrix @ basis)[0]
    eigenvalues, mixing = np.linalg.eigh(basis.T @ (matrix @ basis))
    order = np.argsort(-eigenvalues, kind="stable")[:wanted]
    return eigenvalues[order], basis @ mixing[:, order]
