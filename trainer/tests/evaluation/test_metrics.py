"""Our metrics against values worked out by hand.

Three lists of four items, targets in capitals; discounts 1/log2(rank + 1): 1, .63093, .5, .43068.
  1.  A b C d   of 2 targets
  2.  a B c d   of 5 targets
  3.  a b c d   of 1 target
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musicrec.evaluation.metrics import METRICS, mrr, ndcg, recall

HITS = np.array([[1, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0]], dtype=bool)
TARGETS = np.array([2, 5, 1])


@pytest.mark.parametrize(
    ("k", "values"),
    [(1, [1 / 2, 0, 0]), (2, [1 / 2, 1 / 5, 0]), (3, [1, 1 / 5, 0]), (4, [1, 1 / 5, 0])],
)
def test_recall(k: int, values: list[float]) -> None:
    assert recall(HITS, TARGETS, k).tolist() == values


@pytest.mark.parametrize(
    ("k", "values"),
    [
        (1, [1, 0, 0]),
        (2, [1 / 1.63093, 0.63093 / 1.63093, 0]),
        (3, [1.5 / 1.63093, 0.63093 / 2.13093, 0]),
        (4, [1.5 / 1.63093, 0.63093 / 2.56161, 0]),
    ],
)
def test_ndcg(k: int, values: list[float]) -> None:
    assert ndcg(HITS, TARGETS, k) == pytest.approx(values, abs=1e-5)


@pytest.mark.parametrize(("k", "values"), [(1, [1, 0, 0]), (2, [1, 1 / 2, 0]), (4, [1, 1 / 2, 0])])
def test_mrr(k: int, values: list[float]) -> None:
    assert mrr(HITS, TARGETS, k).tolist() == values


@given(st.lists(st.booleans(), min_size=1, max_size=12), st.integers(0, 6), st.integers(1, 12))
def test_bounds_and_the_perfect_list(hits: list[bool], more: int, k: int) -> None:
    k = min(k, len(hits))
    row, targets = np.array([hits]), np.array([max(1, sum(hits) + more)])
    for metric in METRICS.values():
        assert 0 <= metric(row, targets, k)[0] <= 1 + 1e-12
    perfect = np.arange(len(hits))[None] < targets[:, None]
    assert ndcg(perfect, targets, k)[0] == pytest.approx(1)
    assert mrr(perfect, targets, k)[0] == 1
    assert recall(perfect, targets, k)[0] == min(k, targets[0]) / targets[0]
