"""Features of which one modality is there: the other is missing everywhere."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from musicrec.errors import MusicRecError
from musicrec.features.store import MODALITIES, Features


def seeing(features: Features, modality: str) -> Features:
    """The same items with `text` or `image` alone; raises CONFIG_INVALID where no item has it."""
    kept = MODALITIES.index(modality)
    if not features.present[:, kept].any():
        raise MusicRecError(
            "CONFIG_INVALID",
            f"tokenizer.kind needs {modality}, but none of the {len(features)} items has any. "
            "Choose another kind, or bring the features.",
            {"key": "tokenizer.kind", "modality": modality},
        )
    mask = np.array([name == modality for name in MODALITIES])
    nothing = np.zeros_like(features.text)
    return replace(
        features,
        text=features.text if modality == "text" else nothing,
        image=features.image if modality == "image" else nothing,
        present=features.present * mask.astype(np.uint8),
        variances=features.variances * mask[:, None].astype(np.float32),
    )
