"""Content: the cosine of an item's features to the weighted mean of the history's.

Text and image each: unit vectors v of the whitened features, profile p = Σ_j w_j v_j, score
p · v_i / |p| (Rocchio's profile; whitening as Su et al. 2021, arXiv:2103.15316). An item without
features scores 0. It needs no log of others, so it is what a new item can be found by.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from musicrec.evaluation.baselines.base import Axes, Log, Params
from musicrec.evaluation.baselines.from_history import FromHistory
from musicrec.features.store import MODALITIES
from musicrec.features.unit_rows import unit_rows

SHARES = (0.0, 0.15, 0.3, 0.5, 0.7, 0.85, 1.0)


class Content(FromHistory):
    """`image`: the share of the image, where there are both; the rest is the text's."""

    name = "content"
    start: ClassVar[Params] = {"visit_decay": 0.65}
    axes: ClassVar[Axes] = {}
    ends: ClassVar[Axes] = {**FromHistory.ends, "image": (0.0, 1.0)}

    def __init__(self, log: Log) -> None:
        super().__init__(log)
        self._unit = unit_features(log)

    @classmethod
    def why_not(cls, log: Log) -> str | None:
        """Features are made by a stage of their own."""
        if log.features is None:
            return "no features are made yet: musicrec train --to features …"
        return None if unit_features(log) else "no item has text or an image"

    def axes_of(self, task: str) -> dict[str, tuple[float, ...]]:
        """The image's share, and what all of them have."""
        both = {"image": SHARES} if len(self._unit) > 1 else {}
        return {**both, **super().axes_of(task)}

    def start_of(self, task: str) -> Params:
        """Half and half."""
        both = {"image": 0.5} if len(self._unit) > 1 else {}
        return {**both, **super().start_of(task)}

    def speak(self, history: sp.csr_array, params: Params) -> NDArray[np.float32]:
        """The weighted sum of the cosines."""
        scores = np.zeros(history.shape, np.float32)
        for modality, unit in self._unit.items():
            image = params.get("image", float(modality == "image"))
            share = image if modality == "image" else 1 - image
            if share > 0:
                scores += np.float32(share) * (unit_rows(history @ unit) @ unit.T)
        return scores


def unit_features(log: Log) -> dict[str, NDArray[np.float32]]:
    """Modality → (N, 64) whitened features of length 1, 0 where an item has none."""
    if log.features is None:
        return {}
    return {
        modality: unit_rows(log.features.values(modality))
        for column, modality in enumerate(MODALITIES)
        if log.features.present[:, column].any()
    }
