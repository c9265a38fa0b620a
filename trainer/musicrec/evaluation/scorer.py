"""What is measured: anything that ranks items for cases, under the exclusions of the task.

Baselines and the model get the same cases and the same exclusions; a list that breaks them is an
error, not a worse number.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from musicrec.data.cases import NOVELTY, TASKS, Cases

BATCH = 512


class Scorer(Protocol):
    """Ranks items. `how` says in one sentence how its settings were chosen."""

    name: str
    how: str

    def rank(self, cases: Cases, excluded: NDArray[np.bool_], count: int) -> NDArray[np.int32]:
        """Cases of one task (B ≤ BATCH), excluded (B, N) → item indices (B, count), best first.

        Places that cannot be filled hold −1, at the end.
        """
        ...


def history_rows(cases: Cases) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The history as flat entries: case row, visit, rank of the visit (0 = newest), one a visit."""
    first, last = cases.first_visit, cases.visit.astype(np.int64)
    counts = last - first
    ends = np.cumsum(counts)
    offset = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - counts, counts)
    visit = np.repeat(first, counts) + offset
    row = np.repeat(np.arange(len(cases), dtype=np.int64), counts)
    return row, visit, np.repeat(last, counts) - 1 - visit


def history_matrix(
    cases: Cases, items: int, *, half_life_days: float | None = None, visit_decay: float = 1.0
) -> sp.csr_array:
    """(B, N) float32: Σ over earlier visits with the item of 2^(−age / half life) · decay^rank."""
    row, visit, rank = history_rows(cases)
    weight = np.full(len(row), 1.0)
    if half_life_days is not None:
        age = (cases.at[row] - cases.visits.at[visit]) / 86_400
        weight *= 2.0 ** (-age / half_life_days)
    if visit_decay != 1.0:
        weight *= visit_decay**rank
    sizes = cases.visits.sizes[visit]
    ends = np.cumsum(sizes)
    offset = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - sizes, sizes)
    item = cases.visits.items[np.repeat(cases.visits.start[visit], sizes) + offset]
    values = np.repeat(weight, sizes).astype(np.float32)
    shape = (len(cases), items)
    return sp.csr_array(sp.coo_array((values, (np.repeat(row, sizes), item)), shape=shape))


def basket_matrix(cases: Cases, items: int) -> sp.csr_array:
    """(B, N) float32: 1 where an item is in the basket."""
    values = np.ones(len(cases.basket), dtype=np.float32)
    return sp.csr_array((values, cases.basket, cases.basket_start), shape=(len(cases), items))


def excluded_items(cases: Cases, types: NDArray[np.int32]) -> NDArray[np.bool_]:
    """(B, N) items a list must leave out, as the engine does (src/core/history.ts).

    Always the basket; with novelty `items` all that was ever bought; with `types` every item of a
    type that was bought or is in the basket.
    """
    items = len(types)
    out: NDArray[np.bool_] = basket_matrix(cases, items).toarray() > 0
    for number, task in enumerate(TASKS):
        rows = np.flatnonzero(cases.task == number)
        if NOVELTY[task] == "any" or not len(rows):
            continue
        had = out[rows] | (history_matrix(cases.select(rows), items).toarray() > 0)
        if NOVELTY[task] == "types":
            typed = np.flatnonzero(types >= 0)
            shape = (items, int(types.max(initial=-1)) + 1)
            ones = np.ones(len(typed), dtype=np.float32)
            of_type = sp.csr_array((ones, (typed, types[typed])), shape=shape)
            had_types = (had.astype(np.float32) @ of_type) > 0
            had |= (had_types.astype(np.float32) @ of_type.T) > 0
        out[rows] = had
    return out


def batches(cases: Cases, size: int = BATCH) -> Iterator[Cases]:
    """The cases in their order, `size` at a time."""
    for start in range(0, len(cases), size):
        yield cases.select(np.arange(start, min(start + size, len(cases))))


def rank_scores(
    scores: NDArray[np.float32], excluded: NDArray[np.bool_], count: int
) -> NDArray[np.int32]:
    """(B, N) scores → the best `count` items of each row, ties to the lower index; −1 at the end.

    Scores must be finite; excluded items never appear.
    """
    rows, items = scores.shape
    kept = min(count, items)
    lowest = np.float32(-np.inf)
    scores = np.where(excluded, lowest, scores)
    least = np.partition(scores, items - kept, axis=1)[:, items - kept, None]  # (B, 1)
    take = scores >= least
    if int(take.sum()) != rows * kept:  # ties at the cut: the lower indices stay
        above = scores > least
        tied = take & ~above
        needed = kept - above.sum(axis=1, keepdims=True)
        take = above | (tied & (np.cumsum(tied, axis=1, dtype=np.int32) <= needed))
    chosen = np.nonzero(take)[1].reshape(rows, kept)
    values = np.take_along_axis(scores, chosen, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")
    ranked = np.full((rows, count), -1, dtype=np.int32)
    ranked[:, :kept] = np.take_along_axis(chosen, order, axis=1)
    ordered = np.take_along_axis(values, order, axis=1)
    ranked[:, :kept][ordered == lowest] = -1
    return ranked


def places_of(
    scores: NDArray[np.float32], excluded: NDArray[np.bool_], items: NDArray[np.int32]
) -> NDArray[np.int64]:
    """(B) the place, from 0, that one item of each row has in the list of `rank_scores`.

    `items` (B); none of them may be excluded.
    """
    own = np.take_along_axis(scores, items[:, None], axis=1)  # (B, 1)
    above = scores > own
    tied = scores == own
    tied &= np.arange(scores.shape[1]) < items[:, None]
    above |= tied
    above &= ~excluded
    places: NDArray[np.int64] = above.sum(axis=1)
    return places


def hits_of(ranked: NDArray[np.int32], cases: Cases, items: int) -> NDArray[np.bool_]:
    """(B, K) whether the item at each rank is a target."""
    values = np.ones(len(cases.targets), dtype=np.int8)
    shape = (len(cases), items)
    wanted = sp.csr_array((values, cases.targets, cases.targets_start), shape=shape).toarray() > 0
    hits: NDArray[np.bool_] = np.take_along_axis(wanted, np.maximum(ranked, 0), axis=1)
    return hits & (ranked >= 0)
