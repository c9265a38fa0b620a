"""Coverage, Gini index, novelty and diversity against values worked out by hand, and properties."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musicrec.data.visits import VALIDATION, load_visits
from musicrec.evaluation.baselines.base import Log
from musicrec.evaluation.beyond import beyond, vectors_of
from musicrec.evaluation.metrics import coverage, diversity, gini, novelty, surprise
from musicrec.stage import Context

COUNTS = st.lists(st.integers(0, 50), min_size=2, max_size=30)


def lists(*rows: list[int]) -> Any:
    return np.array(rows, dtype=np.int32)


def test_coverage_is_the_share_shown_at_all() -> None:
    assert coverage(np.array([3, 0, 1, 0])) == 0.5


@pytest.mark.parametrize(
    ("exposure", "value"),
    [
        ([5, 5, 5, 5], 0),
        ([0, 0, 0, 9], 1),
        # shares 0, .25, .25, .5 with weights −3, −1, 1, 3 over 3
        ([1, 0, 2, 1], 1.5 / 3),
        ([0, 0], 0),
        ([4], 0),
    ],
)
def test_gini(exposure: list[int], value: float) -> None:
    assert gini(np.array(exposure)) == pytest.approx(value)


@given(COUNTS, st.integers(1, 9), st.randoms())
def test_gini_knows_neither_scale_nor_order(counts: list[int], scale: int, random: Any) -> None:
    value = gini(np.array(counts))
    assert -1e-12 <= value <= 1 + 1e-12
    assert gini(scale * np.array(counts)) == pytest.approx(value)
    random.shuffle(counts)
    assert gini(np.array(counts)) == pytest.approx(value)


@given(COUNTS)
def test_gini_is_the_mean_difference_over_twice_the_mean(counts: list[int]) -> None:
    """Its other definition, over pairs of different items."""
    values = np.array(counts, dtype=np.float64)
    if values.sum() == 0:
        return
    items = len(values)
    differences = np.abs(values[:, None] - values).sum() / (items * (items - 1))
    assert gini(np.array(counts)) == pytest.approx(differences / (2 * values.mean()))


def test_novelty_is_bits_of_what_the_list_shows() -> None:
    # (n + 1) / (4 + 4): 1/2, 1/4, 1/8, 1/8
    bits = surprise(np.array([3.0, 1.0, 0.0, 0.0]))
    assert bits.tolist() == [1, 2, 3, 3]
    found = novelty(lists([0, 1, 3], [2, -1, -1], [-1, -1, -1], [0, 0, 3]), bits, 2)
    assert found.tolist() == [1.5, 3, 0, 1]


@given(COUNTS)
def test_novelty_of_everything_is_at_least_the_entropy(counts: list[int]) -> None:
    """The mean over the catalogue is a cross-entropy of the uniform with p: at least log2 N."""
    bits = surprise(np.array(counts, dtype=np.float64))
    everything = np.arange(len(counts), dtype=np.int32)[None]
    found = float(novelty(everything, bits, len(counts))[0])
    assert found >= np.log2(len(counts)) - 1e-9
    assert (2.0**-bits).sum() == pytest.approx(1)


def test_diversity_is_one_minus_the_mean_cosine_of_the_pairs() -> None:
    half = np.sqrt(0.5)
    unit = np.array([[1, 0], [0, 1], [half, half], [-1, 0], [0, 0]], dtype=np.float32)
    found = diversity(lists([0, 1, 2], [0, 0, -1], [0, 3, -1], [0, 4, -1], [1, -1, -1]), unit, 3)
    assert found == pytest.approx([1 - (0 + half + half) / 3, 0, 2, 1, 0], abs=1e-6)
    assert diversity(lists([0, 1, 2]), unit, 2) == pytest.approx([1])


@given(st.integers(2, 8), st.integers(0, 1000))
def test_diversity_does_not_know_the_order_of_a_list(length: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(12, 5))
    unit = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    ranked = rng.permutation(12)[:length].astype(np.int32)
    value = diversity(ranked[None], unit, length)[0]
    cosines = (unit @ unit.T)[np.ix_(ranked, ranked)]
    pairs = cosines[np.triu_indices(length, 1)]
    assert value == pytest.approx(1 - pairs.mean(), abs=1e-5)
    assert diversity(ranked[::-1][None], unit, length)[0] == pytest.approx(value)


def test_without_features_there_is_no_diversity(prepared: Context) -> None:
    visits = load_visits(prepared.prepare)
    log = Log(visits.up_to(VALIDATION), int(visits.items.max()) + 1)
    assert list(beyond(log, vectors_of(log))) == ["novelty@10"]
    assert vectors_of(log) is None
