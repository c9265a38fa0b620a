from __future__ import annotations

import numpy as np
import pytest

from musicrec.evaluation.bootstrap import ClusteredBootstrap


def test_the_width_is_that_of_the_normal_interval_of_user_means() -> None:
    rng = np.random.default_rng(0)
    users = np.repeat(np.arange(400), 5).astype(np.int32)
    # Cases of one user agree wholly: 400 values, not 2,000.
    values = np.repeat(rng.normal(1.0, 0.5, size=400), 5)
    found = ClusteredBootstrap(users, samples=2000, seed=1).means(values[:, None])[0]
    expected = 2 * 1.96 * values.std() / np.sqrt(400)
    assert found.value == pytest.approx(values.mean())
    assert found.high - found.low == pytest.approx(expected, rel=0.08)
    assert found.low < found.value < found.high


def test_users_with_many_cases_count_by_their_cases() -> None:
    users = np.array([0] * 9 + [1], dtype=np.int32)
    values = np.array([1.0] * 9 + [0.0])
    drawn = ClusteredBootstrap(users, samples=500, seed=1).draws(values[:, None])
    assert set(np.round(drawn[:, 0], 6)) == {0.0, 0.9, 1.0}


def test_a_ratio_is_paired() -> None:
    rng = np.random.default_rng(0)
    users = np.arange(50, dtype=np.int32)
    below = rng.random(50)
    found = ClusteredBootstrap(users, samples=500, seed=1).ratio(1.1 * below, below)
    assert (found.value, found.low, found.high) == pytest.approx((1.1, 1.1, 1.1))


def test_the_seed_decides_the_draws() -> None:
    users, values = np.arange(30, dtype=np.int32), np.random.default_rng(0).random((30, 1))
    one, same, other = (
        ClusteredBootstrap(users, samples=100, seed=seed).means(values)[0] for seed in (1, 1, 2)
    )
    assert one == same
    assert one != other


def test_a_ratio_to_nothing_has_no_value() -> None:
    users = np.arange(5, dtype=np.int32)
    found = ClusteredBootstrap(users, samples=100, seed=1).ratio(np.ones(5), np.zeros(5))
    assert found.as_json() == [None, None, None]
