"""What a baseline is: counts of a log, parameters to try, scores of all items for cases."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cached_property
from typing import ClassVar, Generic, TypeVar

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from musicrec.data.cases import Cases
from musicrec.data.visits import Visits
from musicrec.features.store import Features
from musicrec.features.transitions import is_sequential

Params = dict[str, float]
Axes = Mapping[str, tuple[float, ...]]
Means = Callable[[Sequence[Params]], Sequence[float]]
"""The mean of the metric to choose by, over a task's validation cases, of several parameters."""
Tried = list[tuple[Params, float]]

DENSE_BYTES = 1 << 30  # the matrix of all pairs is about 10 × faster dense, where it fits


class Log:
    """Counts of the visits a baseline may know, computed once for all of them.

    `visits` are those of fit, or of fit and validation, and nothing later; `features` of the items
    where there are any.
    """

    def __init__(self, visits: Visits, items: int, *, features: Features | None = None) -> None:
        self.visits = visits
        self.items = items
        self.features = features
        self._batch: Cases | None = None
        self._results: dict[tuple[object, ...], NDArray[np.float32]] = {}
        ones = np.ones(len(visits.items), dtype=np.float32)
        self.matrix = sp.csr_array((ones, visits.items, visits.start), shape=(len(visits), items))
        self.popularity = np.bincount(visits.items, minlength=items).astype(np.float32)  # (N)

    @cached_property
    def pairs(self) -> sp.csr_array | NDArray[np.float32]:
        """(N, N) visits that hold both items, 0 on the diagonal; dense where it fits."""
        together = (self.matrix.T @ self.matrix).tocsr()
        together.setdiag(0)
        together.eliminate_zeros()
        fits = self.items * self.items * 4 <= DENSE_BYTES
        return together.toarray() if fits else together

    @cached_property
    def users_with_both(self) -> sp.csr_array:
        """(N, N) float32 users who took both items, on the diagonal those who took the one."""
        had = self.visits.user_items(self.items)
        return sp.csr_array(had.T @ had)

    @cached_property
    def sequential(self) -> bool:
        """Whether every visit holds one item: nothing is ever taken together."""
        return is_sequential(self.visits)

    @cached_property
    def has_clock(self) -> bool:
        """Whether times are times: where all users begin at one moment, they number steps."""
        first = np.unique(self.visits.user, return_index=True)[1]
        return len(np.unique(self.visits.at[first])) > 1

    @cached_property
    def has_repeats(self) -> bool:
        """Whether any user took an item in two visits."""
        pairs = self.visits.user[self.visits.item_visit()] * np.int64(self.items)
        pairs = pairs + self.visits.items
        return len(np.unique(pairs)) < len(pairs)

    def kept(
        self, cases: Cases, key: tuple[object, ...], compute: Callable[[], NDArray[np.float32]]
    ) -> NDArray[np.float32]:
        """What `compute` gave for this key on this batch (the same object), computed once.

        Baselines share expensive products this way; the next batch drops them. Do not write into
        the result.
        """
        if self._batch is not cases:
            self._batch, self._results = cases, {}
        if key not in self._results:
            self._results[key] = compute()
        return self._results[key]

    def popularity_since(self, days: float) -> NDArray[np.float32]:
        """(N) visits holding the item in the last `days` of the log."""
        since = int(self.visits.at.max()) - days * 86_400
        recent = np.repeat(self.visits.at >= since, self.visits.sizes)
        counts = np.bincount(self.visits.items[recent], minlength=self.items)
        return counts.astype(np.float32)

    def popularity_share(self) -> NDArray[np.float32]:
        """(N) popularity in [0, 1): breaks ties of other scores without outweighing them."""
        share: NDArray[np.float32] = self.popularity / (self.popularity.max(initial=0) + 1)
        return share


Kept = TypeVar("Kept")


class LastFew(Generic[Kept]):
    """Costly results by key; the oldest goes where there are more than `most`."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._results: dict[Hashable, Kept] = {}

    def get(self, key: Hashable, compute: Callable[[], Kept]) -> Kept:
        """The result of this key; it is computed after the oldest has made room."""
        if key not in self._results:
            while len(self._results) >= self._most:
                del self._results[next(iter(self._results))]
            self._results[key] = compute()
        return self._results[key]


class Baseline(ABC):
    """Scores items by counts. Subclasses set `name` and `grid`, or a search of their own.

    `ends` are values beyond which an axis has nothing: choosing one does not mean that the grid is
    too narrow. The validation chooses the parameters of each task, see `tuning.py`.
    """

    name: str
    grid: tuple[Params, ...] = ({},)
    ends: ClassVar[Axes] = {}

    def __init__(self, log: Log) -> None:
        self.log = log

    @classmethod
    def why_not(cls, log: Log) -> str | None:
        """What a log lacks for this baseline; None where it can be counted."""
        return None

    def grid_of(self, task: str, earlier: dict[str, dict[str, Params]]) -> tuple[Params, ...]:
        """The parameters to try on a task; `earlier` are the choices of baselines before it.

        The first are taken where nothing can be tried.
        """
        return self.grid

    def search(
        self, means: Mapping[str, Means], earlier: dict[str, dict[str, Params]]
    ) -> dict[str, Tried]:
        """Task → the parameters tried and their means; here the whole grid, if it is one.

        All tasks are asked at once, so that what several need is computed once.
        """
        tried: dict[str, Tried] = {}
        for task, mean in means.items():
            grid = self.grid_of(task, earlier)
            if len(grid) > 1:
                tried[task] = list(zip(grid, mean(grid), strict=True))
        return tried

    @abstractmethod
    def scores(self, cases: Cases, params: Params) -> NDArray[np.float32]:
        """(B, N) for cases of one task."""
