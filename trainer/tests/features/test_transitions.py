from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from musicrec.features.company import count_company
from musicrec.features.transitions import (
    TransitionRule,
    choose_rule,
    count_transitions,
    is_sequential,
    transition_prior,
)
from musicrec.features.validation_steps import ValidationSteps
from musicrec.progress import QUIET, Progress
from tests.sequences import visits_of

ITEMS = 6
Sequences = list[list[int]]
logs = st.lists(st.lists(st.integers(0, ITEMS - 1), max_size=9), min_size=1, max_size=6)


@given(logs, st.integers(1, 5), st.sampled_from([0.5, 1.0]), st.booleans())
def test_counts_are_those_of_a_plain_loop(
    sequences: Sequences, window: int, decay: float, directed: bool
) -> None:
    expected = np.zeros((ITEMS, ITEMS))
    for sequence in sequences:
        for i, a in enumerate(sequence):
            for gap in range(1, min(window, len(sequence) - 1 - i) + 1):
                b = sequence[i + gap]
                expected[a, b] += decay ** (gap - 1)
                if not directed:
                    expected[b, a] += decay ** (gap - 1)
    np.fill_diagonal(expected, 0)
    rule = TransitionRule(window=window, decay=decay, directed=directed)
    found = count_transitions(visits_of(sequences), ITEMS, rule).toarray()
    np.testing.assert_allclose(found, expected)


def test_the_prior_weighs_and_keeps_the_heaviest() -> None:
    visits = visits_of([[0, 1], [0, 1], [0, 2], [3, 2]])
    rule = TransitionRule(window=1, directed=True, shrink=0.0, source=1.0, candidate=0.5)
    prior = transition_prior(visits, ITEMS, rule, neighbours=2, min_households=1)
    assert prior.neighbours[0].tolist() == [1, 2]
    np.testing.assert_allclose(prior.weights[0], [2 / 3 / 2**0.5, 1 / 3 / 2**0.5], rtol=1e-6)
    assert prior.neighbours[1].tolist() == [-1, -1]
    private = transition_prior(visits, ITEMS, rule, neighbours=2, min_households=2)
    assert private.neighbours[0].tolist() == [1, -1]
    assert private.neighbours[3].tolist() == [-1, -1]
    both_ways = replace(rule, directed=False)
    private = transition_prior(visits, ITEMS, both_ways, neighbours=2, min_households=2)
    assert private.neighbours[1].tolist() == [0, -1]


def test_the_direction_of_a_chain_is_found() -> None:
    # w, then x, then y: who has x alone takes y, and only the order tells it from w.
    chains = [[3 * i, 3 * i + 1, 3 * i + 2, 90 + i, 91 + i] for i in range(20)]
    asked = [[3 * i + 1, 3 * i + 2, 90 + i] for i in range(20)]
    said = io.StringIO()
    visits = visits_of([*chains, *asked])
    rule, reached, tried = choose_rule(
        visits, 120, ValidationSteps.of(visits), progress=Progress(stream=said)
    )
    assert reached == max(tried["directed"].values())
    assert rule.directed
    assert tried["directed"]["True"] > tried["directed"]["False"]
    assert "NDCG@10" in said.getvalue()


def test_without_validation_steps_the_start_stays() -> None:
    visits = visits_of([[0, 1], [2]])
    steps = ValidationSteps.of(visits)
    assert choose_rule(visits, ITEMS, steps, progress=QUIET) == (TransitionRule(), 0.0, {})


def test_company_is_undirected_and_a_log_of_baskets_has_its_own() -> None:
    visits = visits_of([[0, 1, 2], [1, 0]])
    rule = TransitionRule(window=2, decay=0.5, directed=True)
    pairs = count_company(visits, ITEMS, rule)
    found = dict(zip(zip(pairs.first, pairs.second, strict=True), pairs.visits, strict=True))
    assert found == {(0, 1): 2.0, (1, 2): 1.0, (0, 2): 0.5}
    assert is_sequential(visits)
    basket = replace(visits, start=np.array([0, 2, 5]), user=np.array([0, 1], np.int32))
    assert not is_sequential(replace(basket, split=np.zeros(2, np.int8), at=np.zeros(2, np.int64)))
