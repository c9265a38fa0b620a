"""Made-up histories for golden.json and selftest.json: plausible, seeded, nobody's.

Visits are walks over the catalogue: a popular item, then its neighbours in the prior or other
popular items. No stored visit is read, so no household's history can be published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musicrec.generator.call import Call

EPOCH = 1_704_067_200  # 2024-01-01, seconds since 1970
DAY = 86_400


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What a made-up call looks like: number of visits, items a visit, items in the basket."""

    visits: int = 0
    items: int = 3
    basket: int = 0
    timed: bool = True


SHAPES: dict[str, tuple[Shape, ...]] = {
    "next": (
        Shape(visits=4),
        Shape(),
        Shape(visits=1, items=1),
        Shape(visits=40, items=4),
        Shape(visits=5, timed=False),
        Shape(visits=6, items=12),
    ),
    "complements": (
        Shape(visits=3, basket=3),
        Shape(basket=1),
        Shape(visits=2, items=1, basket=2, timed=False),
        Shape(basket=5),
        Shape(visits=30, items=5, basket=8),
        Shape(visits=1, basket=1),
    ),
}


class MadeUp:
    """Draws calls from the catalogue's popularity (N) and prior neighbours (N, K), −1 unused."""

    def __init__(
        self,
        *,
        popularity: NDArray[np.float32],
        neighbours: NDArray[np.int32],
        rng: np.random.Generator,
    ) -> None:
        weights = np.sqrt(popularity.astype(np.float64) + 1.0)
        self._shares = weights / weights.sum()
        self._neighbours = neighbours
        self._rng = rng

    def items(self, count: int) -> list[int]:
        """A visit of at most `count` distinct items, in index order as stored visits are."""
        chosen: list[int] = []
        for _ in range(count):
            item = self._next(chosen)
            if item not in chosen:
                chosen.append(item)
        return sorted(chosen)

    def _next(self, chosen: Sequence[int]) -> int:
        if chosen and self._rng.random() < 0.6:
            row = self._neighbours[chosen[int(self._rng.integers(len(chosen)))]]
            known = row[row >= 0]
            if len(known) > 0:
                return int(known[int(self._rng.integers(len(known)))])
        return int(self._rng.choice(len(self._shares), p=self._shares))

    def call(self, key: str, shape: Shape) -> Call:
        """A call of that shape for a blend key such as `next.any`; visits about weekly."""
        kind, novelty = key.split(".")
        at = EPOCH
        visits: list[tuple[int | None, list[int]]] = []
        for _ in range(shape.visits):
            at += int(self._rng.integers(3, 12)) * DAY
            visits.append((at if shape.timed else None, self.items(shape.items)))
        return Call(
            visits=visits,
            basket=self.items(shape.basket),
            at=at + 5 * DAY if shape.timed else None,
            kind=kind,
            novelty=novelty,
        )


def plan(keys: Sequence[str], count: int) -> list[tuple[str, Shape]]:
    """`count` pairs of blend key and shape: keys in turn, and the shapes of a kind in turn.

    Each round of the shapes begins one later, so that every key comes to every shape.
    """
    used = dict.fromkeys(SHAPES, 0)
    pairs = []
    for number in range(count):
        key = keys[number % len(keys)]
        kind = key.split(".")[0]
        shapes = SHAPES[kind]
        pairs.append((key, shapes[(used[kind] + used[kind] // len(shapes)) % len(shapes)]))
        used[kind] += 1
    return pairs
