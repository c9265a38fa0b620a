"""What baselines of sequences share: the history's items speak for others, the newer the louder.

A subclass says how loud (`speak`); here are the weights of the history, what becomes of its own
items where they may be recommended again, what fills up, and the search.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from musicrec.ascent import ascend
from musicrec.data.cases import NOVELTY, Cases
from musicrec.evaluation.baselines.base import Axes, Baseline, Means, Params, Tried
from musicrec.evaluation.scorer import history_matrix

RECENCIES = (0.0, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 1.0)
OWN = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0)
FILL = np.float32(1e-9)


class FromHistory(Baseline):
    """`visit_decay`: weight of a visit against the next newer one; `own`: see `weigh_own`.

    `own` is tried where the task leaves what the user had in the list, and is 1 elsewhere.
    Subclasses set `start` and `axes`; the search is coordinate ascent over the axes.
    """

    start: ClassVar[Params]
    axes: ClassVar[Axes]
    ends: ClassVar[Axes] = {"visit_decay": (0.0, 1.0), "own": (0.0,)}

    def axes_of(self, task: str) -> dict[str, tuple[float, ...]]:
        """The values to try of each parameter on a task."""
        own = {"own": OWN} if NOVELTY[task] == "any" else {}
        return {**self.axes, "visit_decay": RECENCIES, **own}

    def start_of(self, task: str) -> Params:
        """Where the search begins."""
        own = {"own": 0.0} if NOVELTY[task] == "any" else {}
        return {**self.start, **own}

    def grid_of(self, task: str, earlier: dict[str, dict[str, Params]]) -> tuple[Params, ...]:
        """The start alone: there is no grid."""
        return (self.start_of(task),)

    def search(
        self, means: Mapping[str, Means], earlier: dict[str, dict[str, Params]]
    ) -> dict[str, Tried]:
        """Coordinate ascent, a task after the other."""
        return {
            task: ascend(mean, self.start_of(task), self.axes_of(task)).tried
            for task, mean in means.items()
        }

    @abstractmethod
    def speak(self, history: sp.csr_array, params: Params) -> NDArray[np.float32]:
        """(B, N) weights of the history's items → (B, N) scores, an array to write into."""

    def scores(self, cases: Cases, params: Params) -> NDArray[np.float32]:
        """What the history says; popularity fills up behind it."""
        history = history_matrix(cases, self.log.items, visit_decay=params["visit_decay"])
        scores = self.speak(history, params)
        scores += FILL * self.log.popularity_share()
        return weigh_own(scores, history, params.get("own", 1.0))


def weigh_own(
    scores: NDArray[np.float32], history: sp.csr_array, own: float
) -> NDArray[np.float32]:
    """Multiply, in place, how far the history's items stand above the lowest of their row.

    With 0 they stand behind all others: nobody takes an item twice.
    """
    if own == 1.0:
        return scores
    had = history.tocoo()
    row, item = had.coords
    low = scores.min(axis=1)[row]
    scores[row, item] = low + np.float32(own) * (scores[row, item] - low)
    return scores
