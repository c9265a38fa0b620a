"""Unique semantic IDs: every item its own, at the least extra distance.

The nearest codewords give some items the same codes. From the first level down, a prefix holds at
most as many items as there are codes below it; what is too much in one moves to the sibling prefix
with room that costs it least. At the last level a prefix's items get distinct codes by minimum-cost
matching on squared distance. A prefix without trouble is left alone, so that most items keep their
nearest codes. Deterministic: the same vectors and codebooks give the same IDs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from musicrec.errors import MusicRecError

Float = NDArray[np.floating[Any]]
Codes = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """raw (N, L) nearest codes; codes (N, L) unique rows; both uint8."""

    raw: NDArray[np.uint8]
    codes: NDArray[np.uint8]

    @property
    def moved(self) -> int:
        """Items whose ID is not their nearest codes."""
        return int((self.raw != self.codes).any(1).sum())


def assign_unique(vectors: Float, codebooks: Sequence[Float], raw: NDArray[Any]) -> Assignment:
    """IDs for vectors (N, F) under L codebooks (V, F), starting from their nearest codes (N, L).

    Raises DATA_INVALID where there are more items than IDs.
    """
    count, levels = raw.shape
    books = [np.asarray(book, np.float64) for book in codebooks]
    size = len(books[0])
    if count > size**levels:
        raise MusicRecError(
            "DATA_INVALID",
            f"{count} items need more than the {size**levels} semantic IDs of {levels} levels of "
            f"{size} codes. Raise tokenizer.levels or tokenizer.codebook_size.",
        )
    codes = raw.astype(np.int64)
    points = np.asarray(vectors, np.float64)
    for level in range(levels):
        room = size ** (levels - 1 - level)
        for rows in _groups(codes[:, :level]):
            held = np.bincount(codes[rows, level], minlength=size)
            if held.max() <= room:
                continue
            residual = points[rows]
            for above in range(level):
                residual = residual - books[above][codes[rows, above]]
            costs = _squared_distances(residual, books[level])  # (rows, V)
            if room == 1:
                chosen = linear_sum_assignment(costs)[1]
            else:
                chosen = _make_room(costs, codes[rows, level], room)
            shifted = chosen != codes[rows, level]
            codes[rows, level] = chosen
            _follow(points, books, codes, rows[shifted], level)
    return Assignment(raw=raw.astype(np.uint8), codes=codes.astype(np.uint8))


def _groups(prefixes: Codes) -> list[NDArray[np.int64]]:
    """Rows (ascending) of each distinct prefix (N, l), prefixes in order; l = 0 is one group."""
    count = len(prefixes)
    if prefixes.shape[1] == 0:
        return [np.arange(count)]
    order = np.lexsort((*(prefixes[:, level] for level in reversed(range(prefixes.shape[1]))),))
    changes = (np.diff(prefixes[order], axis=0) != 0).any(1)
    groups: list[NDArray[np.int64]] = np.split(order, np.flatnonzero(changes) + 1)
    return groups


def _squared_distances(points: Float, book: Float) -> NDArray[np.float64]:
    lengths = (points**2).sum(1)[:, None] + (book**2).sum(1)
    distances: NDArray[np.float64] = np.maximum(lengths - 2 * points @ book.T, 0.0)
    return distances


def _make_room(costs: NDArray[np.float64], codes: Codes, room: int) -> Codes:
    """Codes (n) of which none is used more than `room` times; the cheapest moves first."""
    chosen = codes.copy()
    size = costs.shape[1]
    held = np.bincount(chosen, minlength=size)
    while held.max() > room:
        free = held < room
        crowded = np.flatnonzero((held > room)[chosen])
        open_costs = np.where(free, costs[crowded], np.inf)  # (crowded, V)
        target = open_costs.argmin(1)
        extra = open_costs[np.arange(len(crowded)), target] - costs[crowded, chosen[crowded]]
        for position in np.argsort(extra, kind="stable"):
            item, to = crowded[position], target[position]
            if held[chosen[item]] > room and held[to] < room:
                held[chosen[item]] -= 1
                held[to] += 1
                chosen[item] = to
    return chosen


def _follow(
    points: Float, books: Sequence[Float], codes: Codes, rows: NDArray[np.int64], level: int
) -> None:
    """Give moved rows the nearest codes below their new prefix."""
    residual = points[rows]
    for above in range(level + 1):
        residual = residual - books[above][codes[rows, above]]
    for below in range(level + 1, len(books)):
        codes[rows, below] = _squared_distances(residual, books[below]).argmin(1)
        residual = residual - books[below][codes[rows, below]]
