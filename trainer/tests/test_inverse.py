from __future__ import annotations

import numpy as np
import pytest

from musicrec import inverse


def matrix_of(size: int) -> np.ndarray:
    rows = np.random.default_rng(1).standard_normal((size, 2 * size)).astype(np.float32)
    return np.asfortranarray(rows @ rows.T + np.eye(size, dtype=np.float32))


def test_it_is_the_inverse_and_its_rows_are_contiguous() -> None:
    matrix = matrix_of(17)
    found = inverse.inverse_in_place(matrix.copy(order="F"))
    np.testing.assert_allclose(found @ matrix, np.eye(17), atol=1e-4)
    assert found.flags.c_contiguous


def test_mirroring_in_blocks_is_mirroring_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = inverse.inverse_in_place(matrix_of(8))
    monkeypatch.setattr(inverse, "ROWS_AT_ONCE", 3)
    assert (inverse.inverse_in_place(matrix_of(8)) == whole).all()


def test_what_has_no_inverse_is_refused() -> None:
    with pytest.raises(ArithmeticError, match="positive definite"):
        inverse.inverse_in_place(np.zeros((3, 3), np.float32, order="F"))
