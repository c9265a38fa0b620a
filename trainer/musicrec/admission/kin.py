"""The kin of a new item: the known items nearest to it by content, and how much each counts.

What nobody has taken yet is taken for what its kin are: an item's vector and its neighbours are
mixtures of theirs (item-to-item weights regressed on content, with a kernel of few neighbours).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.features.store import MODALITIES, Features

AT_ONCE = 1024


@dataclass(frozen=True, kw_only=True)
class Kin:
    """rows (C, K) of known items, nearest first; weights (C, K) add up to 1, or are all 0."""

    rows: NDArray[np.int64]
    weights: NDArray[np.float32]

    def mix(self, values: NDArray[Any]) -> NDArray[np.float32]:
        """(N, D) values of known items → (C, D) of the new ones."""
        mixed: NDArray[np.float32] = np.einsum(
            "ck,ckd->cd", self.weights, values[self.rows], dtype=np.float32
        )
        return mixed


def content(features: Features) -> NDArray[np.float32]:
    """(N, 128) text beside image, whitened: each of length 1 or 0, and so the whole."""
    parts = [_unit(features.values(modality)) for modality in MODALITIES]
    return _unit(np.concatenate(parts, axis=1))


def find_kin(
    new: NDArray[np.float32], known: NDArray[np.float32], *, count: int, sharpness: float
) -> Kin:
    """The `count` known rows of the highest cosine, weighed by cosine^sharpness.

    new (C, D), known (N, D) of length 1. Of equal cosines the lower row; none below 0 counts, so an
    item without content, or like nothing else, has weights of 0.
    """
    most = min(count, len(known))
    rows = np.zeros((len(new), most), np.int64)
    weights = np.zeros((len(new), most), np.float32)
    for begin in range(0, len(new), AT_ONCE):
        cosine = new[begin : begin + AT_ONCE] @ known.T  # (B, N)
        order = np.argsort(-cosine, axis=1, kind="stable")[:, :most]
        near = np.maximum(np.take_along_axis(cosine, order, 1), 0) ** np.float32(sharpness)
        total = near.sum(1, keepdims=True)
        rows[begin : begin + AT_ONCE] = order
        weights[begin : begin + AT_ONCE] = near / np.where(total > 0, total, 1)
    return Kin(rows=rows, weights=weights)


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: NDArray[np.float32] = (rows / np.where(length > 0, length, 1)).astype(np.float32)
    return unit
