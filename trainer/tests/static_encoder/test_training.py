from __future__ import annotations

import numpy as np

from musicrec.progress import Progress
from musicrec.seeds import generator, set_up_torch
from musicrec.static_encoder.training import (
    agreement,
    first_vectors,
    principal_directions,
    token_states,
    tune,
)


def unit(rows: np.ndarray) -> np.ndarray:
    result: np.ndarray = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return result


def sums(vectors: np.ndarray, phrases: list[list[int]]) -> np.ndarray:
    return unit(np.stack([vectors[rows].sum(0) for rows in phrases]))


def test_directions_are_orthonormal_and_hold_most() -> None:
    draws = generator(1, "directions")
    rows = draws.normal(size=(900, 150)).astype(np.float32)
    rows[:, 140:] *= 0.01
    directions = principal_directions(rows)
    assert directions.shape == (128, 150)
    assert np.allclose(directions @ directions.T, np.eye(128), atol=1e-5)
    assert np.square(directions[:, 140:]).sum() < 0.1


def test_a_frequent_token_weighs_less_and_what_all_share_is_gone() -> None:
    alone = generator(1, "alone").normal(size=(400, 8)).astype(np.float32) + 5
    vectors = first_vectors(alone, np.eye(8, dtype=np.float32))
    lengths = np.linalg.norm(vectors, axis=1)
    assert lengths[:5].mean() < 0.1 * lengths[-100:].mean()
    assert np.abs(vectors[100:].mean(0)).max() < 0.3 * lengths[-100:].mean()


def test_tuning_serves_words_that_no_phrase_held() -> None:
    """A teacher whose truth is a map of what is known of the tokens."""
    set_up_torch(1, threads=1)
    draws = generator(1, "tuning")
    known = [draws.normal(size=(300, 24)).astype(np.float32) for _ in range(3)]
    states = token_states(known[0], known[1], known[2], [False] * 300)
    truth = np.tanh(known[1]) @ draws.normal(size=(24, 16)).astype(np.float32)
    phrases = [draws.integers(0, 250, size=draws.integers(2, 6)).tolist() for _ in range(600)]
    fresh = [draws.integers(250, 300, size=3).tolist() for _ in range(100)]
    start = known[0][:, :16].copy()
    tuned = tune(
        start,
        states,
        phrases,
        sums(truth, phrases).astype(np.float32),
        np.eye(16, dtype=np.float32),
        seed=1,
        progress=Progress(quiet=True),
        epochs=150,
    )
    before = agreement(sums(start, fresh), sums(truth, fresh))
    after = agreement(sums(tuned, fresh), sums(truth, fresh))
    assert after > before + 0.3
