from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from musicrec.errors import MusicRecError
from musicrec.features.given import given_to, read_given
from musicrec.stage import Context


def test_embeddings_come_with_which_items_have_one(tmp_path: Path) -> None:
    rows = np.array([[1, 2], [0, 0], [3, -1]], np.float16)
    np.save(tmp_path / "text_features.npy", rows)
    found = read_given(tmp_path, "text", 3)
    assert found is not None
    values, present = found
    assert values.dtype == np.float32 and (values == rows).all()
    assert present.tolist() == [True, False, True]
    assert read_given(tmp_path, "image", 3) is None


def test_a_shop_has_none(tmp_path: Path, make_context: Callable[..., Context]) -> None:
    np.save(tmp_path / "text_features.npy", np.eye(3))
    assert given_to(make_context(data=tmp_path), "text", 3) is None
    (tmp_path / "sequences.json").write_text("[]", encoding="utf-8")
    assert given_to(make_context(data=tmp_path), "text", 3) is not None


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (np.eye(4), r"has shape \(4, 4\) .* items.jsonl has 3 rows"),
        (np.ones(3), r"has shape \(3,\)"),
        (np.array([["a"], ["b"], ["c"]]), "of <U1"),
        (np.array([[1.0], [np.nan], [2.0]]), "row 1 holds a value that is no finite number"),
        (np.full((3, 2), 5.0), "all 3 rows are alike"),
        (np.zeros((3, 2)), "all 0 rows are alike"),
    ],
)
def test_rows_that_cannot_be_meant_are_refused(
    tmp_path: Path, rows: np.ndarray, message: str
) -> None:
    np.save(tmp_path / "image_features.npy", rows)
    with pytest.raises(MusicRecError, match=message):
        read_given(tmp_path, "image", 3)


def test_a_file_that_is_no_array_is_said(tmp_path: Path) -> None:
    (tmp_path / "text_features.npy").write_bytes(b"PNG")
    with pytest.raises(MusicRecError, match=r"is no \.npy array"):
        read_given(tmp_path, "text", 3)
