from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray

from musicrec.data.visits import FIT, Visits
from musicrec.features.linear import LinearRule
from musicrec.features.prior import as_matrix
from musicrec.features.sequence_prior import SequencePrior, choose_sequence_prior
from musicrec.features.transitions import TransitionRule
from musicrec.features.validation_steps import RECENCIES, ValidationSteps
from musicrec.progress import QUIET, Progress
from tests.sequences import visits_of

ITEMS = 40


def walks(users: int) -> Visits:
    """Users who walk along a ring of items from different starts."""
    rng = np.random.default_rng(3)
    starts = rng.integers(0, ITEMS, users)
    return visits_of([[int(start + k) % ITEMS for k in range(6)] for start in starts])


def table(prior: SequencePrior, visits: Visits) -> NDArray[np.float64]:
    dense: NDArray[np.float64] = as_matrix(prior.make(visits, ITEMS)).toarray()
    return dense


def test_the_better_of_the_two_as_they_ship_is_chosen() -> None:
    visits = walks(60)
    said = io.StringIO()
    chosen, fitted, tried = choose_sequence_prior(
        visits, ITEMS, neighbours=4, min_households=1, progress=Progress(stream=said)
    )
    counted, linear = tried["transitions"], tried["linear"]["ndcg@10"]
    steps = ValidationSteps.of(visits)
    cut = as_matrix(chosen.make(visits.up_to(FIT), ITEMS))
    assert (as_matrix(fitted).toarray() == cut.toarray()).all()
    reached = max(steps.ndcg(cut, recency) for recency in RECENCIES)
    assert round(reached, 5) == max(linear, round(reached, 5))
    assert (chosen.linear is not None) == (tried["prior"] == "linear")
    assert counted["rule"] == chosen.transitions.__dict__
    assert "linear model" in said.getvalue().splitlines()[-1]
    # Whichever it is: what follows on the ring is the heaviest.
    weights = table(chosen, visits)
    assert (weights.argmax(1) == (np.arange(ITEMS) + 1) % ITEMS).mean() > 0.8


def test_pairs_of_few_users_are_in_neither_prior() -> None:
    visits = walks(60)
    steps = visits.items.reshape(60, 6)
    together = np.zeros((ITEMS, ITEMS), int)
    for row in steps.tolist():
        for a in row:
            for b in row:
                together[a, b] += a != b
    for linear in (LinearRule(), None):
        kept = SequencePrior(
            transitions=TransitionRule(window=6, directed=False),
            linear=linear,
            neighbours=ITEMS,
            min_households=8,
        )
        weights = table(kept, visits)
        assert weights.any()
        assert not weights[together < 8].any()


def test_without_validation_steps_pairs_are_counted() -> None:
    visits = visits_of([[0, 1], [2]])
    chosen, _, tried = choose_sequence_prior(
        visits, ITEMS, neighbours=3, min_households=1, progress=QUIET
    )
    assert chosen.linear is None
    assert tried["prior"] == "transitions"
