from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musicrec.errors import MusicRecError
from musicrec.tokenizer.assignment import Assignment, assign_unique


def nearest_codes(vectors: np.ndarray, books: list[np.ndarray]) -> np.ndarray:
    residual, codes = vectors, []
    for book in books:
        code = ((residual[:, None] - book) ** 2).sum(2).argmin(1)
        codes.append(code)
        residual = residual - book[code]
    return np.stack(codes, 1)


def assign(vectors: np.ndarray, books: list[np.ndarray]) -> Assignment:
    return assign_unique(vectors, books, nearest_codes(vectors, books))


def books_of(levels: int, size: int, width: int, seed: int) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [rng.standard_normal((size, width)) / 2**level for level in range(levels)]


def cost(vectors: np.ndarray, books: list[np.ndarray], codes: np.ndarray) -> float:
    words = sum(book[codes[:, level]] for level, book in enumerate(books))
    return float(((vectors - words) ** 2).sum())


def is_unique(codes: np.ndarray) -> bool:
    return len(np.unique(codes, axis=0)) == len(codes)


shapes = st.sampled_from(["identical", "few distinct", "clustered", "spread", "codewords"])


@settings(max_examples=60, deadline=None)
@given(
    shape=shapes,
    levels=st.integers(1, 3),
    size=st.integers(2, 6),
    fill=st.floats(0.05, 1.0),
    seed=st.integers(0, 99),
)
def test_ids_are_unique_whatever_the_vectors(
    shape: str, levels: int, size: int, fill: float, seed: int
) -> None:
    count = max(1, int(fill * size**levels))
    rng = np.random.default_rng(seed)
    books = books_of(levels, size, 3, seed)
    vectors = {
        "identical": np.ones((count, 3)),
        "few distinct": rng.integers(0, 2, (count, 3)).astype(float),
        "clustered": rng.standard_normal((1, 3)) + 1e-3 * rng.standard_normal((count, 3)),
        "spread": 3 * rng.standard_normal((count, 3)),
        "codewords": books[0][rng.integers(0, size, count)],
    }[shape]
    assignment = assign(vectors, books)
    assert is_unique(assignment.codes)
    assert (assignment.raw == nearest_codes(vectors, books)).all()
    again = assign(vectors, books)
    assert (again.codes == assignment.codes).all()


@pytest.mark.parametrize("distinct", [1, 3])
def test_three_thousand_equal_items_spread_over_many_prefixes(distinct: int) -> None:
    books = books_of(3, 256, 8, 1)
    rng = np.random.default_rng(2)
    vectors = rng.standard_normal((distinct, 8))[np.arange(3000) % distinct]
    assignment = assign(vectors, books)
    assert is_unique(assignment.codes)
    _, held = np.unique(assignment.codes[:, :2], axis=0, return_counts=True)
    assert held.max() <= 256
    # Nobody leaves the first code: there is room for 65,536 below it.
    assert (assignment.codes[:, 0] == assignment.raw[:, 0]).all()
    # A full prefix was not left before it was full.
    assert (held == 256).sum() >= 3000 // 256 - distinct


def test_a_crowded_prefix_spills_to_the_next_nearest_one() -> None:
    books = books_of(2, 256, 4, 3)
    vectors = np.tile(books[0][7] + 0.01, (300, 1))
    assignment = assign(vectors, books)
    order = ((vectors[0] - books[0]) ** 2).sum(1).argsort()
    assert np.bincount(assignment.codes[:, 0], minlength=256)[order[:2]].tolist() == [256, 44]


def test_items_without_a_collision_keep_their_nearest_codes() -> None:
    books = books_of(2, 16, 4, 4)
    rng = np.random.default_rng(5)
    vectors = rng.standard_normal((40, 4))
    assignment = assign(vectors, books)
    raw = assignment.raw.astype(int)
    prefixes, counts = np.unique(raw, axis=0, return_counts=True)
    troubled = {int(prefix[0]) for prefix, count in zip(prefixes, counts, strict=True) if count > 1}
    calm = ~np.isin(raw[:, 0], list(troubled))
    assert calm.any()
    assert (assignment.codes[calm] == assignment.raw[calm]).all()
    assert 0 < assignment.moved < 20


@settings(max_examples=60, deadline=None)
@given(count=st.integers(1, 5), seed=st.integers(0, 999))
def test_within_a_prefix_no_cheaper_assignment_exists(count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    # One first code for all, so that the last level has to tell them apart.
    books = [
        np.zeros((5, 2)) + np.array([[0], [90], [91], [92], [93]]),
        rng.standard_normal((5, 2)),
    ]
    vectors = 0.5 * rng.standard_normal((count, 2))
    found = assign(vectors, books).codes
    assert (found[:, 0] == 0).all()
    best = min(
        cost(vectors, books, np.array([(0, code) for code in codes]))
        for codes in product(range(5), repeat=count)
        if len(set(codes)) == count
    )
    assert cost(vectors, books, found) == pytest.approx(best)


def test_more_items_than_ids_is_an_error_that_says_what_to_raise() -> None:
    books = books_of(2, 2, 2, 1)
    with pytest.raises(MusicRecError, match=r"5 items .* 4 semantic IDs") as caught:
        assign(np.zeros((5, 2)), books)
    assert "tokenizer.levels" in caught.value.message


def test_the_last_id_is_given_away_when_every_one_is_needed() -> None:
    books = books_of(3, 3, 2, 6)
    assert is_unique(assign(np.zeros((27, 2)), books).codes)
