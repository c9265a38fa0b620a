from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import sparse

from musicrec.data.visits import FIT
from musicrec.evaluation.baselines.ease import ease_weights
from musicrec.features.linear import (
    FUTURE,
    PAST,
    TARGETS,
    LinearModel,
    LinearRule,
    axes_of,
    choose_linear,
)
from musicrec.features.prior import as_matrix
from musicrec.features.validation_steps import SOURCES, ValidationSteps
from musicrec.progress import QUIET, Progress
from tests.sequences import visits_of

ITEMS = 7
Sequences = list[list[int]]
logs = st.lists(st.lists(st.integers(0, ITEMS - 1), max_size=9), min_size=1, max_size=6).filter(
    lambda sequences: any(sequences)
)


def loss_minimiser(sequences: Sequences, rule: LinearRule) -> NDArray[np.float64]:
    """W (N, N) column by column: ridge regression on all items but the column's own."""
    whole, past, future = [], [], []
    for sequence in sequences:
        row = np.zeros(ITEMS)
        row[sequence] = 1
        whole.append(row)
        for step in range(1, len(sequence)):
            before, after = np.zeros(ITEMS), np.zeros(ITEMS)
            for k, item in enumerate(sequence[:step][::-1][:SOURCES]):
                before[item] += PAST**k
            for k, item in enumerate(sequence[step:][:TARGETS]):
                after[item] += FUTURE**k
            past.append(before)
            future.append(after)
    x, p, f = (np.array(rows).reshape(-1, ITEMS) for rows in (whole, past, future))
    a, b = rule.whole**0.5, (1 - rule.whole) ** 0.5
    left, right = np.concatenate([a * x, b * p]), np.concatenate([a * x, b * f])
    weights = np.zeros((ITEMS, ITEMS))
    for j in range(ITEMS):
        others = np.arange(ITEMS) != j
        some = left[:, others]
        gram = some.T @ some + rule.ridge * np.eye(ITEMS - 1)
        weights[others, j] = np.linalg.solve(gram, some.T @ right[:, j])
    return weights


@given(logs, st.sampled_from([0.0, 0.5, 0.8, 1.0]), st.sampled_from([0.5, 3.0]))
def test_it_minimises_its_loss(sequences: Sequences, whole: float, ridge: float) -> None:
    rule = LinearRule(whole=whole, ridge=ridge)
    prior = LinearModel(visits_of(sequences), ITEMS).heaviest(rule, neighbours=ITEMS)
    expected = np.maximum(loss_minimiser(sequences, rule), 0)
    np.testing.assert_allclose(as_matrix(prior).toarray(), expected, atol=2e-5)


def test_alone_on_whole_sequences_it_is_ease() -> None:
    sequences = [[0, 1, 2], [0, 1], [2, 3], [4, 5, 6, 0], [5, 6]]
    x = np.zeros((len(sequences), ITEMS))
    for row, sequence in zip(x, sequences, strict=True):
        row[sequence] = 1
    rule = LinearRule(whole=1.0, ridge=2.0)
    prior = LinearModel(visits_of(sequences), ITEMS).heaviest(rule, neighbours=ITEMS)
    expected = np.maximum(ease_weights(sparse.csr_array(x.T @ x), 2.0), 0)
    np.testing.assert_allclose(as_matrix(prior).toarray(), expected, atol=1e-6)


def test_the_heaviest_are_kept_and_only_what_is_allowed() -> None:
    visits = visits_of([[0, 1], [0, 1], [0, 2], [3, 2], [0, 1, 2]])
    model, rule = LinearModel(visits, ITEMS), LinearRule(ridge=1.0)
    full = as_matrix(model.heaviest(rule, neighbours=ITEMS)).toarray()
    cut = model.heaviest(rule, neighbours=1)
    assert cut.neighbours[0].tolist() == [int(full[0].argmax())]
    assert cut.weights[0, 0] == pytest.approx(full[0].max())
    assert cut.neighbours[6].tolist() == [-1]
    allowed = sparse.csr_array(([1.0], ([0], [2])), shape=(ITEMS, ITEMS))
    some = model.heaviest(rule, neighbours=ITEMS, allowed=allowed)
    assert as_matrix(some).toarray().nonzero() == (np.array([0]), np.array([2]))


def test_the_direction_of_a_chain_is_found() -> None:
    # w, then x, then y: who has x alone takes y, and only the order tells it from w.
    chains = [[3 * i, 3 * i + 1, 3 * i + 2, 90 + i, 91 + i] for i in range(20)]
    asked = [[3 * i + 1, 3 * i + 2, 90 + i] for i in range(20)]
    visits = visits_of([*chains, *asked])
    said = io.StringIO()
    found, reached, tried = choose_linear(
        visits,
        120,
        ValidationSteps.of(visits),
        neighbours=8,
        allowed=lambda _: None,
        progress=Progress(stream=said),
    )
    assert found is not None
    rule, prior = found
    assert rule.whole < 1
    again = LinearModel(visits.up_to(FIT), 120).heaviest(rule, neighbours=8)
    assert (prior.neighbours == again.neighbours).all() and (prior.weights == again.weights).all()
    assert reached == pytest.approx(max(tried.values()), abs=1e-5)
    assert len(said.getvalue().splitlines()) == len(tried)


def test_without_validation_steps_or_with_too_many_items_there_is_no_rule() -> None:
    visits = visits_of([[0, 1], [2]])
    steps = ValidationSteps.of(visits)
    found = choose_linear(
        visits, ITEMS, steps, neighbours=3, allowed=lambda _: None, progress=QUIET
    )
    assert found == (None, 0.0, {})


def test_fewer_rules_are_tried_where_one_takes_long() -> None:
    assert set(axes_of(10_000)) == {"ridge", "whole"}
    assert set(axes_of(12_000)) == {"ridge"}
    assert axes_of(25_000) == {}
