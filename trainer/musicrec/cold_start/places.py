"""Where a target stands in a list of known and new items, for all ways of bringing them together.

Places count from 0; what is not among the first ten has the place `OUT`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from musicrec.cold_start.asked import LENGTH, Answers

OUT = LENGTH
Places = NDArray[np.int64]


def own_places(answers: Answers, targets: NDArray[np.int64]) -> Places:
    """(Q) in the list of known items alone."""
    hit = answers.best == targets[:, None]
    return np.where(hit.any(1), hit.argmax(1), OUT)


def merged_places(
    answers: Answers, scores: NDArray[np.float64], targets: NDArray[np.int64]
) -> Places:
    """(Q) in the list of all items by score; `scores` (Q, C) of the new items.

    Of equal scores the item of the lower row comes first, so a known one before a new one.
    """
    places = own_places(answers, targets)
    rows = np.arange(len(targets))
    known = answers.sources.shape[1]
    own = answers.best_scores[rows, np.minimum(places, LENGTH - 1)]
    of_known = places + (scores > own[:, None]).sum(axis=1)
    own = scores[rows, np.maximum(targets - known, 0)]
    of_new = (answers.best_scores >= own[:, None]).sum(axis=1) + _among(scores, targets - known)
    merged: Places = np.minimum(np.where(targets >= known, of_new, of_known), OUT)
    return merged


def reserved_places(
    answers: Answers, scores: NDArray[np.float64], targets: NDArray[np.int64], *, slots: int
) -> Places:
    """(Q) where the last `slots` of ten places belong to the best new items by `scores` (Q, C)."""
    kept = LENGTH - slots
    places = own_places(answers, targets)
    known = answers.sources.shape[1]
    among = _among(scores, targets - known)
    of_new = np.where(among < slots, kept + among, OUT)
    return np.where(targets >= known, of_new, np.where(places < kept, places, OUT))


def _among(scores: NDArray[np.float64], new: NDArray[np.int64]) -> Places:
    """(Q) the place of one new item of each row among all of them; below 0: whatever."""
    own = np.take_along_axis(scores, np.maximum(new, 0)[:, None], axis=1)  # (Q, 1)
    tied = (scores == own) & (np.arange(scores.shape[1]) < new[:, None])
    places: Places = ((scores > own) | tied).sum(axis=1)
    return places


def recall(places: Places) -> NDArray[np.float64]:
    """(Q) Recall@10 of one target each."""
    return (places < LENGTH).astype(np.float64)


def ndcg(places: Places) -> NDArray[np.float64]:
    """(Q) NDCG@10 of one target each."""
    return np.where(places < LENGTH, 1 / np.log2(places + 2), 0.0)
