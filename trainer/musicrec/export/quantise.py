"""Symmetric int8: a matrix → int8 values and one float32 scale per output column or per row.

A convolution's filters (outputs, inputs, height, width) are rows of as many numbers.

No zero points, no activations: arithmetic stays float32 (docs/bundle-format.md, "Networks").
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from musicrec.errors import MusicRecError

Floats = NDArray[np.float32]
Int8 = NDArray[np.int8]
Per = Literal["column", "row"]

LARGEST = 127


def quantise(
    matrix: NDArray[Any], *, per: Per, name: str = "matrix", largest: int = LARGEST
) -> tuple[Int8, Floats]:
    """matrix (rows, columns), or filters (rows, …) → int8 of that shape and scales, a line each.

    value ≈ int8 × scale, off by at most scale / 2, int8 in ±`largest` ≤ 127: fewer steps are less
    exact and compress better. A zero column or row has scale 1. Raises
    EXPORT_INVALID for values that are not finite.
    """
    values = np.asarray(matrix, np.float32)
    if not np.isfinite(values).all():
        raise MusicRecError(
            "EXPORT_INVALID",
            f"{name} holds values that are not finite. Training has diverged: lower "
            "generator.learning_rate or tokenizer.learning_rate and train again.",
            {"name": name},
        )
    axis = 0 if per == "column" else tuple(range(1, values.ndim))
    extent = np.abs(values).max(axis=axis, initial=0.0)
    scale = np.where(extent > 0, extent / np.float32(largest), 1).astype(np.float32)
    # A subnormal extent has a scale of 0: such a column is zero for all purposes.
    scale[scale == 0] = 1
    steps = np.rint(values / _along(scale, per, values.ndim))
    return np.clip(steps, -largest, largest).astype(np.int8), scale


def dequantise(values: Int8, scale: Floats, *, per: Per) -> Floats:
    """The float32 matrix that the networks compute with."""
    return values.astype(np.float32) * _along(scale, per, values.ndim)


def _along(scale: Floats, per: Per, axes: int) -> Floats:
    return scale[None, :] if per == "column" else scale.reshape(-1, *[1] * (axes - 1))
