"""Item k-nearest neighbours: Σ over history items j of w_j · sim(j, i), i among the k nearest of j.

sim(j, i) = |U_i ∩ U_j| / √((|U_i| + s)(|U_j| + s)), U_i the users who took i, whenever they did
(Deshpande & Karypis 2004, doi 10.1145/963770.963776, with a shrink s).
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from musicrec.evaluation.baselines.base import Axes, LastFew, Log, Params
from musicrec.evaluation.baselines.from_history import FromHistory
from musicrec.features.prior import Prior, heaviest

NEIGHBOURS = (5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)
TABLES = 10


class ItemKnn(FromHistory):
    """`shrink` s and `neighbours` k."""

    name = "item-knn"
    start: ClassVar[Params] = {"shrink": 5.0, "neighbours": 100.0, "visit_decay": 0.65}
    axes: ClassVar[Axes] = {
        "shrink": (0.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0),
        "neighbours": NEIGHBOURS,
    }
    ends: ClassVar[Axes] = {**FromHistory.ends, "shrink": (0.0,)}

    def __init__(self, log: Log) -> None:
        super().__init__(log)
        self._nearest: LastFew[Prior] = LastFew(1)
        self._tables: LastFew[sp.csr_array] = LastFew(TABLES)

    def speak(self, history: sp.csr_array, params: Params) -> NDArray[np.float32]:
        """The product with the table of neighbours."""
        shrink, count = params["shrink"], int(params["neighbours"])
        table = self._tables.get((shrink, count), lambda: self._table(shrink, count))
        scores: NDArray[np.float32] = (history @ table).toarray()
        return scores

    def _table(self, shrink: float, count: int) -> sp.csr_array:
        """(N, N) float32 similarities of each item's nearest."""
        items = self.log.items
        nearest = self._nearest.get(shrink, lambda: self._sorted(shrink))
        kept = nearest.neighbours[:, :count] >= 0
        start = np.concatenate([[0], np.cumsum(kept.sum(axis=1))])
        values = nearest.weights[:, :count][kept]
        entries = (values, nearest.neighbours[:, :count][kept], start)
        return sp.csr_array(entries, shape=(items, items))

    def _sorted(self, shrink: float) -> Prior:
        """Each item's nearest, as many as the search ever wants."""
        both = self.log.users_with_both
        users = both.diagonal()
        pairs = both.tocoo()
        row, column = pairs.coords
        other = row != column
        row, column = row[other], column[other]
        scale = 1 / np.sqrt(np.maximum(users + np.float32(shrink), 1))
        values = (pairs.data[other] * scale[row] * scale[column]).astype(np.float32)
        most = int(max(NEIGHBOURS))
        return heaviest(row, column, values, items=self.log.items, neighbours=most)
