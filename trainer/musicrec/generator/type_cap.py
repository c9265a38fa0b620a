"""At most n items of one type, the basket counted. Twin of src/core/type-cap.ts.

A greedy walk down a ranked list, not a mask of the trie: types and prefixes are different trees.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


class TypeCap:
    """`types` [N] code by item index, −1 without one; `per_type` 0 is no cap."""

    def __init__(self, *, types: Ints, per_type: int, basket: Iterable[int]) -> None:
        self._types = types
        self._per_type = per_type
        kinds, counts = np.unique(types[sorted(set(basket))], return_counts=True)
        self._held = dict(zip(kinds.tolist(), counts.tolist(), strict=True))

    def filled(self) -> Ints:
        """Items of types that the basket has filled."""
        return np.flatnonzero(np.isin(self._types, self._full(self._held)))

    def choose(self, ranked: Ints, count: int) -> list[int]:
        """Indices into `ranked` (best first) of the first `count` that the cap lets through."""
        chosen: list[int] = []
        taken = dict(self._held)
        for index, item in enumerate(ranked.tolist()):
            if len(chosen) >= count:
                break
            kind = int(self._types[item])
            if self._per_type > 0 and kind >= 0:
                if taken.get(kind, 0) >= self._per_type:
                    continue
                taken[kind] = taken.get(kind, 0) + 1
            chosen.append(index)
        return chosen

    def room(self, items: Sequence[int]) -> int:
        """Length that a capped list of these items can reach."""
        return len(self.choose(np.asarray(items, np.int64), len(items)))

    def full_after(self, items: Sequence[int]) -> list[int]:
        """Types that basket and `items` fill."""
        taken = dict(self._held)
        kinds, counts = np.unique(self._types[np.asarray(items, np.int64)], return_counts=True)
        for kind, had in zip(kinds.tolist(), counts.tolist(), strict=True):
            taken[kind] = taken.get(kind, 0) + had
        return self._full(taken)

    def _full(self, taken: dict[int, int]) -> list[int]:
        if self._per_type == 0:
            return []
        return [kind for kind, had in taken.items() if kind >= 0 and had >= self._per_type]
