"""What a baseline is: counts of a log, a grid of parameters, scores of all items for cases."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from musicrec.data.cases import Cases
from musicrec.data.visits import Visits

Params = dict[str, float]

DENSE_BYTES = 1 << 30  # the matrix of all pairs is about 10 × faster dense, where it fits


class Log:
    """Counts of the visits a baseline may know, computed once for all of them.

    `visits` are those of fit, or of fit and validation, and nothing later.
    """

    def __init__(self, visits: Visits, items: int) -> None:
        self.visits = visits
        self.items = items
        self._batch: Cases | None = None
        self._results: dict[tuple[object, ...], NDArray[np.float32]] = {}
        ones = np.ones(len(visits.items), dtype=np.float32)
        self.matrix = sp.csr_array((ones, visits.items, visits.start), shape=(len(visits), items))
        self.popularity = np.bincount(visits.items, minlength=items).astype(np.float32)  # (N)
        together = (self.matrix.T @ self.matrix).tocsr()
        together.setdiag(0)
        together.eliminate_zeros()
        fits = items * items * 4 <= DENSE_BYTES
        self.pairs: sp.csr_array | NDArray[np.float32] = together.toarray() if fits else together
        """(N, N) visits that hold both items, 0 on the diagonal; dense where it fits."""

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


class Baseline(ABC):
    """Scores items by counts. Subclasses set `name` and `grid`.

    `chosen` maps tasks to the parameters the validation chose; see `tuning.py`.
    """

    name: str
    grid: tuple[Params, ...] = ({},)

    def __init__(self, log: Log) -> None:
        self.log = log

    def grid_of(self, task: str, earlier: dict[str, dict[str, Params]]) -> tuple[Params, ...]:
        """The parameters to try on a task; `earlier` are the choices of baselines before it."""
        return self.grid

    @abstractmethod
    def scores(self, cases: Cases, params: Params) -> NDArray[np.float32]:
        """(B, N) for cases of one task."""
