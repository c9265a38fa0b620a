"""A sample of items with what lies nearest to them, to judge IDs and vectors by eye."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musicrec.features.unit_rows import unit_rows

SAMPLE = 9
NEAREST = 5


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """An item, its cosine, and how many leading codes it shares."""

    item: int
    cosine: float
    shared: int


def sample_rows(popularity: NDArray[np.floating]) -> NDArray[np.int64]:
    """SAMPLE rows of popularity (N), from the commonest to the rarest in even steps of rank."""
    order = np.lexsort((np.arange(len(popularity)), -popularity))
    at = np.linspace(0, len(order) - 1, min(SAMPLE, len(order))).round().astype(np.int64)
    rows: NDArray[np.int64] = order[at]
    return rows


def nearest(
    row: int, vectors: NDArray[np.float32], codes: NDArray[np.uint8], count: int = NEAREST
) -> list[Neighbour]:
    """The items of the largest cosine to one, among vectors (N, F) with codes (N, L)."""
    unit = unit_rows(vectors)
    cosine = unit @ unit[row]
    cosine[row] = -np.inf
    order = np.lexsort((np.arange(len(cosine)), -cosine))[: min(count, len(cosine) - 1)]
    same = np.cumprod(codes[order] == codes[row], axis=1).sum(axis=1)
    return [
        Neighbour(item=int(item), cosine=float(cosine[item]), shared=int(shared))
        for item, shared in zip(order, same, strict=True)
    ]
