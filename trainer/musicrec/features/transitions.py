"""What follows what: counts of item pairs along a user's sequence, and the prior they make.

For logs whose visits hold one item each, where no company inside a visit can be counted. A pair
(a, b), b later by a gap of at most `window` steps, counts decay^(gap − 1); undirected, both ways.
Weight of a neighbour: T_ab / ((n_a + s)^source (n_b + s)^candidate). All of it is chosen on
validation steps, by NDCG@10 of the prior alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from musicrec.ascent import ascend
from musicrec.data.visits import FIT, Int32, Visits
from musicrec.features.cooccurrence import Cooccurrence
from musicrec.features.prior import Prior, heaviest
from musicrec.features.validation_steps import ValidationSteps
from musicrec.progress import Progress


@dataclass(frozen=True, kw_only=True)
class TransitionRule:
    """How pairs are counted and weighed; `recency` is the decay over sources, newest first."""

    window: int = 5
    decay: float = 0.7
    directed: bool = True
    shrink: float = 1.0
    source: float = 0.3
    candidate: float = 0.3
    recency: float = 0.7


GRID: dict[str, tuple[Any, ...]] = {
    "window": (1, 2, 3, 5, 8, 12, 20, 40),
    "decay": (0.3, 0.5, 0.7, 0.85, 0.95, 1.0),
    "directed": (True, False),
    "shrink": (0.0, 1.0, 5.0, 20.0),
    "source": (0.0, 0.15, 0.3, 0.5, 0.7, 1.0),
    "candidate": (0.0, 0.15, 0.3, 0.5, 0.7, 1.0),
    "recency": (0.2, 0.35, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
}


def is_sequential(visits: Visits) -> bool:
    """Whether visits hold one item each, so that only their order tells what goes together."""
    return len(visits) > 0 and int(visits.sizes.max()) == 1


def _pairs(visits: Visits, window: int) -> Iterator[tuple[int, Int32, Int32, Int32]]:
    """By gap: the gap, and of every pair that far apart the user, the earlier, the later item."""
    for gap in range(1, min(window, len(visits) - 1) + 1):
        same = visits.user[gap:] == visits.user[:-gap]
        yield gap, visits.user[gap:][same], visits.items[:-gap][same], visits.items[gap:][same]


def count_transitions(visits: Visits, items: int, rule: TransitionRule) -> sparse.csr_array:
    """(N, N) T: row a, column b."""
    rows, columns, worth = [], [], []
    for gap, _, a, b in _pairs(visits, rule.window):
        rows.append(a)
        columns.append(b)
        worth.append(np.full(len(a), rule.decay ** (gap - 1)))
    if not rows:
        return sparse.csr_array((items, items))
    entries = (np.concatenate(worth), (np.concatenate(rows), np.concatenate(columns)))
    counts = sparse.csr_array(entries, shape=(items, items))
    counts.sum_duplicates()
    if not rule.directed:
        counts = sparse.csr_array(counts + counts.T)
    counts.setdiag(0)
    counts.eliminate_zeros()
    return counts


def weigh(
    counts: sparse.csr_array, seen: NDArray[np.int64], rule: TransitionRule
) -> sparse.csr_array:
    """(N, N) neighbour weights; `seen` (N) steps holding an item."""
    left, right = scales(seen, rule)
    return sparse.csr_array(sparse.diags_array(left) @ counts @ sparse.diags_array(right))


def scales(
    seen: NDArray[np.integer[Any]], rule: TransitionRule
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(N), (N): what a count is multiplied with for its source (row) and candidate (column)."""
    shrunk = np.maximum(seen + rule.shrink, 1.0)
    return shrunk**-rule.source, shrunk**-rule.candidate


def choose_rule(
    visits: Visits, items: int, steps: ValidationSteps, *, progress: Progress
) -> tuple[TransitionRule, float, dict[str, dict[str, float]]]:
    """The rule with the best NDCG@10 on validation steps, that NDCG, and what was tried.

    Coordinate ascent over GRID; pairs come from fit steps alone.
    """
    fit = visits.up_to(FIT)
    seen = np.bincount(fit.items, minlength=items).astype(np.int64)
    counted: dict[tuple[Any, ...], sparse.csr_array] = {}

    def score(rule: TransitionRule) -> float:
        key = (rule.window, rule.decay, rule.directed)
        if key not in counted:
            counted[key] = count_transitions(fit, items, rule)
        return steps.ndcg(weigh(counted[key], seen, rule), rule.recency)

    if not len(steps):
        return TransitionRule(), 0.0, {}
    found = ascend(
        lambda points: [score(TransitionRule(**point)) for point in points],
        asdict(TransitionRule()),
        GRID,
        progress=progress,
        label="features: transitions",
    )
    best, reached = TransitionRule(**found.best), found.reached
    tried = {
        name: {str(value): round(result, 5) for value, result in found.along(name, values).items()}
        for name, values in GRID.items()
    }
    progress.say(f"features: transitions {asdict(best)}: NDCG@10 {reached:.4f} on validation")
    return best, reached, tried


def transition_prior(
    visits: Visits, items: int, rule: TransitionRule, *, neighbours: int, min_households: int
) -> Prior:
    """The heaviest neighbours by the rule; pairs of fewer users than the floor are dropped."""
    seen = np.bincount(visits.items, minlength=items).astype(np.int64)
    weights = weigh(count_transitions(visits, items, rule), seen, rule).tocoo()
    rows, columns = weights.coords
    values = weights.data.astype(np.float32)
    if min_households > 1:
        kept = count_households(visits, items, rule)[rows, columns] >= min_households
        rows, columns, values = rows[kept], columns[kept], values[kept]
    return heaviest(rows, columns, values, items=items, neighbours=neighbours)


def count_households(visits: Visits, items: int, rule: TransitionRule) -> sparse.csr_array:
    """(N, N) how many users have the pair at all."""
    keys = []
    for _, user, a, b in _pairs(visits, rule.window):
        keys.append(np.stack([user, a, b], 1))
        if not rule.directed:
            keys.append(np.stack([user, b, a], 1))
    found = np.unique(np.concatenate(keys), axis=0)
    ones = np.ones(len(found))
    return sparse.csr_array((ones, (found[:, 1], found[:, 2])), shape=(items, items))


def count_transitions_as_company(visits: Visits, items: int, rule: TransitionRule) -> Cooccurrence:
    """Undirected counts in the form of `cooccurrence.py`, for embeddings and guidance."""
    counts = count_transitions(visits, items, replace(rule, directed=False))
    upper = sparse.triu(counts, k=1).tocoo()
    first, second = upper.coords
    return Cooccurrence(
        counts=np.bincount(visits.items, minlength=items).astype(np.int64),
        first=first.astype(np.int32),
        second=second.astype(np.int32),
        visits=upper.data,
        households=np.zeros(len(upper.data), np.int64),
    )
