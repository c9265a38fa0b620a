"""What follows what: Σ over history items a of w_a · T_ab / ((n_a + s)^source (n_b + s)^candidate).

T counts pairs along a user's steps, near ones more, in their order or both ways: the counts of the
prior (`features/transitions.py`), all of them and not the heaviest alone. n counts steps.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from musicrec.evaluation.baselines.base import Axes, LastFew, Log, Params
from musicrec.evaluation.baselines.from_history import FromHistory
from musicrec.features.transitions import TransitionRule, count_transitions, scales

TABLES = 10
"""Kept while tuning: as many as the longest axis that needs a table of its own."""


class Transitions(FromHistory):
    """`window`, `decay`, `directed`, `shrink`, `source`, `candidate` as in `TransitionRule`.

    Measured as two, in order and both ways: `directed` is where each starts and stays.
    """

    name = "transitions"
    start: ClassVar[Params] = {
        "window": 20.0,
        "decay": 0.85,
        "directed": 1.0,
        "shrink": 1.0,
        "source": 0.3,
        "candidate": 0.15,
        "visit_decay": 0.65,
    }
    axes: ClassVar[Axes] = {
        "window": (1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0, 40.0, 80.0),
        "decay": (0.3, 0.5, 0.7, 0.85, 0.95, 1.0),
        "shrink": (0.0, 1.0, 5.0, 20.0, 50.0),
        "source": (0.0, 0.15, 0.3, 0.5, 0.7, 1.0),
        "candidate": (-0.15, 0.0, 0.15, 0.3, 0.5, 0.7, 1.0),
    }
    ends: ClassVar[Axes] = {**FromHistory.ends, "window": (1.0,), "decay": (1.0,), "shrink": (0.0,)}

    def __init__(self, log: Log) -> None:
        super().__init__(log)
        self._tables: LastFew[sp.csr_array] = LastFew(TABLES)

    def speak(self, history: sp.csr_array, params: Params) -> NDArray[np.float32]:
        """Sources are weighed before the product, candidates after it."""
        rule = rule_of(params)
        source, candidate = scales(self.log.popularity.astype(np.int64), rule)
        weights = sp.csr_array(history * source.astype(np.float32)[None, :])
        scores: NDArray[np.float32] = (weights @ self._table(rule)).toarray()
        scores *= candidate.astype(np.float32)
        return scores

    def _table(self, rule: TransitionRule) -> sp.csr_array:
        """(N, N) float32 counts."""

        def count() -> sp.csr_array:
            return count_transitions(self.log.visits, self.log.items, rule).astype(np.float32)

        return self._tables.get((rule.window, rule.decay, rule.directed), count)


class DirectedTransitions(Transitions):
    """What came later counts."""

    name = "transitions-directed"


class SymmetricTransitions(Transitions):
    """What came before counts as much."""

    name = "transitions-symmetric"
    start: ClassVar[Params] = {**Transitions.start, "directed": 0.0}


def rule_of(params: Params) -> TransitionRule:
    """The parameters as a rule."""
    return TransitionRule(
        window=int(params["window"]),
        decay=params["decay"],
        directed=params["directed"] == 1.0,
        shrink=params["shrink"],
        source=params["source"],
        candidate=params["candidate"],
        recency=params["visit_decay"],
    )
