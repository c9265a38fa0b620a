"""What is known of new items: text and image, whitened as those of the known items were.

Text comes from `text_features.npy` or the text encoder, images from `image_features.npy` alone.
Nobody keeps company with a new item: its collaborative embedding is 0.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from musicrec.data.items import ItemTable
from musicrec.errors import MusicRecError
from musicrec.features.given import read_given
from musicrec.features.store import MODALITIES, Features, load_features, load_whitening
from musicrec.features.text import embed_items, shipped_text
from musicrec.features.whitening import SIZE
from musicrec.stage import Context


def features_of_new(context: Context, folder: Path, items: ItemTable) -> Features:
    """Features of the items in `folder`, in their order, for what `context` has trained.

    Raises STAGE_INPUT_MISSING, PACKAGE_MISSING, DATA_INVALID.
    """
    known = load_features(context.features)
    stored, present = {}, {}
    for modality in MODALITIES:
        rows, has = _embedded(context, folder, items, modality)
        whitening = load_whitening(context.features, modality)
        stored[modality] = np.zeros((len(items), SIZE), np.int8)
        present[modality] = has
        if not has.any():
            continue
        if rows.shape[1] != len(whitening.mean):
            raise MusicRecError(
                "DATA_INVALID",
                f"{modality} of the new items has {rows.shape[1]} numbers, that of the known items "
                f"{len(whitening.mean)}. Make {modality}_features.npy for both, or for neither.",
            )
        stored[modality][has] = whitening.apply(rows[has])
    return Features(
        text=stored["text"],
        image=stored["image"],
        present=np.stack([present[name] for name in MODALITIES], 1).astype(np.uint8),
        collaborative=np.zeros((len(items), known.collaborative.shape[1]), np.float32),
        variances=known.variances,
    )


def _embedded(
    context: Context, folder: Path, items: ItemTable, modality: str
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    given = read_given(folder, modality, len(items))
    if given is not None:
        return given
    if modality == "image":
        return np.zeros((len(items), 0), np.float32), np.zeros(len(items), bool)
    return embed_items(context, items, shipped_text(context))
