"""The kin of a new item: the known items nearest to it by content, and how much each counts.

What nobody has taken yet is taken for what its kin are: an item's vector and its neighbours are
mixtures of theirs (item-to-item weights regressed on content, with a kernel of few neighbours).
Content is the whitened text and image of the tokenizer and, where items have texts, their words: of
a brand's name an encoder of sentences keeps little, and it says most about who buys a thing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from musicrec.admission.words import Words
from musicrec.features.store import MODALITIES, Features
from musicrec.features.unit_rows import unit_rows

EMBEDDED = 0.3
"""What the cosine of whitened features counts beside that of words."""
AT_ONCE = 1024


@dataclass(frozen=True, kw_only=True)
class Content:
    """What items are compared by: whitened (N, 128) and words (N, W), rows of length 1 or 0."""

    whitened: NDArray[np.float32]
    words: sparse.csr_array

    @classmethod
    def of(cls, features: Features, texts: Sequence[str], words: Words) -> Content:
        """Content of N items; `texts` "" for an item without one."""
        parts = [unit_rows(features.values(modality)) for modality in MODALITIES]
        return cls(
            whitened=unit_rows(np.concatenate(parts, axis=1)),
            words=words.weigh(texts),
        )

    def led_from(self, sources: sparse.csr_array, known: Content) -> NDArray[np.float32]:
        """(Q, N) likeness of these N items to what sources (Q, M) weigh of M known ones."""
        by_words = (sources @ known.words) @ self.words.T
        led: NDArray[np.float32] = (
            EMBEDDED * ((sources @ known.whitened) @ self.whitened.T) + by_words.toarray()
        ).astype(np.float32)
        return led


@dataclass(frozen=True, kw_only=True)
class Kin:
    """rows (C, K) of known items, likest first; weights (C, K) ≥ 0."""

    rows: NDArray[np.int64]
    weights: NDArray[np.float32]

    def sharpened(self, power: float) -> Kin:
        """Weights to the power, adding up to 1 where any is above 0."""
        weights = self.weights.astype(np.float64) ** power
        total = weights.sum(axis=1, keepdims=True)
        share = (weights / np.where(total > 0, total, 1)).astype(np.float32)
        return replace(self, weights=share)

    def mix(self, values: NDArray[Any]) -> NDArray[np.float32]:
        """(N, D) values of known items → (C, D) of the new ones."""
        mixed: NDArray[np.float32] = np.einsum(
            "ck,ckd->cd", self.weights, values[self.rows], dtype=np.float32
        )
        return mixed


def find_kin(new: Content, known: Content, *, count: int) -> Kin:
    """The `count` likest known items of each new one, weighed by their likeness.

    Of equals the lower row. An item that is like nothing has weights of 0.
    """
    size, most = new.whitened.shape[0], min(count, known.whitened.shape[0])
    rows = np.zeros((size, most), np.int64)
    weights = np.zeros((size, most), np.float32)
    # In float64: the last digits of a float32 product depend on how many rows it has.
    whitened = known.whitened.astype(np.float64).T
    for begin in range(0, size, AT_ONCE):
        part = slice(begin, begin + AT_ONCE)
        likeness = EMBEDDED * (new.whitened[part] @ whitened)
        likeness += (new.words[part] @ known.words.T).toarray()  # (B, N)
        order = np.argsort(-likeness, axis=1, kind="stable")[:, :most]
        rows[part] = order
        weights[part] = np.maximum(np.take_along_axis(likeness, order, 1), 0)
    return Kin(rows=rows, weights=weights)
