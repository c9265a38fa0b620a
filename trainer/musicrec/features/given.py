"""Embeddings that came with the data: text_features.npy and image_features.npy of a benchmark."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from musicrec.data.benchmark import is_benchmark
from musicrec.errors import MusicRecError

Float32 = NDArray[np.float32]


def read_given(data: Path, modality: str, items: int) -> tuple[Float32, NDArray[np.bool_]] | None:
    """(N, A) embeddings and which rows are there (any number but 0); None without such a file.

    A shop's items are sorted and filtered, so its rows would not match: benchmarks only.
    Raises DATA_INVALID where rows are missing, values are no numbers, or all rows are alike.
    """
    path = data / f"{modality}_features.npy"
    if not is_benchmark(data) or not path.is_file():
        return None
    try:
        rows = np.load(path, allow_pickle=False)
    except (OSError, ValueError) as error:
        raise MusicRecError(
            "FILE_UNREADABLE", f"{path.name} is no .npy array: {error}. Save it again."
        ) from error
    if rows.ndim != 2 or len(rows) != items or rows.dtype.kind not in "fiu":
        raise MusicRecError(
            "DATA_INVALID",
            f"{path.name} has shape {rows.shape} of {rows.dtype}; items.jsonl has {items} rows. "
            f"Write one row of numbers an item, in its order: ({items}, width).",
            {"shape": list(rows.shape), "items": items},
        )
    values = rows.astype(np.float32)
    bad = np.flatnonzero(~np.isfinite(values).all(axis=1))
    if len(bad):
        raise MusicRecError(
            "DATA_INVALID",
            f"{path.name}: row {bad[0]} holds a value that is no finite number ({len(bad)} rows "
            "do). Write zeros where an item has no embedding.",
            {"row": int(bad[0]), "rows": len(bad)},
        )
    present = (values != 0).any(axis=1)
    if present.sum() < 2 or not (np.ptp(values[present], axis=0) > 0).any():
        raise MusicRecError(
            "DATA_INVALID",
            f"{path.name}: all {int(present.sum())} rows are alike, nothing tells items apart. "
            "Export the embeddings again, or leave the file out.",
        )
    return values, present
