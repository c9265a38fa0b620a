"""The semantic IDs of new items: the frozen tokenizer's codes, or the nearest that are free.

One new item after the other, in their order. Level by level its codewords are tried from the
nearest to the farthest; a prefix below which every ID is taken is passed over, so the search never
turns back. A page can do the same with the outputs of fusion.onnx: as long as the nearest prefix
has room, that is the nearest free code by `distances`. IDs that exist never change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musicrec.errors import MusicRecError

Float = NDArray[np.floating[Any]]


def free_ids(
    vectors: Float, codebooks: Sequence[Float], taken: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """(C, L) IDs for fused vectors (C, F) under L codebooks (V, F), none of `taken` (N, L), no two.

    Raises DATA_INVALID where there are more items than IDs.
    """
    levels, size = len(codebooks), len(codebooks[0])
    if len(taken) + len(vectors) > size**levels:
        raise MusicRecError(
            "DATA_INVALID",
            f"{len(vectors)} new items find no room beside {len(taken)}: {levels} levels of {size} "
            f"codes have {size**levels} semantic IDs. Train again with more levels.",
        )
    held: Counter[tuple[int, ...]] = Counter()
    for codes in taken.tolist():
        held.update(_prefixes(codes))
    found = np.zeros((len(vectors), levels), np.uint8)
    for item, vector in enumerate(np.asarray(vectors, np.float64)):
        residual, codes = vector, []
        for level, book in enumerate(codebooks):
            room = size ** (levels - 1 - level)
            nearest = np.argsort(((residual - book) ** 2).sum(1), kind="stable")
            code = next(code for code in nearest.tolist() if held[(*codes, code)] < room)
            codes.append(code)
            residual = residual - book[code]
        held.update(_prefixes(codes))
        found[item] = codes
    return found


def _prefixes(codes: list[int]) -> list[tuple[int, ...]]:
    return [tuple(codes[: length + 1]) for length in range(len(codes))]
