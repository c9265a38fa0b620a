"""The trie of valid semantic IDs: the sorted packed IDs, a prefix being a range of positions.

Twin of src/core/trie.ts. Positions run in trie order, items in index order; `item_at` and
`position_of` translate.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from musicrec.errors import MusicRecError

Ints = NDArray[np.int64]


def pack(semantic_ids: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """(N, L) codes → (N) packed IDs, the level-1 code in the highest of the low 8·L bits."""
    packed = np.zeros(len(semantic_ids), np.uint32)
    for level in range(semantic_ids.shape[1]):
        packed = (packed << np.uint32(8)) | semantic_ids[:, level].astype(np.uint32)
    return packed


class Trie:
    """Valid IDs in order.

    Raises MusicRecError STAGE_INPUT_INVALID where two items share an ID.
    """

    def __init__(self, semantic_ids: NDArray[np.uint8]) -> None:
        packed = pack(semantic_ids)
        self.item_at = np.argsort(packed, kind="stable")  # (N) item index by position
        self.position_of = np.empty_like(self.item_at)  # (N) position by item index
        self.position_of[self.item_at] = np.arange(len(packed))
        self.codes = semantic_ids[self.item_at].astype(np.int64)  # (N, L) by position
        ordered = packed[self.item_at]
        # (L, N) number of the prefix of `level` codes at each position; level 0 is the root.
        self.node_of = np.zeros(self.codes.T.shape, np.int64)
        self._starts: list[Ints] = []  # where the children of each level begin
        for level in range(1, self.codes.shape[1] + 1):
            differs = (self.codes[1:, :level] != self.codes[:-1, :level]).any(1)
            self._starts.append(np.concatenate([[0], 1 + np.flatnonzero(differs)]))
            if level < self.codes.shape[1]:
                self.node_of[level, 1:] = np.cumsum(differs)
        twins = np.flatnonzero(ordered[1:] == ordered[:-1])
        if len(twins) > 0:
            one, other = self.item_at[twins[0]], self.item_at[twins[0] + 1]
            raise MusicRecError(
                "STAGE_INPUT_INVALID",
                f"Items {one} and {other} share the semantic ID {semantic_ids[one].tolist()}. "
                "Run the tokenizer stage again: it gives every item an ID of its own.",
            )

    @property
    def size(self) -> int:
        """N."""
        return len(self.item_at)

    @property
    def levels(self) -> int:
        """L."""
        return int(self.codes.shape[1])

    def children(self, low: int, high: int, level: int) -> tuple[Ints, Ints]:
        """Children of the prefix [low, high) at `level` (from 0): their lows and highs."""
        starts = self._starts[level]
        first, last = np.searchsorted(starts, (low, high))
        lows = starts[first:last]
        return lows, np.append(lows[1:], high)
