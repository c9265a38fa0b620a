"""The prior of a log of sequences: counts of pairs or the linear model, whichever validation likes.

It chooses and builds; how pairs are counted is in `transitions.py`, the linear model in
`linear.py`. Counting has a rule in any case: company, and so collaborative embeddings, follow it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from scipy import sparse

from musicrec.data.visits import FIT, Visits
from musicrec.features.linear import LinearModel, LinearRule, choose_linear
from musicrec.features.prior import Prior, as_matrix
from musicrec.features.transitions import (
    TransitionRule,
    choose_rule,
    count_households,
    transition_prior,
)
from musicrec.features.validation_steps import ValidationSteps
from musicrec.progress import QUIET, Progress


@dataclass(frozen=True, kw_only=True)
class SequencePrior:
    """How the prior of a log of sequences is made; `linear` None: by counting."""

    transitions: TransitionRule
    linear: LinearRule | None
    neighbours: int
    min_households: int

    def make(self, visits: Visits, items: int, *, progress: Progress = QUIET) -> Prior:
        """The heaviest neighbours; pairs of fewer users than the floor are dropped."""
        if self.linear is None:
            return transition_prior(
                visits,
                items,
                self.transitions,
                neighbours=self.neighbours,
                min_households=self.min_households,
            )
        return LinearModel(visits, items).heaviest(
            self.linear,
            neighbours=self.neighbours,
            allowed=self.allowed(visits, items),
            progress=progress,
        )

    def allowed(self, visits: Visits, items: int) -> sparse.csr_array | None:
        """(N, N) pairs that enough users have, as ones; None: all."""
        if self.min_households <= 1:
            return None
        both_ways = replace(self.transitions, directed=False)
        counts = count_households(visits, items, both_ways)
        counts.data = (counts.data >= self.min_households).astype(counts.dtype)
        return counts


def choose_sequence_prior(
    visits: Visits,
    items: int,
    *,
    neighbours: int,
    min_households: int,
    progress: Progress,
) -> tuple[SequencePrior, Prior, dict[str, Any]]:
    """What is best at validation steps, and the prior of the fit steps that showed it.

    The last are the values tried, for JSON.
    """
    steps = ValidationSteps.of(visits)
    rule, _, tried_rules = choose_rule(visits, items, steps, progress=progress)
    counting = SequencePrior(
        transitions=rule, linear=None, neighbours=neighbours, min_households=min_households
    )
    # Both are compared as they ship: cut to the heaviest neighbours.
    counted = counting.make(visits.up_to(FIT), items)
    reached = steps.best_ndcg(as_matrix(counted))
    found, linear_reached, tried_linear = choose_linear(
        visits,
        items,
        steps,
        neighbours=neighbours,
        allowed=lambda some: counting.allowed(some, items),
        progress=progress,
    )
    better = found is not None and linear_reached > reached
    linear, fitted = (None, counted) if found is None else found
    chosen = replace(counting, linear=linear if better else None)
    progress.say(
        f"features: NDCG@10 of the prior {reached:.4f} by counts, {linear_reached:.4f} by the "
        f"linear model: {'the linear model' if better else 'counts'}"
    )
    return (
        chosen,
        fitted if better else counted,
        {
            "transitions": {
                "rule": asdict(rule),
                "ndcg@10": round(reached, 5),
                "tried": tried_rules,
            },
            "linear": {
                "rule": None if linear is None else asdict(linear),
                "ndcg@10": round(linear_reached, 5),
                "tried": tried_linear,
            },
            "prior": "linear" if better else "transitions",
        },
    )
