from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray

from musicrec.errors import MusicRecError
from musicrec.export.quantise import Per, dequantise, quantise

matrices = arrays(
    np.float32,
    array_shapes(min_dims=2, max_dims=2, max_side=6),
    elements=st.floats(-1e3, 1e3, width=32, allow_subnormal=False),
)


@given(matrices, st.sampled_from(["column", "row"]))
def test_every_value_is_at_most_half_a_step_off(matrix: NDArray[np.float32], per: Per) -> None:
    values, scale = quantise(matrix, per=per)
    steps = scale[None, :] if per == "column" else scale[:, None]
    assert values.dtype == np.int8 and scale.dtype == np.float32
    assert np.abs(values.astype(int)).max(initial=0) <= 127
    assert (np.abs(dequantise(values, scale, per=per) - matrix) <= steps * 0.5001).all()


@given(matrices, st.sampled_from(["column", "row"]))
def test_quantising_again_changes_no_integer(matrix: NDArray[np.float32], per: Per) -> None:
    values, scale = quantise(matrix, per=per)
    again, _ = quantise(dequantise(values, scale, per=per), per=per)
    assert np.array_equal(again, values)


def test_a_column_of_zeros_and_a_subnormal_one() -> None:
    matrix = np.array([[0, 1e-45, 2], [0, 0, -1]], np.float32)
    values, scale = quantise(matrix, per="column")
    assert values.tolist() == [[0, 0, 127], [0, 0, -64]]
    assert scale.tolist() == [1, 1, np.float32(2) / np.float32(127)]


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_values_that_are_not_finite_are_refused(value: float) -> None:
    with pytest.raises(MusicRecError, match=r"EXPORT_INVALID: dense\.weight holds .* not finite"):
        quantise(np.array([[value, 1]]), per="row", name="dense.weight")
