"""The inverse of a large symmetric positive definite matrix, in the memory of one such matrix."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack

ROWS_AT_ONCE = 1024


def inverse_in_place(matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """(N, N) inverse of `matrix` (N, N), symmetric, in Fortran order; `matrix` is overwritten.

    Raises ArithmeticError where it is not positive definite in float32.
    """
    size = len(matrix)
    # Both work in place on the lower triangle, so the upper one is filled by hand.
    factor, trouble = lapack.spotrf(matrix, lower=1, clean=0, overwrite_a=1)
    inverse, also = lapack.spotri(factor, lower=1, overwrite_c=1)
    if trouble or also:
        raise ArithmeticError("the matrix is not positive definite in float32")
    for first in range(0, size, ROWS_AT_ONCE):
        last = min(first + ROWS_AT_ONCE, size)
        inverse[first:last, last:] = inverse[last:, first:last].T
        block = np.tril(inverse[first:last, first:last])
        inverse[first:last, first:last] = block + np.tril(block, -1).T
    return np.asarray(inverse.T)  # symmetric: now rows are contiguous
