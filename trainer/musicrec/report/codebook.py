"""The first level of the semantic IDs as a map: one point a code, near where items are alike.

Points are the first two principal components of the codes' mean item vectors, so distances on the
map are those along the two directions in which the codes differ most, and no others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musicrec.data.items import ItemTable
from musicrec.tokenizer.health import purity

LABELS = ("category", "type", "brand")
WORD = re.compile(r"[^\W\d_]{3,}")
LONGEST_LABELLING = 0.5
"""A column with a name for every other item tells no groups apart."""


@dataclass(frozen=True, kw_only=True)
class Code:
    """A level-1 code: its place (x, y), number of items, what most of them are, that share."""

    code: int
    x: float
    y: float
    items: int
    label: str
    share: float


def principal_plane(points: NDArray[np.floating]) -> tuple[NDArray[np.float64], float]:
    """(M, F) points → (M, 2) places, and the share of their variance that these show."""
    centred = points.astype(np.float64) - points.mean(axis=0)
    left, strength, _ = np.linalg.svd(centred, full_matrices=False)
    places = np.zeros((len(points), 2))
    kept = min(2, len(strength))
    places[:, :kept] = left[:, :kept] * strength[:kept]
    total = float((strength**2).sum())
    return places, float((strength[:2] ** 2).sum()) / total if total > 0 else 0.0


def level_one(
    codes: NDArray[np.uint8], vectors: NDArray[np.float32], labels: Sequence[Sequence[str]]
) -> tuple[list[Code], float]:
    """The codes of (N, L) in use, and the share of variance shown.

    `vectors` (N, F); `labels` an item's names or words, of which the commonest tells (`labels_of`).
    """
    used, group = np.unique(codes[:, 0], return_inverse=True)
    sizes = np.bincount(group)
    means = np.zeros((len(used), vectors.shape[1]))
    np.add.at(means, group, vectors)
    places, shown = principal_plane(means / sizes[:, None])
    spread: Counter[str] = Counter()
    inside: list[Counter[str]] = [Counter() for _ in used]
    for row, words in enumerate(labels):
        spread.update(set(words))
        inside[int(group[row])].update(set(words))
    found = []
    for at, code in enumerate(used):
        label, times = _telling(inside[at], spread, len(labels))
        found.append(
            Code(
                code=int(code),
                x=float(places[at, 0]),
                y=float(places[at, 1]),
                items=int(sizes[at]),
                label=label,
                share=times / int(sizes[at]),
            )
        )
    return found, shown


def _telling(words: Counter[str], spread: Counter[str], items: int) -> tuple[str, int]:
    """The commonest word, one that all items have counting nothing; ties to the alphabet."""
    if not words:
        return "", 0
    return max(
        sorted(words.items()), key=lambda pair: pair[1] * np.log((items + 1) / spread[pair[0]])
    )


def labels_of(items: ItemTable) -> tuple[str, list[list[str]]]:
    """What labels are, and each item's: its category, else its type, else words of its title."""
    for name in LABELS[:2]:
        texts = items.texts(name)
        if len(set(texts)) > 1:
            return name, [[text] if text else [] for text in texts]
    return "word", [WORD.findall(text.lower()) for text in items.texts("title")]


def purities(codes: NDArray[np.uint8], items: ItemTable) -> dict[str, tuple[float, float]]:
    """Attribute → purity of the level-1 codes, and that of one code for all, for comparison."""
    found = {}
    for name in LABELS:
        column = items.codes(name)
        names = len(np.unique(column[column >= 0]))
        if 1 < names < LONGEST_LABELLING * len(column):
            alone = purity(np.zeros_like(codes[:, 0]), column)
            found[name] = (purity(codes[:, 0], column), alone)
    return found
