from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from musicrec.features.whitening import CLIP, SCALE, SIZE, Whitening, dequantise, whiten


def rows(count: int, width: int, seed: int = 3) -> np.ndarray:
    rng = np.random.default_rng(seed)
    mixing = rng.standard_normal((width, width)) * np.geomspace(1, 0.05, width)
    return (rng.standard_normal((count, width)) @ mixing + 5).astype(np.float32)


def test_whitened_directions_are_centred_uncorrelated_and_of_unit_variance() -> None:
    values = rows(2000, 100)
    stored, _ = whiten(values, np.ones(2000, bool))
    seen = dequantise(stored)
    covariance = seen.T @ seen / len(seen)
    assert stored.shape == (2000, SIZE)
    assert np.abs(seen.mean(0)).max() < 0.02
    assert np.abs(covariance - np.eye(SIZE)).max() < 0.05


def test_stored_is_the_whitened_value_within_half_a_step() -> None:
    values = rows(500, 80)
    whitening = Whitening.fit(values)
    exact = (values - whitening.mean) @ whitening.matrix
    inside = np.abs(exact) <= CLIP
    error = np.abs(dequantise(whitening.apply(values)) - exact)[inside]
    assert error.max() <= SCALE / 2 + 1e-5


def test_outliers_are_clipped_to_four_deviations() -> None:
    values = rows(500, 80)
    whitening = Whitening.fit(values)
    far = values.mean(0) + 1000 * (values[0] - values.mean(0))
    stored = whitening.apply(far[None])
    assert np.abs(stored).max() == 127
    assert np.isclose(np.abs(dequantise(stored)).max(), CLIP)


def test_variances_are_those_of_the_directions_largest_first() -> None:
    values = rows(1000, 90)
    whitening = Whitening.fit(values)
    expected = np.sort(np.linalg.eigvalsh(np.cov(values.T, bias=True)))[::-1][:SIZE]
    assert np.allclose(whitening.variances, expected, rtol=1e-3)


def test_the_largest_entry_of_each_direction_is_positive() -> None:
    matrix = Whitening.fit(rows(300, 70)).matrix
    largest = np.abs(matrix).argmax(0)
    assert (matrix[largest, np.arange(SIZE)] > 0).all()


def test_absent_rows_stay_zero_and_do_not_count() -> None:
    values = rows(400, 70)
    present = np.arange(400) % 4 != 0
    spoiled = values.copy()
    spoiled[~present] = 1e6
    stored, _ = whiten(spoiled, present)
    assert (stored[~present] == 0).all()
    assert (stored[present] == whiten(values[present], np.ones(300, bool))[0]).all()


@settings(max_examples=30, deadline=None)
@given(
    count=st.integers(0, 12),
    width=st.integers(1, 90),
    kind=st.sampled_from(["random", "constant", "rank one"]),
)
def test_any_shape_and_rank_gives_finite_features(count: int, width: int, kind: str) -> None:
    rng = np.random.default_rng(count * 100 + width)
    values = {
        "random": rng.standard_normal((count, width)),
        "constant": np.full((count, width), 7.0),
        "rank one": np.outer(np.arange(count), rng.standard_normal(width)),
    }[kind].astype(np.float32)
    stored, whitening = whiten(values, np.ones(count, bool))
    assert stored.shape == (count, SIZE)
    assert np.isfinite(whitening.matrix).all()
    used = (whitening.variances > 0).sum()
    assert used <= {"random": max(count - 1, 0), "constant": 0, "rank one": 1}[kind]
    assert (stored[:, used:] == 0).all()
