"""Embeddings that came with the data: text_features.npy and image_features.npy of a benchmark."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from musicrec.errors import MusicRecError
from musicrec.shop import Shop
from musicrec.stage import Context

Float32 = NDArray[np.float32]


Given = tuple[Float32, NDArray[np.bool_]]
"""(N, A) embeddings, and (N) which rows are there: any number but 0."""


def is_given(data: Path, shop: Shop, modality: str) -> bool:
    """Whether embeddings come with the data, so that no encoder reads anything."""
    return shop.benchmark and _file(data, modality).is_file()


def given_to(context: Context, modality: str, items: int) -> Given | None:
    """What came with the run's data; None for a shop: its items are sorted, no row would match."""
    return read_given(context.data, modality, items) if context.shop.benchmark else None


def read_given(folder: Path, modality: str, items: int) -> Given | None:
    """What is in a benchmark's folder; None without such a file.

    Raises FILE_UNREADABLE, and DATA_INVALID where rows are missing, values are no numbers, or all
    rows are alike.
    """
    path = _file(folder, modality)
    if not path.is_file():
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


def _file(folder: Path, modality: str) -> Path:
    return folder / f"{modality}_features.npy"
